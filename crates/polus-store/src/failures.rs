//! Failures: what gave up, kept with the reason until somebody settles it.

use jiff::Timestamp;
use rusqlite::{Connection, Row};
use serde_json::Value;

use crate::sqlite::{Fault, json};
use crate::{AccountId, ConnectionId, FailureId, InboxId, Problem, Result, RunId, Store, StoreError};

/// What is needed to write a failure down.
#[derive(Debug, Clone, Default)]
pub struct NewFailure {
    /// What kind of thing failed: `record`, `inbox`, `stream` ... ([`Store::finish_run`] writes `run`,
    /// [`Store::apply`] writes `projection`, and settles those of kind `record` whose record it is given).
    pub kind: String,
    /// The connection it happened on.
    pub connection: Option<ConnectionId>,
    /// The stream, if it is about one.
    pub stream: Option<String>,
    /// The record's key, if it is about one.
    pub key: Option<String>,
    /// Why.
    pub problem: Problem,
    /// What is needed to look into it or to try again.
    pub detail: Value,
}

/// A run, record or webhook that gave up.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The failure.
    pub id: FailureId,
    /// `run`, `projection`, `inbox`, `record` ...
    pub kind: String,
    /// The account, if it belongs to one.
    pub account_id: Option<AccountId>,
    /// The connection, if it belongs to one.
    pub connection: Option<ConnectionId>,
    /// The stream, if it is about one.
    pub stream: Option<String>,
    /// The record's key, if it is about one.
    pub key: Option<String>,
    /// The run, if it is one.
    pub run: Option<RunId>,
    /// The webhook, if it is one.
    pub inbox: Option<InboxId>,
    /// Why.
    pub problem: Problem,
    /// What is needed to look into it or to try again.
    pub detail: Value,
    /// When, in milliseconds since 1970.
    pub created_ms: i64,
    /// When it was settled, in milliseconds since 1970.
    pub resolved_ms: Option<i64>,
}

/// Which failures to list.
#[derive(Debug, Clone, Default)]
pub struct FailureFilter {
    /// Of this account.
    pub account: Option<AccountId>,
    /// Of this kind.
    pub kind: Option<String>,
    /// Settled ones too.
    pub resolved: bool,
}

impl Store {
    /// Writes a failure down. One that is still open for the same connection, stream, key and kind is replaced.
    pub async fn add_failure(&self, failure: NewFailure, now: Timestamp) -> Result<FailureId> {
        self.write(1, move |sql| replace(sql, &failure, now.as_millisecond())).await
    }

