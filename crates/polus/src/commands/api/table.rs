//! A page of a list as a table for people: the id and the few fields that tell most.

use serde_json::Value;

use crate::output::{self, harmless};

/// The most telling fields of all lists, in the order that they are shown in.
const TELLING: &[&str] = &[
    "id",
    "slug",
    "name",
    "subject",
    "label",
    "title",
    "email",
    "type",
    "object_type",
    "status",
    "priority",
    "channel",
    "direction",
    "score",
    "customer",
    "sender",
    "user",
    "ticket_id",
    "customer_id",
    "user_id",
    "body_text",
    "usage",
    "value",
    "created_datetime",
    "updated_datetime",
];

/// How many columns stand side by side.
const COLUMNS: usize = 7;

/// Characters of a cell.
const WIDEST: usize = 40;

/// The rows as a table; `None` when there is nothing to show in columns.
pub fn of(rows: &[Value]) -> Option<String> {
    let shown = |name: &str| rows.iter().any(|row| row.get(name).and_then(cell).is_some());
    let mut columns: Vec<&str> = TELLING.iter().copied().filter(|name| shown(name)).take(COLUMNS).collect();
    if !rows.iter().any(|row| row.get("id").is_some()) {
        // Statistics: every field is one that was asked for.
        let first = rows.first().and_then(Value::as_object)?;
        columns = first.keys().map(String::as_str).filter(|name| shown(name)).take(COLUMNS).collect();
    }
    if columns.is_empty() {
        return None;
    }
    let numbers: Vec<bool> = columns
        .iter()
        .map(|name| {
            rows.iter().all(|row| row.get(*name).is_none_or(|value| value.is_number() || value.is_null()))
        })
        .collect();
    let header: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
    let cells = |row: &Value| {
        columns.iter().map(|name| row.get(*name).and_then(cell).unwrap_or_default()).collect::<Vec<_>>()
    };
    Some(output::columns(&header, rows.iter().map(cells).collect(), &numbers))
}

/// A value on a few characters; `None` for what has no short form.
fn cell(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null | Value::Array(_) => return None,
        Value::String(text) => moment(text).unwrap_or_else(|| text.clone()),
        // A person: who it is.
        Value::Object(of) => ["name", "email", "id"]
            .iter()
            .find_map(|name| of.get(*name).filter(|of| !of.is_object()).and_then(cell))?,
        other => other.to_string(),
    };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return None;
    }
    let cut: String = text.chars().take(WIDEST).collect();
    Some(harmless(&if cut.len() < text.len() { format!("{cut}…") } else { cut }).into_owned())
}

/// A time in UTC, to the second.
fn moment(text: &str) -> Option<String> {
    let time = text.strip_suffix("+00:00").or_else(|| text.strip_suffix('Z'))?;
    let (date, time) = time.split_once('T')?;
    let fits = |text: &str, length, mark| {
        text.len() == length && text.chars().all(|c| c.is_ascii_digit() || c == mark)
    };
    let time = time.split('.').next()?;
    (fits(date, 10, '-') && fits(time, 8, ':')).then(|| format!("{date} {time}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_telling_fields_stand_side_by_side() {
        let rows = [
            json!({"id": 7, "uri": "/api/tickets/7/", "subject": "Where is\nmy order?", "status": "open", "tags": [],
                "customer": {"id": 5, "name": "", "email": "ann@acme.com"}, "external_id": null,
                "created_datetime": "2026-11-24T08:00:00.123456+00:00"}),
            json!({"id": 123, "subject": "\u{1b}[2J".repeat(20), "status": null, "customer": null}),
        ];
        insta::assert_snapshot!(of(&rows).unwrap(), @r"
         id  subject                                    status  customer      created_datetime
        ---  -----------------------------------------  ------  ------------  -------------------
          7  Where is my order?                         open    ann@acme.com  2026-11-24 08:00:00
        123  �[2J�[2J�[2J�[2J�[2J�[2J�[2J�[2J�[2J�[2J…
        ");
    }

    #[test]
    fn rows_without_an_id_show_what_they_have() {
        let rows =
            [json!({"ticketCount": 12, "channel": "email"}), json!({"ticketCount": null, "channel": "chat"})];
        insta::assert_snapshot!(of(&rows).unwrap(), @r"
        ticketCount  channel
        -----------  -------
                 12  email
                     chat
        ");
        assert_eq!(of(&[json!("x")]), None);
        assert_eq!(of(&[]), None);
    }
}
