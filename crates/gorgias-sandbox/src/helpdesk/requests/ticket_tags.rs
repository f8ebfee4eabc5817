//! The tags on one ticket.

use super::answer::{Answer, Refusal, ok};
use super::{Call, Whole};

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.unmerged_ticket()?;
    let state = &call.state;
    let ticket = state.tickets.get(id).ok_or(Refusal::NotFound)?;
    let tag = |id: &u64| state.tags.get(*id).map(|tag| state.tag_view(*id, tag));
    ok(&Whole { data: ticket.tags.iter().filter_map(tag).collect() })
}
