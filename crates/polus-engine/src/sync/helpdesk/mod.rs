//! Keeping the local copy of a Gorgias account fresh.
//!
//! - [`streams`]: which lists there are and how each is ordered;
//! - [`listing`]: a list, walked as the state machine says;
//! - [`events`]: what the audit log means for the copy;
//! - [`embedded`]: which records show a copy of something that has changed;
//! - [`reread`]: single records, by their ids.
//!
//! Guarantees: a page and the progress it makes are stored in one transaction; a row that cannot be read is
//! kept as a failure and the rest goes on; a record that vanished is only called deleted or merged when the API
//! itself said so. Does not keep up, between two audits, with what no event tells of: the names of agents inside messages, and
//! surveys that were not sent yet.

pub mod embedded;
pub mod events;
mod listing;
mod reread;
pub mod rows;
pub mod streams;

use std::sync::Arc;

use futures_util::{FutureExt, StreamExt, stream};
use gorgias::Client;
use jiff::{SignedDuration, Timestamp};
use polus_store::{Connection, Planner, Store};

use self::streams::{EVENTS, HelpdeskStream, History, Order, STREAMS};
use super::marks::LIST;
use super::walk::Progress;
use super::{Due, Observer, Refusals};
use crate::clock::Clock;
use crate::error::EngineError;

/// How many lists are walked at once in a backfill: enough that reading and storing overlap, few enough that
/// pages do not pile up in memory.
const WALKS: usize = 3;

/// How often a round looks for marks that it has set itself; a chain of consequences is never as long.
const PASSES: usize = 8;

/// Reads one helpdesk connection into the store.
pub struct HelpdeskSync {
    /// The connection.
    pub connection: Connection,
    /// Its client, in the request class of sync.
    pub client: Client,
    /// The store.
    pub store: Store,
    /// Time.
    pub clock: Clock,
    /// Decides which runs a change starts.
    pub planner: Arc<dyn Planner>,
    /// Hears of progress.
    pub observer: Observer,
}

impl HelpdeskSync {
    /// Brings the copy to the present: finishes what backfill is left, asks for what is due, and reads whatever is
    /// marked. Doing it again at once changes nothing.
    pub async fn round(&self, due: Due) -> Result<(), EngineError> {
        let mut refusals = Refusals::default();
        let mut feed = due.news;
        if self.is_behind(&EVENTS, due).await? {
            // The feed comes before the backfill: whatever it tells of from here on is younger than the copy.
            refusals.note(EVENTS.name, self.walk(&EVENTS).await)?;
            feed = false;
        }
        let mut behind = Vec::new();
        for stream in STREAMS.iter().filter(|stream| stream.name != EVENTS.name) {
            if self.is_behind(stream, due).await? {
                behind.push(async move { (stream.name, self.walk(stream).await) }.boxed());
            }
        }
        if !behind.is_empty() {
            let mut walks = stream::iter(behind).buffer_unordered(WALKS);
            while let Some((name, result)) = walks.next().await {
                refusals.note(name, result)?;
            }
            feed = true;
        }
        if feed && !refusals.has(EVENTS.name) {
            refusals.note(EVENTS.name, self.walk(&EVENTS).await)?;
        }
        if due.news && refusals.has(EVENTS.name) {
            // Without the feed the heads of the lists are all that tells of news.
            for stream in STREAMS.iter().filter(|stream| HelpdeskSync::has_order(stream)) {
                if !refusals.has(stream.name) {
                    refusals.note(stream.name, self.walk(stream).await)?;
                }
            }
        }
        if due.audit {
            for stream in STREAMS.iter().filter(|stream| stream.history == History::All) {
                if !refusals.has(stream.name) {
                    refusals.note(stream.name, self.audit(stream).await)?;
                }
            }
        }
        for _ in 0..PASSES {
            if !self.read_marked(&mut refusals).await? {
                break;
            }
        }
        refusals.into_result()
    }

    /// Reads every list and record that is marked; says whether there were any.
    async fn read_marked(&self, refusals: &mut Refusals) -> Result<bool, EngineError> {
        let mut any = false;
        // Lists first: a head of a hundred rows often settles most of the marked records.
        for stream in STREAMS {
            if !refusals.has(stream.name)
                && self.store.is_stale(self.connection.id, stream.name, LIST).await?
            {
                any |= refusals.note(stream.name, self.walk(stream).await)?.is_some();
            }
        }
        // Customers, then tickets, then messages: what became of the one says where the next are to be looked for.
        for stream in STREAMS.iter().rev() {
            if !refusals.has(stream.name) {
                any |= refusals.note(stream.name, self.reread_marked(stream).await)?.unwrap_or(false);
            }
        }
        Ok(any)
    }

    /// Whether the first full walk of a stream is still to be done. One that failed is tried again when news are due.
    async fn is_behind(&self, stream: &HelpdeskStream, due: Due) -> Result<bool, EngineError> {
        let state = self.store.stream_state(self.connection.id, stream.name).await?;
        Ok(state.backfill_done_ms.is_none() && (due.news || state.last_error.is_none()))
    }

    /// Whether the first full walk of a stream is done.
    async fn is_live(&self, stream: &HelpdeskStream) -> Result<bool, EngineError> {
        let state = self.store.stream_state(self.connection.id, stream.name).await?;
        Ok(state.backfill_done_ms.is_some())
    }

    /// Where a stream stands.
    async fn progress(&self, stream: &HelpdeskStream) -> Result<Progress, EngineError> {
        let state = self.store.stream_state(self.connection.id, stream.name).await?;
        let stored = state.checkpoint.and_then(|checkpoint| serde_json::from_value(checkpoint).ok());
        Ok(stored.unwrap_or_else(|| match stream.history {
            History::All => Progress::start(),
            History::Week => {
                let made = Timestamp::from_millisecond(self.connection.created_ms).ok();
                let week = SignedDuration::from_hours(24 * 7);
                Progress::Live { watermark: made.and_then(|at| at.checked_sub(week).ok()) }
            }
        }))
    }

    fn has_order(stream: &HelpdeskStream) -> bool {
        stream.order != Order::None
    }
}
