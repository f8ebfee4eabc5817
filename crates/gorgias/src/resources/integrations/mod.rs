//! Ways in and out of the helpdesk (reference page "The Integration object").
//!
//! Only HTTP integrations, the webhooks of the product, can be made; all others can be read. What an HTTP integration
//! sends is read by [`crate::webhook`]. The server calls its address on every trigger, a change through this API
//! included; waits about 5 s; keeps the JSON that is answered as this integration's data on the customer, where widgets
//! show it; and switches the integration off after many failures in a row ("Broken or Disconnected HTTP Integration").

mod http;
mod template;
mod trigger;
mod write;

use serde::{Deserialize, Serialize};

use super::Map;
use super::open::open;
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};

pub use super::order::ByCreated as Order;
pub use http::{Http, HttpMethod, NewHttp, OAuth2, RequestContentType, TokenLocation};
pub use template::{Form, Template};
pub use trigger::Trigger;
pub use write::{NewIntegration, UpdateIntegration};

/// An integration. It may hold headers with secrets in [`Integration::http`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Integration {
    /// Its id.
    pub id: i64,
    /// What people see.
    pub name: Option<String>,
    /// What it connects to.
    #[serde(rename = "type")]
    pub kind: IntegrationType,
    /// Explanation.
    pub description: Option<String>,
    /// Of HTTP integrations only.
    pub http: Option<Http>,
    /// When it was switched off; the server does so after many failures in a row.
    pub deactivated_datetime: Option<DateTime>,
    /// When it was created.
    pub created_datetime: Option<DateTime>,
    /// When it was changed.
    pub updated_datetime: Option<DateTime>,
    /// When it was locked.
    pub locked_datetime: Option<DateTime>,
    /// Who made it: `{id}`.
    pub user: Option<Map>,
    /// The app that owns it.
    pub application_id: Option<String>,
    /// Whether an app manages it.
    pub managed: Option<bool>,
    /// Of phone integrations.
    pub business_hours_id: Option<i64>,
    /// How it looks.
    pub decoration: Option<Map>,
    /// Depends on the type; see [`Integration::address`].
    pub meta: Option<Map>,
    /// Its address below the account.
    pub uri: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

impl Integration {
    /// The e-mail address or number that it sends from and receives at, where it has one.
    pub fn address(&self) -> Option<&str> {
        self.meta.as_ref()?.get("address")?.as_str()
    }
}

/// What an integration connects to; the list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the reference")]
#[non_exhaustive]
pub enum IntegrationType {
    Aircall,
    Alloy,
    App,
    Bigcommerce,
    Ecom,
    Email,
    Facebook,
    Gmail,
    GorgiasChat,
    Http,
    Klaviyo,
    Magento2,
    Outlook,
    Phone,
    Recharge,
    Shopify,
    Smile,
    Smooch,
    SmoochInside,
    Sms,
    Twitter,
    Whatsapp,
    Yotpo,
    Zendesk,
    /// One not named here.
    #[serde(untagged)]
    Other(String),
}

open!(IntegrationType);

/// All integrations, page by page (reference page "List integrations"; scope `integrations:read`).
pub fn list() -> Request<Page<Integration>> {
    request::get("list_integrations", "/api/integrations")
}

impl Request<Page<Integration>> {
    /// Sets the order.
    pub fn order_by(self, order: Order) -> Self {
        self.with("order_by", order.text())
    }

    /// Integrations of one type.
    pub fn kind(self, kind: &IntegrationType) -> Self {
        self.with("type", kind)
    }

    /// HTTP integrations only.
    pub fn http_only(self) -> Self {
        self.kind(&IntegrationType::Http)
    }
}

/// One integration (reference page "Retrieve an integration"; scope `integrations:read`).
pub fn get(id: i64) -> Request<Integration> {
    request::get("get_integration", format!("/api/integrations/{id}"))
}

/// Makes an HTTP integration and answers it (reference page "Create an integration"; scope `integrations:write`).
/// Refused: an address that is not on the web, a header's name that is none.
pub fn create(integration: NewIntegration) -> Request<Integration> {
    integration.into_draft().create("create_integration", "/api/integrations")
}

/// Changes an integration and answers it (reference page "Update an integration"; scope `integrations:write`).
pub fn update(id: i64, integration: UpdateIntegration) -> Request<Integration> {
    integration.into_draft().update("update_integration", format!("/api/integrations/{id}"))
}

/// Deletes an integration and switches off the views that use it (reference page "Delete an integration"; scope
/// `integrations:write`); refused while a rule or another integration uses it.
pub fn delete(id: i64) -> Request<()> {
    request::delete("delete_integration", format!("/api/integrations/{id}"))
}
