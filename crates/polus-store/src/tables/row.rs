//! Writing a row and its children.

use rusqlite::types::{ToSqlOutput, Value as Cell, ValueRef};
use rusqlite::{Connection as Sql, params_from_iter};

use super::From;
use super::layout::Layout;
use super::project::Row;
use crate::sqlite::Fault;
use crate::{Connection, RecordId, Result};

/// Writes the row of a record in place of the one before, if there is one.
pub(crate) fn write_row(
    sql: &Sql,
    layout: &Layout,
    connection: &Connection,
    record: RecordId,
    first: bool,
    row: &Row,
    end: (Option<&str>, Option<&str>),
) -> Result<(), Fault> {
    let (deleted_at, merged_into) = end;
    let connection_id = Cell::Integer(connection.id.get());
    let record_id = Cell::Integer(record.get());
    let mut values = Vec::with_capacity(row.cells.len() + 5);
    values.push(borrow(&connection_id));
    if layout.table.from == From::Canonical {
        values.push(ToSqlOutput::Borrowed(ValueRef::from(connection.system.as_str())));
    }
    values.extend(row.cells.iter().map(borrow));
    values.push(ToSqlOutput::Borrowed(ValueRef::from(deleted_at)));
    values.push(ToSqlOutput::Borrowed(ValueRef::from(merged_into)));
    values.push(borrow(&record_id));
    sql.prepare_cached(&layout.upsert)?.execute(params_from_iter(values))?;

    for (child, rows) in layout.children.iter().zip(&row.children) {
        if !first {
            sql.prepare_cached(&child.clear)?.execute([record])?;
        }
        let mut insert = sql.prepare_cached(&child.insert)?;
        for (line, cells) in rows.iter().enumerate() {
            let line = Cell::Integer(line as i64);
            let mut values = Vec::with_capacity(cells.len() + 4);
            values.extend([borrow(&connection_id), borrow(&row.cells[0])]);
            values.extend(cells.iter().map(borrow));
            values.extend([borrow(&line), borrow(&record_id)]);
            insert.execute(params_from_iter(values))?;
        }
    }
    Ok(())
}

/// Notes in the row of a record what became of it.
pub(crate) fn write_gone(
    sql: &Sql,
    layout: &Layout,
    record: RecordId,
    deleted_at: Option<&str>,
    merged_into: Option<&str>,
) -> Result<(), Fault> {
    sql.prepare_cached(&layout.gone)?.execute((record, deleted_at, merged_into))?;
    Ok(())
}

fn borrow(cell: &Cell) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(ValueRef::from(cell))
}
