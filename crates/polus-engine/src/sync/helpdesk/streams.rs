//! The streams of a helpdesk: how each is listed, ordered and read again.
//!
//! To add one: a line in [`STREAMS`], a table of the same name in the store, and what its events mean in
//! [`super::events`]. Orders are those of the reference pages "List tickets", "List messages" and so on.

use gorgias::resources::{
    customers, events, integrations, messages, satisfaction_surveys, tags, tickets, users, widgets,
};
use gorgias::{Page, Request};
use serde_json::value::RawValue;

/// A list of raw rows.
pub type RawList = Request<Page<Box<RawValue>>>;

/// Rows a page; the most that the API gives.
const PAGE: u8 = 100;

/// One stream of the helpdesk.
#[derive(Debug)]
pub struct HelpdeskStream {
    /// Its name, here, in the store and of its table.
    pub name: &'static str,
    /// Which time its list is ordered by, newest first.
    pub order: Order,
    /// How the list is asked for.
    pub list: fn() -> RawList,
    /// How far back the first walk goes.
    pub history: History,
}

/// What a list is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `updated_datetime`: a catch-up finds all that changed.
    Updated,
    /// `created_datetime`: a catch-up finds what is new; edits are heard of through events.
    Created,
    /// Small and without a useful order: always read whole.
    None,
}

/// How far back the first walk goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum History {
    /// To the first row.
    All,
    /// From a week before the connection was made; the audit log of an old account is huge.
    Week,
}

/// Every stream, largest first, so that a backfill ends with the small ones. What contains comes after what it
/// contains: messages, tickets, customers; records are read again in the opposite order.
pub const STREAMS: &[HelpdeskStream] = &[
    HelpdeskStream {
        name: "messages",
        order: Order::Created,
        list: || messages::list().limit(PAGE).order_by(messages::Order::CreatedDesc).raw(),
        history: History::All,
    },
    TICKETS,
    HelpdeskStream {
        name: "customers",
        order: Order::Updated,
        list: || customers::list().limit(PAGE).order_by(customers::Order::UpdatedDesc).raw(),
        history: History::All,
    },
    HelpdeskStream {
        name: "satisfaction_surveys",
        order: Order::Created,
        list: || {
            satisfaction_surveys::list().limit(PAGE).order_by(satisfaction_surveys::Order::CreatedDesc).raw()
        },
        history: History::All,
    },
    EVENTS,
    HelpdeskStream {
        name: "tags",
        order: Order::None,
        list: || tags::list().limit(PAGE).raw(),
        history: History::All,
    },
    HelpdeskStream {
        name: "users",
        order: Order::None,
        list: || users::list().limit(PAGE).raw(),
        history: History::All,
    },
    HelpdeskStream {
        name: "integrations",
        order: Order::None,
        list: || integrations::list().limit(PAGE).raw(),
        history: History::All,
    },
    HelpdeskStream {
        name: "widgets",
        order: Order::None,
        list: || widgets::list().limit(PAGE).raw(),
        history: History::All,
    },
];

/// The tickets.
pub const TICKETS: HelpdeskStream = HelpdeskStream {
    name: "tickets",
    order: Order::Updated,
    list: || tickets::list().limit(PAGE).order_by(tickets::Order::UpdatedDesc).raw(),
    history: History::All,
};

/// The audit log, from which all else is heard.
pub const EVENTS: HelpdeskStream = HelpdeskStream {
    name: "events",
    order: Order::Created,
    list: || events::list().limit(PAGE).order_by(events::Order::CreatedDesc).raw(),
    history: History::Week,
};
