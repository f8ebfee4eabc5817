//! How everything is doing, for `polus status`, the dashboard and the metrics page alike.

use jiff::Timestamp;
use polus_store::{
    ConnectionOverview, ConnectionState, Failure, FailureFilter, Overview, Run, RunFilter, RunState, Store,
    StreamOverview,
};
use serde::Serialize;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::systems::Speaks;

/// How many runs and failures are shown.
const SHOWN: usize = 20;

/// How everything is doing.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    /// The merchant; several are joined with commas.
    pub account: String,
    /// Version of Polus.
    pub version: &'static str,
    /// Since the engine was opened.
    pub uptime_seconds: i64,
    /// Sums over everything.
    pub totals: Totals,
    /// Runs by what they wait for.
    pub runs: Runs,
    /// Webhooks that were answered and not looked into yet.
    pub inbox_depth: u64,
    /// Each connection, by account and name.
    pub connections: Vec<ConnectionStatus>,
    /// Runs, newest first.
    pub recent_runs: Vec<RunStatus>,
    /// What gave up and was not settled, newest first.
    pub failures: Vec<FailureStatus>,
}

/// Sums over everything.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Totals {
    /// Records that exist.
    pub records: u64,
    /// Failures that are not settled.
    pub failures: u64,
    /// Size of the database, its log included.
    pub database_bytes: u64,
}

/// Runs by state.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Runs {
    /// Waiting for a worker, for their time, or for an earlier run of their subject.
    pub due: u64,
    /// Worked on.
    pub leased: u64,
    /// Ended well.
    pub done: u64,
    /// Ended with nothing to do.
    pub skipped: u64,
    /// Gave up.
    pub failed: u64,
}

/// One connection.
#[derive(Debug, Clone, Serialize)]
pub struct ConnectionStatus {
    /// Its name.
    pub name: String,
    /// Its system.
    pub system: String,
    /// `helpdesk`, `storefront`, `erp` or `crm`.
    pub kind: String,
    /// How it is doing.
    pub state: ConnectionState,
    /// Its address.
    pub url: String,
    /// What is the matter, if something is.
    pub message: Option<String>,
    /// The request allowance, where it is known.
    pub budget: Option<BudgetStatus>,
    /// Its streams, by name.
    pub streams: Vec<StreamStatus>,
}

/// A request allowance.
#[derive(Debug, Clone, Serialize)]
pub struct BudgetStatus {
    /// Requests in the bucket.
    pub used: f64,
    /// How many it holds; 0 while unknown, or when the system sets no limit.
    pub size: u32,
    /// How many drain a second.
    pub drain_per_second: f64,
    /// Requests made since the start.
    pub requests: u64,
    /// How many of them were throttled.
    pub throttled: u64,
    /// Requests that wait for room.
    pub waiting: u64,
}

/// One stream.
#[derive(Debug, Clone, Serialize)]
pub struct StreamStatus {
    /// Its name.
    pub name: String,
    /// Records that exist.
    pub rows: i64,
    /// Records known to be out of date.
    pub stale: u64,
    /// Why the last read failed.
    pub error: Option<String>,
    /// `backfill` or `live`.
    pub phase: &'static str,
    /// Since it was last read without an error.
    pub read_seconds_ago: Option<i64>,
    /// Since a record last changed.
    pub changed_seconds_ago: Option<i64>,
}

/// One run.
#[derive(Debug, Clone, Serialize)]
pub struct RunStatus {
    /// The run.
    pub id: i64,
    /// Its flow.
    pub flow: String,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub state: RunState,
    /// Why it was skipped, is tried again or failed.
    pub note: Option<String>,
    /// Since it ended, else since it was made.
    pub seconds_ago: i64,
}

/// One failure.
#[derive(Debug, Clone, Serialize)]
pub struct FailureStatus {
    /// What gave up.
    pub what: String,
    /// Why.
    pub reason: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Since when.
    pub seconds_ago: i64,
}

