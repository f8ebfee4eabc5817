//! The values of custom fields on one ticket. The path names the field, not the value.

use serde_json::Value;

use super::super::changes::Change;
use super::super::model::Json;
use super::answer::{Answer, Refusal, gone, ok};
use super::body::{json_body, list as list_of};
use super::parts::{field_value, value_of_field};
use super::{Call, Whole};

const PURPOSE: &str = "Failed to update custom field values";

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.unmerged_ticket()?;
    shown(call, id)
}

/// Replaces all values: a field that is left out loses its own.
pub(super) fn replace(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = existing(call)?;
    let values = list_of(0..=250, field_value(call.state, "Ticket"))(json_body(call.request)?)
        .map_err(|error| refusal("custom_fields", error))?;
    call.change(|change| replace_fields(change, id, values));
    shown(call, id)
}

/// The body is the bare value.
pub(super) fn set(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = existing(call)?;
    let field = call.ids[1];
    call.state.fields.get(field).filter(|row| row.object == "Ticket").ok_or(Refusal::NotFound)?;
    let value = value_of_field(call.state, "Ticket", field, json_body(call.request)?);
    let value = value.map_err(|error| refusal("value", error))?;
    call.change(|change| change.set_ticket_field(id, field, value));
    let values = call.state.tickets.get(id).into_iter().flat_map(|ticket| &ticket.custom_fields);
    let value = values.into_iter().find(|value| value.field == field);
    ok(&value.and_then(|value| call.state.field_value(value)))
}

pub(super) fn delete(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = existing(call)?;
    let field = call.ids[1];
    let ticket = call.state.tickets.get(id).ok_or(Refusal::NotFound)?;
    ticket.custom_fields.iter().find(|value| value.field == field).ok_or(Refusal::NotFound)?;
    call.change(|change| change.set_ticket_field(id, field, None));
    gone()
}

pub(super) fn replace_fields(change: &mut Change<'_>, id: u64, values: Vec<(u64, Option<Json>)>) {
    if let Some(ticket) = change.state.tickets.get_mut(id) {
        ticket.custom_fields.retain(|old| values.iter().any(|(field, _)| *field == old.field));
    }
    for (field, value) in values {
        change.set_ticket_field(id, field, value);
    }
    change.touch(id);
}

fn existing(call: &Call<'_>) -> Result<u64, Refusal> {
    let id = call.unmerged_ticket()?;
    call.state.tickets.get(id).map(|_| id).ok_or(Refusal::NotFound)
}

fn shown(call: &Call<'_>, id: u64) -> Answer {
    let ticket = call.state.tickets.get(id).ok_or(Refusal::NotFound)?;
    let values = ticket.custom_fields.iter().filter_map(|value| call.state.field_value(value));
    ok(&Whole { data: values.collect() })
}

fn refusal(field: &str, error: Value) -> Refusal {
    Refusal::Invalid(PURPOSE, [(field.to_owned(), error)].into_iter().collect())
}
