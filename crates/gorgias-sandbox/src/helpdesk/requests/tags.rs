//! Tags.

use std::collections::BTreeSet;

use super::super::model::Tag;
use super::super::state::State;
use super::answer::{Answer, Refusal, gone, ok};
use super::body::{Fields, id as an_id, list as list_of, name, text};
use super::parts::color;
use super::{Call, page};

const ORDERS: &[&str] = &[
    "created_datetime:desc",
    "created_datetime:asc",
    "name:asc",
    "name:desc",
    "usage:asc,name:asc",
    "usage:desc,name:desc",
];

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging("tags", ORDERS);
    let search = query.text("search").map(str::to_lowercase);
    query.end()?;
    let state = &*call.state;
    let rows = || {
        let found = |name: &str| search.as_ref().is_none_or(|search| name.to_lowercase().contains(search));
        state.tags.iter().filter(move |(_, tag)| found(&tag.name))
    };
    let page = match paging.order {
        "name:asc" | "name:desc" => paging
            .over(&rows().map(|(id, tag)| (tag.name.to_string(), id)).collect::<BTreeSet<_>>(), |_| true)?,
        "usage:asc,name:asc" | "usage:desc,name:desc" => {
            let key = |(id, tag): (u64, &Tag)| ((tag.usage, tag.name.to_string()), id);
            paging.over(&rows().map(key).collect::<BTreeSet<_>>(), |_| true)?
        }
        _ => paging.over(&rows().map(|(id, tag)| (tag.created, id)).collect::<BTreeSet<_>>(), |_| true)?,
    };
    page::list(call.request, &page, |id| state.tags.get(id).map(|row| state.tag_view(id, row)))
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    let tag = call.state.tags.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.tag_view(id, tag))
}

pub(super) fn create(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to create tag";
    call.no_query()?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let tag = Tag {
        name: fields.required("name", name(256)),
        description: fields.maybe("description", text(1024)),
        decoration: fields.maybe("decoration", color).flatten(),
        usage: 0,
        created: call.now,
    };
    fields.end(PURPOSE)?;
    if call.state.tag_named(&tag.name).is_some() {
        return Err(Refusal::Conflict("The resource already exists."));
    }
    let id = call.change(|change| change.create_tag(tag));
    let tag = call.state.tags.get(id).ok_or(Refusal::Broken)?;
    call.statuses.created(&call.state.tag_view(id, tag))
}

pub(super) fn update(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to update tag";
    call.no_query()?;
    let id = call.ids[0];
    call.state.tags.get(id).ok_or(Refusal::NotFound)?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let name = fields.optional("name", name(256));
    let description = fields.nullable("description", text(1024));
    let decoration = fields.nullable("decoration", color).map(Option::flatten);
    fields.end(PURPOSE)?;
    if name.as_ref().and_then(|name| call.state.tag_named(name)).is_some_and(|other| other != id) {
        return Err(Refusal::Conflict("The resource already exists."));
    }
    call.change(|change| {
        if let Some(name) = name {
            change.rename_tag(id, name);
        }
        if description.is_some() || decoration.is_some() {
            change.edit_tag(id, |tag| {
                tag.description = description.unwrap_or(tag.description.take());
                tag.decoration = decoration.unwrap_or(tag.decoration.take());
            });
        }
    });
    shown(call, id)
}

pub(super) fn delete(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    call.state.tags.get(id).ok_or(Refusal::NotFound)?;
    unused(call.state, &[id])?;
    call.change(|change| change.delete_tag(id));
    gone()
}

pub(super) fn delete_many(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to delete tags";
    call.no_query()?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let ids = fields.required("ids", list_of(1..=500, an_id));
    fields.end(PURPOSE)?;
    unused(call.state, &ids)?;
    call.change(|change| ids.into_iter().for_each(|id| change.delete_tag(id)));
    gone()
}

/// Refuses while a macro or a rule, which name tags, names one of these.
fn unused(state: &State, ids: &[u64]) -> Result<(), Refusal> {
    let used = |name: &str| {
        state.macros.iter().any(|(_, row)| row.tags().any(|tag| tag == name))
            || state.rules.iter().any(|(_, row)| row.names_tag(name))
    };
    if ids.iter().filter_map(|id| state.tags.get(*id)).any(|tag| used(&tag.name)) {
        return Err(Refusal::Conflict("The tag is used by a macro or a rule."));
    }
    Ok(())
}

pub(super) fn merge(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to merge tags";
    call.no_query()?;
    let id = call.ids[0];
    call.state.tags.get(id).ok_or(Refusal::NotFound)?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let sources = fields.required("source_tags_ids", list_of(1..=500, an_id));
    if sources.iter().any(|source| *source == id || call.state.tags.get(*source).is_none()) {
        fields.error("source_tags_ids", "Tag not found.");
    }
    fields.end(PURPOSE)?;
    call.change(|change| change.merge_tags(&sources, id));
    shown(call, id)
}

fn shown(call: &Call<'_>, id: u64) -> Answer {
    let tag = call.state.tags.get(id).ok_or(Refusal::Broken)?;
    call.statuses.accepted(&call.state.tag_view(id, tag))
}
