//! The values of custom fields on one ticket or customer. The path names the field, not the value.

use serde_json::Value;

use super::super::model::{Field, FieldValue, Object};
use super::super::state::State;
use super::answer::{Answer, Refusal, gone, ok};
use super::body::{json_body, list as list_of};
use super::parts::{FILLED_BY_PRODUCT, field_value, value_of_field};
use super::{Call, Whole};

const PURPOSE: &str = "Failed to update custom field values";

pub(super) fn list(call: &mut Call<'_>, owner: Object) -> Answer {
    call.no_query()?;
    let id = existing(call, owner)?;
    shown(call, owner, id)
}

/// Replaces all values: a field that is left out loses its own, unless the product fills it.
pub(super) fn replace(call: &mut Call<'_>, owner: Object) -> Answer {
    call.no_query()?;
    let id = existing(call, owner)?;
    let values = list_of(0..=250, field_value(call.state, owner.name()))(json_body(call.request)?)
        .map_err(|error| refusal("custom_fields", error))?;
    call.change(|change| change.replace_fields(owner, id, values));
    shown(call, owner, id)
}

/// The body is the bare value.
pub(super) fn set(call: &mut Call<'_>, owner: Object) -> Answer {
    call.no_query()?;
    let id = existing(call, owner)?;
    let field = call.ids[1];
    call.state.fields.get(field).filter(|row| row.object == owner.name()).ok_or(Refusal::NotFound)?;
    let value = value_of_field(call.state, owner.name(), field, json_body(call.request)?);
    let value = value.map_err(|error| refusal("value", error))?;
    call.change(|change| change.set_field(owner, id, field, value));
    let value = call.state.field_values(owner, id).iter().find(|value| value.field == field);
    ok(&value.and_then(|value| call.state.field_value(value)))
}

pub(super) fn delete(call: &mut Call<'_>, owner: Object) -> Answer {
    call.no_query()?;
    let id = existing(call, owner)?;
    let field = call.ids[1];
    call.state.field_values(owner, id).iter().find(|value| value.field == field).ok_or(Refusal::NotFound)?;
    if call.state.fields.get(field).is_some_and(Field::is_filled_by_product) {
        return Err(Refusal::Bad(FILLED_BY_PRODUCT));
    }
    call.change(|change| change.set_field(owner, id, field, None));
    gone()
}

fn existing(call: &Call<'_>, owner: Object) -> Result<u64, Refusal> {
    match owner {
        Object::Customer => {
            let id = call.unmerged_customer()?;
            call.state.customers.get(id).map(|_| id)
        }
        _ => {
            let id = call.unmerged_ticket()?;
            call.state.tickets.get(id).map(|_| id)
        }
    }
    .ok_or(Refusal::NotFound)
}

fn shown(call: &Call<'_>, owner: Object, id: u64) -> Answer {
    let values = call.state.field_values(owner, id).iter();
    ok(&Whole { data: values.filter_map(|value| call.state.field_value(value)).collect() })
}

fn refusal(field: &str, error: Value) -> Refusal {
    Refusal::Invalid(PURPOSE, [(field.to_owned(), error)].into_iter().collect())
}

impl State {
    /// The values on a ticket or customer.
    fn field_values(&self, owner: Object, id: u64) -> &[FieldValue] {
        match owner {
            Object::Customer => self.customers.get(id).map_or(&[], |row| &row.custom_fields),
            _ => self.tickets.get(id).map_or(&[], |row| &row.custom_fields),
        }
    }
}
