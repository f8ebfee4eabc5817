//! Typed tables: records as rows with named, typed columns, for people and programs that speak SQL.
//!
//! They are derived: every row is made from one record's JSON, in the transaction that stores the record, and can be
//! made again from it. A value of the wrong type becomes NULL and a failure of kind `projection`; the record is
//! stored all the same.
//!
//! To add a column: a line in its table's file. To add a table: a file beside this one with a [`Table`], and its
//! line in [`TABLES`]. Then run `cargo xtask generate`, which writes docs/tables.md. An existing database follows
//! by itself: a table whose definition has changed is dropped and made anew from the stored records when the
//! database is next opened. No migration is written for it.

mod ddl;
mod document;
mod layout;
mod project;
mod rebuild;
mod row;
mod timestamp;

mod commerce_customers;
mod customers;
mod events;
mod integrations;
mod messages;
mod orders;
mod satisfaction_surveys;
mod tags;
mod tickets;
mod users;
mod widgets;

pub use document::document_tables;
pub(crate) use layout::{Layout, columns, layout, names};
pub(crate) use project::Row;
pub(crate) use rebuild::{bring_up_to_date, note_misfits, read, rebuild_stream};
pub(crate) use row::{write_gone, write_row};
pub(crate) use timestamp::normalise as normalise_timestamp;

/// Every typed table, in the order in which they are documented.
pub const TABLES: &[Table] = &[
    tickets::TABLE,
    messages::TABLE,
    customers::TABLE,
    satisfaction_surveys::TABLE,
    tags::TABLE,
    users::TABLE,
    events::TABLE,
    integrations::TABLE,
    widgets::TABLE,
    commerce_customers::TABLE,
    orders::TABLE,
];

/// A typed table: one row for each record of the streams that are kept in it.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What a row is, in one or two sentences.
    pub doc: &'static str,
    /// Which JSON of a record the paths lead into.
    pub from: From,
    /// Name of the column that holds the source's id; the first of `columns`.
    pub key: &'static str,
    /// The columns, in order.
    pub columns: &'static [Column],
    /// Tables with a row for each item of an array.
    pub children: &'static [Child],
    /// Columns to look rows up by; each list is an index. The key has one without being named.
    pub indexes: &'static [&'static [&'static str]],
}

/// Which JSON of a record a table is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// What the source said.
    Payload,
    /// The canonical form; the table has a column `system` that says where it came from.
    Canonical,
}

/// A column of a typed table.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Where the value is: keys of objects, separated by dots. A missing key, or `null` anywhere on the way, is NULL.
    pub path: &'static str,
    /// What it means.
    pub doc: &'static str,
}

/// A table with a row for each item of an array in a record.
#[derive(Debug)]
pub struct Child {
    /// Its name.
    pub table: &'static str,
    /// What a row is.
    pub doc: &'static str,
    /// Name of the column that repeats the parent's key.
    pub parent: &'static str,
    /// Where the array is, as in [`Column::path`].
    pub path: &'static str,
    /// The columns; their paths begin at the item.
    pub columns: &'static [Column],
    /// Columns to look rows up by, as in [`Table::indexes`]. The parent's key has one without being named.
    pub indexes: &'static [&'static [&'static str]],
}

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number of 64 bits.
    Integer,
    /// Text; a number is written out.
    Text,
    /// 0 or 1.
    Boolean,
    /// A moment as text, `YYYY-MM-DDTHH:MM:SS.ffffffZ`: always UTC, so it sorts. One without an offset is read as UTC.
    Timestamp,
    /// Any JSON, as text.
    Json,
    /// An exact number, as text.
    Decimal,
}

/// A column, in one line.
const fn column(name: &'static str, kind: Kind, path: &'static str, doc: &'static str) -> Column {
    Column { name, kind, path, doc }
}
