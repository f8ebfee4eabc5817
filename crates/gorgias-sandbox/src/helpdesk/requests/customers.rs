//! Customers and their data.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::changes::CustomerDraft;
use super::super::filters::Subject;
use super::super::model::kept;
use super::super::moment::Moment;
use super::super::show::Extent;
use super::super::state::State;
use super::answer::{Answer, Refusal, gone, ok};
use super::body::{
    Fields, any, email as an_email, id as an_id, kept_object, list as list_of, moment, open, text,
};
use super::parts::{channel, field_value};
use super::views::CUSTOMERS;
use super::{BY_TIMES, Call, page};

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging("customers", BY_TIMES);
    let email = query.text("email").map(str::to_lowercase);
    let external_id = query.text("external_id");
    let name = query.text("name");
    let language = query.text("language");
    let timezone = query.text("timezone");
    let view = query.id("view_id");
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
    // A view of tickets, or one that does not exist, holds no customer.
    let looked_at = view.and_then(|id| state.views.get(id)).filter(|view| view.kind == CUSTOMERS);
    let is_in = looked_at.map(|view| state.in_view(view, call.viewer()));
    let keep = |id: u64| {
        state.customers.get(id).is_some_and(|row| {
            let is = |field: Option<&str>, wanted: Option<&str>| wanted.is_none() || field == wanted;
            view.is_none_or(|_| is_in.as_ref().is_some_and(|is_in| is_in(Subject::Customer(id, row))))
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

pub(super) fn create(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to create customer";
    call.no_query()?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let draft = take(&mut fields, call.state);
    if draft.email.iter().flatten().next().is_none() && draft.channels.as_ref().is_none_or(Vec::is_empty) {
        fields.error("channels", "Missing data for required field.");
    }
    fields.end(PURPOSE)?;
    unclaimed(call.state, &draft, &[])?;
    let id = call.change(|change| change.create_customer(draft));
    let customer = call.state.customers.get(id).ok_or(Refusal::Broken)?;
    call.statuses.created(&call.state.customer_detail(id, customer, Extent::Created, true))
}

/// At least one field must be one that can be written; the names that the server splits do not count.
pub(super) fn update(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to update customer";
    call.no_query()?;
    let id = existing(call)?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    fields.ignore(SPLIT);
    if fields.is_empty() {
        return Err(Refusal::Bad("No field to update was given."));
    }
    let draft = take(&mut fields, call.state);
    fields.end(PURPOSE)?;
    unclaimed(call.state, &draft, &[id])?;
    call.change(|change| change.update_customer(id, draft));
    shown(call, id)
}

pub(super) fn delete(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = existing(call)?;
    call.change(|change| change.delete_customer(id));
    gone()
}

pub(super) fn delete_many(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to delete customers";
    call.no_query()?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let ids = fields.required("ids", list_of(1..=500, an_id));
    fields.end(PURPOSE)?;
    call.change(|change| ids.into_iter().for_each(|id| change.delete_customer(id)));
    gone()
}

/// The body's values win over both customers'.
pub(super) fn merge(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to merge customers";
    let mut query = call.query();
    let ids = (query.id("source_id"), query.id("target_id"));
    for (name, id) in [("source_id", ids.0), ("target_id", ids.1)] {
        if id.is_none() && !query.given(name) {
            query.error(name, "Missing data for required field.");
        }
    }
    query.end()?;
    let (Some(source), Some(target)) = ids else { return Err(Refusal::Broken) };
    if source == target {
        return Err(Refusal::Bad("A customer cannot be merged with itself."));
    }
    let rows = (call.state.customers.get(source), call.state.customers.get(target));
    let (Some(from), Some(into)) = rows else { return Err(Refusal::NotFound) };
    if from.integrations.keys().any(|id| into.integrations.contains_key(id)) {
        return Err(Refusal::Conflict("Both customers have data of the same integration."));
    }
    let mut fields = match call.request.body.is_empty() {
        true => Fields::default(),
        false => Fields::of_body(call.request, PURPOSE)?,
    };
    let draft = take(&mut fields, call.state);
    fields.end(PURPOSE)?;
    unclaimed(call.state, &draft, &[source, target])?;
    call.change(|change| change.merge_customers(source, target, draft));
    shown(call, target)
}

/// Replaces what others keep here about the customer. Older versions are passed over in silence.
pub(super) fn set_data(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to update customer data";
    call.no_query()?;
    let id = existing(call)?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    if !fields.has("data") {
        fields.error("data", "Missing data for required field.");
    }
    let data = fields.nullable("data", any).flatten();
    let version = fields.maybe("version", moment);
    fields.end(PURPOSE)?;
    call.change(|change| change.set_customer_data(id, data.as_ref().and_then(kept), version));
    call.statuses.nothing(202)
}

const SPLIT: &[&str] = &["firstname", "lastname"];

/// What a body says about a customer.
fn take(fields: &mut Fields, state: &State) -> CustomerDraft {
    fields.ignore(SPLIT);
    CustomerDraft {
        external_id: fields.nullable("external_id", text(255)),
        email: fields.nullable("email", an_email),
        name: fields.nullable("name", text(256)),
        language: fields.nullable("language", open),
        timezone: fields.nullable("timezone", open),
        note: fields.nullable("note", text(65_536)),
        meta: fields.nullable("meta", kept_object).map(Option::flatten),
        data: fields.nullable("data", any).map(|data: Option<Value>| data.as_ref().and_then(kept)),
        channels: fields.optional("channels", list_of(0..=100, channel)),
        fields: fields
            .maybe("custom_fields", list_of(0..=250, field_value(state, "Customer")))
            .unwrap_or_default(),
    }
}

/// An address belongs to one customer.
fn unclaimed(state: &State, draft: &CustomerDraft, owners: &[u64]) -> Result<(), Refusal> {
    let taken =
        |(kind, address)| state.customer_at(kind, address).is_some_and(|owner| !owners.contains(&owner));
    if draft.addresses().any(taken) { Err(Refusal::Conflict("The resource already exists.")) } else { Ok(()) }
}

fn existing(call: &Call<'_>) -> Result<u64, Refusal> {
    let id = call.unmerged_customer()?;
    call.state.customers.get(id).map(|_| id).ok_or(Refusal::NotFound)
}

fn shown(call: &Call<'_>, id: u64) -> Answer {
    let customer = call.state.customers.get(id).ok_or(Refusal::Broken)?;
    call.statuses.accepted(&call.state.customer_detail(id, customer, Extent::Full, false))
}
