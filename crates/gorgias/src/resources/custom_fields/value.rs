//! Values of custom fields, on a ticket or customer.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::CustomField;
use crate::request::{self, Invalid, Request, no_id};
use crate::resources::Map;
use crate::resources::draft::Draft;

/// The value of a custom field on a ticket or customer (reference page "List custom field values").
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CustomFieldValue {
    /// Id of the value; paths and bodies take the id of the field.
    pub id: Option<i64>,
    /// The field.
    pub field: Option<CustomField>,
    /// Text, number, truth value or nothing; of a dropdown one of its choices.
    #[serde(default)]
    pub value: Value,
    /// What the product guesses, when it does.
    pub prediction: Option<Value>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// PUT of several values, which answers them.
pub(in crate::resources) fn set_values(
    operation: &'static str,
    path: String,
    values: &[(i64, Value)],
) -> Request<Vec<CustomFieldValue>> {
    let (body, invalid) = body_of(values);
    request::update::<()>(operation, path, &body).whole_list().refuse(invalid)
}

/// PUT of one value, which answers it.
pub(in crate::resources) fn set_value(
    operation: &'static str,
    path: String,
    value: &Value,
) -> Request<CustomFieldValue> {
    request::update(operation, path, value).refuse(misfit(value))
}

impl Draft {
    /// Sets the values of custom fields inside of a ticket or customer.
    pub(in crate::resources) fn set_values(self, values: &[(i64, Value)]) -> Self {
        let (body, invalid) = body_of(values);
        self.set("custom_fields", body).inherit(invalid)
    }
}

/// The bare array that values are written as, and what the API would refuse in it.
fn body_of(values: &[(i64, Value)]) -> (Value, Option<Invalid>) {
    let body = values.iter().map(|(field, value)| json!({ "id": field, "value": value })).collect();
    let invalid = values.iter().find_map(|(field, value)| {
        if *field <= 0 { Some(Invalid { field: "id", reason: no_id(field) }) } else { misfit(value) }
    });
    (body, invalid)
}

fn misfit(value: &Value) -> Option<Invalid> {
    let reason = "a value is a text, a number or a truth value".to_owned();
    let fits = value.is_string() || value.is_number() || value.is_boolean();
    (!fits).then_some(Invalid { field: "value", reason })
}
