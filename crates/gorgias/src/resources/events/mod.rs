//! The log of what happened (reference page "The Event object"): the only list that can be asked by time, and the only
//! place where deletions and merges show. Read only.

mod types;

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Map;
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};

pub use super::order::ByCreated as Order;
pub use types::EventType;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Event {
    /// Its id; beyond 32 bits.
    pub id: i64,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// `Ticket`, `TicketMessage`, `Customer` ...; an open list, longer than [`ObjectType`].
    pub object_type: Option<String>,
    /// What it happened to.
    pub object_id: Option<i64>,
    /// Who did it; nobody for rules, the system and customers.
    pub user_id: Option<i64>,
    /// Depends on the kind.
    pub data: Option<serde_json::Value>,
    /// The same text for all events of one cause.
    pub context: Option<String>,
    /// When.
    pub created_datetime: Option<DateTime>,
    /// Its address below the account.
    pub uri: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// Kinds of objects that events can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the reference")]
pub enum ObjectType {
    Account,
    AccountSetting,
    Customer,
    CustomField,
    CustomFieldCondition,
    Integration,
    Macro,
    Rule,
    SatisfactionSurvey,
    Tag,
    Team,
    Ticket,
    TicketMessage,
    User,
    View,
    Widget,
}

impl fmt::Display for ObjectType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// All events. Scope `events:read`.
pub fn list() -> Request<Page<Event>> {
    request::get("list_events", "/api/events")
}

impl Request<Page<Event>> {
    /// Sets the order.
    pub fn order_by(self, order: Order) -> Self {
        self.with("order_by", order.text())
    }

    /// Events of these kinds only.
    pub fn types(self, kinds: &[EventType]) -> Self {
        kinds.iter().fold(self, |request, kind| request.with_more("types", kind))
    }

    /// Events of one thing. A kind without an id is refused by the API, so both are asked here.
    pub fn object(self, kind: ObjectType, id: i64) -> Self {
        self.with("object_type", kind).with_id("object_id", id)
    }

    /// Events of one user; the API takes no more than one.
    pub fn user_id(self, id: i64) -> Self {
        self.with_id("user_ids", id)
    }

    /// Events after this moment.
    pub fn created_after(self, moment: DateTime) -> Self {
        self.with("created_datetime[gt]", moment)
    }

    /// Events at or after this moment.
    pub fn created_since(self, moment: DateTime) -> Self {
        self.with("created_datetime[gte]", moment)
    }

    /// Events before this moment.
    pub fn created_before(self, moment: DateTime) -> Self {
        self.with("created_datetime[lt]", moment)
    }

    /// Events at or before this moment.
    pub fn created_until(self, moment: DateTime) -> Self {
        self.with("created_datetime[lte]", moment)
    }
}

/// One event. Scope `events:read`.
pub fn get(id: i64) -> Request<Event> {
    request::get("get_event", format!("/api/events/{id}"))
}
