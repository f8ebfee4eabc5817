//! The feed of events.

use std::ops::Bound::{Excluded, Included, Unbounded};

use super::answer::{Answer, Refusal, ok};
use super::{BY_CREATED, Call, page};

/// What `object_type` may be asked for.
const OBJECTS: &[&str] = &[
    "Account",
    "AccountSetting",
    "Customer",
    "CustomField",
    "CustomFieldCondition",
    "Integration",
    "Macro",
    "Rule",
    "SatisfactionSurvey",
    "Tag",
    "Team",
    "Ticket",
    "TicketMessage",
    "User",
    "View",
    "Widget",
];

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging("events", BY_CREATED);
    let types = query.texts("types");
    let object = query.one_of("object_type", OBJECTS);
    let object_id = query.id("object_id");
    let users = query.ids("user_ids", 1);
    let low = match (query.moment("created_datetime[gt]"), query.moment("created_datetime[gte]")) {
        (Some(gt), gte) if gte.is_none_or(|gte| gt >= gte) => Excluded((gt, u64::MAX)),
        (_, Some(gte)) => Included((gte, 0)),
        _ => Unbounded,
    };
    let high = match (query.moment("created_datetime[lt]"), query.moment("created_datetime[lte]")) {
        (Some(lt), lte) if lte.is_none_or(|lte| lt <= lte) => Excluded((lt, 0)),
        (_, Some(lte)) => Included((lte, u64::MAX)),
        _ => Unbounded,
    };
    if object.is_some() && object_id.is_none() {
        query.error("object_id", "Missing data for required field.");
    }
    query.end()?;
    let state = &*call.state;
    let keep = |id: u64| {
        state.events.get(id).is_some_and(|event| {
            (types.is_empty() || types.contains(&event.kind))
                && object.is_none_or(|object| event.object.name() == object)
                && object_id.is_none_or(|id| event.object_id == id)
                && users.as_ref().is_none_or(|users| event.user.is_some_and(|user| users.contains(&user)))
        })
    };
    let page = paging.within(state.events_by_created.entries(), low, high, keep)?;
    page::list(call.request, &page, |id| state.events.get(id).map(|row| state.event_view(id, row)))
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    let event = call.state.events.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.event_view(id, event))
}
