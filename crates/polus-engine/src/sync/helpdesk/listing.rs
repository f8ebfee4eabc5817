//! Walking a list: pages are read ahead and stored behind, each with the progress it makes.

use std::collections::HashSet;
use std::sync::Arc;

use gorgias::Page;
use jiff::Timestamp;
use polus_store::{Batch, Incoming, NewFailure, Origin, Problem, StreamResult};
use serde_json::json;
use serde_json::value::RawValue;
use tokio::sync::mpsc;

use super::streams::HelpdeskStream;
use super::{HelpdeskSync, embedded, events, rows};
use crate::error::EngineError;
use crate::sync::marks::{LIST, mark_missing};
use crate::sync::walk::{Next, PageSeen, Progress, Walk};
use crate::sync::{Notice, checkpoint};

/// How many pages may wait to be stored. Storing sixteen in one transaction costs half of what storing each costs.
const AHEAD: usize = 16;

/// A page on its way into the store.
struct ReadPage {
    records: Vec<Incoming>,
    /// Where the stream stands once it is stored.
    progress: Progress,
    /// When it was asked for.
    started: Timestamp,
}

impl HelpdeskSync {
    /// Walks one stream as far as its progress asks for.
    pub(super) async fn walk(&self, stream: &'static HelpdeskStream) -> Result<(), EngineError> {
        self.noted(stream, self.walk_list(stream, HelpdeskSync::has_order(stream)).await).await
    }

    /// Walks one stream to its end, whatever its watermark, and marks what the copy has and the list has not.
    pub(super) async fn audit(&self, stream: &'static HelpdeskStream) -> Result<(), EngineError> {
        self.noted(stream, self.walk_list(stream, false).await).await
    }

    /// Writes down how reading a stream went.
    pub(super) async fn noted<T>(
        &self,
        stream: &HelpdeskStream,
        result: Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        let said = match &result {
            Ok(_) => StreamResult::Ok,
            Err(error) => StreamResult::Err(error.to_string()),
        };
        self.store.set_stream_result(self.connection.id, stream.name, said, self.clock.now()).await?;
        result
    }

    async fn walk_list(
        &self,
        stream: &'static HelpdeskStream,
        to_watermark: bool,
    ) -> Result<(), EngineError> {
        let first = !self.is_live(stream).await?;
        let progress = self.progress(stream).await?;
        let whole = progress.is_live() && !first && !to_watermark;
        let walk = Walk::new(progress, to_watermark);
        let begun = self.clock.now();
        // Pages are read ahead while others are stored.
        let (ahead, read) = mpsc::channel(AHEAD);
        let (listed, stored) =
            tokio::join!(self.read_pages(stream, walk, ahead), self.store_pages(stream, first, read));
        stored?;
        let listed = listed?;
        if first {
            self.store.mark_backfilled(self.connection.id, stream.name, self.clock.now()).await?;
            (self.observer)(&Notice::Complete { connection: &self.connection.name, stream: stream.name });
        }
        if whole {
            let is_listed = |key: &str| key.parse().is_ok_and(|id| listed.contains(&id));
            mark_missing(&self.store, self.connection.id, stream.name, is_listed, self.clock.now()).await?;
        }
        if self.store.is_stale(self.connection.id, stream.name, LIST).await? {
            self.store.clear_stale(self.connection.id, stream.name, &[LIST.to_owned()], begun).await?;
        }
        Ok(())
    }

    /// Reads pages to the walk's end, or until nobody stores them any more; gives the ids of a walk of a live stream.
    async fn read_pages(
        &self,
        stream: &HelpdeskStream,
        mut walk: Walk,
        ahead: mpsc::Sender<ReadPage>,
    ) -> Result<HashSet<i64>, EngineError> {
        let live = walk.progress().is_live();
        let mut listed = HashSet::new();
        let mut followed = HashSet::new();
        let mut restarted = false;
        let mut cursor = walk.cursor().map(str::to_owned);
        loop {
            let started = self.clock.now();
            let page = match self.read(stream, cursor.as_deref()).await {
                Ok(page) => page,
                // Cursors are short-lived ("Pagination"): one that is refused is not an error, the walk
                // begins again. Once; a server that refuses every cursor is.
                Err(error) if cursor.is_some() && refused_cursor(&error) && !restarted => {
                    tracing::info!(
                        stream = stream.name,
                        "the cursor is no longer accepted; walking again from the top"
                    );
                    restarted = true;
                    // The same pages have the same cursors once more.
                    followed.clear();
                    walk.restart();
                    cursor = None;
                    continue;
                }
                Err(error) => return Err(error),
            };
            let (records, seen) = self.take(stream, page).await?;
            if live {
                listed.extend(records.iter().filter_map(|record| record.key.parse::<i64>().ok()));
            }
            let was_ordered = walk.is_ordered();
            let next = walk.observe(&seen);
            if was_ordered && !walk.is_ordered() {
                tracing::warn!(
                    stream = stream.name,
                    "the list is not in the order asked for; walking it whole"
                );
            }
            let again = matches!(&next, Next::Read(cursor) if !followed.insert(cursor.clone()));
            if again {
                // Following it once more would never end.
                if restarted {
                    return Err(repeats(stream));
                }
                tracing::warn!(
                    stream = stream.name,
                    "the list repeated a cursor; walking again from the top"
                );
                restarted = true;
                followed.clear();
                walk.restart();
            }
            let page = ReadPage { records, progress: walk.progress().clone(), started };
            if ahead.send(page).await.is_err() {
                return Ok(listed);
            }
            match next {
                Next::Done => return Ok(listed),
                Next::Read(following) => cursor = Some(following).filter(|_| !again),
            }
        }
    }

