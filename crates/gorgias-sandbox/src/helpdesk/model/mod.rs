//! The rows of the account as they are kept. What an answer shows of them is in `show`.
//!
//! Free JSON that the account only hands back is kept as text, which is smaller and cheaper to print than a
//! tree.

mod event;
mod job;
mod macros;
mod message;
mod rule;
mod setup;
mod voice;

pub(crate) use event::{Context, Event, Object};
pub(crate) use job::{Job, JobStatus, TicketEdit, Work};
pub(crate) use macros::{Macro, listed};
pub(crate) use message::{Html, Message, Party, Rare};
pub(crate) use rule::Rule;
pub(crate) use setup::{Field, Setting, Team, View};
pub(crate) use voice::{VoiceCall, VoiceCallEvent, VoiceCallRecording};

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::moment::Moment;
use crate::system::App;

/// JSON that is kept as it came.
pub(crate) type Json = Box<RawValue>;

/// The same, of which many rows have equal ones.
pub(crate) type SharedJson = Arc<RawValue>;

/// Text out of an open list; the common ones cost no memory.
pub(crate) type Slug = Cow<'static, str>;

/// Keeps `value` as text; `null` is nothing.
pub(crate) fn kept(value: &Value) -> Option<Json> {
    if value.is_null() { None } else { serde_json::value::to_raw_value(value).ok() }
}

/// Keeps `value` for sharing.
pub(crate) fn shared(value: &Value) -> Option<SharedJson> {
    kept(value).map(SharedJson::from)
}

/// The tree of kept JSON, `null` for nothing.
pub(crate) fn tree(json: Option<&RawValue>) -> Value {
    json.and_then(|json| serde_json::from_str(json.get()).ok()).unwrap_or(Value::Null)
}

/// `text` as a slug, without allocation when it is one of the usual ones.
pub(crate) fn slug(text: &str) -> Slug {
    const USUAL: &[&str] = &[
        "email",
        "api",
        "chat",
        "helpdesk",
        "internal-note",
        "rule",
        "en",
        "fr",
        "de",
        "es",
        "phone",
        "sms",
        "http",
        "UTC",
    ];
    match USUAL.iter().find(|usual| **usual == text) {
        Some(usual) => Cow::Borrowed(usual),
        None => Cow::Owned(text.to_owned()),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    Open,
    Closed,
}

#[derive(Debug)]
pub(crate) struct Ticket {
    pub external_id: Option<Box<str>>,
    pub language: Option<Slug>,
    pub status: Status,
    pub priority: Slug,
    pub channel: Slug,
    pub via: Slug,
    pub from_agent: Option<bool>,
    pub customer: Option<u64>,
    pub assignee_user: Option<u64>,
    pub assignee_team: Option<u64>,
    pub subject: Option<Box<str>>,
    pub meta: Option<Json>,
    pub tags: Vec<u64>,
    /// Oldest first.
    pub messages: Vec<u64>,
    pub is_unread: bool,
    pub spam: bool,
    pub custom_fields: Vec<FieldValue>,
    pub survey: Option<u64>,
    pub created: Moment,
    pub updated: Moment,
    pub opened: Option<Moment>,
    pub last_received: Option<Moment>,
    pub last_message: Option<Moment>,
    pub closed: Option<Moment>,
    pub snooze: Option<Moment>,
    pub trashed: Option<Moment>,
}

/// The value of one custom field on a ticket or customer.
#[derive(Debug, Clone)]
pub(crate) struct FieldValue {
    /// Id of the value, not of the field.
    pub id: u64,
    pub field: u64,
    pub value: Json,
}

#[derive(Debug)]
pub(crate) struct Customer {
    pub external_id: Option<Box<str>>,
    pub email: Option<Box<str>>,
    pub name: Option<Box<str>>,
    pub language: Option<Slug>,
    pub timezone: Option<Slug>,
    pub created: Moment,
    pub updated: Moment,
    pub meta: Option<Json>,
    pub data: Option<Json>,
    pub data_version: Option<Moment>,
    pub note: Option<Box<str>>,
    pub custom_fields: Vec<FieldValue>,
    pub channels: Vec<Channel>,
    /// What HTTP integrations answered about this customer, by integration.
    pub integrations: BTreeMap<u64, Json>,
    /// In order of creation.
    pub tickets: Vec<u64>,
}

/// One address of a customer.
#[derive(Debug, Clone)]
pub(crate) struct Channel {
    pub id: u64,
    pub kind: Slug,
    pub address: Box<str>,
    pub preferred: bool,
    pub created: Moment,
    pub updated: Moment,
}

#[derive(Debug)]
pub(crate) struct Tag {
    pub name: Box<str>,
    pub description: Option<Box<str>>,
    pub decoration: Option<Json>,
    /// Tickets that carry it.
    pub usage: u64,
    pub created: Moment,
}

#[derive(Debug)]
pub(crate) struct User {
    pub email: Box<str>,
    pub name: Box<str>,
    pub role: &'static str,
    pub bio: Option<Box<str>>,
    pub country: Option<Box<str>>,
    pub language: Option<Slug>,
    pub timezone: Slug,
    pub external_id: Option<Box<str>>,
    pub meta: Option<Json>,
    pub created: Moment,
    pub updated: Moment,
}

#[derive(Debug)]
pub(crate) struct Survey {
    pub ticket: u64,
    pub customer: u64,
    pub score: Option<u64>,
    pub body_text: Option<Box<str>>,
    pub created: Moment,
    pub scored: Option<Moment>,
    pub sent: Option<Moment>,
    pub should_send: Option<Moment>,
    pub meta: Option<Json>,
}

#[derive(Debug)]
pub(crate) struct Integration {
    pub name: Box<str>,
    pub kind: Slug,
    pub description: Option<Box<str>>,
    pub meta: Option<Json>,
    pub managed: bool,
    pub http: Option<Http>,
    /// Which app made it, and in whose name; `None`: the owner of the API key.
    pub app: Option<App>,
    /// Failed calls since the last that worked.
    pub failures: u32,
    pub created: Moment,
    pub updated: Moment,
    pub deactivated: Option<Moment>,
}

/// How an HTTP integration calls out.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    pub url: String,
    pub method: String,
    pub request_content_type: String,
    pub response_content_type: String,
    pub headers: Value,
    pub form: Value,
    pub triggers: Value,
    pub oauth2: Value,
}

#[derive(Debug)]
pub(crate) struct Widget {
    pub kind: Slug,
    pub template: Json,
    pub context: Slug,
    pub integration: Option<u64>,
    pub app: Option<Box<str>>,
    pub order: u64,
    pub deactivated: Option<Moment>,
    pub created: Moment,
    pub updated: Moment,
}

/// First and last name as the server splits them: at the first space.
pub(crate) fn split_name(name: Option<&str>) -> (&str, &str) {
    let name = name.unwrap_or_default();
    name.split_once(' ').map_or((name, ""), |(first, last)| (first, last.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_at_the_first_space() {
        assert_eq!(split_name(Some("Ines van der Marlow")), ("Ines", "van der Marlow"));
        assert_eq!(split_name(Some("Romain")), ("Romain", ""));
        assert_eq!(split_name(None), ("", ""));
    }
}
