//! Cards beside a ticket (reference page "The Widget object"). They show the data of an integration, of an app, or what
//! was set with [`super::customers::update_data`].

mod template;
mod write;

use serde::{Deserialize, Serialize};

use super::Map;
use super::open::open;
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};

pub use template::{Node, NodeType};
pub use write::{NewWidget, UpdateWidget};

/// A widget.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Widget {
    /// Its id.
    pub id: i64,
    /// Whose data it shows.
    #[serde(rename = "type")]
    pub kind: Option<WidgetType>,
    /// A tree; see [`Widget::tree`].
    pub template: Option<Map>,
    /// Where it shows.
    pub context: Option<Context>,
    /// The integration whose data it shows.
    pub integration_id: Option<i64>,
    /// The app whose data it shows.
    pub app_id: Option<String>,
    /// Lower first.
    pub order: Option<i64>,
    /// When it was switched off.
    pub deactivated_datetime: Option<DateTime>,
    /// When it was created.
    pub created_datetime: Option<DateTime>,
    /// When it was changed.
    pub updated_datetime: Option<DateTime>,
    /// Its address below the account.
    pub uri: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

impl Widget {
    /// Its template, typed; nothing when there is none or it is of another form.
    pub fn tree(&self) -> Option<Node> {
        Node::read(self.template.as_ref()?)
    }
}

/// Whose data a widget shows; the list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WidgetType {
    /// BigCommerce's.
    Bigcommerce,
    /// The customer's own: [`crate::resources::customers::update_data`].
    Custom,
    /// What an app sent.
    CustomerExternalData,
    /// What an HTTP integration answered.
    Http,
    /// Klaviyo's.
    Klaviyo,
    /// Magento's.
    Magento2,
    /// Recharge's.
    Recharge,
    /// Shopify's.
    Shopify,
    /// Smile's.
    Smile,
    /// Nobody's.
    Standalone,
    /// Stripe's.
    Stripe,
    /// WooCommerce's.
    Woocommerce,
    /// Yotpo's.
    Yotpo,
    /// One not named here.
    #[serde(untagged)]
    Other(String),
}

/// Where a widget shows; the list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Context {
    /// Beside a ticket.
    Ticket,
    /// On a customer's page.
    Customer,
    /// Deprecated by the reference.
    User,
    /// A place not named here.
    #[serde(untagged)]
    Other(String),
}

open!(WidgetType, Context, NodeType);

/// Orders of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Order {
    /// Oldest first.
    CreatedAsc,
    /// Newest first; the default.
    CreatedDesc,
    /// As they show.
    OrderAsc,
    /// Last shown first.
    OrderDesc,
}

impl Order {
    /// Every order there is.
    pub const ALL: &'static [Self] = &[Self::CreatedAsc, Self::CreatedDesc, Self::OrderAsc, Self::OrderDesc];

    fn text(self) -> &'static str {
        match self {
            Self::CreatedAsc => "created_datetime:asc",
            Self::CreatedDesc => "created_datetime:desc",
            Self::OrderAsc => "order:asc",
            Self::OrderDesc => "order:desc",
        }
    }
}

/// All widgets, page by page (reference page "List widgets"; scope `integrations:read`).
pub fn list() -> Request<Page<Widget>> {
    request::get("list_widgets", "/api/widgets")
}

impl Request<Page<Widget>> {
    /// Sets the order.
    pub fn order_by(self, order: Order) -> Self {
        self.with("order_by", order.text())
    }

    /// Widgets of one integration.
    pub fn integration_id(self, id: i64) -> Self {
        self.with_id("integration_id", id)
    }

    /// Widgets of one app.
    pub fn app_id(self, id: &str) -> Self {
        self.with("app_id", id)
    }
}

/// One widget (reference page "Retrieve a widget"; scope `integrations:read`).
pub fn get(id: i64) -> Request<Widget> {
    request::get("get_widget", format!("/api/widgets/{id}"))
}

/// Makes a widget and answers it (reference page "Create a widget"; scope `integrations:write`). A template whose root
/// is no `wrapper` is refused.
pub fn create(widget: NewWidget) -> Request<Widget> {
    widget.into_draft().create("create_widget", "/api/widgets")
}

/// Changes a widget and answers it (reference page "Update a widget"; scope `integrations:write`). A template is
/// replaced as a whole; one whose root is no `wrapper` is refused.
pub fn update(id: i64, widget: UpdateWidget) -> Request<Widget> {
    widget.into_draft().update("update_widget", format!("/api/widgets/{id}"))
}

/// Deletes a widget (reference page "Delete a widget"; scope `integrations:write`).
pub fn delete(id: i64) -> Request<()> {
    request::delete("delete_widget", format!("/api/widgets/{id}"))
}
