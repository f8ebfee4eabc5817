//! Pieces that several nouns share.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::datetime::DateTime;
use crate::request::Request;

/// A JSON object with keys that are not known beforehand.
pub type Map = serde_json::Map<String, Value>;

/// A customer or user in short, as tickets and messages show them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Its id.
    pub id: i64,
    /// E-mail address.
    pub email: Option<String>,
    /// Full name.
    pub name: Option<String>,
    /// First name, split from the name by the server.
    pub firstname: Option<String>,
    /// Last name, split from the name by the server.
    pub lastname: Option<String>,
    /// Free values.
    pub meta: Option<Map>,
    /// Fields not named here; in a ticket's detail the rest of the customer.
    #[serde(flatten)]
    pub more: Map,
}

/// Who a new ticket or message is from or to: by id, or by e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Party {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

impl Party {
    /// Somebody by e-mail address; a customer that does not exist is created.
    pub fn email(email: &str, name: Option<&str>) -> Self {
        Self { id: None, email: Some(email.to_owned()), name: name.map(str::to_owned) }
    }

    /// Somebody who exists.
    pub fn id(id: i64) -> Self {
        Self { id: Some(id), email: None, name: None }
    }
}

/// How a tag looks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Color {
    /// A hexadecimal colour, such as `#C0392B`.
    pub color: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// The value of a custom field on a ticket or customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CustomFieldValue {
    /// Id of the value; paths take the id of the field.
    pub id: Option<i64>,
    /// The field.
    pub field: Option<CustomField>,
    /// Text, number, truth value or nothing.
    pub value: Value,
    /// What the server guesses, when it does.
    pub prediction: Option<Value>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// The definition of a custom field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CustomField {
    /// Its id.
    pub id: i64,
    /// The caller's own id.
    pub external_id: Option<String>,
    /// `Ticket` or `Customer`.
    pub object_type: Option<String>,
    /// What people see.
    pub label: Option<String>,
    /// Explanation.
    pub description: Option<String>,
    /// Order, lower first.
    pub priority: Option<i64>,
    /// Whether a ticket can be closed without it.
    pub required: Option<bool>,
    /// `data_type` and `input_settings`.
    pub definition: Option<Map>,
    /// When it was created.
    pub created_datetime: Option<DateTime>,
    /// When it was changed.
    pub updated_datetime: Option<DateTime>,
    /// When it was switched off.
    pub deactivated_datetime: Option<DateTime>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// One value to write: the field's id and what it shall be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct FieldValue {
    id: i64,
    value: Value,
}

/// The bare array that value lists are written as.
pub(crate) fn field_values(values: &[(i64, Value)]) -> Vec<FieldValue> {
    values.iter().map(|(id, value)| FieldValue { id: *id, value: value.clone() }).collect()
}

/// `{"ids": [...]}`.
#[derive(Serialize)]
pub(crate) struct Ids<'a> {
    pub ids: &'a [i64],
}

/// Refuses a name in a path that is not words of letters and digits, joined by hyphens: it would lead elsewhere.
pub(crate) fn require_name<R>(request: Request<R>, field: &'static str, name: &str) -> Request<R> {
    let fits =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    request.require(fits, field, format!("`{name}` is no name: letters, digits, `-` and `_` only"))
}
