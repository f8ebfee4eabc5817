//! Integrations; the only kind that can be made is the HTTP integration.

use std::collections::BTreeSet;

use super::answer::{Answer, Refusal, ok};
use super::{BY_CREATED, Call, page};

/// What `type` may be asked for.
const KINDS: &[&str] = &[
    "email",
    "gmail",
    "outlook",
    "app",
    "aircall",
    "facebook",
    "gorgias_chat",
    "phone",
    "sms",
    "twitter",
    "yotpo",
    "whatsapp",
    "http",
    "shopify",
    "recharge",
    "smile",
    "smooch_inside",
    "smooch",
    "magento2",
    "zendesk",
    "klaviyo",
    "bigcommerce",
    "alloy",
    "ecom",
];

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging("integrations", BY_CREATED);
    let kind = query.one_of("type", KINDS);
    query.end()?;
    let state = &*call.state;
    let rows = state.integrations.iter().filter(|(_, row)| kind.is_none_or(|kind| row.kind == kind));
    let page = paging.over(&rows.map(|(id, row)| (row.created, id)).collect::<BTreeSet<_>>(), |_| true)?;
    page::list(call.request, &page, |id| {
        state.integrations.get(id).map(|row| state.integration_view(id, row))
    })
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    let integration = call.state.integrations.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.integration_view(id, integration))
}
