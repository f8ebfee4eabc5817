//! Whose turn it is: the head of a subject.

use rusqlite::{Connection, OptionalExtension};

use crate::sqlite::Fault;
use crate::{AccountId, ChangeId, NewRun, Result, RunId, StoreError};

/// A run that somebody works on.
#[derive(Debug)]
pub(super) struct Owned {
    pub(super) account: AccountId,
    pub(super) subject: String,
    pub(super) change: ChangeId,
    pub(super) flow: String,
    pub(super) lease_ends_ms: i64,
}

/// The run, if `owner` still has it. A lease that is over is still theirs until somebody takes it.
pub(super) fn owned(sql: &Connection, run: RunId, owner: &str) -> Result<Owned, Fault> {
    let mut find = sql.prepare_cached(
        "SELECT state, owner, account_id, subject, change_id, flow, due_ms FROM runs WHERE id = ?1",
    )?;
    let found = find
        .query_row([run], |row| {
            let leased =
                row.get_ref(0)?.as_str()? == "leased" && row.get_ref(1)?.as_str_or_null()? == Some(owner);
            let owned = Owned {
                account: row.get(2)?,
                subject: row.get(3)?,
                change: row.get(4)?,
                flow: row.get(5)?,
                lease_ends_ms: row.get(6)?,
            };
            Ok((leased, owned))
        })
        .optional()?;
    match found {
        Some((true, owned)) => Ok(owned),
        Some((false, _)) => Err(conflict(run, format!("is no longer leased to {owner}"))),
        None => Err(StoreError::NotFound { what: format!("run {run}"), hint: None }.into()),
    }
}

/// Makes a run, once for a change and a flow. It is its subject's head if no other run of it is open.
pub(crate) fn insert(
    sql: &Connection,
    account: AccountId,
    change: ChangeId,
    run: &NewRun,
    input: &str,
    now_ms: i64,
) -> Result<bool, Fault> {
    let mut insert = sql.prepare_cached(
        "INSERT INTO runs (account_id, flow, flow_version, subject, change_id, state, head, due_ms, created_ms, input)
         VALUES (?1, ?2, ?3, ?4, ?5, 'waiting',
                 NOT EXISTS (SELECT 1 FROM runs WHERE account_id = ?1 AND subject = ?4 AND head = 1), ?6, ?6, ?7)
         ON CONFLICT (change_id, flow) DO NOTHING",
    )?;
    Ok(insert.execute((account, &run.flow, &run.flow_version, &run.subject, change, now_ms, input))? == 1)
}

/// Gives the turn to the oldest open run of the subject, unless somebody works on one.
pub(super) fn elect(sql: &Connection, account: AccountId, subject: &str) -> Result<(), Fault> {
    let mut working = sql.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM runs WHERE account_id = ?1 AND subject = ?2 AND head = 1 AND state = 'leased')",
    )?;
    if working.query_row((account, subject), |row| row.get(0))? {
        return Ok(());
    }
    sql.prepare_cached("UPDATE runs SET head = 0 WHERE account_id = ?1 AND subject = ?2 AND head = 1")?
        .execute((account, subject))?;
    sql.prepare_cached(
        "UPDATE runs SET head = 1 WHERE id = (SELECT min(id) FROM runs
             WHERE account_id = ?1 AND subject = ?2 AND state IN ('waiting', 'leased'))",
    )?
    .execute((account, subject))?;
    Ok(())
}

pub(super) fn conflict(run: RunId, reason: String) -> Fault {
    StoreError::Conflict { what: format!("run {run}"), reason }.into()
}
