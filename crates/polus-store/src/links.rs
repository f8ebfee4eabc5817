//! Links: two records of one account that belong together, with the evidence.
//!
//! [`Store::apply`] links records of different connections that share an identity, and takes a link back when
//! the identity goes. What a person has corrected stays as it was corrected.

use jiff::Timestamp;
use rusqlite::Connection as Sql;

use crate::sqlite::Fault;
use crate::{Connection, Identity, Record, RecordId, Result, Store, StoreError, records};

/// A record that gets an identity is linked by it with at most this many others; a value shared by more says nothing.
pub const MAX_LINKS_PER_IDENTITY: usize = 100;

/// A record that belongs together with the one asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The other record.
    pub record: Record,
    /// The kind of identity both have, or `manual`.
    pub kind: String,
    /// The value both have.
    pub evidence: String,
    /// A person made it.
    pub manual: bool,
    /// Since when, in milliseconds since 1970.
    pub created_ms: i64,
}

impl Store {
    /// What the record is linked with, oldest link first.
    pub async fn links_of(&self, record: RecordId) -> Result<Vec<Link>> {
        self.read(move |sql| {
            let text = format!(
                "SELECT {}, l.kind, l.evidence, l.standing, l.created_ms
                 FROM (SELECT b AS other, kind, evidence, standing, created_ms FROM links WHERE a = ?1
                       UNION ALL
                       SELECT a, kind, evidence, standing, created_ms FROM links WHERE b = ?1) l
                 JOIN records r ON r.id = l.other {}
                 WHERE l.standing <> 'parted' AND NOT EXISTS (
                     SELECT 1 FROM links p WHERE p.standing = 'parted'
                         AND p.a = min(?1, l.other) AND p.b = max(?1, l.other))
                 ORDER BY l.created_ms, l.other, l.kind, l.evidence",
                records::COLUMNS,
                records::JOINS,
            );
            let mut statement = sql.prepare_cached(&text)?;
            let rows = statement.query_map([record], |row| {
                let next = records::COLUMN_COUNT;
                Ok(Link {
                    record: records::from_row(row)?,
                    kind: row.get(next)?,
                    evidence: row.get(next + 1)?,
                    manual: row.get_ref(next + 2)?.as_str()? == "linked",
                    created_ms: row.get(next + 3)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// A person's word on whether two records of one account belong together; it outlives every sync.
    pub async fn correct_link(&self, a: RecordId, b: RecordId, linked: bool, now: Timestamp) -> Result<()> {
        self.write(1, move |sql| {
            let mut related = sql.prepare_cached(
                "SELECT count(DISTINCT c.account_id) = 1 AND count(*) = 2 FROM records r
                 JOIN streams s ON s.id = r.stream_id JOIN connections c ON c.id = s.connection_id
                 WHERE r.id IN (?1, ?2)",
            )?;
            if !related.query_row((a, b), |row| row.get::<_, bool>(0))? {
                let reason = "are not two records of one account".to_owned();
                return Err(StoreError::Conflict { what: format!("{a} and {b}"), reason }.into());
            }
            sql.prepare_cached(
                "INSERT INTO links (a, b, kind, evidence, standing, created_ms) VALUES (?1, ?2, 'manual', '', ?3, ?4)
                 ON CONFLICT (a, b, kind, evidence) DO UPDATE SET standing = excluded.standing,
                     created_ms = excluded.created_ms",
            )?
            .execute((a.min(b), a.max(b), if linked { "linked" } else { "parted" }, now.as_millisecond()))?;
            Ok(())
        })
        .await
    }
}

/// Replaces the identities of a record (sorted, each once) and the links that follow from them. `first`: it is
/// new, so it has none.
pub(crate) fn set_identities(
    sql: &Sql,
    connection: &Connection,
    record: RecordId,
    identities: &[Identity],
    first: bool,
    now_ms: i64,
) -> Result<(), Fault> {
    let had = if first { Vec::new() } else { identities_of(sql, record)? };
    for lost in had.iter().filter(|have| identities.binary_search(have).is_err()) {
        sql.prepare_cached(
            "DELETE FROM identities
             WHERE account_id = ?1 AND kind = ?2 AND value = ?3 AND connection_id = ?4 AND record_id = ?5",
        )?
        .execute((connection.account_id, &lost.kind, &lost.value, connection.id, record))?;
        for side in ["a", "b"] {
            let text = format!(
                "DELETE FROM links WHERE {side} = ?1 AND kind = ?2 AND evidence = ?3 AND standing = 'found'"
            );
            sql.prepare_cached(&text)?.execute((record, &lost.kind, &lost.value))?;
        }
    }
    for new in identities.iter().filter(|wanted| had.binary_search(wanted).is_err()) {
        sql.prepare_cached(
            "INSERT INTO identities (account_id, kind, value, record_id, connection_id) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((connection.account_id, &new.kind, &new.value, record, connection.id))?;
        sql.prepare_cached(
            // Two ranges of the index: a value that thousands of records of this connection have costs nothing.
            "INSERT INTO links (a, b, kind, evidence, standing, created_ms)
             SELECT min(other, ?1), max(other, ?1), ?3, ?4, 'found', ?6 FROM (
                 SELECT record_id AS other FROM identities
                 WHERE account_id = ?2 AND kind = ?3 AND value = ?4 AND connection_id < ?5
                 UNION ALL
                 SELECT record_id FROM identities
                 WHERE account_id = ?2 AND kind = ?3 AND value = ?4 AND connection_id > ?5)
             LIMIT ?7
             ON CONFLICT DO NOTHING",
        )?
        .execute((
            record,
            connection.account_id,
            &new.kind,
            &new.value,
            connection.id,
            now_ms,
            MAX_LINKS_PER_IDENTITY as i64,
        ))?;
    }
    Ok(())
}

/// The identities of a record, sorted.
fn identities_of(sql: &Sql, record: RecordId) -> Result<Vec<Identity>, Fault> {
    let mut statement = sql.prepare_cached("SELECT kind, value FROM identities WHERE record_id = ?1")?;
    let rows = statement.query_map([record], |row| Ok(Identity { kind: row.get(0)?, value: row.get(1)? }))?;
    let mut identities = rows.collect::<rusqlite::Result<Vec<Identity>>>()?;
    identities.sort();
    Ok(identities)
}
