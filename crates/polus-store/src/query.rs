//! The user's own SQL, read only.

use std::time::Duration;

use serde_json::Value;

use crate::{Result, Store};

/// A query that takes longer is stopped.
pub const QUERY_TIME_LIMIT: Duration = Duration::from_secs(30);

/// What a query gave.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct QueryResult {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows; each as long as `columns`.
    pub rows: Vec<Vec<Value>>,
    /// There were more rows than were asked for.
    pub truncated: bool,
}

impl Store {
    /// Runs one `SELECT` and gives up to `limit` rows. Anything that would write, and other statements, are refused. Sealed
    /// credentials and the headers of webhooks read as NULL.
    pub async fn query(&self, sql: &str, limit: usize) -> Result<QueryResult> {
        todo!()
    }
}
