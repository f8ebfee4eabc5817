//! Conversations (reference page "The Ticket object"), their tags and custom-field values.
//!
//! Lists and details differ: a list has excerpts and counts, only a detail has messages.

mod parts;
mod write;

use std::collections::BTreeMap;

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::custom_fields::{self, CustomFieldValue};
use super::customers::Customer;
use super::messages::Message;
use super::satisfaction_surveys::SatisfactionSurvey;
use super::tags::Tag;
use super::{Map, Person, TeamInShort};
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request, Safety};

pub use super::order::ByChanged as Order;
pub use super::{Channel, Party, Via};
pub use parts::{Priority, ReplyOption, Status, Summary, Through, TicketTag};
pub use write::{NewTicket, UpdateTicket};

/// A ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
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
    /// Where the conversation began.
    pub channel: Option<Channel>,
    /// How the first message came into the helpdesk.
    pub via: Option<Via>,
    /// The company wrote first.
    pub from_agent: Option<bool>,
    /// Whose it is; in lists only id, names, e-mail address and `meta`.
    pub customer: Option<Box<Customer>>,
    /// The user who works on it.
    pub assignee_user: Option<Person>,
    /// Not in lists.
    pub assignee_user_id: Option<i64>,
    /// The team that works on it.
    pub assignee_team: Option<TeamInShort>,
    /// Not in lists.
    pub assignee_team_id: Option<i64>,
    /// Subject line.
    pub subject: Option<String>,
    /// The start of the last message; in lists only.
    pub excerpt: Option<String>,
    /// The integrations it came through; in lists only.
    pub integrations: Option<Vec<Through>>,
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
    /// The product's summary of it.
    pub summary: Option<Summary>,
    /// Values by field id as text; in details only when asked for. See [`Ticket::custom_field`].
    pub custom_fields: Option<BTreeMap<String, CustomFieldValue>>,
    /// Empty for years; see [`super::events`].
    pub events: Option<Vec<Map>>,
    /// Not in lists; it has no `uri` here.
    pub satisfaction_survey: Option<SatisfactionSurvey>,
    /// What can be answered through, by channel; not in lists.
    pub reply_options: Option<BTreeMap<String, ReplyOption>>,
    /// An old copy of `customer`.
    pub requester: Option<Box<Customer>>,
    /// Part of an import.
    pub imported: Option<bool>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

impl Ticket {
    /// The value of a custom field, by the id of the field, when the answer has it.
    pub fn custom_field(&self, field: i64) -> Option<&Value> {
        Some(&self.custom_fields.as_ref()?.get(&field.to_string())?.value)
    }
}

/// All tickets, trashed ones too unless told otherwise. There is no filter by time, status, channel or tag; a
/// saved view has them ([`super::views`]). Scope `tickets:read`.
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
        self.with_id("customer_id", id)
    }

    /// These tickets, 1 to 100.
    pub fn ticket_ids(self, ids: &[i64]) -> Self {
        let reason = format!("{} ids; 1 to 100 are accepted, all of them positive", ids.len());
        let fit = (1..=100).contains(&ids.len()) && ids.iter().all(|id| *id > 0);
        let request = self.require(fit, "ticket_ids", reason);
        ids.iter().fold(request, |request, id| request.with_more("ticket_ids", id))
    }

    /// Whether trashed ones are in the list; they are unless told.
    pub fn trashed(self, included: bool) -> Self {
        self.with("trashed", included)
    }

    /// Tickets of a saved view.
    pub fn view_id(self, id: i64) -> Self {
        self.with_id("view_id", id)
    }

    /// Tickets that a rule's conditions match.
    pub fn rule_id(self, id: i64) -> Self {
        self.with_id("rule_id", id)
    }
}

/// One ticket, with all its messages; also one in the trash. Scope `tickets:read`.
pub fn get(id: i64) -> Request<Ticket> {
    request::get("get_ticket", format!("/api/tickets/{id}"))
}

