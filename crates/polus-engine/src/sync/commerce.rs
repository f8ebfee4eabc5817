//! Keeping the local copy of a storefront, ERP or CRM fresh, through its connector.
//!
//! The connector's manifest says how a list is read and paged; here is only the bookkeeping: where the
//! stream stands is stored with each page, the first read starts no flows, and the watermark moves on
//! when a read is complete.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use polus_connect::{ConnectError, Connector, Entity, ReadRequest, SourceRecord};
use polus_store::{
    Batch, Connection, Gone, Identity, Incoming, NewFailure, Origin, Planner, Problem, State, Store,
    StreamResult,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::marks::{Marks, mark_missing};
use super::{Due, Notice, Observer, Refusals, checkpoint};
use crate::clock::Clock;
use crate::error::EngineError;

/// How many records are read again at once.
const BATCH: usize = 50;

/// What an order shows of its customer.
const SHOWN: [&str; 3] = ["name", "email", "phone"];

/// At most so many orders of one customer are read again; an audit finds the rest.
const MOST: usize = 1_000;

/// Reads one storefront, ERP or CRM connection into the store.
pub struct CommerceSync {
    /// The connection.
    pub connection: Connection,
    /// How to speak to it.
    pub connector: Arc<Connector>,
    /// The store.
    pub store: Store,
    /// Time.
    pub clock: Clock,
    /// Decides which runs a change starts.
    pub planner: Arc<dyn Planner>,
    /// Hears of progress.
    pub observer: Observer,
}

/// Where a stream stands; stored as its checkpoint.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Progress {
    /// Read from here; `None` is the beginning.
    since: Option<String>,
    /// The page within that read, if it is not finished.
    page: Option<Value>,
    /// Newest watermark seen in that read.
    seen: Option<String>,
}

impl CommerceSync {
    /// The streams of this connection.
    fn streams(&self) -> Vec<String> {
        self.connector.streams().iter().map(|stream| stream.name.clone()).collect()
    }

    /// Brings the copy to the present: reads each list on if news are due or it was never read to its end, then
    /// whatever is marked. Doing it again at once changes nothing.
    pub async fn round(&self, due: Due) -> Result<(), EngineError> {
        let mut refusals = Refusals::default();
        for stream in self.streams() {
            let state = self.store.stream_state(self.connection.id, &stream).await?;
            let result =
                self.catch_up(&stream, due.news || state.backfill_done_ms.is_none(), due.audit).await;
            let said = match &result {
                Ok(()) => StreamResult::Ok,
                Err(error) => StreamResult::Err(error.to_string()),
            };
            self.store.set_stream_result(self.connection.id, &stream, said, self.clock.now()).await?;
            refusals.note(&stream, result)?;
        }
        refusals.into_result()
    }

    async fn catch_up(&self, stream: &str, read: bool, audit: bool) -> Result<(), EngineError> {
        if read || audit {
            self.read(stream, audit).await?;
        }
        self.reread_marked(stream).await
    }

