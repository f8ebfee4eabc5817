//! The inbox: webhooks, stored before they are answered.
//!
//! One taker works the inbox at a time. What was taken and not settled with [`Store::inbox_done`] or
//! [`Store::inbox_failed`] is handed out again, after a crash too: a webhook is looked at once or more.

use jiff::Timestamp;

use crate::{ConnectionId, InboxId, Result, Store};

/// A webhook as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The webhook.
    pub id: InboxId,
    /// The connection it was sent for.
    pub connection: ConnectionId,
    /// Its headers as a JSON object, without secrets.
    pub headers_json: String,
    /// Its body.
    pub body: Vec<u8>,
    /// When it came in, in milliseconds since 1970.
    pub received_ms: i64,
}

impl Store {
    /// Stores a webhook; it is on the disk when this returns.
    pub async fn receive(
        &self,
        connection: ConnectionId,
        headers_json: String,
        body: impl Into<Vec<u8>>,
        now: Timestamp,
    ) -> Result<InboxId> {
        todo!()
    }

    /// The oldest webhooks that are neither done nor failed.
    pub async fn inbox_take(&self, limit: usize) -> Result<Vec<Received>> {
        todo!()
    }

    /// These are worked off; they are removed.
    pub async fn inbox_done(&self, ids: &[InboxId]) -> Result<()> {
        todo!()
    }

    /// This one cannot be worked off: it is kept, with a failure that says why.
    pub async fn inbox_failed(&self, id: InboxId, reason: &str, now: Timestamp) -> Result<()> {
        todo!()
    }

    /// How many wait.
    pub async fn inbox_depth(&self) -> Result<u64> {
        todo!()
    }
}
