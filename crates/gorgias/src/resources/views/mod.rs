//! Saved views of tickets, and questions asked like a view without saving one (reference pages "The View object",
//! "List view's items", "Search for view's items").
//!
//! A view is the only way to ask for tickets by status, channel, tag or time: see [`Filter`].

mod filter;
mod items;
mod write;

use serde::{Deserialize, Serialize};

use super::open::open;
use super::{Emoji, Map, TeamInShort};
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};

pub use super::order::ByCreated as Order;
pub use filter::{CURRENT_USER, Field, Filter};
pub use items::{Direction, ItemOrder, ItemsOf, ViewItem, list_items, query_items};
pub use write::{NewView, UpdateView};

/// A view. The list shows the caller's own values in place of templates such as `{{current_user.id}}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct View {
    /// Its id.
    pub id: i64,
    /// Its address below the account.
    pub uri: Option<String>,
    /// What people see.
    pub name: Option<String>,
    /// Deprecated, yet needed to make one.
    pub slug: Option<String>,
    /// Of what.
    #[serde(rename = "type")]
    pub kind: Option<ViewType>,
    /// Whose.
    pub category: Option<Category>,
    /// Who sees it.
    pub visibility: Option<Visibility>,
    /// What is in it, in the language of [`Filter`].
    pub filters: Option<String>,
    /// The same as a syntax tree (ESTree), as it came; older answers have it.
    pub filters_ast: Option<serde_json::Value>,
    /// Words that are in it.
    pub search: Option<String>,
    /// What it is ordered by, such as `updated_datetime`.
    pub order_by: Option<String>,
    /// Which way it is ordered.
    pub order_dir: Option<OrderDirection>,
    /// Its columns.
    pub fields: Option<Vec<Column>>,
    /// How it looks.
    pub decoration: Option<Emoji>,
    /// Teams that see it.
    pub shared_with_teams: Option<Vec<TeamInShort>>,
    /// Users who see it.
    pub shared_with_users: Option<Vec<Sharer>>,
    /// The section it is in.
    pub section_id: Option<i64>,
    /// Its place among the others; older answers have it.
    pub display_order: Option<i64>,
    /// When it was created.
    pub created_datetime: Option<DateTime>,
    /// When it was switched off, as happens when a tag or integration it filters by is deleted.
    pub deactivated_datetime: Option<DateTime>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// A user who sees a view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Sharer {
    /// The user's id.
    pub id: i64,
    /// Full name.
    pub name: Option<String>,
    /// Free values.
    pub meta: Option<Map>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// What a view is of.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ViewType {
    /// Tickets.
    TicketList,
    /// Customers; none can be made any more.
    CustomerList,
    /// Something not named here.
    #[serde(untagged)]
    Other(String),
}

/// Whose a view is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Category {
    /// The product's own, such as the trash; it cannot be deleted.
    System,
    /// Made by users.
    User,
    /// A category not named here.
    #[serde(untagged)]
    Other(String),
}

/// Who sees a view.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Visibility {
    /// Everybody; the default.
    Public,
    /// Those it is shared with.
    Shared,
    /// Who made it.
    Private,
    /// A visibility not named here.
    #[serde(untagged)]
    Other(String),
}

/// Which way a view is ordered.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum OrderDirection {
    /// Upwards.
    Asc,
    /// Downwards; the default.
    Desc,
    /// A direction not named here.
    #[serde(untagged)]
    Other(String),
}

/// A column of a view.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the reference")]
#[non_exhaustive]
pub enum Column {
    Assignee,
    AssigneeTeam,
    Channel,
    Closed,
    Created,
    Customer,
    Details,
    Email,
    Id,
    Integrations,
    Language,
    LastMessage,
    LastReceivedMessage,
    Name,
    Priority,
    Snooze,
    Status,
    Subject,
    Tags,
    Updated,
    /// A column not named here.
    #[serde(untagged)]
    Other(String),
}

open!(ViewType, Category, Visibility, OrderDirection, Column);

/// All views that the caller sees. Scope `tickets:read`, as far as is known.
pub fn list() -> Request<Page<View>> {
    request::get("list_views", "/api/views")
}

impl Request<Page<View>> {
    /// Sets the order.
    pub fn order_by(self, order: Order) -> Self {
        self.with("order_by", order.text())
    }

    /// The product's own views, or those made by users.
    pub fn category(self, category: Category) -> Self {
        self.with("category", category)
    }
}

/// One view. Scope `tickets:read`, as far as is known.
pub fn get(id: i64) -> Request<View> {
    request::get("get_view", format!("/api/views/{id}"))
}

/// Makes a view and answers it. Scope `tickets:write`, as far as is known.
pub fn create(view: NewView) -> Request<View> {
    view.into_draft().create("create_view", "/api/views")
}

/// Changes a view and answers it. Scope `tickets:write`, as far as is known.
pub fn update(id: i64, view: UpdateView) -> Request<View> {
    view.into_draft().update("update_view", format!("/api/views/{id}"))
}

/// Deletes a view; the product's own refuse. Scope `tickets:write`, as far as is known.
pub fn delete(id: i64) -> Request<()> {
    request::delete("delete_view", format!("/api/views/{id}"))
}