impl Engine {
    /// How everything is doing now. Cheap however much is stored.
    pub async fn status(&self) -> Result<Status, EngineError> {
        let inner = &self.inner;
        let now = inner.clock.now();
        let mut status = Status::read(&inner.store, now).await?;
        status.uptime_seconds = now.duration_since(inner.opened).as_secs();
        for connection in &mut status.connections {
            let attached = inner.systems.by_name(&connection.name).ok();
            connection.budget = attached.and_then(|attached| match &attached.speaks {
                Speaks::Helpdesk(client) => Some(of_budget(client.budget().snapshot())),
                Speaks::Connector(_) => None,
            });
        }
        Ok(status)
    }
}

impl Status {
    /// What the store alone knows, for a process that does not run the engine: no budgets, no uptime.
    pub async fn read(store: &Store, now: Timestamp) -> Result<Status, EngineError> {
        let overview = store.overview().await?;
        let runs = store.runs(RunFilter::default(), SHOWN).await?;
        let failures = store.failures(FailureFilter::default(), SHOWN).await?;
        Ok(Status {
            account: accounts(&overview),
            version: env!("CARGO_PKG_VERSION"),
            uptime_seconds: 0,
            totals: totals(&overview),
            runs: Runs {
                due: overview.runs.waiting,
                leased: overview.runs.leased,
                done: overview.runs.done,
                skipped: overview.runs.skipped,
                failed: overview.runs.failed,
            },
            inbox_depth: overview.inbox_depth,
            connections: overview.connections.into_iter().map(|c| of_connection(c, now)).collect(),
            recent_runs: runs.into_iter().map(|run| of_run(run, now)).collect(),
            failures: failures.into_iter().map(|failure| of_failure(failure, now)).collect(),
        })
    }
}

fn of_connection(overview: ConnectionOverview, now: Timestamp) -> ConnectionStatus {
    let ConnectionOverview { connection, streams } = overview;
    ConnectionStatus {
        name: connection.name,
        system: connection.system,
        kind: connection.kind,
        state: connection.state,
        url: connection.url,
        message: connection.message,
        budget: None,
        streams: streams.into_iter().map(|stream| of_stream(stream, now)).collect(),
    }
}

fn of_budget(budget: gorgias::BudgetSnapshot) -> BudgetStatus {
    BudgetStatus {
        used: budget.used,
        size: budget.size,
        drain_per_second: budget.drain_per_second,
        requests: budget.requests,
        throttled: budget.throttled,
        waiting: budget.waiting,
    }
}

fn accounts(overview: &Overview) -> String {
    let mut names: Vec<&str> = overview.connections.iter().map(|c| c.connection.account.as_str()).collect();
    names.dedup();
    names.join(", ")
}

fn totals(overview: &Overview) -> Totals {
    let rows = overview
        .connections
        .iter()
        .flat_map(|connection| &connection.streams)
        .map(|stream| stream.state.rows);
    Totals {
        records: u64::try_from(rows.sum::<i64>()).unwrap_or(0),
        failures: overview.failures.iter().map(|(_, count)| count).sum(),
        database_bytes: overview.database_bytes,
    }
}

fn of_stream(overview: StreamOverview, now: Timestamp) -> StreamStatus {
    let state = overview.state;
    StreamStatus {
        name: state.stream,
        rows: state.rows,
        stale: overview.stale,
        error: state.last_error,
        phase: if state.backfill_done_ms.is_some() { "live" } else { "backfill" },
        read_seconds_ago: state.last_ok_ms.map(|ms| seconds_since(ms, now)),
        changed_seconds_ago: state.last_change_ms.map(|ms| seconds_since(ms, now)),
    }
}

fn of_run(run: Run, now: Timestamp) -> RunStatus {
    RunStatus {
        id: run.id.get(),
        flow: run.flow,
        subject: run.subject,
        state: run.state,
        note: run.reason,
        seconds_ago: seconds_since(run.finished_ms.unwrap_or(run.created_ms), now),
    }
}

fn of_failure(failure: Failure, now: Timestamp) -> FailureStatus {
    let about: Vec<String> = [failure.stream, failure.key].into_iter().flatten().collect();
    let what = if about.is_empty() { failure.kind } else { format!("{} {}", failure.kind, about.join(" ")) };
    FailureStatus {
        what,
        reason: failure.problem.reason,
        hint: failure.problem.hint,
        seconds_ago: seconds_since(failure.created_ms, now),
    }
}

fn seconds_since(ms: i64, now: Timestamp) -> i64 {
    (now.as_millisecond() - ms).max(0) / 1000
}
