//! What an event of the feed says about the local copy.
//!
//! The feed is the only place where deletions, merges, edits of messages and late survey answers show
//! (documentation page "The Event object"). An event is never believed for content: it says what to read, and
//! one that the copy is up with already, because a webhook was faster, says nothing.

use polus_store::{Connection, Incoming, State, Store};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{embedded, rows};
use crate::error::EngineError;
use crate::sync::marks::Marks;

/// The fields of an event that matter here.
#[derive(Debug, Deserialize)]
struct Event {
    /// `ticket-created`, `customer-merged` ...; an open list.
    #[serde(rename = "type")]
    kind: String,
    /// What it happened to.
    #[serde(default)]
    object_id: Option<i64>,
    /// `Ticket`, `TicketMessage`, `Customer` ...
    #[serde(default)]
    object_type: Option<String>,
    /// Depends on the type.
    #[serde(default)]
    data: Option<Map<String, Value>>,
    #[serde(default)]
    created_datetime: Option<String>,
}

/// What to do about an event.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Consequence {
    /// The head of this stream's list has news.
    List(&'static str),
    /// This record must be read again by its id.
    Reread(&'static str, i64),
    /// This record must be read again unless the copy is as new as the event.
    Newer(&'static str, i64),
    /// This record must be there.
    There(&'static str, i64),
    /// The ticket of this message must be read again unless the copy is as new as the event.
    TicketOf(i64),
}

/// What to do about an event. Unknown types mean nothing for the copy.
fn consequences(event: &Event) -> Vec<Consequence> {
    use Consequence::{List, Newer, Reread, There, TicketOf};
    let kind = event.kind.as_str();
    let Some(id) = event.object_id else { return Vec::new() };
    // The other side of a merge, by whatever name the data has it.
    let others = |suffix: &str| {
        let fields = event.data.iter().flatten().filter(|(name, _)| name.ends_with(suffix));
        fields.filter_map(|(_, value)| value.as_i64()).collect::<Vec<i64>>()
    };
    match kind {
        "ticket-message-created" => vec![There("messages", id), TicketOf(id)],
        _ if kind.starts_with("ticket-message-") => vec![Reread("messages", id), TicketOf(id)],
        "ticket-merged" | "ticket-deleted" | "ticket-split" => {
            let tickets = others("ticket_id").into_iter().chain([id]).map(|id| Reread("tickets", id));
            tickets.chain([List("messages"), List("tags")]).collect()
        }
        // The tags count their tickets.
        "ticket-tags-added" | "ticket-tags-removed" => vec![Newer("tickets", id), List("tags")],
        _ if kind.starts_with("ticket-") => vec![Newer("tickets", id)],
        "customer-deleted" | "customer-merged" => {
            let customers = others("customer_id").into_iter().chain([id]).map(|id| Reread("customers", id));
            customers.chain([List("customers")]).collect()
        }
        _ if kind.starts_with("customer-") => vec![Newer("customers", id)],
        // Whether the object is the survey or its ticket is not documented; both are handled.
        _ if kind.starts_with("satisfaction-survey-") => match event.object_type.as_deref() {
            Some("SatisfactionSurvey") => vec![Reread("satisfaction_surveys", id)],
            _ => vec![List("satisfaction_surveys")],
        },
        "user-logged-in" | "user-logged-out" => Vec::new(),
        _ if kind.starts_with("tag-") => vec![List("tags")],
        _ if kind.starts_with("user-") => vec![List("users")],
        _ if kind.starts_with("integration-") => vec![List("integrations")],
        _ if kind.starts_with("widget-") => vec![List("widgets")],
        _ => Vec::new(),
    }
}

/// What the new ones among events mean for the copy.
pub(super) async fn marks(
    store: &Store,
    connection: &Connection,
    events: &[Incoming],
) -> Result<Marks, EngineError> {
    let copy = Copy { store, connection };
    let keys = events.iter().map(|event| event.key.clone()).collect();
    let known = store.versions(connection.id, "events", keys).await?;
    let mut marks = Marks::default();
    for incoming in events.iter().filter(|event| !known.contains_key(&event.key)) {
        let State::Present { payload, .. } = &incoming.state else { continue };
        let Ok(event) = serde_json::from_str::<Event>(payload.get()) else { continue };
        let at = event.created_datetime.as_deref().and_then(rows::version);
        for consequence in consequences(&event) {
            match consequence {
                Consequence::List(stream) => marks.list(stream),
                Consequence::Reread(stream, id) => marks.record(stream, id),
                Consequence::There(stream, id) => {
                    if !copy.has(stream, id).await? {
                        marks.list(stream);
                    }
                }
                Consequence::Newer("customers", id) => {
                    if copy.is_behind("customers", id, at.as_deref()).await? {
                        marks.list("customers");
                    } else {
                        // The copy of the customer is up, but others may show him as he was.
                        marks.extend(embedded::of_stored_customer(store, connection, id).await?);
                    }
                }
                Consequence::Newer(stream, id) => {
                    if copy.is_behind(stream, id, at.as_deref()).await? {
                        marks.record(stream, id);
                    }
                }
                Consequence::TicketOf(message) => match copy.ticket_of(message).await? {
                    Some(ticket) if copy.is_behind("tickets", ticket, at.as_deref()).await? => {
                        marks.record("tickets", ticket);
                    }
                    Some(_) => {}
                    None => marks.list("tickets"),
                },
            }
        }
    }
    Ok(marks)
}

/// What the copy knows.
struct Copy<'a> {
    store: &'a Store,
    connection: &'a Connection,
}

impl Copy<'_> {
    async fn has(&self, stream: &str, id: i64) -> Result<bool, EngineError> {
        let key = id.to_string();
        Ok(self.store.versions(self.connection.id, stream, vec![key.clone()]).await?.contains_key(&key))
    }

    async fn is_behind(&self, stream: &str, id: i64, at: Option<&str>) -> Result<bool, EngineError> {
        let key = id.to_string();
        let known = self.store.versions(self.connection.id, stream, vec![key.clone()]).await?;
        let stored = known.get(&key).and_then(Option::as_deref);
        Ok(stored.zip(at).is_none_or(|(stored, at)| stored < at))
    }

    async fn ticket_of(&self, message: i64) -> Result<Option<i64>, EngineError> {
        let record = self.store.record(self.connection.id, "messages", &message.to_string()).await?;
        Ok(record.and_then(|record| record.payload.get("ticket_id").and_then(Value::as_i64)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(event: Value) -> Vec<Consequence> {
        consequences(&serde_json::from_value(event).unwrap())
    }

    #[test]
    fn a_merge_of_customers_rereads_both() {
        let seen = of(json!({"type": "customer-merged", "object_id": 2, "data": {"source_customer_id": 1}}));
        assert!(seen.contains(&Consequence::Reread("customers", 1)));
        assert!(seen.contains(&Consequence::Reread("customers", 2)));
    }

    #[test]
    fn an_edited_message_is_read_again_and_a_new_one_must_be_there() {
        let edited = of(json!({"type": "ticket-message-updated", "object_id": 9}));
        assert_eq!(edited, [Consequence::Reread("messages", 9), Consequence::TicketOf(9)]);
        let new = of(json!({"type": "ticket-message-created", "object_id": 9}));
        assert_eq!(new, [Consequence::There("messages", 9), Consequence::TicketOf(9)]);
    }

    #[test]
    fn an_answered_survey_is_read_again() {
        let seen = of(
            json!({"type": "satisfaction-survey-responded", "object_type": "SatisfactionSurvey", "object_id": 4}),
        );
        assert_eq!(seen, [Consequence::Reread("satisfaction_surveys", 4)]);
    }

    #[test]
    fn what_is_not_known_means_nothing() {
        assert_eq!(of(json!({"type": "rule-executed", "object_id": 4})), []);
        assert_eq!(of(json!({"type": "ticket-created"})), []);
    }
}
