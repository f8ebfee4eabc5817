//! The transaction of a batch.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection as Sql, OptionalExtension};
use serde_json::Value;

use super::decide::{End, Known, Offer, Stamp, Verdict, decide};
use super::prepare::{Content, Prepared, Ready};
use super::{Applied, Change, ChangeKind, Gone, Origin, Planner, RecordView, plan};
use crate::sqlite::Fault;
use crate::tables::{self, Layout};
use crate::{
    ChangeId, Connection, ConnectionId, RecordId, Result, connections, failures, links, stale, streams,
};

/// A batch without its records.
pub(super) struct Head {
    pub(super) connection: ConnectionId,
    pub(super) stream: String,
    pub(super) layout: Option<&'static Layout>,
    pub(super) origin: Origin,
    pub(super) read_started: Timestamp,
    pub(super) observed: Timestamp,
    pub(super) checkpoint: Option<Value>,
    pub(super) plan: Option<Arc<dyn Planner>>,
}

/// Writes what is newer than what is stored.
pub(super) fn write(sql: &Sql, head: &Head, records: &[Prepared]) -> Result<Applied, Fault> {
    let connection = connections::by_id(sql, head.connection)?;
    let stream_id = streams::row_id(sql, head.connection, &head.stream)?;
    follow_table(sql, head, &connection, stream_id)?;
    let first_change: i64 = sql
        .prepare_cached("SELECT coalesce(max(id), 0) + 1 FROM changes")?
        .query_row([], |row| row.get(0))?;
    let planner = head.plan.as_deref().filter(|planner| {
        head.origin == Origin::Sync && planner.wants(&connection.system, &connection.kind, &head.stream)
    });
    let mut writer = Writer {
        sql,
        head,
        connection: &connection,
        stream_id,
        planner,
        next_change: first_change,
        rows: 0,
        applied: Applied::default(),
    };
    for record in records {
        writer.record(record)?;
    }
    let Writer { next_change, rows, mut applied, .. } = writer;
    if next_change > first_change {
        applied.changes = Some((ChangeId::new(first_change), ChangeId::new(next_change - 1)));
    }
    let keys = || records.iter().map(|record| record.key.as_str());
    stale::clear(sql, stream_id, keys(), head.read_started)?;
    let observed_ms = head.observed.as_millisecond();
    failures::settle_records(sql, head.connection, &head.stream, keys(), observed_ms)?;
    finish_stream(sql, head, stream_id, rows, applied.changes.is_some())?;
    Ok(applied)
}

/// Notes which typed table the stream is kept in; fills it if records are there already.
fn follow_table(sql: &Sql, head: &Head, connection: &Connection, stream_id: i64) -> Result<(), Fault> {
    let Some(layout) = head.layout else { return Ok(()) };
    let mut follow =
        sql.prepare_cached("UPDATE streams SET typed_table = ?2 WHERE id = ?1 AND typed_table IS NOT ?2")?;
    if follow.execute((stream_id, layout.table.name))? == 1 {
        tables::rebuild_stream(sql, layout, connection, stream_id, &head.stream, head.observed)?;
    }
    Ok(())
}

fn finish_stream(sql: &Sql, head: &Head, stream_id: i64, rows: i64, changed: bool) -> Result<(), Fault> {
    let checkpoint = head.checkpoint.as_ref().map(serde_json::to_string).transpose()?;
    sql.prepare_cached(
        "UPDATE streams SET row_count = row_count + ?2, checkpoint = coalesce(?3, checkpoint),
             last_change_ms = coalesce(?4, last_change_ms)
         WHERE id = ?1",
    )?
    .execute((stream_id, rows, checkpoint, changed.then(|| head.observed.as_millisecond())))?;
    Ok(())
}

/// What is stored of a record.
#[derive(Default)]
struct Stored {
    id: Option<RecordId>,
    version: Option<String>,
    read_ms: Option<i64>,
    hash: Option<Vec<u8>>,
    gone: Option<(Stamp, Option<String>)>,
    gone_at: Option<String>,
}

struct Writer<'a> {
    sql: &'a Sql,
    head: &'a Head,
    connection: &'a Connection,
    stream_id: i64,
    planner: Option<&'a dyn Planner>,
    next_change: i64,
    /// Records that exist, more or less than before.
    rows: i64,
    applied: Applied,
}

