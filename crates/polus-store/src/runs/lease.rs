//! Taking runs to work on.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::Connection;

use super::LeasedRun;
use super::head::owned;
use crate::sqlite::{Fault, json};
use crate::{Result, RunId, Store};

impl Store {
    /// Leases runs that are due to `owner` until `now + lease`, longest due first. Of one subject never two at once and
    /// always in order; a run whose lease has ended is taken over.
    pub async fn lease_runs(
        &self,
        owner: &str,
        limit: usize,
        lease: Duration,
        now: Timestamp,
    ) -> Result<Vec<LeasedRun>> {
        let owner = owner.to_owned();
        self.write(limit, move |sql| {
            let due = due(sql, limit, now)?;
            let mut take = sql.prepare_cached(
                "UPDATE runs SET state = 'leased', owner = ?2, due_ms = ?3, attempt = attempt + 1 WHERE id = ?1",
            )?;
            for run in &due {
                take.execute((run.id, &owner, ends_ms(now, lease)))?;
            }
            Ok(due)
        })
        .await
    }

    /// Extends a lease to `now + lease`; a conflict if somebody else has the run.
    pub async fn renew(&self, run: RunId, owner: &str, lease: Duration, now: Timestamp) -> Result<()> {
        let owner = owner.to_owned();
        self.write(1, move |sql| {
            owned(sql, run, &owner)?;
            let mut extend = sql.prepare_cached("UPDATE runs SET due_ms = ?2 WHERE id = ?1")?;
            extend.execute((run, ends_ms(now, lease)))?;
            Ok(())
        })
        .await
    }

    /// Makes every leased run due at once, for the start of the one process that writes: whoever held a lease is gone.
    /// Says how many.
    pub async fn release_leases(&self, now: Timestamp) -> Result<u64> {
        self.write(1, move |sql| {
            let mut release =
                sql.prepare_cached("UPDATE runs SET due_ms = ?1 WHERE state = 'leased' AND due_ms > ?1")?;
            Ok(release.execute([now.as_millisecond()])? as u64)
        })
        .await
    }
}

fn due(sql: &Connection, limit: usize, now: Timestamp) -> Result<Vec<LeasedRun>, Fault> {
    let mut select = sql.prepare_cached(
        "SELECT id, flow, flow_version, subject, account_id, attempt + 1, input, change_id
         FROM runs WHERE head = 1 AND due_ms <= ?1 ORDER BY due_ms, id LIMIT ?2",
    )?;
    let rows = select.query_map((now.as_millisecond(), limit as i64), |row| {
        Ok(LeasedRun {
            id: row.get(0)?,
            flow: row.get(1)?,
            flow_version: row.get(2)?,
            subject: row.get(3)?,
            account_id: row.get(4)?,
            attempt: row.get(5)?,
            input: json(row, 6)?,
            change_id: row.get(7)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn ends_ms(now: Timestamp, lease: Duration) -> i64 {
    now.as_millisecond().saturating_add(i64::try_from(lease.as_millis()).unwrap_or(i64::MAX))
}
