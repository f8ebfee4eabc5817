//! Putting macros away and bringing them back, many at once (reference pages "Archive macros", "Unarchive macros").
//!
//! The call succeeds also when each single macro failed: look at every row.

use serde::{Deserialize, Serialize};

use super::super::draft;
use crate::request::Request;
use crate::resources::Map;

/// What became of one macro.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Archived {
    /// The macro.
    pub id: i64,
    /// What became of it.
    pub status: ArchiveStatus,
    /// Why it was not archived, when the server says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ArchiveError>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

impl Archived {
    /// Whether the macro is now where it was meant to be, whoever put it there.
    pub fn succeeded(&self) -> bool {
        matches!(
            self.status,
            ArchiveStatus::Archived
                | ArchiveStatus::AlreadyArchived
                | ArchiveStatus::Unarchived
                | ArchiveStatus::AlreadyNotArchived
        )
    }

    /// Names of the rules that use it and keep it from being archived.
    pub fn rules(&self) -> Vec<&str> {
        let rules = self.error.as_ref().and_then(|error| error.data.as_ref()?.get("rules")?.as_array());
        rules.into_iter().flatten().filter_map(|rule| rule.as_str()).collect()
    }
}

/// What can become of a macro; the list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ArchiveStatus {
    /// Put away.
    Archived,
    /// Was put away before.
    AlreadyArchived,
    /// Brought back.
    Unarchived,
    /// Was not put away.
    AlreadyNotArchived,
    /// There is none of this id.
    NotFound,
    /// A rule uses it: [`Archived::rules`].
    MacroUsed,
    /// One not named here.
    #[serde(untagged)]
    Other(String),
}

/// Why a macro was not archived.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ArchiveError {
    /// The server's words.
    pub msg: Option<String>,
    /// `rules`: names of the rules that use it.
    pub data: Option<Map>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// Puts 1 to 30 macros away; answers one row a macro (scope `write:all` as far as was seen, `macros:write` by the
/// reference).
pub fn archive(ids: &[i64]) -> Request<Vec<Archived>> {
    each("bulk_archive_macros", "/api/macros/archive", ids)
}

/// Brings 1 to 30 macros back; answers one row a macro (scope `write:all`).
pub fn unarchive(ids: &[i64]) -> Request<Vec<Archived>> {
    each("bulk_unarchive_macros", "/api/macros/unarchive", ids)
}

fn each(operation: &'static str, path: &str, ids: &[i64]) -> Request<Vec<Archived>> {
    draft::ids(ids)
        .update::<()>(operation, path)
        .require((1..=30).contains(&ids.len()), "ids", format!("takes 1 to 30 ids, not {}", ids.len()))
        .whole_list()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_tells_what_keeps_a_macro() {
        let row: Archived = serde_json::from_str(
            r#"{"id":7,"status":"macro_used","error":{"msg":"In use","data":{"rules":["Close thanks"]}}}"#,
        )
        .unwrap();
        assert!(!row.succeeded());
        assert_eq!((row.status.clone(), row.rules()), (ArchiveStatus::MacroUsed, vec!["Close thanks"]));
        let row: Archived = serde_json::from_str(r#"{"id":7,"status":"already_archived"}"#).unwrap();
        assert!(row.succeeded() && row.rules().is_empty());
    }

    #[test]
    fn one_to_thirty_at_once() {
        assert!(archive(&[]).invalid().is_some());
        assert!(unarchive(&[1; 31]).invalid().is_some());
        assert!(archive(&[1; 30]).invalid().is_none());
    }
}
