//! The tickets of a view, and of a view that is not saved.
//!
//! These lists are paged by addresses (`meta.next_items`) that hold more than a cursor; [`Page`] reads them, and
//! [`crate::Client::pages`] and [`Request::after`](crate::Request::after) follow them.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Category, Column, Filter, OrderDirection, ViewType};
use crate::page::Page;
use crate::request::{self, Request};
use crate::resources::draft::Draft;
use crate::resources::tickets::Ticket;

/// A ticket as a view shows it: as a list does, with tags that have their `uri` in `more`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ViewItem {
    /// The ticket.
    pub ticket: Ticket,
}

/// Orders of the items of a view, in place of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the fields, upwards and downwards")]
#[non_exhaustive]
pub enum ItemOrder {
    CreatedAsc,
    CreatedDesc,
    UpdatedAsc,
    UpdatedDesc,
    LastMessageAsc,
    LastMessageDesc,
    LastReceivedMessageAsc,
    LastReceivedMessageDesc,
    ClosedAsc,
    ClosedDesc,
    SnoozeAsc,
    SnoozeDesc,
    PriorityAsc,
    PriorityDesc,
}

impl ItemOrder {
    /// Every order there is.
    pub const ALL: &'static [Self] = &[
        Self::CreatedAsc,
        Self::CreatedDesc,
        Self::UpdatedAsc,
        Self::UpdatedDesc,
        Self::LastMessageAsc,
        Self::LastMessageDesc,
        Self::LastReceivedMessageAsc,
        Self::LastReceivedMessageDesc,
        Self::ClosedAsc,
        Self::ClosedDesc,
        Self::SnoozeAsc,
        Self::SnoozeDesc,
        Self::PriorityAsc,
        Self::PriorityDesc,
    ];

    fn text(self) -> &'static str {
        match self {
            Self::CreatedAsc => "created_datetime:asc",
            Self::CreatedDesc => "created_datetime:desc",
            Self::UpdatedAsc => "updated_datetime:asc",
            Self::UpdatedDesc => "updated_datetime:desc",
            Self::LastMessageAsc => "last_message_datetime:asc",
            Self::LastMessageDesc => "last_message_datetime:desc",
            Self::LastReceivedMessageAsc => "last_received_message_datetime:asc",
            Self::LastReceivedMessageDesc => "last_received_message_datetime:desc",
            Self::ClosedAsc => "closed_datetime:asc",
            Self::ClosedDesc => "closed_datetime:desc",
            Self::SnoozeAsc => "snooze_datetime:asc",
            Self::SnoozeDesc => "snooze_datetime:desc",
            Self::PriorityAsc => "priority:asc",
            Self::PriorityDesc => "priority:desc",
        }
    }
}

/// Which way from the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Back.
    Prev,
    /// On.
    Next,
}

/// A view that is asked and not saved.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemsOf(Draft);

impl ItemsOf {
    /// Tickets that a filter lets in.
    pub fn filter(filter: &Filter) -> Self {
        Self(tickets().set("filters", filter.as_str()))
    }

    /// Tickets with these words in subject, messages or customer: the only search in whole texts.
    pub fn search(words: &str) -> Self {
        Self(tickets().set("search", words))
    }

    /// Only those that a filter lets in.
    pub fn filtered(self, filter: &Filter) -> Self {
        Self(self.0.set("filters", filter.as_str()))
    }

    /// What they are ordered by, such as `updated_datetime`, and which way.
    pub fn order(self, field: &str, direction: OrderDirection) -> Self {
        Self(self.0.set("order_by", field).set("order_dir", direction))
    }

    /// The columns.
    pub fn fields(self, columns: &[Column]) -> Self {
        Self(self.0.set("fields", columns))
    }

    /// The category.
    pub fn category(self, category: Category) -> Self {
        Self(self.0.set("category", category))
    }
}

fn tickets() -> Draft {
    Draft::default().set("type", ViewType::TicketList)
}

/// The tickets of a saved view. Rows may come twice while tickets change. Scope `tickets:read`, as far as is known.
pub fn list_items(view: i64) -> Request<Page<ViewItem>> {
    request::get::<Page<ViewItem>>("list_view_items", format!("/api/views/{view}/items")).require(
        view > 0,
        "id",
        "a saved view has a positive id; `query_items` asks without one",
    )
}

/// The tickets that a view would have, without saving one. Changes nothing, though it is a PUT. Scope `tickets:read`, as
/// far as is known.
pub fn query_items(view: ItemsOf) -> Request<Page<ViewItem>> {
    let body = json!({ "view": view.0 });
    request::update::<Page<ViewItem>>("update_view_items", "/api/views/0/items", &body).only_read()
}

impl Request<Page<ViewItem>> {
    /// Sets the order, in place of the view's own.
    pub fn order_by(self, order: ItemOrder) -> Self {
        self.with("order_by", order.text())
    }

    /// Which way from the cursor; on unless told.
    pub fn direction(self, direction: Direction) -> Self {
        self.with("direction", if direction == Direction::Prev { "prev" } else { "next" })
    }

    /// Leaves out one ticket, such as the last of the page before.
    pub fn ignored_item(self, ticket: i64) -> Self {
        self.with_id("ignored_item", ticket)
    }
}