impl Writer<'_> {
    fn record(&mut self, record: &Prepared) -> Result<(), Fault> {
        let stored = self.stored(&record.key)?;
        let stamp =
            Stamp { version: record.version.clone(), read_ms: self.head.read_started.as_millisecond() };
        let offer = match &record.state {
            Ready::Present(content) => Offer::Content(&content.hash),
            Ready::Gone(Gone::Deleted) => Offer::Gone(End::Deleted),
            Ready::Gone(Gone::Merged { into }) => Offer::Gone(End::Merged(into)),
        };
        let verdict = decide(&stored.known(), &stamp, offer);
        let first_word = matches!(record.state, Ready::Gone(_)) && stored.gone.is_none();
        self.count(&verdict, first_word);
        let Some(read_ms) = verdict.store else { return Ok(()) };

        let change = verdict.change.map(|kind| (kind, ChangeId::new(self.next_change)));
        let planner = self.planner.filter(|_| change.is_some());
        let before = match (planner, stored.id) {
            (Some(_), Some(id)) => view(self.sql, id)?.filter(|_| stored.present()),
            _ => None,
        };
        let change_id = change.map(|(_, id)| id);
        let id = match &record.state {
            Ready::Present(content) => {
                self.content(record, content, &stored, &verdict, read_ms, change_id)?
            }
            Ready::Gone(how) => self.gone(record, how, &stored, &verdict, read_ms, change_id)?,
        };
        let Some((kind, change_id)) = change else { return Ok(()) };
        self.log(id, kind, record)?;
        if let Some(planner) = planner {
            let after = match &record.state {
                Ready::Present(content) => Some(content.view()?),
                Ready::Gone(_) => None,
            };
            let change = Change {
                connection: self.connection,
                stream: &self.head.stream,
                key: &record.key,
                kind,
                before: before.as_ref(),
                after: after.as_ref(),
                change_id,
            };
            self.applied.runs += plan::make_runs(self.sql, planner, &change, self.head.observed)?;
        }
        Ok(())
    }

    /// `first_word`: it says that a record is gone, and nothing said so before.
    fn count(&mut self, verdict: &Verdict, first_word: bool) {
        let applied = &mut self.applied;
        let counter = match verdict.change {
            Some(ChangeKind::Created | ChangeKind::Restored) => &mut applied.created,
            Some(ChangeKind::Updated) => &mut applied.updated,
            Some(ChangeKind::Deleted | ChangeKind::Merged) => &mut applied.gone,
            None if verdict.stale => &mut applied.stale,
            None if first_word => &mut applied.gone,
            None => &mut applied.unchanged,
        };
        *counter += 1;
    }

    fn stored(&self, key: &str) -> Result<Stored, Fault> {
        let mut find = self.sql.prepare_cached(
            "SELECT id, version, read_ms, hash, gone, gone_version, gone_read_ms, gone_at, merged_into
             FROM records WHERE stream_id = ?1 AND key = ?2",
        )?;
        let found = find.query_row((self.stream_id, key), |row| {
            let gone = row.get_ref(4)?.as_str_or_null()?.is_some();
            Ok(Stored {
                id: Some(row.get(0)?),
                version: row.get(1)?,
                read_ms: row.get(2)?,
                hash: row.get(3)?,
                gone: if gone {
                    Some((Stamp { version: row.get(5)?, read_ms: row.get(6)? }, row.get(8)?))
                } else {
                    None
                },
                gone_at: row.get(7)?,
            })
        });
        Ok(found.optional()?.unwrap_or_default())
    }

    /// Stores content, and everything that is made from it.
    fn content(
        &mut self,
        record: &Prepared,
        content: &Content,
        stored: &Stored,
        verdict: &Verdict,
        read_ms: i64,
        change: Option<ChangeId>,
    ) -> Result<RecordId, Fault> {
        let now = self.head.observed.as_millisecond();
        let first = stored.id.is_none();
        let id = match stored.id {
            None => {
                self.sql
                    .prepare_cached(
                        "INSERT INTO records (stream_id, key, version, read_ms, hash, payload, canonical, present,
                                              change_id, updated_ms)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                    )?
                    .execute((
                        self.stream_id,
                        &record.key,
                        &record.version,
                        read_ms,
                        &content.hash,
                        &content.payload,
                        &content.canonical,
                        verdict.present,
                        change,
                        now,
                    ))?;
                RecordId::new(self.sql.last_insert_rowid())
            }
            Some(id) => {
                self.sql
                    .prepare_cached(
                        "UPDATE records SET version = ?2, read_ms = ?3, hash = ?4, payload = ?5, canonical = ?6,
                             present = ?7, change_id = coalesce(?8, change_id), updated_ms = ?9
                         WHERE id = ?1",
                    )?
                    .execute((
                        id,
                        &record.version,
                        read_ms,
                        &content.hash,
                        &content.payload,
                        &content.canonical,
                        verdict.present,
                        change,
                        now,
                    ))?;
                id
            }
        };
        self.rows += i64::from(verdict.present) - i64::from(stored.present());
        let identities = if verdict.present { content.identities.as_slice() } else { &[] };
        links::set_identities(self.sql, self.connection, id, identities, first, now)?;
        if let (Some(layout), Some(row)) = (self.head.layout, &content.row) {
            let end = match &stored.gone {
                Some((_, into)) if !verdict.present => (stored.gone_at.as_deref(), into.as_deref()),
                _ => (None, None),
            };
            tables::write_row(self.sql, layout, self.connection, id, first, row, end)?;
            if !first || !row.misfits.is_empty() {
                tables::note_misfits(
                    self.sql,
                    self.connection,
                    &self.head.stream,
                    &record.key,
                    &row.misfits,
                    now,
                )?;
            }
        }
        Ok(id)
    }

    /// Stores the word that a record is gone, and takes back what only records have that exist.
    fn gone(
        &mut self,
        record: &Prepared,
        how: &Gone,
        stored: &Stored,
        verdict: &Verdict,
        read_ms: i64,
        change: Option<ChangeId>,
    ) -> Result<RecordId, Fault> {
        let now = self.head.observed.as_millisecond();
        // The source's own moment, if its version is one; else when we first heard of it.
        let at = record.version.as_deref().and_then(tables::normalise_timestamp);
        let at =
            at.or_else(|| stored.gone_at.clone()).unwrap_or_else(|| format!("{:.6}", self.head.observed));
        let (gone, into) = match how {
            Gone::Deleted => ("deleted", None),
            Gone::Merged { into } => ("merged", Some(into.as_str())),
        };
        let id = match stored.id {
            None => {
                self.sql
                    .prepare_cached(
                        "INSERT INTO records (stream_id, key, gone, gone_version, gone_read_ms, gone_at, merged_into,
                                              present, change_id, updated_ms)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                    )?
                    .execute((
                        self.stream_id,
                        &record.key,
                        gone,
                        &record.version,
                        read_ms,
                        &at,
                        into,
                        verdict.present,
                        change,
                        now,
                    ))?;
                RecordId::new(self.sql.last_insert_rowid())
            }
            Some(id) => {
                self.sql
                    .prepare_cached(
                        "UPDATE records SET gone = ?2, gone_version = ?3, gone_read_ms = ?4, gone_at = ?5,
                             merged_into = ?6, present = ?7, change_id = coalesce(?8, change_id), updated_ms = ?9
                         WHERE id = ?1",
                    )?
                    .execute((id, gone, &record.version, read_ms, &at, into, verdict.present, change, now))?;
                id
            }
        };
        self.rows += i64::from(verdict.present) - i64::from(stored.present());
        if !verdict.present {
            links::set_identities(self.sql, self.connection, id, &[], false, now)?;
            if let Some(layout) = self.head.layout {
                tables::write_gone(self.sql, layout, id, Some(&at), into)?;
            }
        }
        Ok(id)
    }

    fn log(&mut self, id: RecordId, kind: ChangeKind, record: &Prepared) -> Result<(), Fault> {
        let origin = match self.head.origin {
            Origin::Backfill => "backfill",
            Origin::Sync => "sync",
        };
        let mut insert = self.sql.prepare_cached(
            "INSERT INTO changes (id, record_id, kind, origin, version, observed_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        let observed = self.head.observed.as_millisecond();
        insert.execute((self.next_change, id, kind.as_str(), origin, &record.version, observed))?;
        self.next_change += 1;
        Ok(())
    }
}

