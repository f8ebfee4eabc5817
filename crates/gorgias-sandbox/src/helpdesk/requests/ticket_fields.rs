//! The values of custom fields on one ticket.

use super::answer::{Answer, Refusal, ok};
use super::{Call, Whole};

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.unmerged_ticket()?;
    let state = &call.state;
    let ticket = state.tickets.get(id).ok_or(Refusal::NotFound)?;
    ok(&Whole { data: ticket.custom_fields.iter().filter_map(|value| state.field_value(value)).collect() })
}
