//! Durable state of Polus in SQL: records, changes, runs, inbox, checkpoints, and typed tables for readers.
//!
//! Everything that must survive a crash is here, and nobody else writes SQL. The crate knows nothing of
//! Gorgias, storefronts or ERPs: a payload is JSON, a version is sortable text, a stream is a name.
//!
//! What it guarantees:
//! - a call that answered `Ok` is on the disk (`synchronous=FULL`), whatever is killed afterwards;
//! - [`Store::apply`] writes records, changes, links, typed tables, runs and the checkpoint in one
//!   transaction; applying the same data again, late or in another order changes nothing;
//! - runs of one subject are leased one at a time and in order;
//! - one process writes; a second one is refused by name.
//!
//! What it does not do: it decides nothing about when to sync or what a flow does, and makes no request.

mod apply;
mod connections;
mod error;
mod failures;
mod find;
mod ids;
mod inbox;
mod links;
mod overview;
mod query;
mod records;
mod runs;
pub mod sealed;
mod sqlite;
mod stale;
mod store;
mod streams;
pub mod tables;

pub use apply::{
    Applied, Batch, Change, ChangeKind, Gone, Identity, Incoming, NewRun, Origin, Planner, RecordView, State,
};
pub use connections::{Connection, ConnectionState, NewConnection};
pub use error::{Class, StoreError};
pub use failures::{Failure, FailureFilter, NewFailure};
pub use ids::{AccountId, ChangeId, ConnectionId, FailureId, Id, InboxId, RecordId, RunId};
pub use inbox::Received;
pub use links::{Link, MAX_LINKS_PER_IDENTITY};
pub use overview::{ConnectionOverview, Overview, StreamOverview};
pub use query::{QUERY_TIME_LIMIT, QueryResult};
pub use records::Record;
pub use runs::{LeasedRun, Outcome, Problem, Run, RunCounts, RunFilter, RunState, StepRecord, StepState};
pub use store::Store;
pub use streams::{StreamResult, StreamState};
pub use tables::document_tables;

/// What every call answers with.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
