//! Parts that several bodies have: people, sources of messages, values of custom fields.

use serde_json::{Map, Value, json};

use super::super::changes::{Address, CustomerDraft, CustomerKey};
use super::super::model::{Json, kept};
use super::super::state::State;
use super::body::{
    Fields, MISSING, Read, boolean, email, id, kept_object, list, name, object, open, string, text, wrong,
};

/// One of a customer's addresses.
pub(super) fn channel(value: Value) -> Read<Address> {
    let mut fields = Fields::of(value)?;
    let kind = fields.required("type", open);
    let address = fields.required("address", name(320));
    let preferred = fields.optional("preferred", boolean);
    fields.done()?;
    let address = if kind == "email" { address.to_lowercase().into() } else { address };
    Ok(Address { kind, address, preferred })
}

/// A person as tickets and messages name one; `null` says nothing.
pub(super) fn person(value: Value) -> Read<CustomerKey> {
    let mut fields = Fields::of(value)?;
    let key = CustomerKey {
        id: fields.maybe("id", id),
        draft: CustomerDraft {
            email: fields.maybe("email", email).map(Some),
            name: fields.maybe("name", text(256)).map(Some),
            external_id: fields.maybe("external_id", text(255)).map(Some),
            note: fields.maybe("note", text(65_536)).map(Some),
            timezone: fields.maybe("timezone", open).map(Some),
            language: fields.maybe("language", open).map(Some),
            meta: fields.maybe("meta", kept_object),
            channels: fields.maybe("channels", list(0..=100, channel)),
            ..CustomerDraft::default()
        },
    };
    // Split from the name by the server, whatever is sent.
    fields.ignore(&["firstname", "lastname"]);
    fields.done()?;
    Ok(key)
}

/// The customer must exist when an id is given; else there must be an address to find or make one by.
pub(super) fn check_customer(state: &State, key: &CustomerKey) -> Read<()> {
    match key.id.map(|id| state.customer_now(id)) {
        Some(id) if state.customers.get(id).is_none() => wrong("Customer not found."),
        None if key.draft.addresses().next().is_none() => wrong("One of id, email or channels is needed."),
        _ => Ok(()),
    }
}

/// `{"id": ..}` of a user, or nobody.
pub(super) fn user_ref(state: &State) -> impl Fn(Value) -> Read<Option<u64>> {
    reference(|user| state.users.get(user).is_some(), "User not found.")
}

/// `{"id": ..}` of a team, or none.
pub(super) fn team_ref(state: &State) -> impl Fn(Value) -> Read<Option<u64>> {
    reference(|team| state.teams.get(team).is_some(), "Team not found.")
}

fn reference(is_there: impl Fn(u64) -> bool, missing: &'static str) -> impl Fn(Value) -> Read<Option<u64>> {
    move |value| {
        let mut fields = Fields::of(value)?;
        let named = fields.nullable("id", id).flatten();
        fields.done()?;
        if named.is_none_or(&is_there) { Ok(named) } else { wrong(missing) }
    }
}

/// Name and decoration of a tag on a ticket.
pub(super) fn tag(value: Value) -> Read<(Box<str>, Option<Json>)> {
    let mut fields = Fields::of(value)?;
    let name = fields.required("name", name(256));
    let decoration = fields.maybe("decoration", color).flatten();
    fields.done()?;
    Ok((name, decoration))
}

/// How a tag looks: a colour.
pub(super) fn color(value: Value) -> Read<Option<Json>> {
    let mut fields = Fields::of(value)?;
    if !fields.has("color") {
        fields.error("color", MISSING);
    }
    let color = fields.maybe("color", text(32));
    fields.done()?;
    Ok(kept(&json!({"color": color})))
}

/// How a team or a view looks: an emoji, as text or as the picker describes it.
pub(super) fn emoji(value: Value) -> Read<Option<Json>> {
    let kept = kept(&value);
    let mut fields = Fields::of(value)?;
    let _ = fields.nullable("emoji", picked);
    fields.done().map(|()| kept)
}

fn picked(value: Value) -> Read<()> {
    match value {
        Value::String(_) => Ok(()),
        Value::Object(_) => {
            let mut fields = Fields::of(value)?;
            fields.ignore(&["id", "name", "skin", "colons", "native", "unified", "emoticons"]);
            fields.done()
        }
        _ => wrong("Not a valid emoji."),
    }
}

/// Where a message came from and went to.
pub(super) fn source(value: Value) -> Read<Value> {
    let mut fields = Fields::of(value)?;
    let mut source = Map::new();
    source.insert("type".to_owned(), json!(fields.maybe("type", open)));
    source.insert("from".to_owned(), json!(fields.maybe("from", address)));
    for key in ["to", "cc", "bcc"] {
        source.insert(key.to_owned(), json!(fields.maybe(key, list(0..=500, address)).unwrap_or_default()));
    }
    if let Some(extra) = fields.maybe("extra", object) {
        source.insert("extra".to_owned(), Value::Object(extra));
    }
    fields.done()?;
    Ok(Value::Object(source))
}

fn address(value: Value) -> Read<Value> {
    let mut fields = Fields::of(value)?;
    let (name, address) = (fields.maybe("name", string), fields.maybe("address", text(320)));
    fields.done()?;
    Ok(json!({"name": name, "address": address}))
}

/// `{"id": .., "value": ..}` of a custom field of tickets or customers.
pub(super) fn field_value(
    state: &State,
    object: &'static str,
) -> impl Fn(Value) -> Read<(u64, Option<Json>)> {
    move |value| {
        let mut fields = Fields::of(value)?;
        let field = fields.required("id", id);
        let value = fields.nullable("value", |value| value_of_field(state, object, field, value)).flatten();
        fields.done()?;
        if state.fields.get(field).is_none_or(|row| row.object != object) {
            return Err(json!({"id": ["Custom field not found."]}));
        }
        Ok((field, value.flatten()))
    }
}

pub(super) const FILLED_BY_PRODUCT: &str = "The value of this custom field is set by Gorgias.";

/// A value that fits its field; blank text is none.
pub(super) fn value_of_field(state: &State, object: &str, field: u64, value: Value) -> Read<Option<Json>> {
    let Some(row) = state.fields.get(field).filter(|row| row.object == object) else {
        return wrong("Custom field not found.");
    };
    if row.is_filled_by_product() {
        return wrong(FILLED_BY_PRODUCT);
    }
    let fits = match row.definition["data_type"].as_str() {
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        _ => value.is_string(),
    };
    if !fits {
        return wrong("The value does not have the type of the custom field.");
    }
    let choices = row.definition["input_settings"]["choices"].as_array();
    if choices.is_some_and(|choices| !choices.contains(&value)) {
        return wrong("Not a valid choice.");
    }
    Ok(if value == "" { None } else { kept(&value) })
}