    /// Reads a stream from where it stands, or from its beginning, to its present end.
    async fn read(&self, stream: &str, from_the_beginning: bool) -> Result<(), EngineError> {
        let state = self.store.stream_state(self.connection.id, stream).await?;
        let first = state.backfill_done_ms.is_none();
        let origin = if first { Origin::Backfill } else { Origin::Sync };
        let stored = state.checkpoint.and_then(|checkpoint| serde_json::from_value(checkpoint).ok());
        let mut progress: Progress = stored.unwrap_or_default();
        let whole = from_the_beginning && !first;
        let mut listed = HashSet::new();
        let mut restarted = false;
        if whole {
            progress = Progress { since: None, page: None, ..progress };
        }
        loop {
            let started = self.clock.now();
            let request = ReadRequest { since: progress.since.clone(), page: progress.page.clone() };
            let resumed = request.page.is_some();
            let page = match self.connector.read(stream, request).await {
                Ok(page) => page,
                // Pages are short-lived, and so are the ways of counting them: one that is refused is not an error,
                // the read begins again. Once; a system that refuses every page is.
                Err(ConnectError::Refused { .. }) if resumed && !restarted => {
                    tracing::info!(stream, "the page is no longer accepted; reading again from the start");
                    restarted = true;
                    progress.page = None;
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            progress.seen = progress.seen.max(page.watermark);
            progress.page = page.next;
            let complete = progress.page.is_none();
            if complete {
                progress.since = progress.seen.clone().or(progress.since);
            }
            if whole {
                listed.extend(page.records.iter().map(|record| record.key.clone()));
            }
            let incoming = self.incoming(stream, page.records).await?;
            self.apply(stream, incoming, Some(&progress), started, origin).await?;
            if complete {
                break;
            }
        }
        if whole {
            let is_listed = |key: &str| listed.contains(key);
            mark_missing(&self.store, self.connection.id, stream, is_listed, self.clock.now()).await?;
        }
        if first {
            self.store.mark_backfilled(self.connection.id, stream, self.clock.now()).await?;
            (self.observer)(&Notice::Complete { connection: &self.connection.name, stream });
        }
        Ok(())
    }

    /// Reads again every record that was marked; those that the system no longer has are gone.
    async fn reread_marked(&self, stream: &str) -> Result<(), EngineError> {
        // A mark that stays, because it was set again meanwhile or the clock was set back, is for the next round.
        let mut done = BTreeSet::new();
        loop {
            let mut keys = self.store.stale(self.connection.id, stream, BATCH).await?;
            keys.retain(|key| !done.contains(key));
            if keys.is_empty() {
                return Ok(());
            }
            let started = self.clock.now();
            let records = self.connector.read_by_keys(stream, &keys).await?;
            let mut missing = keys.clone();
            missing.retain(|key| records.iter().all(|record| record.key != *key));
            let mut incoming = self.incoming(stream, records).await?;
            incoming.extend(missing.into_iter().map(|key| {
                let state = State::Gone { how: Gone::Deleted };
                Incoming { key, version: None, state }
            }));
            self.apply(stream, incoming, None, started, Origin::Sync).await?;
            self.store.clear_stale(self.connection.id, stream, &keys, started).await?;
            done.extend(keys);
        }
    }

    /// What was read, for the store; what does not fit its mapping is stored as it came, with a failure.
    async fn incoming(&self, stream: &str, records: Vec<SourceRecord>) -> Result<Vec<Incoming>, EngineError> {
        let mut incoming = Vec::with_capacity(records.len());
        for record in records {
            let canonical = match record.canonical {
                Ok(canonical) => Some(canonical),
                Err(reason) => {
                    self.keep_unmapped(stream, &record.key, reason).await?;
                    None
                }
            };
            let identities =
                record.identities.into_iter().map(|id| Identity { kind: id.kind, value: id.value }).collect();
            incoming.push(Incoming {
                key: record.key,
                version: record.version,
                state: State::Present { payload: record.payload, canonical, identities },
            });
        }
        Ok(incoming)
    }

    async fn apply(
        &self,
        stream: &str,
        records: Vec<Incoming>,
        progress: Option<&Progress>,
        read_started: Timestamp,
        origin: Origin,
    ) -> Result<(), EngineError> {
        let rows = records.len() as u64;
        let checkpoint = progress.map(checkpoint).transpose()?;
        let entity = self.connector.streams().iter().find(|s| s.name == stream).map(|s| s.entity);
        if entity == Some(Entity::Customer) && matches!(origin, Origin::Sync) {
            // Before the change is stored: after a crash in between it is found again.
            let marks = self.orders_that_show(stream, &records).await?;
            let why = "its customer changed";
            marks.save(&self.store, self.connection.id, why, self.clock.now()).await?;
        }
        let table = entity.map(|entity| entity.table().to_owned());
        let applied = self
            .store
            .apply(Batch {
                connection: self.connection.id,
                stream: stream.to_owned(),
                table,
                origin,
                read_started,
                records,
                checkpoint,
                observed: self.clock.now(),
                plan: Some(Arc::clone(&self.planner)),
            })
            .await?;
        (self.observer)(&Notice::Page { connection: &self.connection.name, stream, rows });
        if applied.runs > 0 {
            (self.observer)(&Notice::Runs(applied.runs));
        }
        Ok(())
    }

    /// The orders that show one of these customers as he was. They change at the source with him and do not become
    /// newer there, so that no list tells of it.
    async fn orders_that_show(&self, stream: &str, customers: &[Incoming]) -> Result<Marks, EngineError> {
        let mut marks = Marks::default();
        let infos = self.connector.streams();
        let Some(orders) = infos.iter().find(|info| info.entity == Entity::Order) else { return Ok(marks) };
        for customer in customers {
            let State::Present { canonical: Some(now), .. } = &customer.state else { continue };
            let stored = self.store.record(self.connection.id, stream, &customer.key).await?;
            let Some(before) = stored.and_then(|stored| stored.canonical) else { continue };
            if SHOWN.iter().all(|field| before.get(field) == now.get(field)) {
                continue;
            }
            let filter = [
                ("connection_id".to_owned(), json!(self.connection.id.get())),
                ("customer_external_id".to_owned(), now.get("external_id").cloned().unwrap_or_default()),
            ];
            let found =
                self.store.find(self.connection.account_id, orders.entity.table(), &filter, MOST).await?;
            for order in found {
                if let Some(key) = order.get("external_id").and_then(Value::as_str) {
                    marks.record(&orders.name, key);
                }
            }
        }
        Ok(marks)
    }

    async fn keep_unmapped(&self, stream: &str, key: &str, reason: String) -> Result<(), EngineError> {
        let failure = NewFailure {
            kind: "record".into(),
            connection: Some(self.connection.id),
            stream: Some(stream.to_owned()),
            key: Some(key.to_owned()),
            problem: Problem {
                reason: format!("{stream} {key} does not fit its mapping: {reason}"),
                class: "permanent".into(),
                hint: Some(format!(
                    "correct `map` of stream `{stream}` in the manifest of {}",
                    self.connection.system
                )),
            },
            detail: json!({}),
        };
        self.store.add_failure(failure, self.clock.now()).await?;
        Ok(())
    }
}
