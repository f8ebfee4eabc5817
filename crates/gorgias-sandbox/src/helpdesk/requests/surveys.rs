//! Satisfaction surveys.

use std::collections::BTreeSet;

use super::answer::{Answer, Refusal, ok};
use super::{BY_CREATED, Call, page};

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging("satisfaction-surveys", BY_CREATED);
    let ticket = query.id("ticket_id");
    query.end()?;
    let state = &*call.state;
    let page = match ticket {
        None => paging.over(state.surveys_by_created.entries(), |_| true)?,
        Some(ticket) => {
            let survey = state.tickets.get(ticket).and_then(|row| row.survey);
            let rows: BTreeSet<_> =
                survey.and_then(|id| Some((state.surveys.get(id)?.created, id))).into_iter().collect();
            paging.over(&rows, |_| true)?
        }
    };
    page::list(call.request, &page, |id| state.surveys.get(id).map(|row| state.survey_view(id, row)))
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    let survey = call.state.surveys.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.survey_view(id, survey))
}