impl Stored {
    fn known(&self) -> Known<'_> {
        let content = self.hash.as_deref().zip(self.read_ms);
        Known {
            content: content.map(|(hash, read_ms)| (Stamp { version: self.version.clone(), read_ms }, hash)),
            gone: self
                .gone
                .as_ref()
                .map(|(stamp, into)| (stamp.clone(), into.as_deref().map_or(End::Deleted, End::Merged))),
        }
    }

    fn present(&self) -> bool {
        super::decide::exists(&self.known())
    }
}

impl Content {
    fn view(&self) -> Result<RecordView, Fault> {
        let canonical = self.canonical.as_deref().map(serde_json::from_str).transpose()?;
        Ok(RecordView { payload: serde_json::from_str(&self.payload)?, canonical })
    }
}

/// The stored content of a record.
fn view(sql: &Sql, id: RecordId) -> Result<Option<RecordView>, Fault> {
    let mut find =
        sql.prepare_cached("SELECT payload, canonical FROM records WHERE id = ?1 AND payload IS NOT NULL")?;
    let found = find.query_row([id], |row| {
        Ok(RecordView {
            payload: crate::sqlite::json(row, 0)?,
            canonical: crate::sqlite::json_option(row, 1)?,
        })
    });
    Ok(found.optional()?)
}
