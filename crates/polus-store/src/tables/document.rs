//! docs/tables.md, from the definition of the tables.

use std::fmt::Write;

use super::{Child, Column, From, Kind, TABLES, Table};

/// All typed tables, described for people, in Markdown.
pub fn document_tables() -> String {
    let mut page = HEAD.to_owned();
    for table in TABLES {
        push_table(&mut page, table);
        for child in table.children {
            push_child(&mut page, table, child);
        }
    }
    page
}

const HEAD: &str = "\
# Tables

What is known of every system, as tables for `polus query`, BI tools and anything else that speaks SQL. The database is a
SQLite file; any program may read it while Polus runs, and only Polus writes it.

A row is written in the same transaction as the record it is made from, so the tables are as fresh as Polus itself.
They can be made again from the records at any time; nothing is stored in them alone. Rows of records that no longer exist
at the source stay, with `deleted_at` set: leave them out with `deleted_at IS NULL`.

| type | stored as |
|---|---|
| integer | whole number of 64 bits |
| text | text |
| boolean | 0 or 1 |
| timestamp | text, `YYYY-MM-DDTHH:MM:SS.ffffffZ`, always UTC: sorts and compares as text |
| json | JSON as text, for SQLite's `json_extract` and `->>` |
| decimal | exact number as text; `CAST(x AS REAL)` to calculate |

A value that is not of its column's type is NULL, and there is a failure of kind `projection` that names it.

This page is written by `cargo xtask generate` from the definition of the tables.
";

fn push_table(page: &mut String, table: &Table) {
    push(page, format_args!("\n## {}\n\n{}\n\n{TABLE_HEAD}", table.name, table.doc));
    push_line(page, "connection_id", "integer", "The connection it was read from.");
    if table.from == From::Canonical {
        push_line(page, "system", "text", "The system it was read from, such as `shopify`.");
    }
    push_columns(page, table.columns);
    push_line(
        page,
        "deleted_at",
        "timestamp",
        "When it ceased to exist at the source, by deletion or by a merge.",
    );
    push_line(page, "merged_into", "text", "Key of the record that took its place.");
    push_line(page, "record_id", "integer", "The record it is made from.");
    push_indexes(page, &[table.key, "connection_id"], table.indexes);
}

fn push_child(page: &mut String, table: &Table, child: &Child) {
    push(page, format_args!("\n### {}\n\n{}\n\n{TABLE_HEAD}", child.table, child.doc));
    push_line(page, "connection_id", "integer", "The connection it was read from.");
    let kind =
        table.columns.iter().find(|column| column.name == table.key).map_or("text", |key| key.kind.name());
    push_line(page, child.parent, kind, &format!("What it belongs to; see `{}.{}`.", table.name, table.key));
    push_columns(page, child.columns);
    push_line(page, "line", "integer", "Its place in the list, from 0.");
    push_line(page, "record_id", "integer", &format!("Joins with `{}.record_id`.", table.name));
    push_indexes(page, &[child.parent], child.indexes);
}

const TABLE_HEAD: &str = "| column | type | meaning |\n|---|---|---|\n";

fn push_columns(page: &mut String, columns: &[Column]) {
    for column in columns {
        push_line(page, column.name, column.kind.name(), column.doc);
    }
}

fn push_line(page: &mut String, name: &str, kind: &str, doc: &str) {
    push(page, format_args!("| `{name}` | {kind} | {doc} |\n"));
}

fn push_indexes(page: &mut String, key: &[&str], indexes: &[&[&str]]) {
    let all: Vec<String> =
        std::iter::once(&key).chain(indexes).map(|columns| format!("`{}`", columns.join(", "))).collect();
    push(page, format_args!("\nIndexes: {}.\n", all.join("; ")));
}

fn push(page: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = page.write_fmt(text);
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Integer => "integer",
            Kind::Text => "text",
            Kind::Boolean => "boolean",
            Kind::Timestamp => "timestamp",
            Kind::Json => "json",
            Kind::Decimal => "decimal",
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_in_docs_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/tables.md");
        let have = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            have == super::document_tables(),
            "docs/tables.md is out of date: run `cargo xtask generate`"
        );
    }
}
