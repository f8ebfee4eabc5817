//! The body of a query, read strictly: a name that the scope does not have is answered with those it has.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::super::super::moment::Moment;
use super::super::super::statistics::{Asked, Filter, Granularity, Operator, SCOPES, Scope, scope};
use super::super::body::{Fields, MISSING, Read, id, list, one_of, string, wrong};

/// Longest period.
const LONGEST: SignedDuration = SignedDuration::from_hours(366 * 24);

/// Room in each list of a query.
const MOST: usize = 100;

const OPERATORS: &[(&str, Operator)] = &[
    ("one-of", Operator::OneOf),
    ("not-one-of", Operator::NotOneOf),
    ("all-of", Operator::AllOf),
    ("set", Operator::Set),
    ("contains", Operator::Contains),
];

const GRANULARITIES: &[(&str, Granularity)] = &[
    ("hour", Granularity::Hour),
    ("day", Granularity::Day),
    ("week", Granularity::Week),
    ("month", Granularity::Month),
];

/// From the first moment to before the second.
type Period = (Moment, Moment);

/// One condition as it was read: the period is none of the filters.
enum Condition {
    From(Moment),
    Until(Moment),
    Filters(Vec<Filter>),
}

/// Reads `query`.
pub(super) fn read(value: Value) -> Read<Asked> {
    let mut fields = Fields::of(value)?;
    let (scope, zone) = (fields.needed("scope", a_scope), fields.needed("timezone", a_zone));
    let (Some(scope), Some(zone)) = (scope, zone) else {
        // Without them the rest means nothing.
        fields.ignore(&["filters", "measures", "dimensions", "time_dimensions", "order"]);
        return fields.done().and(wrong("Invalid query."));
    };
    let conditions = fields.needed("filters", |value| conditions(scope, &zone, value));
    let measures = fields.maybe("measures", list(0..=MOST, one_of(&scope.measures))).unwrap_or_default();
    let dimensions =
        fields.maybe("dimensions", list(0..=MOST, one_of(&scope.dimensions))).unwrap_or_default();
    let times = fields.maybe("time_dimensions", list(0..=MOST, |value| a_time(scope, value)));
    let times = times.unwrap_or_default();
    let named = measures.iter().chain(&dimensions).copied().chain(times.iter().map(|(name, _)| *name));
    let columns: Vec<&'static str> = named.collect();
    let order = fields.maybe("order", list(0..=MOST, |value| an_order(&columns, value))).unwrap_or_default();
    fields.done()?;
    if columns.is_empty() {
        return Err(json!({"measures": [MISSING]}));
    }
    let (period, filters) = there(conditions)?;
    Ok(Asked { scope, zone, period, filters, measures, dimensions, times, order })
}

/// What is there, once nothing was wrong.
fn there<T>(read: Option<T>) -> Read<T> {
    read.map_or_else(|| wrong(MISSING), Ok)
}

/// The filters, which hold a period.
fn conditions(scope: &'static Scope, zone: &TimeZone, value: Value) -> Read<(Period, Vec<Filter>)> {
    let (mut from, mut until, mut filters) = (None, None, Vec::new());
    for condition in list(0..=MOST, |value| condition(scope, zone, value))(value)? {
        match condition {
            Condition::From(moment) => from = Some(moment),
            Condition::Until(moment) => until = Some(moment),
            Condition::Filters(more) => filters.extend(more),
        }
    }
    let about_field = |filter: &Filter| matches!(filter, Filter::Member("customFieldId", ..));
    let (Some(from), Some(until)) = (from, until) else {
        return wrong("The filters periodStart (afterDate) and periodEnd (beforeDate) are needed.");
    };
    if until.timestamp().duration_since(from.timestamp()) > LONGEST {
        return wrong("The period is longer than 366 days.");
    }
    if scope.name == "ticket-fields" && !filters.iter().any(about_field) {
        return wrong("The filter customFieldId is needed.");
    }
    Ok(((from, until), filters))
}

fn a_scope(value: Value) -> Read<&'static Scope> {
    let name = string(value)?;
    let names = || SCOPES.iter().map(|scope| scope.name).collect::<Vec<_>>().join(", ");
    scope(&name).map_or_else(|| wrong(&format!("Must be one of: {}.", names())), Ok)
}

fn a_zone(value: Value) -> Read<TimeZone> {
    TimeZone::get(&string(value)?).or_else(|_| wrong("Not a valid timezone."))
}

