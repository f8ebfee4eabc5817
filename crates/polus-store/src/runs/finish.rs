//! Ending an attempt, and beginning a failed run again.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use serde_json::json;

use super::head::{Owned, conflict, elect, owned};
use super::{Outcome, Problem, RunState};
use crate::sqlite::Fault;
use crate::{AccountId, NewFailure, Result, RunId, Store, StoreError, failures};

impl Store {
    /// Ends an attempt; the next run of the subject becomes due. A conflict if somebody else has the run.
    pub async fn finish_run(&self, run: RunId, owner: &str, outcome: Outcome, now: Timestamp) -> Result<()> {
        let owner = owner.to_owned();
        self.write(2, move |sql| {
            let owned = owned(sql, run, &owner)?;
            let now = now.as_millisecond();
            match &outcome {
                Outcome::Done => end(sql, run, RunState::Done, None, now)?,
                Outcome::Skipped { reason } => end(sql, run, RunState::Skipped, Some(reason), now)?,
                Outcome::Failed { error } => {
                    end(sql, run, RunState::Failed, Some(&error.reason), now)?;
                    note_failure(sql, run, &owned, error.clone(), now)?;
                }
                Outcome::Retry { at, error } => {
                    sql.prepare_cached(
                        "UPDATE runs SET state = 'waiting', owner = NULL, due_ms = ?2, reason = ?3 WHERE id = ?1",
                    )?
                    .execute((run, at.as_millisecond(), error))?;
                }
            }
            elect(sql, owned.account, &owned.subject)
        })
        .await
    }

    /// Makes a failed run due again and settles its failure. Steps that are done stay done. Later runs of its subject that
    /// have ended meanwhile are not repeated; those that are open wait for it.
    pub async fn retry_failed(&self, run: RunId, now: Timestamp) -> Result<()> {
        self.write(2, move |sql| {
            let now = now.as_millisecond();
            let reopened = sql
                .prepare_cached(
                    "UPDATE runs SET state = 'waiting', attempt = 0, due_ms = ?2, owner = NULL, reason = NULL,
                         finished_ms = NULL
                     WHERE id = ?1 AND state = 'failed' RETURNING account_id, subject",
                )?
                .query_row((run, now), |row| Ok((row.get::<_, AccountId>(0)?, row.get::<_, String>(1)?)))
                .optional()?;
            let Some((account, subject)) = reopened else { return Err(not_failed(sql, run)?) };
            sql.prepare_cached(
                "UPDATE failures SET resolved_ms = ?2 WHERE run_id = ?1 AND resolved_ms IS NULL",
            )?
            .execute((run, now))?;
            elect(sql, account, &subject)
        })
        .await
    }
}

fn end(
    sql: &Connection,
    run: RunId,
    state: RunState,
    reason: Option<&str>,
    now_ms: i64,
) -> Result<(), Fault> {
    sql.prepare_cached(
        "UPDATE runs SET state = ?2, owner = NULL, head = 0, reason = ?3, finished_ms = ?4 WHERE id = ?1",
    )?
    .execute((run, state.as_str(), reason, now_ms))?;
    sql.prepare_cached(
        "INSERT INTO totals (name, value) VALUES (?1, 1) ON CONFLICT DO UPDATE SET value = value + 1",
    )?
    .execute([format!("runs_{}", state.as_str())])?;
    Ok(())
}

fn note_failure(
    sql: &Connection,
    run: RunId,
    owned: &Owned,
    problem: Problem,
    now_ms: i64,
) -> Result<(), Fault> {
    let mut find = sql.prepare_cached(
        "SELECT s.connection_id, s.name, r.key FROM changes c
         JOIN records r ON r.id = c.record_id JOIN streams s ON s.id = r.stream_id WHERE c.id = ?1",
    )?;
    let (connection, stream, key) =
        find.query_row([owned.change], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let failure = NewFailure {
        kind: "run".to_owned(),
        connection: Some(connection),
        stream: Some(stream),
        key: Some(key),
        problem,
        detail: json!({ "flow": owned.flow, "subject": owned.subject }),
    };
    failures::insert(sql, &failure, failures::Of::Run(run, owned.account), now_ms)?;
    Ok(())
}

fn not_failed(sql: &Connection, run: RunId) -> Result<Fault, Fault> {
    let mut state = sql.prepare_cached("SELECT state FROM runs WHERE id = ?1")?;
    Ok(match state.query_row([run], |row| row.get::<_, String>(0)).optional()? {
        Some(state) => conflict(run, format!("is {state}, not failed")),
        None => StoreError::NotFound { what: format!("run {run}"), hint: None }.into(),
    })
}
