//! Making typed tables, and making them again when their definition has changed.

use jiff::Timestamp;
use rusqlite::{Connection as Sql, OptionalExtension};

use super::layout::{Layout, layout};
use super::project::{Misfit, Row};
use super::{From, TABLES, ddl, write_row};
use crate::sqlite::Fault;
use crate::{Connection, ConnectionId, NewFailure, Problem, RecordId, Result, connections, failures};

/// Makes the tables that are missing and remakes those whose definition has changed, from the stored records.
pub(crate) fn bring_up_to_date(sql: &Sql, now: Timestamp) -> Result<(), Fault> {
    for table in TABLES {
        let wanted = ddl::create(table);
        let have: Option<String> = sql
            .prepare("SELECT definition FROM typed_tables WHERE name = ?1")?
            .query_row([table.name], |row| row.get(0))
            .optional()?;
        if have.as_deref() == Some(&wanted) {
            continue;
        }
        sql.execute_batch(&ddl::drop(table))?;
        sql.execute_batch(&wanted)?;
        sql.prepare(
            "INSERT INTO typed_tables (name, definition) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET definition = excluded.definition",
        )?
        .execute((table.name, &wanted))?;
        let mut streams =
            sql.prepare("SELECT id, connection_id, name FROM streams WHERE typed_table = ?1")?;
        let mut rows = streams.query([table.name])?;
        while let Some(row) = rows.next()? {
            let connection = connections::by_id(sql, row.get::<_, ConnectionId>(1)?)?;
            let stream: String = row.get(2)?;
            if let Some(layout) = layout(table.name) {
                rebuild_stream(sql, layout, &connection, row.get(0)?, &stream, now)?;
            }
        }
    }
    Ok(())
}

/// Writes the rows of all records of a stream.
pub(crate) fn rebuild_stream(
    sql: &Sql,
    layout: &Layout,
    connection: &Connection,
    stream_id: i64,
    stream: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    let mut records = sql.prepare(
        "SELECT id, key, payload, canonical, gone_at, merged_into, present FROM records
         WHERE stream_id = ?1 AND payload IS NOT NULL",
    )?;
    let mut rows = records.query([stream_id])?;
    while let Some(row) = rows.next()? {
        let record: RecordId = row.get(0)?;
        let payload = row.get_ref(2)?.as_str()?;
        let canonical = row.get_ref(3)?.as_str_or_null()?;
        let Some(values) = read(layout, payload, canonical)? else { continue };
        let end = match row.get(6)? {
            true => (None, None),
            false => (row.get_ref(4)?.as_str_or_null()?, row.get_ref(5)?.as_str_or_null()?),
        };
        write_row(sql, layout, connection, record, false, &values, end)?;
        note_misfits(
            sql,
            connection,
            stream,
            row.get_ref(1)?.as_str()?,
            &values.misfits,
            now.as_millisecond(),
        )?;
    }
    Ok(())
}

/// The row that a record makes; none if the table is made from the canonical form and there is none.
pub(crate) fn read(
    layout: &Layout,
    payload: &str,
    canonical: Option<&str>,
) -> serde_json::Result<Option<Row>> {
    let json = match layout.table.from {
        From::Payload => Some(payload),
        From::Canonical => canonical,
    };
    json.map(|json| Row::read(layout, &mut serde_json::Deserializer::from_str(json))).transpose()
}

/// Keeps the failure of a record whose row has gaps; settles the earlier one of a record whose row has none.
pub(crate) fn note_misfits(
    sql: &Sql,
    connection: &Connection,
    stream: &str,
    key: &str,
    misfits: &[Misfit],
    now_ms: i64,
) -> Result<(), Fault> {
    let reasons: Vec<String> = misfits.iter().map(ToString::to_string).collect();
    let failure = NewFailure {
        kind: "projection".to_owned(),
        connection: Some(connection.id),
        stream: Some(stream.to_owned()),
        key: Some(key.to_owned()),
        problem: Problem {
            reason: reasons.join("; "),
            class: "permanent".to_owned(),
            hint: Some(
                "the record is stored; the columns are empty until the source sends what is expected"
                    .to_owned(),
            ),
        },
        detail: serde_json::Value::Null,
    };
    if misfits.is_empty() {
        failures::settle(sql, &failure, now_ms)
    } else {
        failures::replace(sql, &failure, now_ms).map(drop)
    }
}
