//! Stale marks: keys of records that are known to have changed at the source and wait to be read again.
//!
//! A webhook or a line of an events feed sets a mark; the next [`Store::apply`] with data that was read
//! after the mark clears it. A mark set while the read was under way stays.

use jiff::Timestamp;

use crate::{ConnectionId, Result, Store};

impl Store {
    /// Marks records as changed at the source. Marking again moves the mark's time forward.
    pub async fn mark_stale(
        &self,
        connection: ConnectionId,
        stream: &str,
        keys: &[String],
        why: &str,
        now: Timestamp,
    ) -> Result<()> {
        todo!()
    }

    /// Marked keys, longest waiting first.
    pub async fn stale(&self, connection: ConnectionId, stream: &str, limit: usize) -> Result<Vec<String>> {
        todo!()
    }

    /// How many keys are marked.
    pub async fn stale_count(&self, connection: ConnectionId, stream: &str) -> Result<u64> {
        todo!()
    }

    /// Takes marks back that were set at or before `read_started`, for keys that need no new state.
    pub async fn clear_stale(
        &self,
        connection: ConnectionId,
        stream: &str,
        keys: &[String],
        read_started: Timestamp,
    ) -> Result<()> {
        todo!()
    }
}
