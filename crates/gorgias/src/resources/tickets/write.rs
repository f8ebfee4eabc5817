//! Tickets to be written (reference pages "Create a ticket", "Update a ticket").

use serde_json::{Value, json};

use super::{Priority, Status};
use crate::datetime::DateTime;
use crate::resources::draft::Draft;
use crate::resources::messages::NewMessage;
use crate::resources::{Channel, Map, Party, Via};

/// A ticket to be made. A ticket cannot be without a message, so it begins with one.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTicket(Draft);

impl NewTicket {
    /// Begins with a message by a customer, taken over from elsewhere.
    pub fn incoming(customer: Party, subject: &str, text: &str) -> Self {
        Self::beginning_with(NewMessage::incoming(customer.clone(), text).subject(subject))
            .channel(Channel::Api)
            .from_agent(false)
            .customer(customer)
            .subject(subject)
    }

    /// Begins with this message; channel and customer are worked out from it.
    pub fn beginning_with(message: NewMessage) -> Self {
        Self(Draft::default().set("via", Via::Api)).message(message)
    }

    /// One more message, at most 500 in all.
    pub fn message(self, message: NewMessage) -> Self {
        let draft = self.0.push_draft("messages", message.into_draft());
        let count = draft.get("messages").and_then(Value::as_array).map_or(0, Vec::len);
        Self(draft.require(
            count <= 500,
            "messages",
            "more than 500; add the others to the ticket afterwards",
        ))
    }

    /// Whose it is; worked out from the first message unless told. Of somebody who exists, another name is taken over.
    pub fn customer(self, customer: Party) -> Self {
        match customer.of_ticket() {
            Some(customer) => Self(self.0.set_draft("customer", customer)),
            // The API knows ids and e-mail addresses here; the message's sender tells the rest.
            None => self,
        }
    }

    /// The channel of the conversation; that of the first message unless told.
    pub fn channel(self, channel: impl Into<Channel>) -> Self {
        Self(self.0.set("channel", channel.into()))
    }

    /// How the first message came into the helpdesk; `api` unless told.
    pub fn via(self, via: impl Into<Via>) -> Self {
        Self(self.0.set("via", via.into()))
    }

    /// Whether the company wrote first.
    pub fn from_agent(self, from_agent: bool) -> Self {
        Self(self.0.set("from_agent", from_agent))
    }

    /// Subject line, at most 998 characters.
    pub fn subject(self, subject: &str) -> Self {
        Self(self.0.text("subject", subject, 998))
    }

    /// The caller's own id, at most 255 characters: the identity to look for after an unknown outcome.
    pub fn external_id(self, id: &str) -> Self {
        Self(self.0.text("external_id", id, 255))
    }

    /// Tags by name, 1 to 256 characters, case-sensitive; one that does not exist is made.
    pub fn tags(self, names: &[String]) -> Self {
        Self(tags(self.0, names))
    }

    /// Open unless told.
    pub fn status(self, status: &Status) -> Self {
        Self(self.0.set("status", status))
    }

    /// Normal unless told.
    pub fn priority(self, priority: &Priority) -> Self {
        Self(self.0.set("priority", priority))
    }

    /// The user who shall work on it.
    pub fn assignee_user(self, id: i64) -> Self {
        Self(named(self.0, "assignee_user", Some(id)))
    }

    /// The team that shall work on it.
    pub fn assignee_team(self, id: i64) -> Self {
        Self(named(self.0, "assignee_team", Some(id)))
    }

    /// Values of custom fields, by field id.
    pub fn custom_fields(self, values: &[(i64, Value)]) -> Self {
        Self(self.0.set_values(values))
    }

    /// ISO 639-1; found from the first messages unless told.
    pub fn language(self, code: &str) -> Self {
        Self(self.0.set("language", code))
    }

    /// Spam from the beginning.
    pub fn spam(self) -> Self {
        Self(self.0.set("spam", true))
    }

    /// Free values.
    pub fn meta(self, meta: Map) -> Self {
        Self(self.0.set("meta", meta))
    }

    /// Put away until then.
    pub fn snoozed(self, until: DateTime) -> Self {
        Self(self.0.set("snooze_datetime", until))
    }

    /// The ticket it was split from.
    pub fn split_from(self, ticket: i64) -> Self {
        Self(self.0.id("split_from", ticket))
    }

    /// When it was created, for imports.
    pub fn created(self, at: DateTime) -> Self {
        Self(self.0.set("created_datetime", at))
    }

    /// When it was changed, for imports. A time in the past hides it from whoever reads what changed of late.
    pub fn updated(self, at: DateTime) -> Self {
        Self(self.0.set("updated_datetime", at))
    }

    /// When a user first opened it, for imports.
    pub fn opened(self, at: DateTime) -> Self {
        Self(self.0.set("opened_datetime", at))
    }

    /// When it was closed, for imports.
    pub fn closed(self, at: DateTime) -> Self {
        Self(self.0.set("closed_datetime", at))
    }

    /// When it went to the trash, for imports.
    pub fn trashed(self, at: DateTime) -> Self {
        Self(self.0.set("trashed_datetime", at))
    }

