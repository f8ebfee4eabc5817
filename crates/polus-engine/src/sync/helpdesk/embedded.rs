//! Copies inside copies: a ticket shows its customer and tags, a message its sender and receiver.
//!
//! When one of those changes, the row that shows it changes at the source without becoming newer there. Which rows
//! those are is found in the local copy, so that only rows that really differ cost a request.

use polus_store::{Connection, Gone, Incoming, State, Store};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::error::EngineError;
use crate::sync::marks::Marks;

/// At most so many rows of one customer or tag are looked at; a walk of the whole list finds the rest.
const MOST: usize = 10_000;

/// Which other records must be read again because of what these rows say.
pub(super) async fn marks(
    store: &Store,
    connection: &Connection,
    stream: &str,
    rows: &[Incoming],
) -> Result<Marks, EngineError> {
    let copy = Copy { store, connection };
    let mut marks = Marks::default();
    match stream {
        "customers" => {
            let keys = rows.iter().map(|row| row.key.clone()).collect();
            let known = store.versions(connection.id, stream, keys).await?;
            for row in rows {
                match &row.state {
                    State::Gone { .. } => copy.customer(&row.key, None, &mut marks).await?,
                    State::Present { payload, .. } => {
                        // One that was never seen is shown by rows that were read with him as he is.
                        let newer = known.get(&row.key).is_some_and(|stored| *stored < row.version);
                        if newer && let Ok(payload) = serde_json::from_str(payload.get()) {
                            copy.customer(&row.key, Some(&payload), &mut marks).await?;
                        }
                    }
                }
            }
        }
        "tags" => {
            for row in rows {
                let payload = match &row.state {
                    State::Gone { .. } => None,
                    State::Present { payload, .. } => serde_json::from_str(payload.get()).ok(),
                };
                copy.tag(&row.key, payload.as_ref(), &mut marks).await?;
            }
        }
        "tickets" => {
            let keys = rows.iter().map(|row| row.key.clone()).collect();
            let known = store.versions(connection.id, stream, keys).await?;
            for row in rows {
                match &row.state {
                    State::Gone { how } => copy.ticket_gone(&row.key, how, &mut marks).await?,
                    State::Present { payload, .. } => {
                        if known.get(&row.key).is_some_and(|stored| *stored < row.version) {
                            copy.ticket(&row.key, payload, &mut marks).await?;
                        }
                    }
                }
            }
        }
        _ => {}
    }
    Ok(marks)
}

/// The same for a customer as the copy has him.
pub(super) async fn of_stored_customer(
    store: &Store,
    connection: &Connection,
    id: i64,
) -> Result<Marks, EngineError> {
    let mut marks = Marks::default();
    let key = id.to_string();
    let record = store.record(connection.id, "customers", &key).await?;
    let now = record.filter(|record| !record.deleted).map(|record| record.payload);
    Copy { store, connection }.customer(&key, now.as_ref(), &mut marks).await?;
    Ok(marks)
}

struct Copy<'a> {
    store: &'a Store,
    connection: &'a Connection,
}

