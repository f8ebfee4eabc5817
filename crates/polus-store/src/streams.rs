//! Where each stream of a connection stands.

use jiff::Timestamp;
use serde_json::Value;

use crate::{ConnectionId, Result, Store};

/// What is known of one stream; all zero and empty for one that was never read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StreamState {
    /// The stream's name.
    pub stream: String,
    /// Where to go on reading, as the last [`crate::Batch`] left it.
    pub checkpoint: Option<Value>,
    /// Records that exist now (deleted and merged ones are not counted).
    pub rows: i64,
    /// When the first full read was complete.
    pub backfill_done_ms: Option<i64>,
    /// When it was last read without an error.
    pub last_ok_ms: Option<i64>,
    /// When a record last changed.
    pub last_change_ms: Option<i64>,
    /// Why the last read failed; `None` after a good one.
    pub last_error: Option<String>,
    /// When it last failed.
    pub last_error_ms: Option<i64>,
}

/// How reading a stream ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamResult {
    /// Without an error.
    Ok,
    /// With this one.
    Err(String),
}

impl Store {
    /// Where the stream stands.
    pub async fn stream_state(&self, connection: ConnectionId, stream: &str) -> Result<StreamState> {
        todo!()
    }

    /// Every stream of the connection that was ever touched, by name.
    pub async fn streams(&self, connection: ConnectionId) -> Result<Vec<StreamState>> {
        todo!()
    }

    /// Notes how reading ended.
    pub async fn set_stream_result(
        &self,
        connection: ConnectionId,
        stream: &str,
        result: StreamResult,
        now: Timestamp,
    ) -> Result<()> {
        todo!()
    }

    /// Notes that the first full read is complete. A later call changes nothing.
    pub async fn mark_backfilled(
        &self,
        connection: ConnectionId,
        stream: &str,
        now: Timestamp,
    ) -> Result<()> {
        todo!()
    }
}
