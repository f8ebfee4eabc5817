//! The inbox: webhooks, stored before they are answered.
//!
//! One taker works the inbox at a time. What was taken and not settled with [`Store::inbox_done`] or
//! [`Store::inbox_failed`] is handed out again, after a crash too: a webhook is looked at once or more.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use crate::sqlite::Fault;
use crate::{ConnectionId, InboxId, NewFailure, Problem, Result, Store, StoreError, failures};

/// A webhook as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The webhook.
    pub id: InboxId,
    /// The connection it was sent for.
    pub connection: ConnectionId,
    /// Its headers as a JSON object, without secrets.
    pub headers_json: String,
    /// Its body.
    pub body: Vec<u8>,
    /// When it came in, in milliseconds since 1970.
    pub received_ms: i64,
}

impl Store {
    /// Stores a webhook; it is on the disk when this returns.
    pub async fn receive(
        &self,
        connection: ConnectionId,
        headers_json: String,
        body: impl Into<Vec<u8>>,
        now: Timestamp,
    ) -> Result<InboxId> {
        let body = body.into();
        self.write(1, move |sql| {
            let mut insert = sql.prepare_cached(
                "INSERT INTO inbox (connection_id, received_ms, headers, body) VALUES (?1, ?2, ?3, ?4)",
            )?;
            insert.execute((connection, now.as_millisecond(), &headers_json, &body))?;
            Ok(InboxId::new(sql.last_insert_rowid()))
        })
        .await
    }

    /// The oldest webhooks that are neither done nor failed.
    pub async fn inbox_take(&self, limit: usize) -> Result<Vec<Received>> {
        self.read(move |sql| {
            let mut oldest = sql.prepare_cached(
                "SELECT id, connection_id, headers, body, received_ms FROM inbox INDEXED BY inbox_waiting
                 WHERE failed_ms IS NULL ORDER BY id LIMIT ?1",
            )?;
            let rows = oldest.query_map([limit as i64], |row| {
                Ok(Received {
                    id: row.get(0)?,
                    connection: row.get(1)?,
                    headers_json: row.get(2)?,
                    body: row.get(3)?,
                    received_ms: row.get(4)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// These are worked off; they are removed.
    pub async fn inbox_done(&self, ids: &[InboxId]) -> Result<()> {
        let ids = ids.to_vec();
        self.write(ids.len(), move |sql| {
            let mut delete = sql.prepare_cached("DELETE FROM inbox WHERE id = ?1 AND failed_ms IS NULL")?;
            for id in &ids {
                delete.execute([id])?;
            }
            Ok(())
        })
        .await
    }

    /// This one cannot be worked off: it is kept, with a failure that says why.
    pub async fn inbox_failed(&self, id: InboxId, reason: &str, now: Timestamp) -> Result<()> {
        let reason = reason.to_owned();
        self.write(1, move |sql| {
            let now = now.as_millisecond();
            let mut fail = sql.prepare_cached(
                "UPDATE inbox SET failed_ms = ?2 WHERE id = ?1 AND failed_ms IS NULL RETURNING connection_id",
            )?;
            let Some(connection) =
                fail.query_row((id, now), |row| row.get::<_, ConnectionId>(0)).optional()?
            else {
                return Err(StoreError::NotFound { what: format!("waiting webhook {id}"), hint: None }.into());
            };
            let failure = NewFailure {
                kind: "inbox".to_owned(),
                connection: Some(connection),
                problem: Problem { reason: reason.clone(), class: "permanent".to_owned(), hint: None },
                ..NewFailure::default()
            };
            failures::insert(sql, &failure, failures::Of::Webhook(id), now)?;
            Ok(())
        })
        .await
    }

    /// How many wait.
    pub async fn inbox_depth(&self) -> Result<u64> {
        self.read(depth).await
    }
}

/// How many webhooks wait.
pub(crate) fn depth(sql: &Connection) -> Result<u64, Fault> {
    let mut waiting =
        sql.prepare_cached("SELECT count(*) FROM inbox INDEXED BY inbox_waiting WHERE failed_ms IS NULL")?;
    Ok(waiting.query_row([], |row| row.get(0))?)
}
