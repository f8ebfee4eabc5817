//! Where each stream of a connection stands.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::Value;

use crate::sqlite::{Fault, json_option};
use crate::{ConnectionId, Result, Store};

/// What is known of one stream; all zero and empty for one that was never read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StreamState {
    /// The stream's name.
    pub stream: String,
    /// Where to go on reading, as the last [`crate::Batch`] left it.
    pub checkpoint: Option<Value>,
    /// Records that exist now (deleted and merged ones are not counted).
    pub rows: i64,
    /// When the first full read was complete.
    pub backfill_done_ms: Option<i64>,
    /// When it was last read without an error.
    pub last_ok_ms: Option<i64>,
    /// When a record last changed.
    pub last_change_ms: Option<i64>,
    /// Why the last read failed; `None` after a good one.
    pub last_error: Option<String>,
    /// When it last failed.
    pub last_error_ms: Option<i64>,
}

/// How reading a stream ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamResult {
    /// Without an error.
    Ok,
    /// With this one.
    Err(String),
}

impl Store {
    /// Where the stream stands.
    pub async fn stream_state(&self, connection: ConnectionId, stream: &str) -> Result<StreamState> {
        let stream = stream.to_owned();
        self.read(move |sql| {
            let by_name = format!("{SELECT} WHERE connection_id = ?1 AND name = ?2");
            let found =
                sql.prepare_cached(&by_name)?.query_row((connection, &stream), from_row).optional()?;
            Ok(found.unwrap_or_else(|| StreamState { stream, ..StreamState::default() }))
        })
        .await
    }

    /// Every stream of the connection that was ever touched, by name.
    pub async fn streams(&self, connection: ConnectionId) -> Result<Vec<StreamState>> {
        self.read(move |sql| of_connection(sql, connection)).await
    }

    /// Notes how reading ended.
    pub async fn set_stream_result(
        &self,
        connection: ConnectionId,
        stream: &str,
        result: StreamResult,
        now: Timestamp,
    ) -> Result<()> {
        let stream = stream.to_owned();
        self.write(1, move |sql| {
            let id = row_id(sql, connection, &stream)?;
            let now = now.as_millisecond();
            match &result {
                StreamResult::Ok => sql
                    .prepare_cached("UPDATE streams SET last_ok_ms = ?2, last_error = NULL WHERE id = ?1")?
                    .execute((id, now))?,
                StreamResult::Err(reason) => sql
                    .prepare_cached("UPDATE streams SET last_error = ?2, last_error_ms = ?3 WHERE id = ?1")?
                    .execute((id, reason, now))?,
            };
            Ok(())
        })
        .await
    }

    /// Notes that the first full read is complete. A later call changes nothing.
    pub async fn mark_backfilled(
        &self,
        connection: ConnectionId,
        stream: &str,
        now: Timestamp,
    ) -> Result<()> {
        let stream = stream.to_owned();
        self.write(1, move |sql| {
            let id = row_id(sql, connection, &stream)?;
            sql.prepare_cached(
                "UPDATE streams SET backfill_done_ms = ?2 WHERE id = ?1 AND backfill_done_ms IS NULL",
            )?
            .execute((id, now.as_millisecond()))?;
            Ok(())
        })
        .await
    }
}

const SELECT: &str =
    "SELECT name, checkpoint, row_count, backfill_done_ms, last_ok_ms, last_change_ms, last_error,
    last_error_ms FROM streams";

fn from_row(row: &Row<'_>) -> rusqlite::Result<StreamState> {
    Ok(StreamState {
        stream: row.get(0)?,
        checkpoint: json_option(row, 1)?,
        rows: row.get(2)?,
        backfill_done_ms: row.get(3)?,
        last_ok_ms: row.get(4)?,
        last_change_ms: row.get(5)?,
        last_error: row.get(6)?,
        last_error_ms: row.get(7)?,
    })
}

/// The streams of a connection, by name.
pub(crate) fn of_connection(sql: &Connection, connection: ConnectionId) -> Result<Vec<StreamState>, Fault> {
    let sorted = format!("{SELECT} WHERE connection_id = ?1 ORDER BY name");
    let mut statement = sql.prepare_cached(&sorted)?;
    Ok(statement.query_map([connection], from_row)?.collect::<rusqlite::Result<_>>()?)
}

/// The row of a stream, if it was ever touched.
pub(crate) fn find_row_id(
    sql: &Connection,
    connection: ConnectionId,
    stream: &str,
) -> Result<Option<i64>, Fault> {
    let mut statement =
        sql.prepare_cached("SELECT id FROM streams WHERE connection_id = ?1 AND name = ?2")?;
    Ok(statement.query_row((connection, stream), |row| row.get(0)).optional()?)
}

/// The row of a stream; made if need be.
pub(crate) fn row_id(sql: &Connection, connection: ConnectionId, stream: &str) -> Result<i64, Fault> {
    if let Some(id) = find_row_id(sql, connection, stream)? {
        return Ok(id);
    }
    crate::connections::by_id(sql, connection)?;
    sql.prepare_cached("INSERT INTO streams (connection_id, name) VALUES (?1, ?2)")?
        .execute((connection, stream))?;
    Ok(sql.last_insert_rowid())
}
