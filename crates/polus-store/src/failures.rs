//! Failures: what gave up, kept with the reason until somebody settles it.

use jiff::Timestamp;
use serde_json::Value;

use crate::{AccountId, ConnectionId, FailureId, InboxId, Problem, Result, RunId, Store};

/// What is needed to write a failure down.
#[derive(Debug, Clone, Default)]
pub struct NewFailure {
    /// What kind of thing failed: `record`, `inbox`, `stream` ... ([`Store::finish_run`] writes `run`,
    /// [`Store::apply`] writes `projection`).
    pub kind: String,
    /// The connection it happened on.
    pub connection: Option<ConnectionId>,
    /// The stream, if it is about one.
    pub stream: Option<String>,
    /// The record's key, if it is about one.
    pub key: Option<String>,
    /// Why.
    pub problem: Problem,
    /// What is needed to look into it or to try again.
    pub detail: Value,
}

/// A run, record or webhook that gave up.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The failure.
    pub id: FailureId,
    /// `run`, `projection`, `inbox`, `record` ...
    pub kind: String,
    /// The account, if it belongs to one.
    pub account_id: Option<AccountId>,
    /// The connection, if it belongs to one.
    pub connection: Option<ConnectionId>,
    /// The stream, if it is about one.
    pub stream: Option<String>,
    /// The record's key, if it is about one.
    pub key: Option<String>,
    /// The run, if it is one.
    pub run: Option<RunId>,
    /// The webhook, if it is one.
    pub inbox: Option<InboxId>,
    /// Why.
    pub problem: Problem,
    /// What is needed to look into it or to try again.
    pub detail: Value,
    /// When, in milliseconds since 1970.
    pub created_ms: i64,
    /// When it was settled, in milliseconds since 1970.
    pub resolved_ms: Option<i64>,
}

/// Which failures to list.
#[derive(Debug, Clone, Default)]
pub struct FailureFilter {
    /// Of this account.
    pub account: Option<AccountId>,
    /// Of this kind.
    pub kind: Option<String>,
    /// Settled ones too.
    pub resolved: bool,
}

impl Store {
    /// Writes a failure down. One that is still open for the same connection, stream, key and kind is replaced.
    pub async fn add_failure(&self, failure: NewFailure, now: Timestamp) -> Result<FailureId> {
        todo!()
    }

    /// Failures, newest first.
    pub async fn failures(&self, filter: FailureFilter, limit: usize) -> Result<Vec<Failure>> {
        todo!()
    }

    /// Open failures by kind.
    pub async fn failure_counts(&self) -> Result<Vec<(String, u64)>> {
        todo!()
    }

    /// Marks a failure as settled.
    pub async fn resolve_failure(&self, id: FailureId, now: Timestamp) -> Result<()> {
        todo!()
    }
}
