//! Macros: prepared answers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::super::changes::Change;
use super::super::model::{Macro, Slug, slug};
use super::super::state::State;
use super::answer::{Answer, Refusal, gone, multi, ok};
use super::body::{
    Fields, Read, id as an_id, list as list_of, name, object, one_of, set, string, text, wrong,
};
use super::page::{self, Paging};
use super::{Call, Whole};

/// Equal ones newest first, as recorded.
const ORDERS: &[&str] = &[
    "usage:desc",
    "usage:asc",
    "name:asc",
    "name:desc",
    "created_datetime:asc",
    "created_datetime:desc",
    "updated_datetime:asc",
    "updated_datetime:desc",
    "language:asc",
    "language:desc",
    "relevance:asc",
    "relevance:desc",
];

const INTENTS: &[&str] = &[
    "discount/request",
    "exchange/request",
    "exchange/status",
    "feedback",
    "order/damaged",
    "order/cancel",
    "order/change",
    "order/wrong",
    "other/no_reply",
    "other/question",
    "other/thanks",
    "product/recommendation",
    "product/question",
    "refund/request",
    "refund/status",
    "return/request",
    "return/status",
    "shipping/change",
    "shipping/delivery-issue",
    "shipping/policy",
    "shipping/status",
    "stock/request",
    "subscription/cancel",
    "subscription/change",
];

/// All tags, any of the languages (`null` for those without), what is archived or what is not.
pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let mut paging = query.paging("macros", ORDERS);
    let search = query.text("search").map(str::to_lowercase);
    let tags = query.texts("tags");
    let languages = query.texts("languages");
    let ticket = query.id("ticket_id");
    let message = query.id("message_id");
    // Predictions need a model of past answers. There is none here, so every row is ranked alike.
    query.count("number_predictions");
    let archived = query.flag("archived", false);
    let relevance = paging.order.starts_with("relevance");
    if relevance && ticket.is_none() {
        query.error("ticket_id", "Missing data for required field.");
    }
    if message.is_some() && !relevance {
        query.error("message_id", "Needs order_by=relevance and ticket_id.");
    }
    query.end()?;

    let state = &*call.state;
    let fits = |row: &Macro| {
        row.archived.is_some() == archived
            && search.as_ref().is_none_or(|search| row.says(search))
            && tags.iter().all(|tag| row.tags().any(|name| name == *tag))
            && (languages.is_empty() || languages.contains(&row.language.as_deref().unwrap_or("null")))
    };
    let rows = || state.macros.iter().filter(|(_, row)| fits(row));
    let page = match paging.order.split(':').next() {
        Some("name") => over(&paging, rows(), |row| row.name.to_string())?,
        Some("created_datetime") => over(&paging, rows(), |row| row.created)?,
        Some("updated_datetime") => over(&paging, rows(), |row| row.updated)?,
        Some("language") => over(&paging, rows(), |row| row.language.as_deref().map(str::to_owned))?,
        Some("relevance") => {
            // Whichever direction is asked for, the best come first.
            paging.order = "relevance:desc";
            let of_ticket = names_of_tags(state, ticket);
            over(&paging, rows(), |row| row.tags().filter(|tag| of_ticket.contains(tag)).count() as u64)?
        }
        _ => over(&paging, rows(), |row| row.usage)?,
    };
    page::list(call.request, &page, |id| state.macros.get(id).map(|row| state.macro_view(id, row)))
}

fn over<'r, K: page::SortKey>(
    paging: &Paging,
    rows: impl Iterator<Item = (u64, &'r Macro)>,
    key: impl Fn(&Macro) -> K,
) -> Result<page::Page, Refusal> {
    paging.over(&rows.map(|(id, row)| (key(row), id)).collect::<BTreeSet<_>>(), |_| true)
}

fn names_of_tags(state: &State, ticket: Option<u64>) -> BTreeSet<&str> {
    let tags = ticket.and_then(|id| state.tickets.get(id)).map_or(&[][..], |row| &row.tags);
    tags.iter().filter_map(|tag| state.tags.get(*tag)).map(|tag| &*tag.name).collect()
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    shown(call, call.ids[0])
}

pub(super) fn create(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to create macro";
    call.no_query()?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let row = Macro {
        external_id: fields.maybe("external_id", text(255)),
        name: fields.required("name", name(256)),
        intent: fields.maybe("intent", one_of(INTENTS)),
        language: fields.maybe("language", language),
        usage: 0,
        actions: fields.optional("actions", list_of(0..=100, action)).unwrap_or_default(),
        created: call.now,
        updated: None,
        archived: None,
    };
    fields.end(PURPOSE)?;
    let id = call.change(|change| change.create_macro(row));
    let row = call.state.macros.get(id).ok_or(Refusal::Broken)?;
    call.statuses.created(&call.state.macro_view(id, row))
}

