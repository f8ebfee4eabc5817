//! Definitions of custom fields. They are archived, never deleted; values are in `field_values`.

mod definition;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::model::Field;
use super::super::moment::Moment;
use super::super::state::State;
use super::answer::{Answer, Refusal, ok};
use super::body::{
    Fields, MISSING, Read, boolean, id as an_id, json_body, list as list_of, moment, name, one_of, set, text,
    wrong,
};
use super::{Call, Whole, page};
use definition::definition;

const ORDERS: &[&str] = &["priority:desc", "priority:asc"];
const OBJECTS: &[&str] = &["Ticket", "Customer"];
const REQUIREMENTS: &[&str] = &["visible", "required", "conditional"];
const OF_TICKETS: &[&str] = &[
    "contact_reason",
    "product",
    "resolution",
    "ai_intent",
    "ai_outcome",
    "ai_sales",
    "ai_discount",
    "ai_journey",
    "managed_sentiment",
    "call_status",
];
const OF_CUSTOMERS: &[&str] = &["customer_type"];
/// Between fields that are put at the end.
const STEP: u64 = 10;
const LAST: u64 = 5_000;

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging("custom-fields", ORDERS);
    let object = query.one_of("object_type", OBJECTS);
    if object.is_none() && !query.given("object_type") {
        query.error("object_type", MISSING);
    }
    let search = query.text("search").map(str::to_lowercase);
    let archived = query.flag("archived", false);
    query.end()?;
    let state = &*call.state;
    let keep = |row: &Field| {
        Some(row.object) == object
            && row.deactivated.is_some() == archived
            && search.as_ref().is_none_or(|search| row.label.to_lowercase().contains(search))
    };
    let rows = state.fields.iter().filter(|(_, row)| keep(row));
    let page = paging.over(&rows.map(|(id, row)| (row.priority, id)).collect::<BTreeSet<_>>(), |_| true)?;
    page::list(call.request, &page, |id| state.fields.get(id).map(|row| state.field_view(id, row)))
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    let field = call.state.fields.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.field_view(id, field))
}

/// Without a priority, or with 0, it comes after all others of its object.
pub(super) fn create(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to create custom field";
    call.no_query()?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let object = fields.required("object_type", one_of(OBJECTS));
    let managed = match object {
        "Customer" => fields.maybe("managed_type", one_of(OF_CUSTOMERS)),
        _ => fields.maybe("managed_type", one_of(OF_TICKETS)),
    };
    let priority = fields.optional("priority", priority).filter(|priority| *priority > 0);
    let required = fields.optional("required", boolean).unwrap_or_default();
    let field = Field {
        external_id: fields.maybe("external_id", text(255)),
        object,
        label: fields.required("label", name(255)),
        description: fields.maybe("description", text(1024)),
        priority: priority.unwrap_or_else(|| call.state.end_of_fields(object)),
        requirement: requirement(required),
        managed,
        definition: fields.required("definition", definition),
        created: call.now,
        updated: call.now,
        deactivated: fields.maybe("deactivated_datetime", moment),
    };
    fields.end(PURPOSE)?;
    let id = call.change(|change| change.create_field(field));
    let field = call.state.fields.get(id).ok_or(Refusal::Broken)?;
    call.statuses.created(&call.state.field_view(id, field))
}

pub(super) fn update(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to update custom field";
    call.no_query()?;
    let id = call.ids[0];
    let known = call.state.fields.get(id).ok_or(Refusal::NotFound)?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let edit = Edit::take(&mut fields, known);
    fields.end(PURPOSE)?;
    call.change(|change| change.edit_field(id, |row| edit.apply(row)));
    ok(&call.state.fields.get(id).map(|row| call.state.field_view(id, row)))
}

/// All of them or none. Only here the kind of requirement can be said.
pub(super) fn update_many(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to update custom fields";
    call.no_query()?;
    let state = &*call.state;
    let one = |value: Value| {
        let mut fields = Fields::of(value)?;
        if !fields.has("id") {
            return Err(json!({"id": [MISSING]}));
        }
        let id = fields.optional("id", an_id).unwrap_or_default();
        let Some(known) = state.fields.get(id) else {
            return Err(json!({"id": ["Custom field not found."]}));
        };
        let requirement = fields.optional("requirement_type", one_of(REQUIREMENTS));
        let edit = Edit { requirement, ..Edit::take(&mut fields, known) };
        fields.done().map(|()| (id, edit))
    };
    let edits = list_of(1..=500, one)(json_body(call.request)?).map_err(|error| {
        let data = match error {
            Value::Object(by_index) => by_index,
            error => Map::from_iter([("_schema".to_owned(), error)]),
        };
        Refusal::Invalid(PURPOSE, data)
    })?;
    let ids: Vec<u64> = edits.iter().map(|(id, _)| *id).collect();
    call.change(|change| {
        for (id, edit) in edits {
            change.edit_field(id, |row| edit.apply(row));
        }
    });
    let state = &*call.state;
    let shown = |id: &u64| state.fields.get(*id).map(|row| state.field_view(*id, row));
    ok(&Whole { data: ids.iter().filter_map(shown).collect() })
}

/// What is said of a field that exists; `None` says nothing.
struct Edit {
    external_id: Option<Option<Box<str>>>,
    label: Option<Box<str>>,
    description: Option<Option<Box<str>>>,
    priority: Option<u64>,
    required: Option<bool>,
    requirement: Option<&'static str>,
    definition: Option<Value>,
    deactivated: Option<Option<Moment>>,
}

impl Edit {
    /// The object may be repeated but not changed; so may the type of the data, which values have already.
    fn take(fields: &mut Fields, known: &Field) -> Self {
        let same = |value: Value| {
            if value == known.object {
                Ok(())
            } else {
                wrong("The object of a custom field cannot be changed.")
            }
        };
        let _ = fields.optional("object_type", same);
        Self {
            external_id: fields.nullable("external_id", text(255)),
            label: fields.optional("label", name(255)),
            description: fields.nullable("description", text(1024)),
            priority: fields.optional("priority", priority),
            required: fields.optional("required", boolean),
            requirement: None,
            definition: fields.optional("definition", |value| {
                let definition = definition(value)?;
                match definition["data_type"] == known.definition["data_type"] {
                    true => Ok(definition),
                    false => Err(json!({"data_type": ["The type of the data cannot be changed."]})),
                }
            }),
            deactivated: fields.nullable("deactivated_datetime", moment),
        }
    }

    fn apply(self, row: &mut Field) {
        set(&mut row.external_id, self.external_id);
        set(&mut row.label, self.label);
        set(&mut row.description, self.description);
        set(&mut row.priority, self.priority);
        set(&mut row.requirement, self.requirement.or(self.required.map(requirement)));
        set(&mut row.definition, self.definition);
        set(&mut row.deactivated, self.deactivated);
    }
}

fn requirement(required: bool) -> &'static str {
    if required { "required" } else { "visible" }
}

fn priority(value: Value) -> Read<u64> {
    match an_id(value)? {
        priority if priority > LAST => wrong(&format!("Must be at most {LAST}.")),
        priority => Ok(priority),
    }
}

impl State {
    fn end_of_fields(&self, object: &str) -> u64 {
        let theirs = self.fields.iter().filter(|(_, row)| row.object == object);
        let last = theirs.map(|(_, row)| row.priority).max().unwrap_or_default();
        (last + STEP).min(LAST)
    }
}
