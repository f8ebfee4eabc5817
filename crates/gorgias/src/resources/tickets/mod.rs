//! Conversations (reference page "The Ticket object"), their tags and custom-field values.
//!
//! Lists and details differ: a list has excerpts and counts, only a detail has messages.

mod write;

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map as JsonMap, Value, json};

use super::messages::Message;
use super::parts::{CustomFieldValue, field_values};
use super::satisfaction_surveys::SatisfactionSurvey;
use super::tags::Tag;
use super::{Color, Map, Person};
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request, Safety};

pub use super::Party;
pub use super::order::ByChanged as Order;
pub use write::{NewTicket, UpdateTicket};

/// A ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its id.
    pub id: i64,
    /// Its address below the account.
    pub uri: Option<String>,
    /// The caller's own id; not unique.
    pub external_id: Option<String>,
    /// ISO 639-1, found from the first messages.
    pub language: Option<String>,
    /// Open or closed.
    pub status: Option<Status>,
    /// How urgent.
    pub priority: Option<Priority>,
    /// Where the conversation began: `email`, `chat` ...; an open list.
    pub channel: Option<String>,
    /// How the first message came: `api`, `helpdesk` ...; an open list.
    pub via: Option<String>,
    /// The company wrote first.
    pub from_agent: Option<bool>,
    /// Whose it is. In a detail, the rest of the customer is in `more`.
    pub customer: Option<Person>,
    /// The user who works on it.
    pub assignee_user: Option<Person>,
    /// Not in lists.
    pub assignee_user_id: Option<i64>,
    /// The team that works on it: `{id, name, decoration}`.
    pub assignee_team: Option<Map>,
    /// Not in lists.
    pub assignee_team_id: Option<i64>,
    /// Subject line.
    pub subject: Option<String>,
    /// The start of the last message; in lists only.
    pub excerpt: Option<String>,
    /// `{name, address, type}` of the ways it came through; in lists only.
    pub integrations: Option<Vec<Map>>,
    /// Free values.
    pub meta: Option<Map>,
    /// Its tags.
    pub tags: Option<Vec<TicketTag>>,
    /// In lists only.
    pub messages_count: Option<i64>,
    /// All messages; not in lists.
    pub messages: Option<Vec<Message>>,
    /// For the caller.
    pub is_unread: Option<bool>,
    /// Marked as spam.
    pub spam: Option<bool>,
    /// When it was created.
    pub created_datetime: Option<DateTime>,
    /// When a user first opened it.
    pub opened_datetime: Option<DateTime>,
    /// When the customer last wrote.
    pub last_received_message_datetime: Option<DateTime>,
    /// When anybody last wrote, notes left out.
    pub last_message_datetime: Option<DateTime>,
    /// When it was changed.
    pub updated_datetime: Option<DateTime>,
    /// When it was closed.
    pub closed_datetime: Option<DateTime>,
    /// When it opens again by itself.
    pub snooze_datetime: Option<DateTime>,
    /// When it went to the trash.
    pub trashed_datetime: Option<DateTime>,
    /// When the server was done with it.
    pub processed_datetime: Option<DateTime>,
    /// The last message out failed; in lists only.
    pub last_sent_message_not_delivered: Option<bool>,
    /// `{content, created_datetime, updated_datetime, triggered_by}`.
    pub summary: Option<Map>,
    /// Values by field id as text; in details only when asked for.
    pub custom_fields: Option<Map>,
    /// Empty for years; see [`super::events`].
    pub events: Option<Vec<Map>>,
    /// Not in lists; it has no `uri` here.
    pub satisfaction_survey: Option<SatisfactionSurvey>,
    /// What can be answered through, by channel; not in lists.
    pub reply_options: Option<Map>,
    /// An old copy of `customer`.
    pub requester: Option<Map>,
    /// Part of an import.
    pub imported: Option<bool>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// A tag as a ticket shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TicketTag {
    /// The tag's id.
    pub id: Option<i64>,
    /// The tag's name.
    pub name: String,
    /// How it looks.
    pub decoration: Option<Color>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// Open or closed. A snoozed ticket is one with a `snooze_datetime`, a trashed one has a `trashed_datetime`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Somebody has to do something.
    Open,
    /// Done.
    Closed,
    /// A status not named here.
    #[serde(untagged)]
    Other(String),
}

/// How urgent.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Priority {
    /// Before all others.
    Critical,
    /// Before normal ones.
    High,
    /// The default.
    Normal,
    /// After the others.
    Low,
    /// A priority not named here.
    #[serde(untagged)]
    Other(String),
}

/// All tickets, trashed ones too unless told otherwise. There is no filter by time, status, channel or tag.
pub fn list() -> Request<Page<Ticket>> {
    request::get("list_tickets", "/api/tickets")
}

