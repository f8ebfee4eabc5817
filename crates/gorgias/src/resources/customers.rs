//! The people who write (reference page "The Customer object"), their free data and custom-field values.

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Map;
use super::parts::{CustomFieldValue, Ids, field_values};
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request, Safety};

pub use super::order::ByChanged as Order;

/// A customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    /// Its id.
    pub id: i64,
    /// The caller's own id.
    pub external_id: Option<String>,
    /// Whether it is in use.
    pub active: Option<bool>,
    /// Primary e-mail address, in lower case.
    pub email: Option<String>,
    /// Full name.
    pub name: Option<String>,
    /// First name, split from the name by the server.
    pub firstname: Option<String>,
    /// Last name, split from the name by the server.
    pub lastname: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// IANA name.
    pub timezone: Option<String>,
    /// When it was created.
    pub created_datetime: Option<DateTime>,
    /// When it was changed.
    pub updated_datetime: Option<DateTime>,
    /// Free values; the server writes here too.
    pub meta: Option<Map>,
    /// What [`update_data`] set.
    pub data: Option<Value>,
    /// A text by agents.
    pub note: Option<String>,
    /// Values by field id; empty in lists.
    pub custom_fields: Option<Map>,
    /// Ways to reach it; not in lists.
    pub channels: Option<Vec<Channel>>,
    /// Always nothing.
    pub customer: Option<Map>,
    /// Data of integrations by their id; not in lists.
    pub integrations: Option<Map>,
    /// Data of apps by their id; not in lists.
    pub external_data: Option<Map>,
    /// Data of shops; not in lists.
    pub ecommerce_data: Option<Map>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// A way to reach a customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Channel {
    /// Its id.
    pub id: Option<i64>,
    /// `email`, `phone` ...; an open list.
    #[serde(rename = "type")]
    pub kind: String,
    /// E-mail address, number or name there.
    pub address: String,
    /// Whether it is the first choice of its kind.
    pub preferred: Option<bool>,
    /// When it was created.
    pub created_datetime: Option<DateTime>,
    /// When it was changed.
    pub updated_datetime: Option<DateTime>,
    /// When it was deleted.
    pub deleted_datetime: Option<DateTime>,
    /// The user it belongs to.
    pub user: Option<Map>,
    /// The customer it belongs to.
    pub customer: Option<Map>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// A way to reach a customer, to be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewChannel {
    #[serde(rename = "type")]
    kind: String,
    address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    preferred: Option<bool>,
}

impl NewChannel {
    /// A channel of this kind.
    pub fn new(kind: &str, address: &str) -> Self {
        Self { kind: kind.to_owned(), address: address.to_owned(), preferred: None }
    }

    /// An e-mail address.
    pub fn email(address: &str) -> Self {
        Self::new("email", address)
    }

    /// A phone number.
    pub fn phone(number: &str) -> Self {
        Self::new("phone", number)
    }

    /// Makes it the first choice of its kind.
    pub fn preferred(mut self) -> Self {
        self.preferred = Some(true);
        self
    }
}

/// A customer to be made. The API wants at least one channel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewCustomer {
    channels: Vec<NewChannel>,
    #[serde(flatten)]
    fields: UpdateCustomer,
}

impl NewCustomer {
    /// With an e-mail address, which becomes its primary one.
    pub fn email(address: &str) -> Self {
        let fields = UpdateCustomer { email: Some(address.to_owned()), ..UpdateCustomer::default() };
        Self { channels: vec![NewChannel::email(address)], fields }
    }

    /// Reached through this channel.
    pub fn reached_by(channel: NewChannel) -> Self {
        Self { channels: vec![channel], fields: UpdateCustomer::default() }
    }

    /// One more channel.
    pub fn channel(mut self, channel: NewChannel) -> Self {
        self.channels.push(channel);
        self
    }

    /// Full name.
    pub fn name(mut self, name: &str) -> Self {
        self.fields.name = Some(name.to_owned());
        self
    }

    /// The caller's own id, at most 255 characters.
    pub fn external_id(mut self, id: &str) -> Self {
        self.fields.external_id = Some(id.to_owned());
        self
    }

    /// ISO 639-1.
    pub fn language(mut self, code: &str) -> Self {
        self.fields.language = Some(code.to_owned());
        self
    }

    /// IANA name.
    pub fn timezone(mut self, name: &str) -> Self {
        self.fields.timezone = Some(name.to_owned());
        self
    }
}