fn a_time(scope: &'static Scope, value: Value) -> Read<(&'static str, Granularity)> {
    let mut fields = Fields::of(value)?;
    let name = fields.required("dimension", one_of(&scope.times));
    let granularity = fields.needed("granularity", |value| among(GRANULARITIES, value));
    fields.done()?;
    Ok((name, there(granularity)?))
}

/// `[column, "asc" or "desc"]`.
fn an_order(columns: &[&'static str], value: Value) -> Read<(&'static str, bool)> {
    let parts = list(2..=2, string)(value)?;
    let column = columns.iter().find(|column| **column == parts[0]);
    match (column, parts[1].as_str()) {
        (Some(column), direction @ ("asc" | "desc")) => Ok((column, direction == "desc")),
        (Some(_), _) => wrong("Must be one of: asc, desc."),
        (None, _) => wrong(&format!("Must be one of: {}.", columns.join(", "))),
    }
}

fn condition(scope: &'static Scope, zone: &TimeZone, value: Value) -> Read<Condition> {
    let mut fields = Fields::of(value)?;
    let member = fields.required("member", one_of(&scope.filters));
    match member {
        "customFields" => {
            let values = fields.required("values", list(1..=MOST, of_custom_field));
            fields.done()?;
            Ok(Condition::Filters(values))
        }
        "tags" => {
            let values = fields.required("values", list(1..=MOST, of_tags));
            fields.done()?;
            Ok(Condition::Filters(values))
        }
        "periodStart" | "periodEnd" => {
            let wanted: &'static [&'static str] =
                if member == "periodStart" { &["afterDate"] } else { &["beforeDate"] };
            let _ = fields.required("operator", one_of(wanted));
            let values = fields.required("values", list(1..=1, |value| a_moment(zone, value)));
            fields.done()?;
            let moment = there(values.first().copied())?;
            Ok(if member == "periodStart" { Condition::From(moment) } else { Condition::Until(moment) })
        }
        "createdDatetime" => {
            let operator = fields.required("operator", one_of(&["afterDate", "beforeDate", "inDateRange"]));
            let count = if operator == "inDateRange" { 2 } else { 1 };
            let values = fields.required("values", list(count..=count, |value| a_moment(zone, value)));
            fields.done()?;
            let (first, last) = (values.first().copied(), values.last().copied());
            Ok(Condition::Filters(vec![match operator {
                "afterDate" => Filter::Created(first, None),
                "beforeDate" => Filter::Created(None, first),
                _ => Filter::Created(first, last),
            }]))
        }
        _ => {
            let operator = fields.needed("operator", |value| among(OPERATORS, value));
            let values = fields.maybe("values", list(0..=1_000, text_or_number)).unwrap_or_default();
            if values.is_empty() && operator.is_some_and(|operator| operator != Operator::Set) {
                fields.error("values", MISSING);
            }
            fields.done()?;
            Ok(Condition::Filters(vec![Filter::Member(member, there(operator)?, values)]))
        }
    }
}

/// `{custom_field_id, operator, values}`.
fn of_custom_field(value: Value) -> Read<Filter> {
    let mut fields = Fields::of(value)?;
    let field = fields.required("custom_field_id", id);
    let operator = fields.needed("operator", |value| among(&OPERATORS[..2], value));
    let values = fields.required("values", list(1..=1_000, text_or_number));
    fields.done()?;
    Ok(Filter::CustomField(field, there(operator)?, values))
}

/// `{operator, values}`.
fn of_tags(value: Value) -> Read<Filter> {
    let mut fields = Fields::of(value)?;
    let operator = fields.needed("operator", |value| among(&OPERATORS[..3], value));
    let values = fields.required("values", list(1..=1_000, text_or_number));
    fields.done()?;
    Ok(Filter::Tags(there(operator)?, values))
}

fn among<T: Copy>(names: &[(&str, T)], value: Value) -> Read<T> {
    let name = string(value)?;
    let known = || names.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let found = names.iter().find(|(known, _)| *known == name);
    found.map_or_else(|| wrong(&format!("Must be one of: {}.", known())), |(_, found)| Ok(*found))
}

fn text_or_number(value: Value) -> Read<String> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        _ => wrong("Not a valid string or number."),
    }
}

/// A day or a moment; where no offset is given, as in the zone of the query.
fn a_moment(zone: &TimeZone, value: Value) -> Read<Moment> {
    let text = string(value)?;
    let local = || text.parse::<DateTime>().ok().and_then(|local| zone.to_timestamp(local).ok());
    let found = text.parse().ok().or_else(local);
    found.map_or_else(|| wrong("Not a valid datetime."), |moment| Ok(Moment::of(moment)))
}