    /// When anybody last wrote, for imports.
    pub fn last_message(self, at: DateTime) -> Self {
        Self(self.0.set("last_message_datetime", at))
    }

    /// When the customer last wrote, for imports.
    pub fn last_received_message(self, at: DateTime) -> Self {
        Self(self.0.set("last_received_message_datetime", at))
    }

    /// Marks ticket and messages as an import of history.
    pub fn imported(self) -> Self {
        Self(self.0.set("imported", true))
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }
}

/// Changes of a ticket; what is not set stays, and `None` clears.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateTicket(Draft);

impl UpdateTicket {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Closes or opens it.
    pub fn status(self, status: &Status) -> Self {
        Self(self.0.set("status", status))
    }

    /// How urgent.
    pub fn priority(self, priority: &Priority) -> Self {
        Self(self.0.set("priority", priority))
    }

    /// Subject line, at most 998 characters.
    pub fn subject<'a>(self, subject: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.text_or_none("subject", subject.into(), 998))
    }

    /// The caller's own id, at most 255 characters.
    pub fn external_id<'a>(self, id: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.text_or_none("external_id", id.into(), 255))
    }

    /// Whose it is.
    pub fn customer(self, id: i64) -> Self {
        Self(named(self.0, "customer", Some(id)))
    }

    /// The user who works on it; nobody with `None`.
    pub fn assignee_user(self, id: Option<i64>) -> Self {
        Self(named(self.0, "assignee_user", id))
    }

    /// The team that works on it; none with `None`.
    pub fn assignee_team(self, id: Option<i64>) -> Self {
        Self(named(self.0, "assignee_team", id))
    }

    /// Replaces all tags, by name. [`super::add_tags`] keeps the others.
    pub fn tags(self, names: &[String]) -> Self {
        Self(tags(self.0, names))
    }

    /// Replaces all values of custom fields: a field left out loses its value.
    pub fn custom_fields(self, values: &[(i64, Value)]) -> Self {
        Self(self.0.set_values(values))
    }

    /// The channel of the conversation.
    pub fn channel(self, channel: impl Into<Channel>) -> Self {
        Self(self.0.set("channel", channel.into()))
    }

    /// How the first message came into the helpdesk.
    pub fn via(self, via: impl Into<Via>) -> Self {
        Self(self.0.set("via", via.into()))
    }

    /// Whether the company wrote first.
    pub fn from_agent(self, from_agent: impl Into<Option<bool>>) -> Self {
        Self(self.0.set("from_agent", from_agent.into()))
    }

    /// ISO 639-1.
    pub fn language<'a>(self, code: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.set("language", code.into()))
    }

    /// Marks as spam, or not.
    pub fn spam(self, spam: bool) -> Self {
        Self(self.0.set("spam", spam))
    }

    /// Marks as read, or not, for the caller.
    pub fn unread(self, unread: bool) -> Self {
        Self(self.0.set("is_unread", unread))
    }

    /// Puts it away until then; `None` brings it back.
    pub fn snooze(self, until: impl Into<Option<DateTime>>) -> Self {
        Self(self.0.set("snooze_datetime", until.into()))
    }

    /// Puts it into the trash as of then; `None` brings it back.
    pub fn trash(self, at: impl Into<Option<DateTime>>) -> Self {
        Self(self.0.set("trashed_datetime", at.into()))
    }

    /// Replaces the free values.
    pub fn meta(self, meta: impl Into<Option<Map>>) -> Self {
        Self(self.0.set("meta", meta.into()))
    }

    /// When it was changed, for imports.
    pub fn updated(self, at: DateTime) -> Self {
        Self(self.0.set("updated_datetime", at))
    }

    /// When a user first opened it, for imports.
    pub fn opened(self, at: impl Into<Option<DateTime>>) -> Self {
        Self(self.0.set("opened_datetime", at.into()))
    }

    /// When it was closed, for imports.
    pub fn closed(self, at: impl Into<Option<DateTime>>) -> Self {
        Self(self.0.set("closed_datetime", at.into()))
    }

    /// When anybody last wrote, for imports.
    pub fn last_message(self, at: impl Into<Option<DateTime>>) -> Self {
        Self(self.0.set("last_message_datetime", at.into()))
    }

    /// When the customer last wrote, for imports.
    pub fn last_received_message(self, at: impl Into<Option<DateTime>>) -> Self {
        Self(self.0.set("last_received_message_datetime", at.into()))
    }

    pub(in crate::resources) fn into_draft(self) -> Draft {
        self.0
    }
}

/// `{"id": 7}`, or nothing.
fn named(draft: Draft, name: &'static str, id: Option<i64>) -> Draft {
    draft.positive(name, id.as_slice()).set(name, id.map(|id| json!({ "id": id })))
}

fn tags(draft: Draft, names: &[String]) -> Draft {
    let fit = names.iter().all(|name| (1..=256).contains(&name.chars().count()));
    let tags: Value = names.iter().map(|name| json!({ "name": name })).collect();
    draft.require(fit, "tags", "names have 1 to 256 characters").set("tags", tags)
}
