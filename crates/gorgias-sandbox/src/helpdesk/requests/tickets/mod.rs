//! Tickets.

mod create;
mod update;

pub(super) use create::create;
pub(super) use update::update;

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::filters::Subject;
use super::super::model::{Slug, Status};
use super::super::moment::Moment;
use super::super::show::Extent;
use super::answer::{Answer, Refusal, gone, ok};
use super::body::{Read, one_of};
use super::views::TICKETS;
use super::{BY_TIMES, Call, page};

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging("tickets", BY_TIMES);
    let customer = query.id("customer_id");
    let external_id = query.text("external_id");
    let view = query.id("view_id");
    // No ticket is the work of a rule here.
    let rule = query.id("rule_id");
    let ids = query.ids("ticket_ids", 100);
    let trashed = query.flag("trashed", true);
    query.end()?;

    let state = &*call.state;
    let by_updated = paging.order.starts_with("updated");
    let keep = |id: u64| trashed || state.tickets.get(id).is_some_and(|ticket| ticket.trashed.is_none());
    let narrowed: Option<BTreeSet<u64>> = [
        customer.map(|id| {
            state.customers.get(id).into_iter().flat_map(|row| row.tickets.iter().copied()).collect()
        }),
        external_id.map(|external_id| state.tickets_of_external_id(external_id).collect()),
        ids.map(BTreeSet::from_iter),
        view.map(|view| tickets_in_view(call, view)),
        rule.map(|_| BTreeSet::new()),
    ]
    .into_iter()
    .flatten()
    .reduce(|one, other| &one & &other);
    let page = match narrowed {
        None if by_updated => paging.over(state.tickets_by_updated.entries(), keep)?,
        None => paging.over(state.tickets_by_created.entries(), keep)?,
        Some(ids) => {
            let at = |id: u64| {
                state.tickets.get(id).map(|row| (if by_updated { row.updated } else { row.created }, id))
            };
            let rows: BTreeSet<(Moment, u64)> = ids.into_iter().filter_map(at).collect();
            paging.over(&rows, keep)?
        }
    };
    page::list(call.request, &page, |id| state.tickets.get(id).map(|row| state.ticket_row(id, row)))
}

/// A view of customers, or one that does not exist, holds no ticket.
fn tickets_in_view(call: &Call<'_>, view: u64) -> BTreeSet<u64> {
    let state = &*call.state;
    let Some(view) = state.views.get(view).filter(|view| view.kind == TICKETS) else {
        return BTreeSet::new();
    };
    let is_in = state.in_view(view, call.viewer());
    state.tickets.iter().filter(|(_, row)| is_in(Subject::Ticket(row))).map(|(id, _)| id).collect()
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    let fields = call.wants_fields()?;
    let id = call.unmerged_ticket()?;
    let ticket = call.state.tickets.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.ticket_detail(id, ticket, Extent::Full, fields))
}

/// For good, with its messages; only the feed of events knows of it afterwards.
pub(super) fn delete(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.unmerged_ticket()?;
    call.state.tickets.get(id).ok_or(Refusal::NotFound)?;
    call.change(|change| change.delete_ticket(id));
    gone()
}

pub(super) fn status(value: Value) -> Read<Status> {
    one_of(&["open", "closed"])(value)
        .map(|status| if status == "closed" { Status::Closed } else { Status::Open })
}

pub(super) fn priority(value: Value) -> Read<Slug> {
    one_of(&["critical", "high", "normal", "low"])(value).map(Slug::Borrowed)
}
