//! Satisfaction surveys.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::model::Survey;
use super::answer::{Answer, Refusal, ok};
use super::body::{Fields, Read, id as an_id, kept_object, moment, text, wrong};
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

/// With a score it is an answered survey of elsewhere. One survey a ticket.
pub(super) fn create(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to create satisfaction survey";
    call.no_query()?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let survey = Survey {
        ticket: fields.required("ticket_id", an_id),
        customer: fields.required("customer_id", an_id),
        score: fields.maybe("score", score),
        body_text: fields.maybe("body_text", text(1000)),
        created: fields.maybe("created_datetime", moment).unwrap_or(call.now),
        scored: fields.maybe("scored_datetime", moment),
        sent: fields.maybe("sent_datetime", moment),
        should_send: fields.maybe("should_send_datetime", moment),
        meta: fields.maybe("meta", kept_object).flatten(),
    };
    check_owners(&mut fields, call, Some(survey.ticket), Some(survey.customer));
    fields.end(PURPOSE)?;
    if call.state.tickets.get(survey.ticket).is_some_and(|ticket| ticket.survey.is_some()) {
        return Err(Refusal::Conflict("The resource already exists."));
    }
    let survey = Survey { scored: survey.scored.or(survey.score.map(|_| call.now)), ..survey };
    let id = call.change(|change| change.create_survey(survey));
    let survey = call.state.surveys.get(id).ok_or(Refusal::Broken)?;
    call.statuses.created(&call.state.survey_view(id, survey))
}

/// Partial, as recorded. Ticket and customer may be sent again but not changed.
pub(super) fn update(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to update satisfaction survey";
    call.no_query()?;
    let id = call.ids[0];
    let known = call.state.surveys.get(id).ok_or(Refusal::NotFound)?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let ticket = fields.optional("ticket_id", an_id);
    let customer = fields.optional("customer_id", an_id);
    let said = (
        fields.nullable("score", score),
        fields.nullable("body_text", text(1000)),
        fields.nullable("scored_datetime", moment),
        fields.nullable("sent_datetime", moment),
        fields.nullable("should_send_datetime", moment),
        fields.nullable("meta", kept_object).map(Option::flatten),
    );
    let created = fields.optional("created_datetime", moment);
    if ticket.is_some_and(|ticket| ticket != known.ticket) {
        fields.error("ticket_id", "A survey stays with its ticket.");
    }
    check_owners(&mut fields, call, None, customer);
    fields.end(PURPOSE)?;
    call.change(|change| {
        change.edit_survey(id, |row, now| {
            row.customer = customer.unwrap_or(row.customer);
            row.score = said.0.unwrap_or(row.score);
            row.body_text = said.1.unwrap_or(row.body_text.take());
            row.scored = said.2.unwrap_or(row.scored).or(row.score.map(|_| now));
            row.sent = said.3.unwrap_or(row.sent);
            row.should_send = said.4.unwrap_or(row.should_send);
            row.meta = said.5.unwrap_or(row.meta.take());
        });
        if let Some(created) = created {
            change.state.set_survey_created(id, created);
        }
    });
    let survey = call.state.surveys.get(id).ok_or(Refusal::Broken)?;
    ok(&call.state.survey_view(id, survey))
}

fn score(value: Value) -> Read<u64> {
    match an_id(value)? {
        score @ 1..=5 => Ok(score),
        _ => wrong("Must be between 1 and 5."),
    }
}

fn check_owners(fields: &mut Fields, call: &Call<'_>, ticket: Option<u64>, customer: Option<u64>) {
    if ticket.is_some_and(|ticket| ticket > 0 && call.state.tickets.get(ticket).is_none()) {
        fields.error("ticket_id", "Ticket not found.");
    }
    if customer.is_some_and(|customer| customer > 0 && call.state.customers.get(customer).is_none()) {
        fields.error("customer_id", "Customer not found.");
    }
}