impl Request<Page<Ticket>> {
    /// Sets the order.
    pub fn order_by(self, order: Order) -> Self {
        self.with("order_by", order.text())
    }

    /// Tickets with this id of the caller's own.
    pub fn external_id(self, id: &str) -> Self {
        self.with("external_id", id)
    }

    /// Tickets of one customer.
    pub fn customer_id(self, id: i64) -> Self {
        self.with("customer_id", id)
    }

    /// These tickets; the API takes 1 to 100 ids.
    pub fn ticket_ids(mut self, ids: &[i64]) -> Self {
        for id in ids {
            self = self.with_more("ticket_ids", id);
        }
        self
    }

    /// Whether trashed ones are in the list; they are unless told.
    pub fn trashed(self, included: bool) -> Self {
        self.with("trashed", included)
    }

    /// Tickets of a saved view.
    pub fn view_id(self, id: i64) -> Self {
        self.with("view_id", id)
    }

    /// Tickets that a rule's conditions match.
    pub fn rule_id(self, id: i64) -> Self {
        self.with("rule_id", id)
    }
}

/// One ticket, with all its messages.
pub fn get(id: i64) -> Request<Ticket> {
    request::get("get_ticket", format!("/api/tickets/{id}"))
}

impl Request<Ticket> {
    /// With the values of its custom fields.
    pub fn with_custom_fields(self) -> Self {
        self.with("relationships", "custom_fields")
    }
}

/// Makes a ticket.
pub fn create(ticket: NewTicket) -> Request<Ticket> {
    request::create("create_ticket", "/api/tickets", &ticket)
}

/// Changes a ticket.
pub fn update(id: i64, ticket: UpdateTicket) -> Request<Ticket> {
    request::update("update_ticket", format!("/api/tickets/{id}"), &ticket)
}

/// Deletes a ticket and its messages for good. To put it into the trash, see [`UpdateTicket::trash`].
pub fn delete(id: i64) -> Request<()> {
    request::delete("delete_ticket", format!("/api/tickets/{id}"))
}

/// The tags of a ticket.
pub fn list_tags(id: i64) -> Request<Vec<Tag>> {
    request::get_whole("list_ticket_tags", format!("/api/tickets/{id}/tags"))
}

/// Adds tags by id and by name; the API wants at least one. Names are case-sensitive.
pub fn add_tags(id: i64, ids: &[i64], names: &[String]) -> Request<()> {
    tags("create_ticket_tags", Method::POST, id, ids, names)
}

/// Replaces all tags; with none given, removes them all.
pub fn set_tags(id: i64, ids: &[i64], names: &[String]) -> Request<()> {
    tags("update_ticket_tags", Method::PUT, id, ids, names)
}

/// Removes tags; the API wants at least one.
pub fn remove_tags(id: i64, ids: &[i64], names: &[String]) -> Request<()> {
    tags("delete_ticket_tags", Method::DELETE, id, ids, names)
}

/// All three leave the same set of tags when they are repeated.
fn tags(operation: &'static str, method: Method, id: i64, ids: &[i64], names: &[String]) -> Request<()> {
    let mut body = JsonMap::new();
    if !ids.is_empty() {
        body.insert("ids".to_owned(), json!(ids));
    }
    if !names.is_empty() {
        body.insert("names".to_owned(), json!(names));
    }
    request::act(operation, method, format!("/api/tickets/{id}/tags"), Some(body.into()), Safety::Idempotent)
}

/// The values of a ticket's custom fields.
pub fn list_custom_fields(id: i64) -> Request<Vec<CustomFieldValue>> {
    request::get_whole("list_ticket_custom_fields", format!("/api/tickets/{id}/custom-fields"))
}

/// Replaces all values of custom fields, by field id: a field left out loses its value.
pub fn set_custom_fields(id: i64, values: &[(i64, Value)]) -> Request<()> {
    let path = format!("/api/tickets/{id}/custom-fields");
    let body = request::json(&field_values(values));
    request::act("update_ticket_custom_fields", Method::PUT, path, Some(body), Safety::Idempotent)
}

/// Sets the value of one custom field: text, a number or a truth value.
pub fn set_custom_field(id: i64, field: i64, value: Value) -> Request<()> {
    let path = format!("/api/tickets/{id}/custom-fields/{field}");
    request::act("update_ticket_custom_field", Method::PUT, path, Some(value), Safety::Idempotent)
}

/// Removes the value of one custom field.
pub fn delete_custom_field(id: i64, field: i64) -> Request<()> {
    request::delete("delete_ticket_custom_field", format!("/api/tickets/{id}/custom-fields/{field}"))
}