impl Copy<'_> {
    /// Tickets, messages and surveys that show this customer otherwise than he is now.
    async fn customer(&self, key: &str, now: Option<&Value>, marks: &mut Marks) -> Result<(), EngineError> {
        let outdated = |part: Option<&Value>| {
            part.is_some_and(|part| {
                part["id"].as_i64().is_some_and(|id| id.to_string() == key) && differs(part, now)
            })
        };
        for ticket in self.ids("tickets", "customer_id", key).await? {
            let record = self.store.record(self.connection.id, "tickets", &ticket.to_string()).await?;
            if record.is_some_and(|record| outdated(record.payload.get("customer"))) {
                marks.record("tickets", ticket);
            }
            for message in self.ids("messages", "ticket_id", &ticket.to_string()).await? {
                let record = self.store.record(self.connection.id, "messages", &message.to_string()).await?;
                let shows =
                    |payload: &Value| outdated(payload.get("sender")) || outdated(payload.get("receiver"));
                if record.is_some_and(|record| shows(&record.payload)) {
                    marks.record("messages", message);
                }
            }
        }
        if now.is_none() {
            for survey in self.ids("satisfaction_surveys", "customer_id", key).await? {
                marks.record("satisfaction_surveys", survey);
            }
        }
        Ok(())
    }

    /// What a ticket leaves behind. Its messages have moved to the ticket that took its place, or are gone too.
    async fn ticket_gone(&self, key: &str, how: &Gone, marks: &mut Marks) -> Result<(), EngineError> {
        if let Gone::Merged { into } = how {
            marks.record("tickets", into);
        }
        for stream in ["messages", "satisfaction_surveys"] {
            for id in self.ids(stream, "ticket_id", key).await? {
                marks.record(stream, id);
            }
        }
        Ok(())
    }

    /// Messages that a change of their ticket is about: no event tells that a message has left the house, and none
    /// that it has another customer now.
    async fn ticket(&self, key: &str, now: &RawValue, marks: &mut Marks) -> Result<(), EngineError> {
        let Ok(id) = key.parse::<i64>() else { return Ok(()) };
        let under_way = [
            ("connection_id", json!(self.connection.id)),
            ("ticket_id", json!(id)),
            ("from_agent", json!(true)),
            ("public", json!(true)),
            ("sent_datetime", Value::Null),
            ("failed_datetime", Value::Null),
        ];
        let under_way = under_way.map(|(name, value)| (name.to_owned(), value));
        for message in self.store.find(self.connection.account_id, "messages", &under_way, MOST).await? {
            if let Some(id) = message.get("id").and_then(Value::as_i64) {
                marks.record("messages", id);
            }
        }
        let stored = self.store.record(self.connection.id, "tickets", key).await?;
        let customer = |payload: &Value| payload.pointer("/customer/id").and_then(Value::as_i64);
        let before = stored.and_then(|stored| customer(&stored.payload));
        let after = serde_json::from_str(now.get()).ok().and_then(|now| customer(&now));
        if before.is_some() && before != after {
            for message in self.ids("messages", "ticket_id", key).await? {
                marks.record("messages", message);
            }
        }
        Ok(())
    }

    /// Tickets that show this tag otherwise than it is now.
    async fn tag(&self, key: &str, now: Option<&Value>, marks: &mut Marks) -> Result<(), EngineError> {
        let stored = self.store.record(self.connection.id, "tags", key).await?;
        let changed = |field| {
            now.is_none_or(|now| stored.as_ref().is_some_and(|s| s.payload.get(field) != now.get(field)))
        };
        if stored.is_some() && ["name", "decoration"].into_iter().any(changed) {
            for ticket in self.column("ticket_tags", "tag_id", key, "ticket_id").await? {
                marks.record("tickets", ticket);
            }
        }
        Ok(())
    }

    async fn ids(&self, table: &str, column: &str, key: &str) -> Result<Vec<i64>, EngineError> {
        self.column(table, column, key, "id").await
    }

    async fn column(&self, table: &str, by: &str, key: &str, wanted: &str) -> Result<Vec<i64>, EngineError> {
        let Ok(id) = key.parse::<i64>() else { return Ok(Vec::new()) };
        let filter = [("connection_id".to_owned(), json!(self.connection.id)), (by.to_owned(), json!(id))];
        let rows = self.store.find(self.connection.account_id, table, &filter, MOST).await?;
        Ok(rows.iter().filter_map(|row| row.get(wanted).and_then(Value::as_i64)).collect())
    }
}

/// Whether the short form of a record says something else than the record; true of one that is gone.
fn differs(part: &Value, whole: Option<&Value>) -> bool {
    let Some(whole) = whole else { return true };
    part.as_object()
        .into_iter()
        .flatten()
        .any(|(name, value)| whole.get(name).is_some_and(|now| now != value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_form_differs_only_in_what_both_have() {
        let whole = json!({"id": 1, "name": "Ada Holm", "email": "ada@example.com", "data": {"x": 1}});
        assert!(!differs(&json!({"id": 1, "name": "Ada Holm", "meta": null}), Some(&whole)));
        assert!(differs(&json!({"id": 1, "name": "Ada"}), Some(&whole)));
        assert!(differs(&json!({"id": 1}), None));
    }
}
