//! The people who write (reference page "The Customer object"), their free data and custom-field values.

mod write;

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Map;
use super::custom_fields::{self, CustomFieldValue};
use super::draft::{self, Draft};
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request, Safety};

pub use super::order::ByChanged as Order;
pub use write::{NewChannel, NewCustomer, UpdateCustomer};

/// A customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
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
    /// Values by field id; empty in lists. See [`Customer::custom_field`].
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
#[non_exhaustive]
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

impl Customer {
    /// The value of a custom field, by the id of the field, when the answer has it.
    pub fn custom_field(&self, field: i64) -> Option<&Value> {
        let entry = self.custom_fields.as_ref()?.get(&field.to_string())?;
        // A value with its field, or the bare value: sources differ.
        Some(entry.get("value").unwrap_or(entry))
    }
}

/// All customers. Scope `customers:read`. By language or time zone see [`list_by_locale`].
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
        self.with_id("view_id", id)
    }
}

/// The customers who speak a language (ISO 639-1), live in a time zone (IANA name), or both. The API refuses cursor,
/// limit and order beside these filters, so there is one answer and no way to its rest. Scope `customers:read`
/// ("List customers").
pub fn list_by_locale(language: Option<&str>, timezone: Option<&str>) -> Request<Vec<Customer>> {
    let filters = [("language", language), ("timezone", timezone)];
    let some = filters.iter().any(|(_, value)| value.is_some());
    let given = filters.into_iter().filter_map(|(name, value)| Some((name, value?)));
    given
        .fold(request::get_whole("list_customers", "/api/customers"), |request, (name, value)| {
            request.with(name, value)
        })
        .require(some, "language", "a language or a time zone is needed")
}

/// One customer, with channels and data. Scope `customers:read`. One who was merged ends in
/// [`Error::Merged`](crate::Error::Merged).
pub fn get(id: i64) -> Request<Customer> {
    request::get("get_customer", format!("/api/customers/{id}"))
}

impl Request<Customer> {
    /// With the values of its custom fields; of [`get`] only.
    pub fn with_custom_fields(self) -> Self {
        self.with_relationships()
    }
}

/// Makes a customer and answers it. Scope `customers:write`.
pub fn create(customer: NewCustomer) -> Request<Customer> {
    customer.into_draft().create("create_customer", "/api/customers")
}

/// Changes a customer and answers it. Scope `customers:write`.
pub fn update(id: i64, customer: UpdateCustomer) -> Request<Customer> {
    customer.into_draft().update("update_customer", format!("/api/customers/{id}"))
}

/// Deletes a customer for good. Scope `customers:write`.
pub fn delete(id: i64) -> Request<()> {
    request::delete("delete_customer", format!("/api/customers/{id}"))
}

/// Deletes several customers for good. Scope `customers:write`.
pub fn delete_all(ids: &[i64]) -> Request<()> {
    draft::ids(ids).delete("delete_customers", "/api/customers")
}

/// Moves tickets and channels of `source` to `target` and deletes the source. Answers the target. Refused (409) when
/// both hold data of one integration. Scope `customers:write`.
pub fn merge(source: i64, target: i64) -> Request<Customer> {
    merge_with(source, target, UpdateCustomer::new())
}

/// As [`merge`], with values that the target has afterwards whatever the two had before.
pub fn merge_with(source: i64, target: i64, values: UpdateCustomer) -> Request<Customer> {
    values
        .into_draft()
        .put("merge_customers", "/api/customers/merge")
        .require(source != target, "source_id", "a customer cannot be merged into itself")
        .with_id("source_id", source)
        .with_id("target_id", target)
        .only_once()
}

/// Replaces the free data shown on a customer. With a version older than the stored one the API changes nothing and
/// says nothing; without a version the last write wins. Scope `customers:write` ("Update customer's data").
pub fn update_data(id: i64, data: Value, version: Option<DateTime>) -> Request<()> {
    let draft = Draft::default().set("data", data);
    let draft = version.into_iter().fold(draft, |draft, version| draft.set("version", version));
    let path = format!("/api/customers/{id}/data");
    request::act("update_customer_data", Method::PUT, path, Some(request::json(&draft)), Safety::Idempotent)
}

/// The values of its custom fields, all at once. Scope `customers:read`.
pub fn list_custom_fields(id: i64) -> Request<Vec<CustomFieldValue>> {
    request::get_whole("list_customer_custom_fields_values", format!("/api/customers/{id}/custom-fields"))
}

/// Sets values of custom fields, by field id, and answers the values. Whether the API keeps the others is not
/// documented; send them all. Scope `customers:write`.
pub fn set_custom_fields(id: i64, values: &[(i64, Value)]) -> Request<Vec<CustomFieldValue>> {
    let path = format!("/api/customers/{id}/custom-fields");
    custom_fields::set_values("update_customer_custom_field_values", path, values)
}

/// Sets the value of one custom field, a text, a number or a truth value, and answers it. Scope `customers:write`.
pub fn set_custom_field(id: i64, field: i64, value: Value) -> Request<CustomFieldValue> {
    let path = format!("/api/customers/{id}/custom-fields/{field}");
    custom_fields::set_value("update_customer_custom_field_value", path, &value)
}

/// Removes the value of one custom field. Scope `customers:write`.
pub fn delete_custom_field(id: i64, field: i64) -> Request<()> {
    request::delete(
        "delete_customer_custom_field_value",
        format!("/api/customers/{id}/custom-fields/{field}"),
    )
}
