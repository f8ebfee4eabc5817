//! Reading records back.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{OptionalExtension, Row};
use serde_json::Value;

use crate::sqlite::{json, json_option};
use crate::{AccountId, ChangeId, ConnectionId, Identity, RecordId, Result, Store, streams};

/// The latest known state of one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The record.
    pub id: RecordId,
    /// Where it came from.
    pub connection: ConnectionId,
    /// The system of that connection.
    pub system: String,
    /// The kind of that system: `helpdesk`, `storefront`, `erp`, `crm`.
    pub kind: String,
    /// Its stream.
    pub stream: String,
    /// Its key in the stream.
    pub key: String,
    /// The source's version of `payload`.
    pub version: Option<String>,
    /// What the source said; `Null` if only its deletion was ever seen.
    pub payload: Value,
    /// The canonical form, if the stream has one.
    pub canonical: Option<Value>,
    /// It no longer exists at the source.
    pub deleted: bool,
    /// Key of the record that took its place.
    pub merged_into: Option<String>,
    /// The last change.
    pub change_id: Option<ChangeId>,
    /// When it was last written here, in milliseconds since 1970.
    pub updated_ms: i64,
}

/// Columns of a record, for [`from_row`].
pub(crate) const COLUMNS: &str =
    "r.id, s.connection_id, c.system, c.kind, s.name, r.key, r.version, r.payload,
    r.canonical, r.present, r.merged_into, r.change_id, r.updated_ms";

/// How many [`COLUMNS`] there are.
pub(crate) const COLUMN_COUNT: usize = 13;

/// What has to be joined to `records r` for [`COLUMNS`].
pub(crate) const JOINS: &str =
    "JOIN streams s ON s.id = r.stream_id JOIN connections c ON c.id = s.connection_id";

/// Records read at once by [`Store::each_record`].
const PAGE: usize = 500;

impl Store {
    /// The record with this key.
    pub async fn record(&self, connection: ConnectionId, stream: &str, key: &str) -> Result<Option<Record>> {
        let (stream, key) = (stream.to_owned(), key.to_owned());
        self.read(move |sql| {
            let text = format!(
                "SELECT {COLUMNS} FROM records r {JOINS} WHERE s.connection_id = ?1 AND s.name = ?2 AND r.key = ?3"
            );
            Ok(sql.prepare_cached(&text)?.query_row((connection, stream, key), from_row).optional()?)
        })
        .await
    }

    /// The stored versions of those of the keys that there is content of, whether the record still exists or not.
    pub async fn versions(
        &self,
        connection: ConnectionId,
        stream: &str,
        keys: Vec<String>,
    ) -> Result<HashMap<String, Option<String>>> {
        let stream = stream.to_owned();
        self.read(move |sql| {
            let mut known = HashMap::new();
            let Some(stream_id) = streams::find_row_id(sql, connection, &stream)? else { return Ok(known) };
            let mut find = sql.prepare_cached(
                "SELECT version FROM records WHERE stream_id = ?1 AND key = ?2 AND hash IS NOT NULL",
            )?;
            for key in keys {
                if let Some(version) = find.query_row((stream_id, &key), |row| row.get(0)).optional()? {
                    known.insert(key, version);
                }
            }
            Ok(known)
        })
        .await
    }

    /// Up to `limit` keys, in their order, of records of the stream that exist, beyond `after`.
    pub async fn present_keys(
        &self,
        connection: ConnectionId,
        stream: &str,
        after: &str,
        limit: usize,
    ) -> Result<Vec<String>> {
        let (stream, after) = (stream.to_owned(), after.to_owned());
        self.read(move |sql| {
            let Some(stream_id) = streams::find_row_id(sql, connection, &stream)? else {
                return Ok(Vec::new());
            };
            let mut page = sql.prepare_cached(
                "SELECT key FROM records WHERE stream_id = ?1 AND key > ?2 AND present ORDER BY key LIMIT ?3",
            )?;
            let rows = page.query_map((stream_id, after, limit as i64), |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// Records of the account, of any connection, that have one of these identities. Deleted and merged
    /// records have none. Oldest first, each once.
    pub async fn records_by_identity(
        &self,
        account: AccountId,
        identities: &[Identity],
    ) -> Result<Vec<Record>> {
        let identities = identities.to_vec();
        self.read(move |sql| {
            let text = format!(
                "SELECT {COLUMNS} FROM identities i JOIN records r ON r.id = i.record_id {JOINS}
                 WHERE i.account_id = ?1 AND i.kind = ?2 AND i.value = ?3"
            );
            let mut statement = sql.prepare_cached(&text)?;
            let mut found = BTreeMap::new();
            for identity in identities {
                for record in statement.query_map((account, identity.kind, identity.value), from_row)? {
                    let record = record?;
                    found.insert(record.id, record);
                }
            }
            Ok(found.into_values().collect())
        })
        .await
    }

    /// Calls `each` with every record of a stream, deleted ones included, in the order of their keys. Reads in
    /// pages, so that memory stays flat; records that are written meanwhile may or may not be seen.
    pub async fn each_record(
        &self,
        connection: ConnectionId,
        stream: &str,
        mut each: impl FnMut(Record),
    ) -> Result<()> {
        let mut after: Option<String> = None;
        loop {
            let (stream, from) = (stream.to_owned(), after.take());
            let page: Vec<Record> = self
                .read(move |sql| {
                    let Some(stream_id) = streams::find_row_id(sql, connection, &stream)? else {
                        return Ok(Vec::new());
                    };
                    let beyond = if from.is_some() { ">" } else { ">=" };
                    let text = format!(
                        "SELECT {COLUMNS} FROM records r {JOINS}
                         WHERE r.stream_id = ?1 AND r.key {beyond} ?2 ORDER BY r.key LIMIT ?3"
                    );
                    let mut statement = sql.prepare_cached(&text)?;
                    let from = from.unwrap_or_default();
                    let rows = statement.query_map((stream_id, from, PAGE as i64), from_row)?;
                    Ok(rows.collect::<rusqlite::Result<_>>()?)
                })
                .await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.key.clone());
            page.into_iter().for_each(&mut each);
        }
    }
}

/// A record from [`COLUMNS`].
pub(crate) fn from_row(row: &Row<'_>) -> rusqlite::Result<Record> {
    let present: bool = row.get(9)?;
    Ok(Record {
        id: row.get(0)?,
        connection: row.get(1)?,
        system: row.get(2)?,
        kind: row.get(3)?,
        stream: row.get(4)?,
        key: row.get(5)?,
        version: row.get(6)?,
        payload: json(row, 7)?,
        canonical: json_option(row, 8)?,
        deleted: !present,
        merged_into: if present { None } else { row.get(10)? },
        change_id: row.get(11)?,
        updated_ms: row.get(12)?,
    })
}