/// Fields to be set; what is not set stays. The API refuses a change of nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct UpdateCustomer {
    /// Full name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Primary e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The caller's own id, at most 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// ISO 639-1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// IANA name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// Replaces all channels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channels: Option<Vec<NewChannel>>,
}

/// All customers. The API's filters by language and time zone do not go with paging, so they are not offered.
pub fn list() -> Request<Page<Customer>> {
    request::get("list_customers", "/api/customers")
}

impl Request<Page<Customer>> {
    /// Sets the order.
    pub fn order_by(self, order: Order) -> Self {
        self.with("order_by", order.text())
    }

    /// The customer with this primary e-mail address.
    pub fn email(self, email: &str) -> Self {
        self.with("email", email)
    }

    /// Customers with this id of the caller's own.
    pub fn external_id(self, id: &str) -> Self {
        self.with("external_id", id)
    }

    /// Customers with this name.
    pub fn name(self, name: &str) -> Self {
        self.with("name", name)
    }

    /// The customer reached through this channel; kind and address go together.
    pub fn channel(self, kind: &str, address: &str) -> Self {
        self.with("channel_type", kind).with("channel_address", address)
    }

    /// Customers of a saved view.
    pub fn view_id(self, id: i64) -> Self {
        self.with("view_id", id)
    }
}

/// One customer.
pub fn get(id: i64) -> Request<Customer> {
    request::get("get_customer", format!("/api/customers/{id}"))
}

impl Request<Customer> {
    /// With the values of its custom fields.
    pub fn with_custom_fields(self) -> Self {
        self.with("relationships", "custom_fields")
    }
}

/// Makes a customer.
pub fn create(customer: NewCustomer) -> Request<Customer> {
    request::create("create_customer", "/api/customers", &customer)
}

/// Changes a customer.
pub fn update(id: i64, customer: UpdateCustomer) -> Request<Customer> {
    request::update("update_customer", format!("/api/customers/{id}"), &customer)
}

/// Deletes a customer for good.
pub fn delete(id: i64) -> Request<()> {
    request::delete("delete_customer", format!("/api/customers/{id}"))
}

/// Deletes several customers for good.
pub fn delete_all(ids: &[i64]) -> Request<()> {
    let body = request::json(&Ids { ids });
    request::act("delete_customers", Method::DELETE, "/api/customers", Some(body), Safety::Idempotent)
}

/// Moves tickets and channels of `source` to `target` and deletes the source. Answers the target. Refused (409) when
/// both hold data of one integration.
pub fn merge(source: i64, target: i64) -> Request<Customer> {
    request::update("merge_customers", "/api/customers/merge", &json!({}))
        .with("source_id", source)
        .with("target_id", target)
        .only_once()
}

/// Replaces the free data shown on a customer. With a version older than the stored one the API changes nothing and
/// says nothing; without a version the last write wins.
pub fn update_data(id: i64, data: Value, version: Option<DateTime>) -> Request<()> {
    let mut body = json!({ "data": data });
    if let Some(version) = version {
        body["version"] = json!(version);
    }
    let path = format!("/api/customers/{id}/data");
    request::act("update_customer_data", Method::PUT, path, Some(body), Safety::Idempotent)
}

/// The values of its custom fields.
pub fn list_custom_fields(id: i64) -> Request<Vec<CustomFieldValue>> {
    request::get_whole("list_customer_custom_fields_values", format!("/api/customers/{id}/custom-fields"))
}

/// Sets values of custom fields, by field id. Whether the API keeps the others is not documented; send them all.
pub fn set_custom_fields(id: i64, values: &[(i64, Value)]) -> Request<()> {
    let path = format!("/api/customers/{id}/custom-fields");
    let body = request::json(&field_values(values));
    request::act("update_customer_custom_field_values", Method::PUT, path, Some(body), Safety::Idempotent)
}

/// Sets the value of one custom field: text, a number or a truth value.
pub fn set_custom_field(id: i64, field: i64, value: Value) -> Request<()> {
    let path = format!("/api/customers/{id}/custom-fields/{field}");
    request::act("update_customer_custom_field_value", Method::PUT, path, Some(value), Safety::Idempotent)
}

/// Removes the value of one custom field.
pub fn delete_custom_field(id: i64, field: i64) -> Request<()> {
    request::delete(
        "delete_customer_custom_field_value",
        format!("/api/customers/{id}/custom-fields/{field}"),
    )
}