    /// Stores pages as they come, all that wait in one transaction: the disk is slower than the network.
    async fn store_pages(
        &self,
        stream: &HelpdeskStream,
        first: bool,
        mut read: mpsc::Receiver<ReadPage>,
    ) -> Result<(), EngineError> {
        while let Some(ReadPage { mut records, mut progress, started }) = read.recv().await {
            while let Ok(page) = read.try_recv() {
                records.extend(page.records);
                progress = page.progress;
            }
            let rows = records.len() as u64;
            self.store_rows(stream, records, Some(&progress), started, first).await?;
            (self.observer)(&Notice::Page { connection: &self.connection.name, stream: stream.name, rows });
        }
        Ok(())
    }

    async fn read(
        &self,
        stream: &HelpdeskStream,
        cursor: Option<&str>,
    ) -> Result<Page<Box<RawValue>>, EngineError> {
        let mut request = (stream.list)();
        if let Some(cursor) = cursor {
            request = request.cursor(cursor);
        }
        Ok(self.client.send(request).await?)
    }

    /// Reads the heads of a page's rows; rows without one are kept as failures.
    pub(super) async fn take(
        &self,
        stream: &HelpdeskStream,
        page: Page<Box<RawValue>>,
    ) -> Result<(Vec<Incoming>, PageSeen), EngineError> {
        let mut records = Vec::with_capacity(page.data.len());
        let mut seen = PageSeen { versions: Vec::with_capacity(page.data.len()), next: page.next_cursor };
        for payload in page.data {
            match rows::read(stream, payload) {
                Ok(row) => {
                    seen.versions.extend(row.at);
                    records.push(row.incoming);
                }
                Err((payload, reason)) => self.keep_unreadable(stream.name, &payload, reason).await?,
            }
        }
        Ok((records, seen))
    }

    pub(super) async fn keep_unreadable(
        &self,
        stream: &str,
        payload: &RawValue,
        reason: String,
    ) -> Result<(), EngineError> {
        let digest = ring::digest::digest(&ring::digest::SHA256, payload.get().as_bytes());
        let key: String = digest.as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let failure = NewFailure {
            kind: "record".into(),
            connection: Some(self.connection.id),
            stream: Some(stream.to_owned()),
            key: Some(format!("unreadable-{key}")),
            problem: Problem {
                reason: format!("a row of {stream} cannot be read: {reason}"),
                class: "permanent".into(),
                hint: Some("the row is kept as it came; it is read again with the next full walk".into()),
            },
            detail: json!({ "payload": payload.get() }),
        };
        self.store.add_failure(failure, self.clock.now()).await?;
        Ok(())
    }

    /// Stores rows, with the progress they make; what they mean for other records is marked before.
    pub(super) async fn store_rows(
        &self,
        stream: &HelpdeskStream,
        records: Vec<Incoming>,
        progress: Option<&Progress>,
        read_started: Timestamp,
        first: bool,
    ) -> Result<(), EngineError> {
        if !first {
            let marks = match stream.name {
                "events" => events::marks(&self.store, &self.connection, &records).await?,
                _ => embedded::marks(&self.store, &self.connection, stream.name, &records).await?,
            };
            marks.save(&self.store, self.connection.id, "event", self.clock.now()).await?;
        }
        let checkpoint = progress.map(checkpoint).transpose()?;
        let applied = self
            .store
            .apply(Batch {
                connection: self.connection.id,
                stream: stream.name.into(),
                table: Some(stream.name.into()),
                origin: if first { Origin::Backfill } else { Origin::Sync },
                read_started,
                records,
                checkpoint,
                observed: self.clock.now(),
                plan: Some(Arc::clone(&self.planner)),
            })
            .await?;
        if applied.runs > 0 {
            (self.observer)(&Notice::Runs(applied.runs));
        }
        Ok(())
    }
}

fn refused_cursor(error: &EngineError) -> bool {
    matches!(error, EngineError::Gorgias(gorgias::Error::Refused { .. }))
}

fn repeats(stream: &HelpdeskStream) -> EngineError {
    EngineError::Unexpected {
        system: "gorgias".into(),
        what: format!("the same cursor of the list of {} again and again", stream.name),
    }
}