impl Request<Ticket> {
    /// With the values of its custom fields; of [`get`] only.
    pub fn with_custom_fields(self) -> Self {
        self.with_relationships()
    }
}

/// Makes a ticket and answers it with its messages. What is sent to a customer is sent later. Scope `tickets:write`.
pub fn create(ticket: NewTicket) -> Request<Ticket> {
    ticket.into_draft().create("create_ticket", "/api/tickets")
}

/// Changes a ticket and answers it with its messages. Scope `tickets:write`.
pub fn update(id: i64, ticket: UpdateTicket) -> Request<Ticket> {
    ticket.into_draft().update("update_ticket", format!("/api/tickets/{id}"))
}

/// Deletes a ticket and its messages for good. To put it into the trash, see [`UpdateTicket::trash`]. Scope
/// `tickets:write`.
pub fn delete(id: i64) -> Request<()> {
    request::delete("delete_ticket", format!("/api/tickets/{id}"))
}

/// The tags of a ticket, whole and all at once. Scope `tickets:read`.
pub fn list_tags(id: i64) -> Request<Vec<Tag>> {
    request::get_whole("list_ticket_tags", format!("/api/tickets/{id}/tags"))
}

/// Adds tags by id and by name, at least one; those it has stay. Names are case-sensitive. Scope `tickets:write`.
pub fn add_tags(id: i64, ids: &[i64], names: &[String]) -> Request<()> {
    tags("create_ticket_tags", Method::POST, id, ids, names)
}

/// Replaces all tags; with none given, removes them all. Scope `tickets:write`.
pub fn set_tags(id: i64, ids: &[i64], names: &[String]) -> Request<()> {
    tags("update_ticket_tags", Method::PUT, id, ids, names)
}

/// Removes tags, at least one. Scope `tickets:write`.
pub fn remove_tags(id: i64, ids: &[i64], names: &[String]) -> Request<()> {
    tags("delete_ticket_tags", Method::DELETE, id, ids, names)
}

/// All three leave the same set of tags when they are repeated.
fn tags(operation: &'static str, method: Method, id: i64, ids: &[i64], names: &[String]) -> Request<()> {
    let some = operation == "update_ticket_tags" || !(ids.is_empty() && names.is_empty());
    let mut body = Map::new();
    if !ids.is_empty() {
        body.insert("ids".to_owned(), json!(ids));
    }
    if !names.is_empty() {
        body.insert("names".to_owned(), json!(names));
    }
    request::act(operation, method, format!("/api/tickets/{id}/tags"), Some(body.into()), Safety::Idempotent)
        .require(some, "ids", "at least one tag is needed")
        .require(ids.iter().all(|id| *id > 0), "ids", "ids are positive numbers")
}

/// The values of a ticket's custom fields, all at once. Scope `tickets:read`.
pub fn list_custom_fields(id: i64) -> Request<Vec<CustomFieldValue>> {
    request::get_whole("list_ticket_custom_fields", format!("/api/tickets/{id}/custom-fields"))
}

/// Replaces all values of custom fields, by field id, and answers the values: a field left out loses its value. Scope
/// `tickets:write`.
pub fn set_custom_fields(id: i64, values: &[(i64, Value)]) -> Request<Vec<CustomFieldValue>> {
    let path = format!("/api/tickets/{id}/custom-fields");
    custom_fields::set_values("update_ticket_custom_fields", path, values)
}

/// Sets the value of one custom field, a text, a number or a truth value, and answers it. Scope `tickets:write`.
pub fn set_custom_field(id: i64, field: i64, value: Value) -> Request<CustomFieldValue> {
    let path = format!("/api/tickets/{id}/custom-fields/{field}");
    custom_fields::set_value("update_ticket_custom_field", path, &value)
}

/// Removes the value of one custom field. Scope `tickets:write`.
pub fn delete_custom_field(id: i64, field: i64) -> Request<()> {
    request::delete("delete_ticket_custom_field", format!("/api/tickets/{id}/custom-fields/{field}"))
}