/// Partial; the actions are replaced as a whole.
pub(super) fn update(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to update macro";
    call.no_query()?;
    let id = call.ids[0];
    call.state.macros.get(id).ok_or(Refusal::NotFound)?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let external_id = fields.nullable("external_id", text(255));
    let name = fields.optional("name", name(256));
    let intent = fields.nullable("intent", one_of(INTENTS));
    let language = fields.nullable("language", language);
    let actions = fields.optional("actions", list_of(0..=100, action));
    fields.end(PURPOSE)?;
    call.change(|change| {
        change.edit_macro(id, |row| {
            row.external_id = external_id.unwrap_or(row.external_id.take());
            row.intent = intent.unwrap_or(row.intent);
            row.language = language.unwrap_or(row.language.take());
            set(&mut row.name, name);
            set(&mut row.actions, actions);
        });
    });
    shown(call, id)
}

pub(super) fn delete(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    call.state.macros.get(id).ok_or(Refusal::NotFound)?;
    if !rules_applying(call.state, id).is_empty() {
        return Err(Refusal::Conflict("The macro is used by a rule."));
    }
    call.change(|change| change.delete_macro(id));
    gone()
}

pub(super) fn archive(call: &mut Call<'_>) -> Answer {
    each(call, "Failed to archive macros", |change, id| {
        let rules = rules_applying(change.state, id);
        match change.state.macros.get(id) {
            None => json!({"id": id, "status": "not_found"}),
            Some(row) if row.archived.is_some() => json!({"id": id, "status": "already_archived"}),
            Some(_) if !rules.is_empty() => {
                let error = json!({"msg": "The macro is used by a rule.", "data": {"rules": rules}});
                json!({"id": id, "status": "macro_used", "error": error})
            }
            Some(_) => {
                change.archive_macro(id, true);
                json!({"id": id, "status": "archived"})
            }
        }
    })
}

pub(super) fn unarchive(call: &mut Call<'_>) -> Answer {
    each(call, "Failed to unarchive macros", |change, id| match change.state.macros.get(id) {
        None => json!({"id": id, "status": "not_found"}),
        Some(row) if row.archived.is_none() => json!({"id": id, "status": "already_not_archived"}),
        Some(_) => {
            change.archive_macro(id, false);
            json!({"id": id, "status": "unarchived"})
        }
    })
}

/// One result an id. The call itself succeeds even when nothing could be done.
fn each(call: &mut Call<'_>, purpose: &'static str, act: impl Fn(&mut Change<'_>, u64) -> Value) -> Answer {
    call.no_query()?;
    let mut fields = Fields::of_body(call.request, purpose)?;
    let ids = fields.required("ids", list_of(1..=30, an_id));
    fields.end(purpose)?;
    let data = call.change(|change| ids.into_iter().map(|id| act(change, id)).collect());
    multi(&Whole { data })
}

/// Names of the active rules that apply a macro.
fn rules_applying(state: &State, id: u64) -> Vec<&str> {
    state.rules.iter().filter(|(_, rule)| rule.applies_macro(id)).map(|(_, rule)| &*rule.name).collect()
}

fn shown(call: &Call<'_>, id: u64) -> Answer {
    let row = call.state.macros.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.macro_view(id, row))
}

/// ISO 639-1.
fn language(value: Value) -> Read<Slug> {
    let code = string(value)?;
    match code.as_bytes() {
        [b'a'..=b'z', b'a'..=b'z'] => Ok(slug(&code)),
        _ => wrong("Not a valid language."),
    }
}

/// An action with the arguments that are known for its name; other names are kept with whatever they have.
fn action(value: Value) -> Read<Value> {
    let mut fields = Fields::of(value)?;
    let name = fields.required("name", name(256));
    let mut shown = BTreeMap::new();
    let title = fields.required("title", text(256));
    let arguments = fields.required("arguments", |value| arguments(&name, value));
    if let Some(kind) = fields.optional("type", one_of(&["user", "system"])) {
        shown.insert("type", json!(kind));
    }
    if let Some(description) = fields.nullable("description", text(1024)) {
        shown.insert("description", json!(description));
    }
    fields.done()?;
    shown.extend([("name", json!(name)), ("title", json!(title)), ("arguments", Value::Object(arguments))]);
    Ok(json!(shown))
}

fn arguments(action: &str, value: Value) -> Read<Map<String, Value>> {
    let given = object(value)?;
    let mut fields = Fields::of(Value::Object(given.clone()))?;
    match action {
        "addTags" => drop(fields.required("tags", string)),
        "setStatus" => drop(fields.required("status", one_of(&["open", "closed"]))),
        "setResponseText" => drop((fields.maybe("body_text", string), fields.maybe("body_html", string))),
        _ => return Ok(given),
    }
    fields.open_end()?;
    Ok(given)
}
