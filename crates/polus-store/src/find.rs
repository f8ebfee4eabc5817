//! Rows of a typed table by the values of columns.

use rusqlite::types::{Value as Cell, ValueRef};
use serde_json::{Map, Value};

use crate::sqlite::Fault;
use crate::tables::{self, Kind};
use crate::{AccountId, Result, Store, StoreError};

impl Store {
    /// Rows of a typed table of the account whose columns equal the given values; `Null` finds rows without
    /// a value. Rows of records that no longer exist are left out unless `deleted_at` is asked for. Oldest first.
    /// Booleans and JSON columns come back as such. An unknown table or column is an error that lists
    /// what there is.
    pub async fn find(
        &self,
        account: AccountId,
        table: &str,
        filter: &[(String, Value)],
        limit: usize,
    ) -> Result<Vec<Map<String, Value>>> {
        let columns = columns_of(table)?;
        let (text, values) = statement(table, &columns, account, filter, limit)?;
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(&text)?;
            let mut rows = statement.query(rusqlite::params_from_iter(values))?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let mut object = Map::new();
                for (at, (name, kind)) in columns.iter().enumerate() {
                    object.insert((*name).to_owned(), json(*kind, row.get_ref(at)?)?);
                }
                found.push(object);
            }
            Ok(found)
        })
        .await
    }
}

fn columns_of(table: &str) -> Result<Vec<(&'static str, Kind)>> {
    tables::columns(table).ok_or_else(|| StoreError::NotFound {
        what: format!("table {table}"),
        hint: Some(format!("there are {}", tables::names().join(", "))),
    })
}

fn statement(
    table: &str,
    columns: &[(&'static str, Kind)],
    account: AccountId,
    filter: &[(String, Value)],
    limit: usize,
) -> Result<(String, Vec<Cell>)> {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let mut text = format!(
        "SELECT {} FROM {table} WHERE connection_id IN (SELECT id FROM connections WHERE account_id = ?1)",
        names.join(", ")
    );
    let mut values = vec![Cell::Integer(account.get())];
    for (name, value) in filter {
        if !names.contains(&name.as_str()) {
            return Err(StoreError::NotFound {
                what: format!("column {name} in table {table}"),
                hint: Some(format!("there are {}", names.join(", "))),
            });
        }
        match cell(value) {
            Some(Cell::Null) => text.push_str(&format!(" AND {name} IS NULL")),
            Some(value) => {
                values.push(value);
                text.push_str(&format!(" AND {name} = ?{}", values.len()));
            }
            None => {
                let reason = format!("column {name} cannot be compared with a list or an object");
                return Err(StoreError::Query { reason });
            }
        }
    }
    if names.contains(&"deleted_at") && !filter.iter().any(|(name, _)| name == "deleted_at") {
        text.push_str(" AND deleted_at IS NULL");
    }
    values.push(Cell::Integer(limit as i64));
    text.push_str(&format!(" ORDER BY record_id LIMIT ?{}", values.len()));
    Ok((text, values))
}

fn cell(value: &Value) -> Option<Cell> {
    match value {
        Value::Null => Some(Cell::Null),
        Value::Bool(value) => Some(Cell::Integer((*value).into())),
        Value::Number(number) => Some(match number.as_i64() {
            Some(whole) => Cell::Integer(whole),
            None => Cell::Text(number.to_string()),
        }),
        Value::String(text) => Some(Cell::Text(text.clone())),
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn json(kind: Kind, value: ValueRef<'_>) -> Result<Value, Fault> {
    Ok(match (kind, value) {
        (Kind::Boolean, ValueRef::Integer(value)) => Value::Bool(value != 0),
        (_, ValueRef::Integer(value)) => Value::from(value),
        (Kind::Json, ValueRef::Text(text)) => serde_json::from_slice(text)?,
        (_, ValueRef::Text(text)) => Value::String(String::from_utf8_lossy(text).into_owned()),
        // Typed tables hold nothing else.
        _ => Value::Null,
    })
}
