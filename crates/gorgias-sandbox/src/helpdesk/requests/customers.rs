//! Customers and their data.

use std::collections::BTreeSet;

use super::super::moment::Moment;
use super::super::show::Extent;
use super::answer::{Answer, Refusal, ok};
use super::{BY_TIMES, Call, page};

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging("customers", BY_TIMES);
    let email = query.text("email").map(str::to_lowercase);
    let external_id = query.text("external_id");
    let name = query.text("name");
    let language = query.text("language");
    let timezone = query.text("timezone");
    // There are no saved views here, so nothing is ever in one.
    let nowhere = query.id("view_id");
    let (kind, address) = (query.text("channel_type"), query.text("channel_address"));
    if kind.is_some() != address.is_some() {
        query.error("channel_type", "channel_type and channel_address go together.");
    }
    for filter in ["language", "timezone"] {
        if query.given(filter) && ["cursor", "limit", "order_by"].iter().any(|other| query.given(other)) {
            query.error(filter, "Cannot be combined with cursor, limit or order_by.");
        }
    }
    query.end()?;

    let state = &*call.state;
    let keep = |id: u64| {
        state.customers.get(id).is_some_and(|row| {
            let is = |field: Option<&str>, wanted: Option<&str>| wanted.is_none() || field == wanted;
            nowhere.is_none()
                && is(row.email.as_deref(), email.as_deref())
                && is(row.external_id.as_deref(), external_id)
                && is(row.name.as_deref(), name)
                && is(row.language.as_deref(), language)
                && is(row.timezone.as_deref(), timezone)
        })
    };
    let by_updated = paging.order.starts_with("updated");
    // An e-mail is always one of the addresses, so both filters go by the same index.
    let addressed = kind.zip(address).or(email.as_deref().map(|email| ("email", email)));
    let page = match addressed {
        None if by_updated => paging.over(state.customers_by_updated.entries(), keep)?,
        None => paging.over(state.customers_by_created.entries(), keep)?,
        Some((kind, address)) => {
            let at = |id: u64| {
                state.customers.get(id).map(|row| (if by_updated { row.updated } else { row.created }, id))
            };
            let rows: BTreeSet<(Moment, u64)> =
                state.customer_at(kind, address).and_then(at).into_iter().collect();
            paging.over(&rows, keep)?
        }
    };
    page::list(call.request, &page, |id| state.customers.get(id).map(|row| state.customer_row(id, row)))
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    let fields = call.wants_fields()?;
    let id = call.unmerged_customer()?;
    let customer = call.state.customers.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.customer_detail(id, customer, Extent::Full, fields))
}
