//! Counting and listing runs.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::{Run, RunCounts, RunFilter, RunState};
use crate::sqlite::Fault;
use crate::{Result, Store};

impl Store {
    /// How many runs could be leased now.
    pub async fn due_count(&self, now: Timestamp) -> Result<u64> {
        self.read(move |sql| {
            let mut due = sql.prepare_cached("SELECT count(*) FROM runs WHERE head = 1 AND due_ms <= ?1")?;
            Ok(due.query_row([now.as_millisecond()], |row| row.get(0))?)
        })
        .await
    }

    /// When the next run can be leased; in the past if one can be leased now, `None` if there is none.
    pub async fn next_due(&self) -> Result<Option<Timestamp>> {
        self.read(|sql| {
            let mut next = sql.prepare_cached("SELECT min(due_ms) FROM runs WHERE head = 1")?;
            let ms: Option<i64> = next.query_row([], |row| row.get(0))?;
            // A lease without end is never due.
            Ok(ms.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
        })
        .await
    }

    /// Runs by state.
    pub async fn run_counts(&self) -> Result<RunCounts> {
        self.read(counts).await
    }

    /// Runs, newest first.
    pub async fn runs(&self, filter: RunFilter, limit: usize) -> Result<Vec<Run>> {
        self.read(move |sql| {
            // Only the conditions that are asked for, so that each finds its index.
            let mut text =
                "SELECT id, account_id, flow, flow_version, subject, change_id, state, attempt, due_ms,
                                   reason, created_ms, finished_ms
                            FROM runs WHERE true"
                    .to_owned();
            for (asked, condition) in [
                (filter.account.is_some(), " AND account_id = ?1"),
                (filter.flow.is_some(), " AND flow = ?2"),
                (filter.state.is_some(), " AND state = ?3"),
            ] {
                text.push_str(if asked { condition } else { "" });
            }
            text.push_str(" ORDER BY id DESC LIMIT ?4");
            let mut newest = sql.prepare_cached(&text)?;
            let state = filter.state.map(RunState::as_str);
            let rows = newest.query_map((filter.account, filter.flow, state, limit as i64), |row| {
                Ok(Run {
                    id: row.get(0)?,
                    account_id: row.get(1)?,
                    flow: row.get(2)?,
                    flow_version: row.get(3)?,
                    subject: row.get(4)?,
                    change_id: row.get(5)?,
                    state: RunState::read(row.get_ref(6)?.as_str()?),
                    attempt: row.get(7)?,
                    due_ms: row.get(8)?,
                    reason: row.get(9)?,
                    created_ms: row.get(10)?,
                    finished_ms: row.get(11)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }
}

/// Runs by state. Those that ended well are not counted but remembered: there may be millions.
pub(crate) fn counts(sql: &Connection) -> Result<RunCounts, Fault> {
    let mut counted = sql.prepare_cached("SELECT count(*) FROM runs WHERE state = ?1")?;
    let mut remembered = sql.prepare_cached("SELECT value FROM totals WHERE name = ?1")?;
    let mut total = |name: &str| remembered.query_row([name], |row| row.get(0)).optional();
    let (done, skipped) = (total("runs_done")?.unwrap_or(0), total("runs_skipped")?.unwrap_or(0));
    let mut now = |state: RunState| counted.query_row([state.as_str()], |row| row.get(0));
    Ok(RunCounts {
        waiting: now(RunState::Waiting)?,
        leased: now(RunState::Leased)?,
        done,
        skipped,
        failed: now(RunState::Failed)?,
    })
}
