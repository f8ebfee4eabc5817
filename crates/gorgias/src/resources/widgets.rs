//! Cards beside a ticket (reference page "The Widget object").

use serde::{Deserialize, Serialize};

use super::Map;
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};

/// A widget.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Widget {
    /// Its id.
    pub id: i64,
    /// Whose data it shows: `http`, `custom`, `shopify` ...; an open list.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// A tree; its root is `{"type": "wrapper", "widgets": [...]}`.
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

/// Where a widget shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Context {
    /// Beside a ticket.
    Ticket,
    /// On a customer's page.
    Customer,
    /// A place not named here.
    #[serde(untagged)]
    Other(String),
}

/// Orders of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    pub const ALL: [Self; 4] = [Self::CreatedAsc, Self::CreatedDesc, Self::OrderAsc, Self::OrderDesc];

    fn text(self) -> &'static str {
        match self {
            Self::CreatedAsc => "created_datetime:asc",
            Self::CreatedDesc => "created_datetime:desc",
            Self::OrderAsc => "order:asc",
            Self::OrderDesc => "order:desc",
        }
    }
}

/// A widget to be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewWidget {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    integration_id: Option<i64>,
    #[serde(flatten)]
    fields: UpdateWidget,
}

impl NewWidget {
    /// Shows what an HTTP integration answers.
    pub fn http(integration_id: i64, template: Map) -> Self {
        let fields = UpdateWidget { template: Some(template), ..UpdateWidget::default() };
        Self { kind: "http", integration_id: Some(integration_id), fields }
    }

    /// Shows the data set with [`super::customers::update_data`].
    pub fn custom(template: Map) -> Self {
        let fields = UpdateWidget { template: Some(template), ..UpdateWidget::default() };
        Self { kind: "custom", integration_id: None, fields }
    }

    /// Where it shows; beside tickets unless told.
    pub fn context(mut self, context: Context) -> Self {
        self.fields.context = Some(context);
        self
    }

    /// Lower first.
    pub fn order(mut self, order: u32) -> Self {
        self.fields.order = Some(order);
        self
    }
}

/// Fields to be set; what is not set stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct UpdateWidget {
    /// Replaced as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<Map>,
    /// Where it shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Context>,
    /// Lower first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<u32>,
    /// `Some(None)` switches it on again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deactivated_datetime: Option<Option<DateTime>>,
}

/// All widgets.
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
        self.with("integration_id", id)
    }

    /// Widgets of one app.
    pub fn app_id(self, id: &str) -> Self {
        self.with("app_id", id)
    }
}

/// One widget.
pub fn get(id: i64) -> Request<Widget> {
    request::get("get_widget", format!("/api/widgets/{id}"))
}

/// Makes a widget.
pub fn create(widget: NewWidget) -> Request<Widget> {
    request::create("create_widget", "/api/widgets", &widget)
}

/// Changes a widget.
pub fn update(id: i64, widget: UpdateWidget) -> Request<Widget> {
    request::update("update_widget", format!("/api/widgets/{id}"), &widget)
}

/// Deletes a widget.
pub fn delete(id: i64) -> Request<()> {
    request::delete("delete_widget", format!("/api/widgets/{id}"))
}