    /// Failures, newest first.
    pub async fn failures(&self, filter: FailureFilter, limit: usize) -> Result<Vec<Failure>> {
        self.read(move |sql| {
            let mut newest = sql.prepare_cached(
                "SELECT id, kind, account_id, connection_id, stream, key, run_id, inbox_id, reason, class, hint,
                        detail, created_ms, resolved_ms
                 FROM failures
                 WHERE (?1 IS NULL OR account_id = ?1) AND (?2 IS NULL OR kind = ?2) AND (?3 OR resolved_ms IS NULL)
                 ORDER BY id DESC LIMIT ?4",
            )?;
            let rows = newest.query_map((filter.account, filter.kind, filter.resolved, limit as i64), from_row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// Open failures by kind.
    pub async fn failure_counts(&self) -> Result<Vec<(String, u64)>> {
        self.read(counts).await
    }

    /// Marks a failure as settled.
    pub async fn resolve_failure(&self, id: FailureId, now: Timestamp) -> Result<()> {
        self.write(1, move |sql| {
            let changed = sql
                .prepare_cached("UPDATE failures SET resolved_ms = ?2 WHERE id = ?1 AND resolved_ms IS NULL")?
                .execute((id, now.as_millisecond()))?;
            if changed == 0 {
                return Err(StoreError::NotFound { what: format!("open failure {id}"), hint: None }.into());
            }
            Ok(())
        })
        .await
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Failure> {
    Ok(Failure {
        id: row.get(0)?,
        kind: row.get(1)?,
        account_id: row.get(2)?,
        connection: row.get(3)?,
        stream: row.get(4)?,
        key: row.get(5)?,
        run: row.get(6)?,
        inbox: row.get(7)?,
        problem: Problem { reason: row.get(8)?, class: row.get(9)?, hint: row.get(10)? },
        detail: json(row, 11)?,
        created_ms: row.get(12)?,
        resolved_ms: row.get(13)?,
    })
}

/// Open failures by kind.
pub(crate) fn counts(sql: &Connection) -> Result<Vec<(String, u64)>, Fault> {
    let mut open = sql.prepare_cached(
        "SELECT kind, count(*) FROM failures WHERE resolved_ms IS NULL GROUP BY kind ORDER BY kind",
    )?;
    Ok(open.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?)
}

/// What else a failure is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of {
    Nothing,
    Run(RunId, AccountId),
    Webhook(InboxId),
}

/// Writes a failure in place of the open one about the same thing.
pub(crate) fn replace(sql: &Connection, failure: &NewFailure, now_ms: i64) -> Result<FailureId, Fault> {
    settle(sql, failure, now_ms)?;
    insert(sql, failure, Of::Nothing, now_ms)
}

/// Settles the open failure about the same thing, if there is one. Only one that names a record or a stream is about
/// the same thing as another.
pub(crate) fn settle(sql: &Connection, failure: &NewFailure, now_ms: i64) -> Result<(), Fault> {
    if failure.stream.is_some() {
        sql.prepare_cached(
            "UPDATE failures SET resolved_ms = ?1
             WHERE resolved_ms IS NULL AND kind = ?2 AND connection_id IS ?3 AND stream IS ?4 AND key IS ?5",
        )?
        .execute((now_ms, &failure.kind, failure.connection, &failure.stream, &failure.key))?;
    }
    Ok(())
}

/// Settles the open failures of kind `record` of records that have come through.
pub(crate) fn settle_records<'a>(
    sql: &Connection,
    connection: ConnectionId,
    stream: &str,
    keys: impl Iterator<Item = &'a str>,
    now_ms: i64,
) -> Result<(), Fault> {
    // Most batches come when no record of the stream has failed at all.
    let mut any = sql.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM failures
                        WHERE resolved_ms IS NULL AND kind = 'record' AND connection_id = ?1 AND stream = ?2)",
    )?;
    if !any.query_row((connection, stream), |row| row.get::<_, bool>(0))? {
        return Ok(());
    }
    let mut settle = sql.prepare_cached(
        "UPDATE failures SET resolved_ms = ?1
         WHERE resolved_ms IS NULL AND kind = 'record' AND connection_id = ?2 AND stream = ?3 AND key = ?4",
    )?;
    for key in keys {
        settle.execute((now_ms, connection, stream, key))?;
    }
    Ok(())
}

/// Writes a failure.
pub(crate) fn insert(
    sql: &Connection,
    failure: &NewFailure,
    of: Of,
    now_ms: i64,
) -> Result<FailureId, Fault> {
    let (run, account, inbox) = match of {
        Of::Nothing => (None, None, None),
        Of::Run(run, account) => (Some(run), Some(account), None),
        Of::Webhook(inbox) => (None, None, Some(inbox)),
    };
    let detail = serde_json::to_string(&failure.detail)?;
    let problem = &failure.problem;
    sql.prepare_cached(
        "INSERT INTO failures (kind, account_id, connection_id, stream, key, run_id, inbox_id, reason, class, hint,
                               detail, created_ms)
         VALUES (?1, coalesce(?2, (SELECT account_id FROM connections WHERE id = ?3)), ?3, ?4, ?5, ?6, ?7, ?8, ?9,
                 ?10, ?11, ?12)",
    )?
    .execute((
        &failure.kind,
        account,
        failure.connection,
        &failure.stream,
        &failure.key,
        run,
        inbox,
        &problem.reason,
        &problem.class,
        &problem.hint,
        detail,
        now_ms,
    ))?;
    Ok(FailureId::new(sql.last_insert_rowid()))
}
