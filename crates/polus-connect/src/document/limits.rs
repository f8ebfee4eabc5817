//! How large a document may be. Past it comes a refusal before memory or stack run out.

use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::{Budget, Error};

/// Most values (texts, numbers, lists and blocks) of one document.
const VALUES: usize = 50_000;

/// Deepest nesting of lists and blocks; reading twice as deep overflows the stack of a thread of 2 MiB.
const DEPTH: usize = 32;

/// Most references (`*name`) to anchors.
const REFERENCES: usize = 1_000;

/// What the YAML reader keeps to.
pub(super) fn budget() -> Budget {
    let mut budget = Budget::default();
    budget.max_nodes = VALUES;
    // Each value has at most two of them, so that the limit that is told of is the one of values.
    budget.max_events = 3 * VALUES;
    budget.max_depth = DEPTH;
    budget.max_aliases = REFERENCES;
    budget.enforce_alias_anchor_ratio = false;
    budget
}

/// For an error of a limit: which one, and what to do.
pub(super) fn explain(error: &Error) -> Option<(String, &'static str)> {
    let other_file = "look whether this is the right file; if so, remove what is not needed";
    Some(match error {
        Error::Budget { breach: BudgetBreach::Nodes { .. } | BudgetBreach::Events { .. }, .. } => {
            (format!("the document holds more than {VALUES} values"), other_file)
        }
        Error::Budget { breach: BudgetBreach::Depth { .. }, .. } => (
            format!("lists and blocks are nested more than {DEPTH} deep"),
            "close the brackets that are open, or write the document flatter",
        ),
        Error::Budget { breach: BudgetBreach::Aliases { .. }, .. } => (
            format!("there are more than {REFERENCES} references (`*name`)"),
            "write the values out; quote a text that begins with `*`",
        ),
        Error::Budget { .. }
        | Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => {
            ("the document is larger than a document may be".to_owned(), other_file)
        }
        _ => return None,
    })
}
