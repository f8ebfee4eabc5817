//! The tags on one ticket.

use super::super::changes::Change;
use super::answer::{Answer, Refusal, gone, ok};
use super::body::{Fields, id as an_id, list as list_of, name};
use super::{Call, Whole};

const PURPOSE: &str = "Failed to update ticket tags";

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.unmerged_ticket()?;
    let state = &call.state;
    let ticket = state.tickets.get(id).ok_or(Refusal::NotFound)?;
    let tag = |id: &u64| state.tags.get(*id).map(|tag| state.tag_view(*id, tag));
    ok(&Whole { data: ticket.tags.iter().filter_map(tag).collect() })
}

pub(super) fn add(call: &mut Call<'_>) -> Answer {
    let (id, named) = named(call, false)?;
    call.change(|change| {
        let mut tags = now_on(change, id);
        let more = named.found_or_made(change);
        tags.extend(more.into_iter().filter(|tag| !tags.contains(tag)).collect::<Vec<_>>());
        change.set_tags(id, tags);
    });
    call.statuses.nothing(201)
}

/// `{}` clears.
pub(super) fn replace(call: &mut Call<'_>) -> Answer {
    let (id, named) = named(call, true)?;
    call.change(|change| {
        let tags = named.found_or_made(change);
        change.set_tags(id, tags);
    });
    call.statuses.nothing(202)
}

pub(super) fn remove(call: &mut Call<'_>) -> Answer {
    let (id, named) = named(call, false)?;
    call.change(|change| {
        let by_name = named.names.iter().filter_map(|name| change.state.tag_named(name));
        let gone: Vec<u64> = named.ids.iter().copied().chain(by_name).collect();
        let mut tags = now_on(change, id);
        tags.retain(|tag| !gone.contains(tag));
        change.set_tags(id, tags);
    });
    gone()
}

struct Named {
    ids: Vec<u64>,
    names: Vec<Box<str>>,
}

impl Named {
    /// In the order named, each once. Names are case-sensitive; a name that is new becomes a tag.
    fn found_or_made(&self, change: &mut Change<'_>) -> Vec<u64> {
        let mut tags = self.ids.clone();
        tags.extend(self.names.iter().map(|name| change.tag(name, None)));
        let mut each = Vec::with_capacity(tags.len());
        for tag in tags {
            if !each.contains(&tag) {
                each.push(tag);
            }
        }
        each
    }
}

/// The ticket of the path and the tags of the body.
fn named(call: &Call<'_>, may_be_none: bool) -> Result<(u64, Named), Refusal> {
    call.no_query()?;
    let id = call.unmerged_ticket()?;
    call.state.tickets.get(id).ok_or(Refusal::NotFound)?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let ids = fields.maybe("ids", list_of(0..=250, an_id)).unwrap_or_default();
    let names = fields.maybe("names", list_of(0..=250, name(256))).unwrap_or_default();
    if ids.iter().any(|id| call.state.tags.get(*id).is_none()) {
        fields.error("ids", "Tag not found.");
    }
    if !may_be_none && ids.is_empty() && names.is_empty() {
        fields.error("ids", "At least one of ids and names is needed.");
    }
    fields.end(PURPOSE)?;
    Ok((id, Named { ids, names }))
}

fn now_on(change: &Change<'_>, id: u64) -> Vec<u64> {
    change.state.tickets.get(id).map(|ticket| ticket.tags.clone()).unwrap_or_default()
}
