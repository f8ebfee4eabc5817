//! Stale marks: keys of records that are known to have changed at the source and wait to be read again.
//!
//! A webhook or a line of an events feed sets a mark; the next [`Store::apply`] with data that was read
//! after the mark clears it. A mark set while the read was under way stays.

use jiff::Timestamp;
use rusqlite::Connection;

use crate::sqlite::Fault;
use crate::{ConnectionId, Result, Store, streams};

impl Store {
    /// Marks records as changed at the source. Marking again moves the mark's time forward.
    pub async fn mark_stale(
        &self,
        connection: ConnectionId,
        stream: &str,
        keys: &[String],
        why: &str,
        now: Timestamp,
    ) -> Result<()> {
        let (stream, keys, why) = (stream.to_owned(), keys.to_vec(), why.to_owned());
        self.write(keys.len(), move |sql| {
            let id = streams::row_id(sql, connection, &stream)?;
            let mut mark = sql.prepare_cached(
                "INSERT INTO stale (stream_id, key, why, marked_ms) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET why = excluded.why, marked_ms = excluded.marked_ms
                 WHERE excluded.marked_ms > marked_ms",
            )?;
            for key in &keys {
                mark.execute((id, key, &why, now.as_millisecond()))?;
            }
            Ok(())
        })
        .await
    }

    /// Marked keys, longest waiting first.
    pub async fn stale(&self, connection: ConnectionId, stream: &str, limit: usize) -> Result<Vec<String>> {
        let stream = stream.to_owned();
        self.read(move |sql| {
            let Some(id) = streams::find_row_id(sql, connection, &stream)? else { return Ok(Vec::new()) };
            let mut oldest = sql.prepare_cached(
                "SELECT key FROM stale WHERE stream_id = ?1 ORDER BY marked_ms, key LIMIT ?2",
            )?;
            Ok(oldest.query_map((id, limit as i64), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// Whether this key is marked.
    pub async fn is_stale(&self, connection: ConnectionId, stream: &str, key: &str) -> Result<bool> {
        let (stream, key) = (stream.to_owned(), key.to_owned());
        self.read(move |sql| {
            let Some(id) = streams::find_row_id(sql, connection, &stream)? else { return Ok(false) };
            let mut find =
                sql.prepare_cached("SELECT EXISTS (SELECT 1 FROM stale WHERE stream_id = ?1 AND key = ?2)")?;
            Ok(find.query_row((id, key), |row| row.get(0))?)
        })
        .await
    }

    /// How many keys are marked.
    pub async fn stale_count(&self, connection: ConnectionId, stream: &str) -> Result<u64> {
        let stream = stream.to_owned();
        self.read(move |sql| count(sql, connection, &stream)).await
    }

    /// Takes marks back that were set at or before `read_started`, for keys that need no new state.
    pub async fn clear_stale(
        &self,
        connection: ConnectionId,
        stream: &str,
        keys: &[String],
        read_started: Timestamp,
    ) -> Result<()> {
        let (stream, keys) = (stream.to_owned(), keys.to_vec());
        self.write(keys.len(), move |sql| {
            let Some(id) = streams::find_row_id(sql, connection, &stream)? else { return Ok(()) };
            clear(sql, id, keys.iter().map(String::as_str), read_started)
        })
        .await
    }
}

/// How many keys of the stream are marked.
pub(crate) fn count(sql: &Connection, connection: ConnectionId, stream: &str) -> Result<u64, Fault> {
    let Some(id) = streams::find_row_id(sql, connection, stream)? else { return Ok(0) };
    let mut marks = sql.prepare_cached("SELECT count(*) FROM stale WHERE stream_id = ?1")?;
    Ok(marks.query_row([id], |row| row.get(0))?)
}

/// Clears marks that are not younger than the read.
pub(crate) fn clear<'a>(
    sql: &Connection,
    stream_id: i64,
    keys: impl Iterator<Item = &'a str>,
    read_started: Timestamp,
) -> Result<(), Fault> {
    // Most batches come when nothing is marked at all.
    let mut any = sql.prepare_cached("SELECT EXISTS (SELECT 1 FROM stale WHERE stream_id = ?1)")?;
    if !any.query_row([stream_id], |row| row.get::<_, bool>(0))? {
        return Ok(());
    }
    let mut delete =
        sql.prepare_cached("DELETE FROM stale WHERE stream_id = ?1 AND key = ?2 AND marked_ms <= ?3")?;
    for key in keys {
        delete.execute((stream_id, key, read_started.as_millisecond()))?;
    }
    Ok(())
}
