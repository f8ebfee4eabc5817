//! Pages of a list: sorted, searched, cut at a cursor.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::graphql::{Fault, Field};
use super::model::{Customer, Order, Row, Table};
use super::search::{Search, Searchable};

pub(super) const ARGUMENTS: &[&str] = &["first", "last", "after", "before", "query", "reverse", "sortKey"];
/// The first is the default.
pub(super) const CUSTOMER_SORT_KEYS: &[&str] = &["ID", "CREATED_AT", "UPDATED_AT"];
/// The first is the default.
pub(super) const ORDER_SORT_KEYS: &[&str] =
    &["PROCESSED_AT", "CREATED_AT", "UPDATED_AT", "ID", "ORDER_NUMBER"];

/// Where a row stands in an order: a value of the sort key, then the id.
type Place = (i64, u64);

pub(super) fn customer_key(customer: &Customer, sort_key: &str) -> i64 {
    match sort_key {
        "CREATED_AT" => customer.created_at.as_second(),
        "UPDATED_AT" => customer.updated_at.as_second(),
        _ => 0,
    }
}

pub(super) fn order_key(order: &Order, sort_key: &str) -> i64 {
    match sort_key {
        "PROCESSED_AT" | "CREATED_AT" => order.created_at.as_second(),
        "UPDATED_AT" => order.updated_at.as_second(),
        // Numbers rise with ids.
        _ => 0,
    }
}

/// What is asked of a list.
#[derive(Debug)]
pub(super) struct Ask {
    first: Option<usize>,
    last: Option<usize>,
    after: Option<Place>,
    before: Option<Place>,
    pub(super) query: Option<String>,
    reverse: bool,
    sort_key: &'static str,
}

impl Ask {
    /// Reads the arguments of a list.
    pub(super) fn read(
        field: &Field,
        arguments: &Map<String, Value>,
        sort_keys: &[&'static str],
    ) -> Result<Ask, Fault> {
        let given = |name: &str| arguments.get(name).filter(|value| !value.is_null());
        let wrong = |name: &str, value: &Value, wanted: &str| {
            let message = format!(
                "Argument '{name}' on Field '{}' has an invalid value ({value}). Expected type '{wanted}'.",
                field.name
            );
            Fault::new(field.at, message).with(
                json!({"code": "argumentLiteralsIncompatible", "typeName": "Field", "argumentName": name}),
            )
        };
        let text = |name: &str| match given(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(other) => Err(wrong(name, other, "String")),
        };
        let reverse = match given("reverse") {
            None => false,
            Some(Value::Bool(reverse)) => *reverse,
            Some(other) => return Err(wrong("reverse", other, "Boolean")),
        };
        let sort_key = match given("sortKey") {
            None => sort_keys.first().copied().unwrap_or("ID"),
            Some(value) => *sort_keys
                .iter()
                .find(|known| value.as_str() == Some(known))
                .ok_or_else(|| wrong("sortKey", value, "SortKeys"))?,
        };
        let cursor = |name: &str| -> Result<Option<Place>, Fault> {
            let Some(text) = text(name)? else { return Ok(None) };
            let invalid = || Fault::new(field.at, "Invalid cursor for current pagination sort.");
            place(&text, sort_key).map(Some).ok_or_else(invalid)
        };
        let count =
            |name: &str| given(name).and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
        let (first, last) = (count("first"), count("last"));
        if first.is_some() && last.is_some() {
            let message = format!("providing both first and last is not supported (field '{}')", field.name);
            return Err(Fault::new(field.at, message).with(json!({"code": "BAD_REQUEST"})));
        }
        Ok(Ask {
            first,
            last,
            after: cursor("after")?,
            before: cursor("before")?,
            query: text("query")?,
            reverse,
            sort_key,
        })
    }
}

/// A page of rows with their cursors.
#[derive(Debug)]
pub(super) struct Page<'a, T> {
    pub(super) rows: Vec<(&'a T, String)>,
    /// `hasNextPage` and `hasPreviousPage`.
    pub(super) info: Value,
}

/// The page that is asked for.
pub(super) fn page<'a, T: Row + Searchable>(
    table: &'a Table<T>,
    ask: &Ask,
    search: &Search,
    key: &dyn Fn(&T, &str) -> i64,
) -> Result<Page<'a, T>, Fault> {
    let mut places: Vec<Place> = if ask.sort_key == "UPDATED_AT" {
        table.changed().iter().map(|(at, id)| (at.as_second(), *id)).collect()
    } else {
        let mut places: Vec<Place> = table.iter().map(|row| (key(row, ask.sort_key), row.key().1)).collect();
        places.sort_unstable();
        places
    };
    if ask.reverse {
        places.reverse();
    }
    // Whether `place` comes before `other` in the order asked for.
    let ahead = |place: Place, other: Place| if ask.reverse { place > other } else { place < other };
    let start =
        ask.after.map_or(0, |after| places.partition_point(|place| ahead(*place, after) || *place == after));
    let end = ask.before.map_or(places.len(), |before| places.partition_point(|place| ahead(*place, before)));
    let within = places.get(start..end.max(start)).unwrap_or_default();
    let mut found = within.iter().filter_map(|place| Some((table.get(place.1)?, *place)));
    let mut found = |wanted: usize| -> Vec<(&'a T, Place)> {
        found.by_ref().filter(|(row, _)| search.finds(*row)).take(wanted).collect()
    };
    let (rows, more_after, more_before) = match (ask.first, ask.last) {
        (_, Some(last)) => {
            let mut all = found(usize::MAX);
            let cut = all.len().saturating_sub(last);
            (all.split_off(cut), end < places.len(), cut > 0)
        }
        (first, None) => {
            let first = first.unwrap_or_default();
            let mut rows = found(first.saturating_add(1));
            let more = rows.len() > first;
            rows.truncate(first);
            (rows, more, start > 0)
        }
    };
    Ok(Page {
        rows: rows.into_iter().map(|(row, place)| (row, cursor(place, ask.sort_key))).collect(),
        info: json!({ "hasNextPage": more_after, "hasPreviousPage": more_before }),
    })
}

fn cursor((value, id): Place, sort_key: &str) -> String {
    STANDARD.encode(json!({ "last_id": id, "last_value": value, "sort": sort_key }).to_string())
}

/// A cursor is bound to the sort key it came from.
fn place(cursor: &str, sort_key: &str) -> Option<Place> {
    let cursor: Value = serde_json::from_slice(&STANDARD.decode(cursor).ok()?).ok()?;
    (cursor["sort"] == sort_key).then_some((cursor["last_value"].as_i64()?, cursor["last_id"].as_u64()?))
}
