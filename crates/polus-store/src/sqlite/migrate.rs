//! Migrations: numbered SQL files, each in one transaction with the version it leads to.
//!
//! To add one: write `migrations/<number>_<what>.sql` and add its line to [`MIGRATIONS`]. A released file is
//! never edited. Typed tables need none: they follow their definition (see [`crate::tables`]).

use std::path::PathBuf;

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};

use super::Fault;
use crate::{StoreError, tables};

/// Marks the file as ours ("POLS"), in the header field that SQLite keeps for this.
pub(super) const APPLICATION_ID: i64 = 0x504F_4C53;

/// What leads from one version to the next, beginning at 0.
const MIGRATIONS: &[&str] = &[include_str!("../../migrations/0001_core.sql")];

/// The version that this program works with.
pub(super) fn supported() -> i64 {
    MIGRATIONS.len() as i64
}

/// Refuses a database that is not ours or too new. Writes nothing.
pub(super) fn check(connection: &Connection) -> Result<(), Fault> {
    let version = version(connection)?;
    let application: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if version > supported() {
        return Err(
            StoreError::Newer { path: path(connection), found: version, supported: supported() }.into()
        );
    }
    if application != APPLICATION_ID {
        let objects: i64 =
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if application != 0 || version != 0 || objects != 0 {
            return Err(StoreError::NotOurs { path: path(connection) }.into());
        }
    }
    Ok(())
}

/// As [`check`], for a connection that cannot migrate.
pub(super) fn check_readable(connection: &Connection) -> Result<(), Fault> {
    check(connection)?;
    let version = version(connection)?;
    if version < supported() {
        let reason =
            format!("has schema version {version}; open it once for writing to bring it to {}", supported());
        return Err(StoreError::Conflict { what: path(connection).display().to_string(), reason }.into());
    }
    Ok(())
}

/// Brings the database up to date.
pub(super) fn migrate(connection: &mut Connection, now: Timestamp) -> Result<(), Fault> {
    let from = version(connection)?;
    for (at, sql) in MIGRATIONS.iter().enumerate().skip(usize::try_from(from).unwrap_or(0)) {
        let to = at as i64 + 1;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", to)?;
        transaction.commit()?;
        tracing::info!(version = to, "database schema migrated");
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tables::bring_up_to_date(&transaction, now)?;
    transaction.commit()?;
    Ok(())
}

fn version(connection: &Connection) -> Result<i64, Fault> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

fn path(connection: &Connection) -> PathBuf {
    connection.path().map(PathBuf::from).unwrap_or_default()
}
