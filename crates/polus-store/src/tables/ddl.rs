//! The SQL that makes a typed table.

use super::layout::{child_column_names, column_names};
use super::{Child, Column, Kind, Table};

/// The statements that make a table, its children and their indexes. Also its fingerprint: a table whose statements
/// are no longer these has changed.
pub(super) fn create(table: &Table) -> String {
    let mut sql = String::new();
    let columns: Vec<String> = column_names(table)
        .into_iter()
        .map(|name| match name {
            "connection_id" => "connection_id INTEGER NOT NULL".to_owned(),
            "record_id" => "record_id INTEGER PRIMARY KEY".to_owned(),
            _ => format!("{name} {}", sql_type(table.columns, name)),
        })
        .collect();
    sql.push_str(&format!("CREATE TABLE {} ({}) STRICT;\n", table.name, columns.join(", ")));
    push_indexes(&mut sql, table.name, &[table.key, "connection_id"], table.indexes);
    for child in table.children {
        push_child(&mut sql, child);
    }
    sql
}

/// The statements that remove a table and its children.
pub(super) fn drop(table: &Table) -> String {
    let mut sql = format!("DROP TABLE IF EXISTS {};\n", table.name);
    for child in table.children {
        sql.push_str(&format!("DROP TABLE IF EXISTS {};\n", child.table));
    }
    sql
}

fn push_child(sql: &mut String, child: &Child) {
    let columns: Vec<String> = child_column_names(child)
        .into_iter()
        .map(|name| match name {
            "connection_id" | "record_id" | "line" => format!("{name} INTEGER NOT NULL"),
            // The parent's key can be of either type; it is stored as it is there.
            _ if name == child.parent => format!("{name} ANY"),
            _ => format!("{name} {}", sql_type(child.columns, name)),
        })
        .collect();
    let columns = columns.join(", ");
    sql.push_str(&format!(
        "CREATE TABLE {} ({columns}, PRIMARY KEY (record_id, line)) STRICT, WITHOUT ROWID;\n",
        child.table
    ));
    push_indexes(sql, child.table, &[child.parent], child.indexes);
}

fn push_indexes(sql: &mut String, table: &str, key: &[&str], indexes: &[&[&str]]) {
    for columns in std::iter::once(&key).chain(indexes) {
        let name = columns.join("_");
        sql.push_str(&format!("CREATE INDEX {table}_by_{name} ON {table} ({});\n", columns.join(", ")));
    }
}

/// Columns that are not named in the table are text.
fn sql_type(columns: &[Column], name: &str) -> &'static str {
    match columns.iter().find(|column| column.name == name).map(|column| column.kind) {
        Some(Kind::Integer | Kind::Boolean) => "INTEGER",
        _ => "TEXT",
    }
}
