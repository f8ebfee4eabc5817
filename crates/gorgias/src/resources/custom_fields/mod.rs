//! Fields of the account's own on tickets and customers (reference page "The CustomField object"): their definitions.
//! Values are read and set with the functions of [`super::tickets`] and [`super::customers`].
//!
//! A field cannot be deleted; it is archived by [`UpdateCustomField::archived`].

mod definition;
mod value;
mod write;

use serde::{Deserialize, Serialize};

use super::Map;
use super::draft::Draft;
use super::open::open;
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};

pub use definition::{Choice, DataType, Definition, InputSettings};
pub use value::CustomFieldValue;
pub(super) use value::{set_value, set_values};
pub use write::{NewCustomField, UpdateCustomField};

/// The definition of a custom field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CustomField {
    /// Its id, which paths and bodies of values take.
    pub id: i64,
    /// The caller's own id.
    pub external_id: Option<String>,
    /// What carries it.
    pub object_type: Option<ObjectType>,
    /// What people see.
    pub label: Option<String>,
    /// Explanation.
    pub description: Option<String>,
    /// Order of display, 0 to 5000.
    pub priority: Option<i64>,
    /// Whether agents must fill it.
    pub required: Option<bool>,
    /// When agents must fill it.
    pub requirement_type: Option<Requirement>,
    /// What the product manages with it; such a value may be the product's to set.
    pub managed_type: Option<ManagedType>,
    /// What values it takes and how they are entered.
    pub definition: Option<Definition>,
    /// When it was created.
    pub created_datetime: Option<DateTime>,
    /// When it was changed.
    pub updated_datetime: Option<DateTime>,
    /// When it was archived.
    pub deactivated_datetime: Option<DateTime>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// What carries a custom field.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ObjectType {
    /// Tickets.
    Ticket,
    /// Customers.
    Customer,
    /// Something not named here.
    #[serde(untagged)]
    Other(String),
}

/// When agents must fill a field.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Requirement {
    /// It is shown and may stay empty.
    Visible,
    /// Always.
    Required,
    /// When the conditions of the account say so.
    Conditional,
    /// A requirement not named here.
    #[serde(untagged)]
    Other(String),
}

/// What the product manages with a field.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the reference")]
#[non_exhaustive]
pub enum ManagedType {
    AiDiscount,
    AiIntent,
    AiJourney,
    AiOutcome,
    AiSales,
    CallStatus,
    ContactReason,
    CustomerType,
    ManagedSentiment,
    Product,
    Resolution,
    /// A purpose not named here.
    #[serde(untagged)]
    Other(String),
}

open!(ObjectType, Requirement, ManagedType);

/// Orders of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Order {
    /// Lowest priority first.
    PriorityAsc,
    /// Highest priority first; the default.
    PriorityDesc,
}

impl Order {
    /// Every order there is.
    pub const ALL: &'static [Self] = &[Self::PriorityAsc, Self::PriorityDesc];

    fn text(self) -> &'static str {
        match self {
            Self::PriorityAsc => "priority:asc",
            Self::PriorityDesc => "priority:desc",
        }
    }
}

/// The fields of tickets or of customers; the API lists one of the two at a time. Archived ones are left out unless
/// asked for. Scope `custom_fields:read` ("List custom fields").
pub fn list(of: ObjectType) -> Request<Page<CustomField>> {
    request::get("list_custom_fields", "/api/custom-fields").with("object_type", of)
}

impl Request<Page<CustomField>> {
    /// Sets the order.
    pub fn order_by(self, order: Order) -> Self {
        self.with("order_by", order.text())
    }

    /// Fields whose label contains this.
    pub fn search(self, text: &str) -> Self {
        self.with("search", text)
    }

    /// Archived fields only, or the others only, which is the default.
    pub fn archived(self, archived: bool) -> Self {
        self.with("archived", archived)
    }
}

/// One field. Scope `custom_fields:read`.
pub fn get(id: i64) -> Request<CustomField> {
    request::get("get_custom_field", format!("/api/custom-fields/{id}"))
}

/// Makes a field and answers it. Scope `custom_fields:write`.
pub fn create(field: NewCustomField) -> Request<CustomField> {
    field.into_draft().create("create_custom_field", "/api/custom-fields")
}

/// Changes a field and answers it. Scope `custom_fields:write`.
pub fn update(id: i64, field: UpdateCustomField) -> Request<CustomField> {
    field.one().update("update_custom_field", format!("/api/custom-fields/{id}"))
}

/// Changes several fields, such as their order, and answers them all. Scope `custom_fields:write`
/// ("Update custom fields").
pub fn update_all(fields: impl IntoIterator<Item = (i64, UpdateCustomField)>) -> Request<Vec<CustomField>> {
    let fields = fields.into_iter().map(|(id, field)| field.of_many(id));
    let (bodies, invalid) = Draft::parts(fields);
    let some = !bodies.is_empty();
    request::update::<()>("update_custom_fields", "/api/custom-fields", &bodies)
        .whole_list()
        .refuse(invalid)
        .require(some, "body", "a change of nothing: name at least one field")
}
