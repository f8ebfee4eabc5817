//! Everything a dashboard or a metrics page shows, in one cheap read.

use crate::{Connection, Result, RunCounts, Store, StreamState};

/// The state of the whole store.
#[derive(Debug, Clone, Default)]
pub struct Overview {
    /// Every connection, by account and name.
    pub connections: Vec<ConnectionOverview>,
    /// Runs by state.
    pub runs: RunCounts,
    /// Webhooks that wait.
    pub inbox_depth: u64,
    /// Open failures by kind.
    pub failures: Vec<(String, u64)>,
    /// Size of the database in bytes, its write-ahead log included.
    pub database_bytes: u64,
}

/// One connection and its streams.
#[derive(Debug, Clone)]
pub struct ConnectionOverview {
    /// The connection.
    pub connection: Connection,
    /// Its streams, by name, each with the number of stale marks.
    pub streams: Vec<(StreamState, u64)>,
}

impl Store {
    /// Counts and stamps for a dashboard; its cost does not grow with the number of records.
    pub async fn overview(&self) -> Result<Overview> {
        todo!()
    }
}
