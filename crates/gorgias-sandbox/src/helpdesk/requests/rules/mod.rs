//! Rules: kept, listed and put in order. Nothing carries them out.

mod program;

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::model::Rule;
use super::answer::{Answer, Refusal, gone, ok};
use super::body::{Fields, Read, id as an_id, list as list_of, moment, name, set, string, text, wrong};
use super::{BY_CREATED, Call, page};
use program::program;

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging_by("rules", BY_CREATED, 100);
    query.end()?;
    let state = &*call.state;
    let rows: BTreeSet<_> = state.rules.iter().map(|(id, row)| (row.created, id)).collect();
    let page = paging.over(&rows, |_| true)?;
    page::list(call.request, &page, |id| state.rules.get(id).map(|row| state.rule_view(id, row)))
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    shown(call, call.ids[0])
}

/// A rule without a place of its own goes to the end.
pub(super) fn create(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to create rule";
    call.no_query()?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let last = call.state.rules.iter().map(|(_, row)| row.priority).max().unwrap_or_default();
    let rule = Rule {
        name: fields.required("name", name(256)),
        code: fields.required("code", name(65_536)),
        code_ast: tree(&mut fields, true).unwrap_or_default(),
        description: fields.maybe("description", text(4096)),
        event_types: fields.maybe("event_types", event_types),
        priority: fields.optional("priority", an_id).unwrap_or(last.saturating_add(1)),
        deactivated: fields.maybe("deactivated_datetime", moment),
        created: call.now,
        updated: call.now,
    };
    fields.end(PURPOSE)?;
    let id = call.change(|change| change.create_rule(rule));
    let row = call.state.rules.get(id).ok_or(Refusal::Broken)?;
    call.statuses.created(&call.state.rule_view(id, row))
}

/// Partial; code and its tree go together.
pub(super) fn update(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to update rule";
    call.no_query()?;
    let id = call.ids[0];
    call.state.rules.get(id).ok_or(Refusal::NotFound)?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let code = fields.optional("code", name(65_536));
    let code_ast = tree(&mut fields, code.is_some());
    let name = fields.optional("name", name(256));
    let description = fields.nullable("description", text(4096));
    let event_types = fields.nullable("event_types", event_types);
    let priority = fields.optional("priority", an_id);
    let deactivated = fields.nullable("deactivated_datetime", moment);
    fields.end(PURPOSE)?;
    call.change(|change| {
        change.edit_rule(id, |row| {
            set(&mut row.name, name);
            set(&mut row.code, code);
            set(&mut row.code_ast, code_ast);
            row.description = description.unwrap_or(row.description.take());
            row.event_types = event_types.unwrap_or(row.event_types.take());
            row.deactivated = deactivated.unwrap_or(row.deactivated);
        });
        if let Some(priority) = priority {
            change.set_rule_priority(id, priority);
        }
    });
    shown(call, id)
}

pub(super) fn delete(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    call.state.rules.get(id).ok_or(Refusal::NotFound)?;
    call.change(|change| change.delete_rule(id));
    gone()
}

/// Rules that are not named keep their place. Answers all of them in order of priority, as a bare array.
pub(super) fn set_priorities(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to update rules priorities";
    call.no_query()?;
    let state = &*call.state;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let priorities = fields.required(
        "priorities",
        list_of(1..=500, |value| {
            let mut fields = Fields::of(value)?;
            let id = fields.required("id", |value| match an_id(value)? {
                id if state.rules.get(id).is_none() => wrong("Rule not found."),
                id => Ok(id),
            });
            let priority = fields.required("priority", an_id);
            fields.done()?;
            Ok((id, priority))
        }),
    );
    fields.end(PURPOSE)?;
    call.change(|change| {
        priorities.into_iter().for_each(|(id, priority)| change.set_rule_priority(id, priority));
    });
    let mut rules: Vec<_> = call.state.rules.iter().collect();
    rules.sort_by_key(|(id, row)| (row.priority, *id));
    let rules: Vec<_> = rules.into_iter().map(|(id, row)| call.state.rule_view(id, row)).collect();
    call.statuses.accepted(&rules)
}

fn shown(call: &Call<'_>, id: u64) -> Answer {
    let row = call.state.rules.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.rule_view(id, row))
}

/// The tree of the code. Text alone is refused, as it was live: whoever writes rules must bring the tree.
fn tree(fields: &mut Fields, needed: bool) -> Option<Value> {
    let given = fields.has("code_ast");
    let tree = fields.maybe("code_ast", Ok).filter(program);
    if tree.is_none() && (needed || given) {
        fields.error("code_ast", "The rule is not well formatted");
    }
    tree
}

const EVENT_TYPES: &[&str] = &[
    "satisfaction-survey-responded",
    "ticket-assigned",
    "ticket-created",
    "ticket-message-created",
    "ticket-self-unsnoozed",
    "ticket-updated",
];

/// Triggers, separated by commas.
fn event_types(value: Value) -> Read<Box<str>> {
    let types = string(value)?;
    let known = types.split(',').all(|kind| EVENT_TYPES.contains(&kind.trim()));
    if known { Ok(types.into()) } else { wrong(&format!("Must be of: {}.", EVENT_TYPES.join(", "))) }
}
