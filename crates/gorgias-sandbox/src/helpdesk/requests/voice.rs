//! Telephone calls, what happened during them, and their recordings. Calls come from the telephone, not from
//! here: but for the deletion of recordings everything is read only.

use std::collections::BTreeSet;

use super::answer::{Answer, Refusal, gone, ok};
use super::{Call, page};

/// Calls and recordings come newest first, events oldest first; nothing else can be asked for.
const NEWEST_FIRST: &str = "created_datetime:desc";
const OLDEST_FIRST: &str = "created_datetime:asc";

pub(super) fn list_calls(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging_along("voice-calls", NEWEST_FIRST);
    let ticket = query.id("ticket_id");
    query.end()?;
    let state = &*call.state;
    let rows = state
        .calls
        .iter()
        .filter(|(_, row)| ticket.is_none_or(|ticket| state.call_ticket(row) == Some(ticket)));
    let rows: BTreeSet<_> = rows.map(|(id, row)| (row.started, id)).collect();
    let page = paging.over(&rows, |_| true)?;
    page::list(call.request, &page, |id| state.calls.get(id).map(|row| state.voice_call(id, row)))
}

pub(super) fn get_call(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    let row = call.state.calls.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.voice_call(id, row))
}

pub(super) fn list_events(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging_along("voice-call-events", OLDEST_FIRST);
    let of = query.id("call_id");
    query.end()?;
    let state = &*call.state;
    let rows = state.call_events.iter().filter(|(_, row)| of.is_none_or(|of| row.call == of));
    let rows: BTreeSet<_> = rows.map(|(id, row)| (row.created, id)).collect();
    let page = paging.over(&rows, |_| true)?;
    page::list(call.request, &page, |id| state.call_events.get(id).map(|row| state.voice_call_event(id, row)))
}

pub(super) fn get_event(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    let row = call.state.call_events.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.voice_call_event(id, row))
}

pub(super) fn list_recordings(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging_along("voice-call-recordings", NEWEST_FIRST);
    let of = query.id("call_id");
    query.end()?;
    let state = &*call.state;
    let rows = state.recordings.iter().filter(|(_, row)| of.is_none_or(|of| row.call == of));
    let rows: BTreeSet<_> = rows.map(|(id, row)| (row.created, id)).collect();
    let page = paging.over(&rows, |_| true)?;
    page::list(call.request, &page, |id| {
        state.recordings.get(id).map(|row| state.voice_call_recording(id, row))
    })
}

pub(super) fn get_recording(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    let row = call.state.recordings.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.voice_call_recording(id, row))
}

/// The audio goes, the row stays.
pub(super) fn delete_recording(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let (now, user) = (call.now, call.user());
    let row = call.state.recordings.get_mut(call.ids[0]).ok_or(Refusal::NotFound)?;
    row.deleted = row.deleted.or(Some((now, user)));
    gone()
}
