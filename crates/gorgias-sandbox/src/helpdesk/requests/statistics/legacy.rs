//! The older statistics, by name. They are answered for two periods: the one asked for and the one before it.
//!
//! Only the shape of `overview` is known; the single numbers answer with their line of it, and all other names with
//! an empty list.

use serde::Serialize;
use serde_json::{Value, json};

use super::super::super::moment::Moment;
use super::super::super::statistics::{self, Asked, Filter, Operator};
use super::super::Call;
use super::super::answer::{Answer, Refusal, ok, text};
use super::super::body::{Fields, MISSING, Read, id, list, moment, string, wrong};
use crate::contract;

const PURPOSE: &str = "Failed to get statistic";

/// A line of the overview, the name that answers with it alone, and the scope and measure it is.
struct Number {
    name: &'static str,
    alone: &'static str,
    kind: &'static str,
    more_is_better: Option<bool>,
    scope: &'static str,
    measure: &'static str,
}

const fn count(
    name: &'static str,
    alone: &'static str,
    more_is_better: Option<bool>,
    scope: &'static str,
    measure: &'static str,
) -> Number {
    Number { name, alone, kind: "number", more_is_better, scope, measure }
}

const fn duration(
    name: &'static str,
    alone: &'static str,
    scope: &'static str,
    measure: &'static str,
) -> Number {
    Number { name, alone, kind: "duration", more_is_better: Some(false), scope, measure }
}

const OVERVIEW: &[Number] = &[
    count("total_new_tickets", "total-tickets-created", None, "tickets-created", "ticketCount"),
    count("total_replied_tickets", "total-tickets-replied", Some(true), "tickets-replied", "ticketCount"),
    count("total_closed_tickets", "total-tickets-closed", Some(true), "tickets-closed", "ticketCount"),
    count("total_messages_sent", "total-messages-sent", Some(true), "messages-sent", "messagesCount"),
    count("total_messages_received", "total-messages-received", None, "messages-received", "messagesCount"),
    duration(
        "median_first_response_time",
        "median-first-response-time",
        "first-response-time",
        "medianFirstResponseTime",
    ),
    duration("median_resolution_time", "median-resolution-time", "resolution-time", "medianResolutionTime"),
    count(
        "total_one_touch_tickets",
        "total-one-touch-tickets",
        Some(true),
        "one-touch-tickets",
        "ticketCount",
    ),
];

#[derive(Serialize)]
struct Line {
    name: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    value: Value,
    delta: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    more_is_better: Option<bool>,
}

/// First and last moment.
type Period = (Moment, Moment);

pub(in super::super) fn get(call: &mut Call<'_>) -> Answer {
    let (lines, period) = lines(call)?;
    let before = before(period);
    ok(&json!({
        "data": {"data": lines},
        "meta": {
            "start_datetime": period.0,
            "end_datetime": period.1,
            "previous_start_datetime": before.0,
            "previous_end_datetime": before.1,
        },
    }))
}

/// Names and numbers only: nothing in it needs quotes.
pub(in super::super) fn download(call: &mut Call<'_>) -> Answer {
    let (lines, _) = lines(call)?;
    let mut csv = "name,type,value,delta\r\n".to_owned();
    let cell = |value: &Value| if value.is_null() { String::new() } else { value.to_string() };
    for Line { name, kind, value, delta, .. } in lines {
        csv.push_str(&format!("{name},{kind},{},{}\r\n", cell(&value), cell(&delta)));
    }
    Ok(text("text/csv; charset=utf-8", csv))
}

fn lines(call: &Call<'_>) -> Result<(Vec<Line>, Period), Refusal> {
    call.no_query()?;
    let name = call.names[0];
    let known = contract::rows(contract::LEGACY_STATISTICS, ["name"]);
    if !known.iter().any(|[known]| *known == name) {
        return Err(Refusal::Bad("This statistic does not exist."));
    }
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let asked = fields.needed("filters", filters);
    fields.end(PURPOSE)?;
    let (period, filters) = asked.ok_or(Refusal::Broken)?;
    let wanted = OVERVIEW.iter().filter(|number| name == "overview" || name == number.alone);
    let line = |number: &Number| {
        let value = value(call, number, period, &filters);
        let delta = delta(&value, &self::value(call, number, before(period), &filters));
        Line { name: number.name, kind: number.kind, value, delta, more_is_better: number.more_is_better }
    };
    Ok((wanted.map(line).collect(), period))
}

fn filters(value: Value) -> Read<(Period, Vec<Filter>)> {
    let mut fields = Fields::of(value)?;
    let period = fields.needed("period", |value| {
        let mut fields = Fields::of(value)?;
        let (start, end) = (fields.needed("start_datetime", moment), fields.needed("end_datetime", moment));
        fields.done()?;
        start.zip(end).map_or_else(|| wrong(MISSING), Ok)
    });
    let ids = |value: Value| Ok(list(0..=500, id)(value)?.iter().map(u64::to_string).collect::<Vec<_>>());
    let mut filters = Vec::new();
    for (name, member) in [("agents", "agentId"), ("integrations", "integrationId"), ("score", "score")] {
        filters.extend(fields.maybe(name, ids).map(|ids| Filter::Member(member, Operator::OneOf, ids)));
    }
    filters.extend(fields.maybe("tags", ids).map(|ids| Filter::Tags(Operator::OneOf, ids)));
    let channels = fields.maybe("channels", list(0..=500, string));
    filters.extend(channels.map(|channels| Filter::Member("channel", Operator::OneOf, channels)));
    // There are no campaigns, so nothing came from one.
    let campaigns = fields.maybe("campaigns", list(0..=500, string));
    filters.extend(campaigns.map(|campaigns| Filter::Member("campaigns", Operator::OneOf, campaigns)));
    fields.done()?;
    // An empty list asks for nothing in particular.
    let empty = |filter: &Filter| matches!(filter, Filter::Member(.., values) | Filter::Tags(_, values) if values.is_empty());
    filters.retain(|filter| !empty(filter));
    period.map_or_else(|| wrong(MISSING), |period| Ok((period, filters)))
}

/// As long, and ending a second earlier than the other begins.
fn before((start, end): Period) -> Period {
    let end_before = start.plus_seconds(-1);
    (end_before.plus_micros(-end.since(start)), end_before)
}

fn value(call: &Call<'_>, number: &Number, (start, end): Period, filters: &[Filter]) -> Value {
    let Some(scope) = statistics::scope(number.scope) else { return Value::Null };
    let asked = Asked {
        scope,
        zone: jiff::tz::TimeZone::UTC,
        // The end is one of its moments.
        period: (start, end.plus_micros(1)),
        filters: filters.to_vec(),
        measures: vec![number.measure],
        dimensions: Vec::new(),
        times: Vec::new(),
        order: Vec::new(),
    };
    let row = statistics::rows(call.state, &asked).pop();
    row.and_then(|mut row| row.remove(number.measure)).unwrap_or_default()
}

/// The difference in percent, rounded; nothing when there is nothing to compare with.
fn delta(value: &Value, before: &Value) -> Value {
    match (value.as_f64(), before.as_f64()) {
        (Some(value), Some(before)) if before > 0.0 => {
            let percent = ((value - before) / before * 100.0).round();
            json!(percent as i64)
        }
        _ => Value::Null,
    }
}
