//! Ways in and out of the helpdesk (reference page "The Integration object"). Only HTTP integrations, the webhooks of
//! the product, can be made; all others can be read.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Map;
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};
use crate::secret::Secret;

pub use super::order::ByCreated as Order;

/// An integration. It may hold headers with secrets in [`Integration::http`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Integration {
    /// Its id.
    pub id: i64,
    /// What people see.
    pub name: Option<String>,
    /// `http`, `email`, `shopify` ...; an open list.
    #[serde(rename = "type")]
    pub kind: String,
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
    /// Who made it.
    pub user: Option<Map>,
    /// The app that owns it.
    pub application_id: Option<String>,
    /// Whether an app manages it.
    pub managed: Option<bool>,
    /// Of phone integrations.
    pub business_hours_id: Option<i64>,
    /// How it looks.
    pub decoration: Option<Map>,
    /// Depends on the kind; `address` for e-mail.
    pub meta: Option<Map>,
    /// Its address below the account.
    pub uri: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// What an HTTP integration calls, and when.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Http {
    /// Its id.
    pub id: Option<i64>,
    /// May hold templates.
    pub url: Option<String>,
    /// `GET`, `POST` ...
    pub method: Option<String>,
    /// `application/json` or `application/x-www-form-urlencoded`.
    pub request_content_type: Option<String>,
    /// `application/json`.
    pub response_content_type: Option<String>,
    /// Own headers; newer answers leave them out.
    pub headers: Option<BTreeMap<String, Value>>,
    /// The body: an object of templates, or one template as text.
    pub form: Option<Value>,
    /// Trigger to whether it calls; absent is false.
    pub triggers: Option<BTreeMap<String, bool>>,
    /// Write-only.
    pub hmac_secret: Option<Value>,
    /// Client credentials that the server fetches a token with.
    pub oauth2: Option<Map>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// Leaves out what may be a secret.
impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http")
            .field("id", &self.id)
            .field("method", &self.method)
            .field("triggers", &self.triggers)
            .finish_non_exhaustive()
    }
}

/// What makes an HTTP integration call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trigger {
    /// A new ticket.
    TicketCreated,
    /// Any change of a ticket.
    TicketUpdated,
    /// A new message, whoever wrote it.
    TicketMessageCreated,
    /// A snooze ran out.
    TicketSelfUnsnoozed,
    /// A message could not be sent.
    TicketMessageFailed,
    /// Another user or team.
    TicketAssignmentUpdated,
    /// Opened or closed.
    TicketStatusUpdated,
    /// Handed over to a person.
    TicketHandedOver,
}

impl Trigger {
    /// The key in `triggers`.
    pub fn key(self) -> &'static str {
        match self {
            Self::TicketCreated => "ticket-created",
            Self::TicketUpdated => "ticket-updated",
            Self::TicketMessageCreated => "ticket-message-created",
            Self::TicketSelfUnsnoozed => "ticket-self-unsnoozed",
            Self::TicketMessageFailed => "ticket-message-failed",
            Self::TicketAssignmentUpdated => "ticket-assignment-updated",
            Self::TicketStatusUpdated => "ticket-status-updated",
            Self::TicketHandedOver => "ticket-handed-over",
        }
    }
}

/// The method of an HTTP integration's calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names say it")]
pub enum HttpMethod {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
}

/// What a new or changed HTTP integration shall call. Address, method and content types are always there: the API
/// refuses an integration without them.
#[derive(Clone, PartialEq, Serialize)]
pub struct NewHttp {
    url: String,
    method: HttpMethod,
    request_content_type: &'static str,
    response_content_type: &'static str,
    #[serde(skip_serializing_if = "Map::is_empty")]
    headers: Map,
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    triggers: BTreeMap<&'static str, bool>,
}

impl NewHttp {
    /// Calls this address, which may hold templates, with a JSON body where the method has one.
    pub fn new(method: HttpMethod, url: &str) -> Self {
        Self {
            url: url.to_owned(),
            method,
            request_content_type: "application/json",
            response_content_type: "application/json",
            headers: Map::new(),
            form: None,
            triggers: BTreeMap::new(),
        }
    }

    /// Adds a header, such as the shared secret that a receiver checks.
    pub fn header(mut self, name: &str, value: &Secret) -> Self {
        self.headers.insert(name.to_owned(), Value::from(value.expose()));
        self
    }

    /// The body: an object of templates, or one template as text. See [`NewHttp::whole_context`].
    pub fn form(mut self, form: Value) -> Self {
        self.form = Some(form);
        self
    }

    /// Sends everything there is as typed JSON; only `{{context}}` as the entire form does that.
    pub fn whole_context(self) -> Self {
        self.form(Value::from("{{context}}"))
    }

    /// Calls on these.
    pub fn on(mut self, triggers: &[Trigger]) -> Self {
        self.triggers.extend(triggers.iter().map(|trigger| (trigger.key(), true)));
        self
    }
}

/// Leaves out what may be a secret.
impl fmt::Debug for NewHttp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewHttp")
            .field("method", &self.method)
            .field("triggers", &self.triggers)
            .finish_non_exhaustive()
    }
}

/// An HTTP integration to be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewIntegration {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    http: NewHttp,
}

impl NewIntegration {
    /// With this name.
    pub fn http(name: &str, http: NewHttp) -> Self {
        Self { name: name.to_owned(), kind: "http", description: None, http }
    }

    /// Explanation.
    pub fn description(mut self, text: &str) -> Self {
        self.description = Some(text.to_owned());
        self
    }
}

/// Changes of an integration. The API wants the name each time; what else is not set stays.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UpdateIntegration {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    http: Option<NewHttp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deactivated_datetime: Option<Option<DateTime>>,
}

impl UpdateIntegration {
    /// Keeps or changes the name.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), description: None, http: None, deactivated_datetime: None }
    }

    /// Explanation.
    pub fn description(mut self, text: &str) -> Self {
        self.description = Some(text.to_owned());
        self
    }

    /// Replaces what it calls.
    pub fn http(mut self, http: NewHttp) -> Self {
        self.http = Some(http);
        self
    }

    /// Switches it on again.
    pub fn reactivate(mut self) -> Self {
        self.deactivated_datetime = Some(None);
        self
    }

    /// Switches it off.
    pub fn deactivate(mut self, at: DateTime) -> Self {
        self.deactivated_datetime = Some(Some(at));
        self
    }
}

/// All integrations.
pub fn list() -> Request<Page<Integration>> {
    request::get("list_integrations", "/api/integrations")
}

impl Request<Page<Integration>> {
    /// Sets the order.
    pub fn order_by(self, order: Order) -> Self {
        self.with("order_by", order.text())
    }

    /// HTTP integrations only; whether the API filters by other kinds is not known.
    pub fn http_only(self) -> Self {
        self.with("type", "http")
    }
}

/// One integration.
pub fn get(id: i64) -> Request<Integration> {
    request::get("get_integration", format!("/api/integrations/{id}"))
}

/// Makes an HTTP integration.
pub fn create(integration: NewIntegration) -> Request<Integration> {
    request::create("create_integration", "/api/integrations", &integration)
}

/// Changes an integration.
pub fn update(id: i64, integration: UpdateIntegration) -> Request<Integration> {
    request::update("update_integration", format!("/api/integrations/{id}"), &integration)
}

/// Deletes an integration; refused while a rule or another integration uses it.
pub fn delete(id: i64) -> Request<()> {
    request::delete("delete_integration", format!("/api/integrations/{id}"))
}
