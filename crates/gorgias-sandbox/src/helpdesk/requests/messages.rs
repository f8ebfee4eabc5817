//! Messages, account-wide and of one ticket.

use std::collections::BTreeSet;

use super::answer::{Answer, Refusal, ok};
use super::{BY_CREATED, Call, Whole, page};

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging("messages", BY_CREATED);
    let ticket = query.id("ticket_id");
    query.end()?;
    let state = &*call.state;
    let page = match ticket {
        None => paging.over(state.messages_by_created.entries(), |_| true)?,
        Some(ticket) => {
            let ids = state.tickets.get(ticket).into_iter().flat_map(|row| row.messages.iter().copied());
            let rows: BTreeSet<_> =
                ids.filter_map(|id| state.messages.get(id).map(|row| (row.created, id))).collect();
            paging.over(&rows, |_| true)?
        }
    };
    page::list(call.request, &page, |id| state.messages.get(id).map(|row| state.message_view(id, row, false)))
}

pub(super) fn list_of_ticket(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.unmerged_ticket()?;
    let state = &call.state;
    let ticket = state.tickets.get(id).ok_or(Refusal::NotFound)?;
    let view = |id: &u64| state.messages.get(*id).map(|row| state.message_view(*id, row, false));
    ok(&Whole { data: ticket.messages.iter().filter_map(view).collect() })
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = of_path(call)?;
    let message = call.state.messages.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.message_view(id, message, false))
}

/// The message of the path, which belongs to the ticket of the path.
fn of_path(call: &Call<'_>) -> Result<u64, Refusal> {
    let ticket = call.unmerged_ticket()?;
    let id = call.ids[1];
    let belongs = call.state.messages.get(id).is_some_and(|message| message.ticket == ticket);
    if belongs { Ok(id) } else { Err(Refusal::NotFound) }
}
