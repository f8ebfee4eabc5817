//! The present end: read everything once, and know when nothing is owed.

use futures_util::FutureExt;
use futures_util::future::join_all;
use polus_store::{ConnectionOverview, StreamOverview};
use serde::Serialize;

use super::Engine;
use crate::error::EngineError;
use crate::sync::Due;
use crate::systems::{Credentials, Speaks};

/// What a sync read.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SyncSummary {
    /// Records held afterwards, of the connections that were read.
    pub records: u64,
    /// Requests made to the helpdesk.
    pub requests: u64,
    /// How many of them were throttled.
    pub throttled_429: u64,
    /// Each stream.
    pub streams: Vec<StreamSummary>,
}

/// What is held of one stream.
#[derive(Debug, Clone, Serialize)]
pub struct StreamSummary {
    /// Its connection.
    pub connection: String,
    /// Its name.
    pub stream: String,
    /// Records that exist.
    pub rows: u64,
}

impl Engine {
    /// Reads all streams of all connections, or of one, to their present end.
    pub async fn sync(&self, only: Option<&str>) -> Result<SyncSummary, EngineError> {
        let wanted = match only {
            Some(name) => vec![self.inner.systems.by_name(name)?],
            None => self.inner.systems.all(),
        };
        let count = || {
            wanted
                .iter()
                .map(|attached| requests(&attached.speaks))
                .fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
        };
        let before = count();
        // One that fails does not keep the others from their end.
        let due = Due { news: true, audit: false };
        let rounds =
            join_all(wanted.iter().map(|attached| self.round_of(attached, due).boxed()).collect::<Vec<_>>());
        for result in rounds.await {
            result?;
        }
        let after = count();
        let mut summary = SyncSummary {
            requests: after.0.saturating_sub(before.0),
            throttled_429: after.1.saturating_sub(before.1),
            ..SyncSummary::default()
        };
        let overview = self.inner.store.overview().await?;
        for ConnectionOverview { connection, streams } in overview.connections {
            if !wanted.iter().any(|attached| attached.connection.id == connection.id) {
                if only.is_none() && self.inner.systems.by_id(connection.id).is_none() {
                    // Its credentials could not be opened at the start; what was not read is not up to date.
                    Credentials::open(&self.inner.key, &connection)?;
                }
                continue;
            }
            for stream in streams {
                let rows = u64::try_from(stream.state.rows).unwrap_or(0);
                summary.records += rows;
                let (connection, stream) = (connection.name.clone(), stream.state.stream);
                summary.streams.push(StreamSummary { connection, stream, rows });
            }
        }
        Ok(summary)
    }

    /// Whether nothing is owed: no webhook waits, nothing is known to be out of date, no run is open, and every
    /// stream of every connection was read to its end once. What the systems have not told yet is not known here.
    pub async fn idle(&self) -> Result<bool, EngineError> {
        let overview = self.inner.store.overview().await?;
        let rested = overview.inbox_depth == 0 && overview.runs.waiting == 0 && overview.runs.leased == 0;
        let is_up = |ConnectionOverview { connection, streams }: &ConnectionOverview| {
            let live = |stream: &StreamOverview| stream.stale == 0 && stream.state.backfill_done_ms.is_some();
            let offered =
                self.inner.systems.by_id(connection.id).map_or(0, |attached| attached.speaks.streams());
            streams.len() >= offered && streams.iter().all(live)
        };
        Ok(rested && overview.connections.iter().all(is_up))
    }
}

/// Requests made so far, and how many of them were throttled.
fn requests(speaks: &Speaks) -> (u64, u64) {
    match speaks {
        Speaks::Helpdesk(client) => {
            let budget = client.budget().snapshot();
            (budget.requests, budget.throttled)
        }
        Speaks::Connector(_) => (0, 0),
    }
}
