//! What the API would refuse about a query, as far as it is known without asking.

use std::fmt;

use super::catalogue::{self, Offer};
use super::filter::Form;
use super::{Dimension, Query, Scope};
use crate::datetime::DateTime;
use crate::request::Request;

/// The longest period that was seen to be accepted.
const LONGEST_DAYS: i64 = 366;

pub(super) fn check<R>(request: Request<R>, query: &Query) -> Request<R> {
    let request = period(request, query).require(!query.timezone.is_empty(), "query.timezone", "is empty");
    match catalogue::of(&query.scope) {
        Some(offer) => members(request, query, offer),
        None => request,
    }
}

fn period<R>(request: Request<R>, query: &Query) -> Request<R> {
    const FIELD: &str = "query.filters";
    let read = |text: &str| text.parse::<DateTime>();
    let (start, end) = match (read(&query.start), read(&query.end)) {
        (Ok(start), Ok(end)) => (start, end),
        (Err(error), _) | (_, Err(error)) => {
            return request.require(false, FIELD, format!("the period: {error}"));
        }
    };
    let micros = end.microseconds().saturating_sub(start.microseconds());
    request.require(micros > 0, FIELD, "the period ends before it begins, or is empty").require(
        micros <= LONGEST_DAYS * 86_400_000_000,
        FIELD,
        format!("the period is longer than {LONGEST_DAYS} days; ask for it in parts"),
    )
}

fn members<R>(mut request: Request<R>, query: &Query, offer: &Offer) -> Request<R> {
    let scope = query.scope.to_string();
    for measure in &query.measures {
        request = within(request, "query.measures", "measure", measure, offer.measures, &scope);
    }
    for dimension in &query.dimensions {
        request = within(request, "query.dimensions", "dimension", dimension, offer.dimensions, &scope);
    }
    for (time, _) in &query.times {
        request = within(request, "query.time_dimensions", "time dimension", time, offer.times, &scope);
    }
    for filter in &query.filters {
        request = match &filter.0 {
            Form::Member { member, .. } => {
                within(request, "query.filters", "filter", member, offer.filters, &scope)
            }
            Form::CustomField { .. } => request.require(
                offer.forms.custom_fields,
                "query.filters",
                format!("`{scope}` cannot be filtered by custom fields"),
            ),
            Form::Tags { .. } => request.require(
                offer.forms.tags,
                "query.filters",
                format!("`{scope}` cannot be filtered by tags"),
            ),
        };
    }
    for (member, _) in &query.order {
        let known = offer.measures.iter().any(|measure| measure.as_ref() == member)
            || offer.dimensions.iter().chain(offer.times).any(|dimension| dimension.as_ref() == member);
        request = request.require(known, "query.order", format!("`{scope}` has no `{member}` to order by"));
    }
    let by_field =
        |form: &Form| matches!(form, Form::Member { member, .. } if *member == Dimension::CUSTOM_FIELD_ID);
    request.require(
        query.scope != Scope::TicketFields || query.filters.iter().any(|filter| by_field(&filter.0)),
        "query.filters",
        "`ticket-fields` needs a filter on `customFieldId`",
    )
}

fn within<R, M: PartialEq + fmt::Display>(
    request: Request<R>,
    field: &'static str,
    what: &str,
    member: &M,
    offered: &[M],
    scope: &str,
) -> Request<R> {
    if offered.contains(member) {
        return request;
    }
    let names: Vec<_> = offered.iter().map(M::to_string).collect();
    request.require(
        false,
        field,
        format!("`{member}` is no {what} of `{scope}`, which has {}", names.join(", ")),
    )
}
