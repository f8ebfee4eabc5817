//! The journal of a run: what was begun, before it is done; what was done, before the next begins.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

use super::head::{conflict, owned};
use super::{StepRecord, StepState};
use crate::sqlite::{Fault, json_option};
use crate::{Result, RunId, Store};

impl StepState {
    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            StepState::Started => "started",
            StepState::Done => "done",
            StepState::Skipped => "skipped",
        }
    }

    fn read(text: &str) -> StepState {
        match text {
            "done" => StepState::Done,
            "skipped" => StepState::Skipped,
            _ => StepState::Started,
        }
    }
}

impl Store {
    /// The journal of a run, in the order in which steps were first written down.
    pub async fn steps(&self, run: RunId) -> Result<Vec<StepRecord>> {
        self.read(move |sql| {
            let mut select = sql.prepare_cached(
                "SELECT step, state, identity, target, output, attempts, started_ms, finished_ms
                 FROM steps WHERE run_id = ?1 ORDER BY position",
            )?;
            let rows = select.query_map([run], |row| {
                Ok(StepRecord {
                    step: row.get(0)?,
                    state: StepState::read(row.get_ref(1)?.as_str()?),
                    identity: row.get(2)?,
                    target: json_option(row, 3)?,
                    output: json_option(row, 4)?,
                    attempts: row.get(5)?,
                    started_ms: row.get(6)?,
                    finished_ms: row.get(7)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// Journals that a step is about to write to the outside; on the disk when this returns. `identity` is what the
    /// effect can be recognised by there, `target` what it writes to. A conflict if the lease is lost or over, or
    /// the step has ended already.
    pub async fn begin_step(
        &self,
        run: RunId,
        owner: &str,
        step: &str,
        identity: Option<String>,
        target: Option<Value>,
        now: Timestamp,
    ) -> Result<()> {
        let (owner, step) = (owner.to_owned(), step.to_owned());
        self.write(1, move |sql| {
            let now = now.as_millisecond();
            if owned(sql, run, &owner)?.lease_ends_ms <= now {
                return Err(conflict(run, format!("was leased to {owner}, but the lease is over")));
            }
            if ended(sql, run, &step)? {
                return Err(conflict(run, format!("has step {step} behind it already")));
            }
            let target = target.as_ref().map(serde_json::to_string).transpose()?;
            sql.prepare_cached(
                "INSERT INTO steps (run_id, step, position, state, identity, target, attempts, started_ms)
                 VALUES (?1, ?2, (SELECT count(*) FROM steps WHERE run_id = ?1), 'started', ?3, ?4, 1, ?5)
                 ON CONFLICT (run_id, step) DO UPDATE SET identity = excluded.identity, target = excluded.target,
                     attempts = attempts + 1, started_ms = excluded.started_ms",
            )?
            .execute((run, &step, &identity, target, now))?;
            Ok(())
        })
        .await
    }

    /// Journals what a step gave; it need not have been begun. A conflict if somebody else has the run.
    pub async fn finish_step(
        &self,
        run: RunId,
        owner: &str,
        step: &str,
        output: Value,
        now: Timestamp,
    ) -> Result<()> {
        self.end_step(run, owner, step, StepState::Done, Some(output), now).await
    }

    /// Journals that a step had nothing to do. A conflict if somebody else has the run.
    pub async fn skip_step(&self, run: RunId, owner: &str, step: &str, now: Timestamp) -> Result<()> {
        self.end_step(run, owner, step, StepState::Skipped, None, now).await
    }

    async fn end_step(
        &self,
        run: RunId,
        owner: &str,
        step: &str,
        state: StepState,
        output: Option<Value>,
        now: Timestamp,
    ) -> Result<()> {
        let (owner, step) = (owner.to_owned(), step.to_owned());
        self.write(1, move |sql| {
            owned(sql, run, &owner)?;
            let output = output.as_ref().map(serde_json::to_string).transpose()?;
            sql.prepare_cached(
                "INSERT INTO steps (run_id, step, position, state, output, attempts, finished_ms)
                 VALUES (?1, ?2, (SELECT count(*) FROM steps WHERE run_id = ?1), ?3, ?4, 0, ?5)
                 ON CONFLICT (run_id, step) DO UPDATE SET state = excluded.state, output = excluded.output,
                     finished_ms = excluded.finished_ms",
            )?
            .execute((run, &step, state.as_str(), output, now.as_millisecond()))?;
            Ok(())
        })
        .await
    }
}

fn ended(sql: &Connection, run: RunId, step: &str) -> Result<bool, Fault> {
    let mut state =
        sql.prepare_cached("SELECT state <> 'started' FROM steps WHERE run_id = ?1 AND step = ?2")?;
    Ok(state.query_row((run, step), |row| row.get(0)).optional()?.unwrap_or(false))
}
