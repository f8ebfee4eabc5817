//! Rules to be made and changed (reference pages "Create a rule", "Update a rule").

use super::{Trigger, parse};
use crate::datetime::DateTime;
use crate::resources::Map;
use crate::resources::draft::Draft;

/// A rule to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRule(Draft);

impl NewRule {
    /// With this name and code, and the code's syntax tree where it can be [parsed](parse).
    pub fn new(name: &str, code: &str) -> Self {
        Self(with_code(Draft::default().not_empty("name", name), code))
    }

    /// What starts it.
    pub fn on(self, triggers: &[Trigger]) -> Self {
        Self(with_triggers(self.0, triggers))
    }

    /// Another syntax tree, an ESTree `Program`.
    pub fn code_ast(self, program: Map) -> Self {
        Self(self.0.set("code_ast", program))
    }

    /// Explanation.
    pub fn description(self, text: &str) -> Self {
        Self(self.0.set("description", text))
    }

    /// Its place among the rules; the last unless told.
    pub fn priority(self, priority: i64) -> Self {
        Self(self.0.set("priority", priority))
    }

    /// Switched off from the beginning.
    pub fn deactivated(self, at: DateTime) -> Self {
        Self(self.0.set("deactivated_datetime", at))
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }
}

/// Changes of a rule; what is not set stays, and `None` clears.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateRule(Draft);

impl UpdateRule {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What people see.
    pub fn name(self, name: &str) -> Self {
        Self(self.0.not_empty("name", name))
    }

    /// What it does, and the syntax tree of that where it can be [parsed](parse).
    pub fn code(self, code: &str) -> Self {
        Self(with_code(self.0, code))
    }

    /// Another syntax tree, an ESTree `Program`.
    pub fn code_ast(self, program: Map) -> Self {
        Self(self.0.set("code_ast", program))
    }

    /// What starts it.
    pub fn on(self, triggers: &[Trigger]) -> Self {
        Self(with_triggers(self.0, triggers))
    }

    /// Explanation.
    pub fn description<'a>(self, text: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.set("description", text.into()))
    }

    /// Its place among the rules.
    pub fn priority(self, priority: i64) -> Self {
        Self(self.0.set("priority", priority))
    }

    /// Switches it off as of then; `None` switches it on again.
    pub fn deactivated(self, at: impl Into<Option<DateTime>>) -> Self {
        Self(self.0.set("deactivated_datetime", at.into()))
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }
}

/// Code that cannot be parsed here goes without its tree: the server may know more of the language.
fn with_code(draft: Draft, code: &str) -> Draft {
    let draft = draft.not_empty("code", code);
    match parse(code) {
        Ok(program) => draft.set("code_ast", program),
        Err(_) => draft,
    }
}

fn with_triggers(draft: Draft, triggers: &[Trigger]) -> Draft {
    let names: Vec<_> = triggers.iter().map(Trigger::to_string).collect();
    draft.set("event_types", names.join(","))
}
