//! Tickets to be written (reference pages "Create a ticket", "Update a ticket").

use serde::Serialize;
use serde_json::{Value, json};

use super::{Priority, Status};
use crate::datetime::DateTime;
use crate::resources::messages::NewMessage;
use crate::resources::parts::field_values;
use crate::resources::{Map, Party};

/// A ticket to be made. A ticket cannot be without a message, so it begins with one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewTicket {
    via: &'static str,
    messages: Vec<NewMessage>,
    #[serde(flatten)]
    fields: Map,
}

impl NewTicket {
    /// Begins with a message by a customer, taken over from elsewhere.
    pub fn incoming(customer: Party, subject: &str, text: &str) -> Self {
        let message = NewMessage::incoming(customer.clone(), text).subject(subject);
        Self::beginning_with(message)
            .set("channel", json!("api"))
            .set("from_agent", json!(false))
            .set("customer", json!(customer))
            .set("subject", json!(subject))
    }

    /// Begins with this message; channel and customer are worked out from it.
    pub fn beginning_with(message: NewMessage) -> Self {
        Self { via: "api", messages: vec![message], fields: Map::new() }
    }

    /// One more message, at most 500 in all.
    pub fn message(mut self, message: NewMessage) -> Self {
        self.messages.push(message);
        self
    }

    /// Subject line, at most 998 characters.
    pub fn subject(self, subject: &str) -> Self {
        self.set("subject", json!(subject))
    }

    /// The caller's own id, at most 255 characters: the identity to look for after an unknown outcome.
    pub fn external_id(self, id: &str) -> Self {
        self.set("external_id", json!(id))
    }

    /// Tags by name, case-sensitive; one that does not exist is made.
    pub fn tags(self, names: &[String]) -> Self {
        let tags: Vec<Value> = names.iter().map(|name| json!({ "name": name })).collect();
        self.set("tags", tags.into())
    }

    /// Open unless told.
    pub fn status(self, status: &Status) -> Self {
        self.set("status", json!(status))
    }

    /// Normal unless told.
    pub fn priority(self, priority: &Priority) -> Self {
        self.set("priority", json!(priority))
    }

    /// The user who shall work on it.
    pub fn assignee_user(self, id: i64) -> Self {
        self.set("assignee_user", json!({ "id": id }))
    }

    /// The team that shall work on it.
    pub fn assignee_team(self, id: i64) -> Self {
        self.set("assignee_team", json!({ "id": id }))
    }

    /// Values of custom fields, by field id.
    pub fn custom_fields(self, values: &[(i64, Value)]) -> Self {
        self.set("custom_fields", json!(field_values(values)))
    }

    /// Free values.
    pub fn meta(self, meta: Map) -> Self {
        self.set("meta", meta.into())
    }

    /// When it was created, for imports.
    pub fn created(self, at: DateTime) -> Self {
        self.set("created_datetime", json!(at))
    }

    fn set(mut self, name: &str, value: Value) -> Self {
        self.fields.insert(name.to_owned(), value);
        self
    }
}

/// Changes of a ticket; what is not set stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct UpdateTicket {
    fields: Map,
}

impl UpdateTicket {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Closes or opens it.
    pub fn status(self, status: &Status) -> Self {
        self.set("status", json!(status))
    }

    /// How urgent.
    pub fn priority(self, priority: &Priority) -> Self {
        self.set("priority", json!(priority))
    }

    /// Subject line, at most 998 characters.
    pub fn subject(self, subject: &str) -> Self {
        self.set("subject", json!(subject))
    }

    /// The caller's own id, at most 255 characters.
    pub fn external_id(self, id: &str) -> Self {
        self.set("external_id", json!(id))
    }

    /// Whose it is.
    pub fn customer(self, id: i64) -> Self {
        self.set("customer", json!({ "id": id }))
    }

    /// The user who works on it; nobody with `None`.
    pub fn assignee_user(self, id: Option<i64>) -> Self {
        self.set("assignee_user", id.map_or(Value::Null, |id| json!({ "id": id })))
    }

    /// The team that works on it; none with `None`.
    pub fn assignee_team(self, id: Option<i64>) -> Self {
        self.set("assignee_team", id.map_or(Value::Null, |id| json!({ "id": id })))
    }

    /// Replaces all tags, by name. [`super::add_tags`] keeps the others.
    pub fn tags(self, names: &[String]) -> Self {
        let tags: Vec<Value> = names.iter().map(|name| json!({ "name": name })).collect();
        self.set("tags", tags.into())
    }

    /// Replaces all values of custom fields.
    pub fn custom_fields(self, values: &[(i64, Value)]) -> Self {
        self.set("custom_fields", json!(field_values(values)))
    }

    /// Marks as spam, or not.
    pub fn spam(self, spam: bool) -> Self {
        self.set("spam", json!(spam))
    }

    /// Marks as read, or not, for the caller.
    pub fn unread(self, unread: bool) -> Self {
        self.set("is_unread", json!(unread))
    }

    /// Puts it away until then; `None` brings it back.
    pub fn snooze(self, until: Option<DateTime>) -> Self {
        self.set("snooze_datetime", json!(until))
    }

    /// Puts it into the trash as of then; `None` brings it back.
    pub fn trash(self, at: Option<DateTime>) -> Self {
        self.set("trashed_datetime", json!(at))
    }

    /// Replaces the free values.
    pub fn meta(self, meta: Map) -> Self {
        self.set("meta", meta.into())
    }

    fn set(mut self, name: &str, value: Value) -> Self {
        self.fields.insert(name.to_owned(), value);
        self
    }
}
