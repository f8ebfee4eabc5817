//! `apply`: every way in ends here.
//!
//! A batch is prepared outside the transaction ([`prepare`]), each record is compared with what is stored
//! ([`decide`], pure), and what is newer is written with everything that follows from it ([`write`]).

mod decide;
mod plan;
mod prepare;
mod write;

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use write::Head;

use crate::sqlite::blocking;
use crate::{ChangeId, Connection, ConnectionId, Result, Store};

/// Records of one stream as they were read, to be compared with what is stored.
#[derive(Clone)]
pub struct Batch {
    /// The connection they came from.
    pub connection: ConnectionId,
    /// Their stream.
    pub stream: String,
    /// The typed table to keep, if the stream has one (see [`crate::tables::TABLES`]).
    pub table: Option<String>,
    /// Whether the planner is asked.
    pub origin: Origin,
    /// When the request that gave them was sent: what is in them is at least as new as that.
    pub read_started: Timestamp,
    /// The records; of two with one key the newer wins, as always.
    pub records: Vec<Incoming>,
    /// Where the stream goes on; stored with the records. `None` leaves the stored one.
    pub checkpoint: Option<Value>,
    /// The present moment, for stamps.
    pub observed: Timestamp,
    /// Decides which runs a change makes; called inside the transaction.
    pub plan: Option<Arc<dyn Planner>>,
}

/// Why records were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// First read of a stream: history, which starts no runs.
    Backfill,
    /// News.
    Sync,
}

/// One record as it was read.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// Its key in the stream.
    pub key: String,
    /// The source's version as text that sorts; the larger is the newer. Without one, or between equal ones,
    /// the content decides, and of two reads the later.
    pub version: Option<String>,
    /// What it is now.
    pub state: State,
}

/// What a record is.
#[derive(Debug, Clone)]
pub enum State {
    /// It exists.
    Present {
        /// What the source said, byte for byte; stored without insignificant white space.
        payload: Box<RawValue>,
        /// The canonical form, if the stream has one.
        canonical: Option<Value>,
        /// What it can be recognised by in other systems.
        identities: Vec<Identity>,
    },
    /// It no longer exists at the source.
    Gone {
        /// How it went.
        how: Gone,
    },
}

/// How a record ceased to exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gone {
    /// Deleted.
    Deleted,
    /// Merged into another record of the stream.
    Merged {
        /// The other record's key.
        into: String,
    },
}

/// Something a record can be recognised by, such as an e-mail address. Values are compared as they are:
/// the caller normalises them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// `email`, `phone`, `external_id` ...
    pub kind: String,
    /// The normalised value.
    pub value: String,
}

/// What [`Store::apply`] did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// Records seen for the first time, or back again.
    pub created: u64,
    /// Records with new content.
    pub updated: u64,
    /// Records that were as stored.
    pub unchanged: u64,
    /// Records older than what is stored.
    pub stale: u64,
    /// Records that ceased to exist.
    pub gone: u64,
    /// Runs made.
    pub runs: u64,
    /// First and last change written.
    pub changes: Option<(ChangeId, ChangeId)>,
}

/// What happened to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Seen for the first time.
    Created,
    /// New content.
    Updated,
    /// No longer exists.
    Deleted,
    /// Another record took its place.
    Merged,
    /// Exists again.
    Restored,
}

impl ChangeKind {
    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            ChangeKind::Created => "created",
            ChangeKind::Updated => "updated",
            ChangeKind::Deleted => "deleted",
            ChangeKind::Merged => "merged",
            ChangeKind::Restored => "restored",
        }
    }
}

/// A change, as the planner sees it.
#[derive(Debug)]
pub struct Change<'a> {
    /// Where it happened.
    pub connection: &'a Connection,
    /// The stream.
    pub stream: &'a str,
    /// The record's key.
    pub key: &'a str,
    /// What happened.
    pub kind: ChangeKind,
    /// The record before; `None` if it did not exist.
    pub before: Option<&'a RecordView>,
    /// The record now; `None` if it no longer exists.
    pub after: Option<&'a RecordView>,
    /// The line in the log.
    pub change_id: ChangeId,
}

/// A record's content. Stored in a run's input as `{"payload": ..., "canonical": ...}`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordView {
    /// What the source said.
    pub payload: Value,
    /// The canonical form, if the stream has one.
    pub canonical: Option<Value>,
}

/// Decides which runs a change makes. Called on the writer's thread, inside the transaction: it must be quick
/// and must not call the store. If the transaction has to be repeated, it is asked about the same change again.
pub trait Planner: Send + Sync {
    /// Whether changes of this stream are of interest at all; others cost nothing.
    fn wants(&self, system: &str, kind: &str, stream: &str) -> bool;
    /// The runs that this change makes; at most one a flow.
    fn plan(&self, change: &Change<'_>) -> Vec<NewRun>;
}

/// A run to be made.
///
/// Its input is stored as `{"change": {"id", "kind", "account", "connection", "system", "system_kind", "stream", "key",
/// "observed"}, "before": view or null, "after": view or null}`, see [`RecordView`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRun {
    /// The flow's name.
    pub flow: String,
    /// Which text of the flow.
    pub flow_version: String,
    /// Runs of one subject in an account are worked one at a time, in order.
    pub subject: String,
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("connection", &self.connection)
            .field("stream", &self.stream)
            .field("origin", &self.origin)
            .field("records", &self.records.len())
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Compares records with what is stored and writes what is newer: records, changes, typed tables, identities,
    /// links, runs and the checkpoint, in one transaction that is on the disk when this returns.
    pub async fn apply(&self, mut batch: Batch) -> Result<Applied> {
        let layout = prepare::layout(&batch)?;
        let path = self.database().path().to_owned();
        // Parsing and hashing are most of the work; they keep neither the writer nor the caller's thread.
        let (head, records) = blocking(move || {
            let records = prepare::prepare(&mut batch, layout).map_err(|fault| fault.at(&path))?;
            let Batch { connection, stream, origin, read_started, checkpoint, observed, plan, .. } = batch;
            Ok((
                Head { connection, stream, layout, origin, read_started, observed, checkpoint, plan },
                records,
            ))
        })
        .await?;
        self.write(records.len().max(1), move |sql| write::write(sql, &head, &records)).await
    }
}
