//! Facts become rows: grouped by dimensions and buckets of time, measured, put in order.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::super::moment::Moment;
use super::super::state::State;
use super::facts::{Fact, facts};
use super::{Asked, Filter, Granularity};

/// What a group has in common, column by column. Nothing comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Nothing,
    Number(i64),
    Text(String),
}

/// The rows of a query. Without dimensions it is one row, if the account knows anything of the scope.
pub(crate) fn rows(state: &State, asked: &Asked) -> Vec<Map<String, Value>> {
    let field = asked.filters.iter().find_map(|filter| match filter {
        Filter::Member("customFieldId", _, values) => values.first()?.parse().ok(),
        _ => None,
    });
    let Some(facts) = facts(state, asked.scope.name, field) else { return Vec::new() };
    let (from, until) = asked.period;
    let mut groups: BTreeMap<Vec<Key>, Vec<Fact<'_>>> = BTreeMap::new();
    if asked.dimensions.is_empty() && asked.times.is_empty() {
        groups.insert(Vec::new(), Vec::new());
    }
    // Which field it is about was said above.
    let filters =
        asked.filters.iter().filter(|filter| !matches!(filter, Filter::Member("customFieldId", ..)));
    for fact in facts.into_iter().filter(|fact| (from..until).contains(&fact.at)) {
        if filters.clone().all(|filter| filter.holds(state, &fact)) {
            groups.entry(key(&fact, asked)).or_default().push(fact);
        }
    }
    let columns = asked.times.iter().map(|(name, _)| *name).chain(asked.dimensions.iter().copied());
    let columns: Vec<&str> = columns.collect();
    let mut rows: Vec<Map<String, Value>> = groups
        .into_iter()
        .map(|(key, facts)| {
            let common = columns.iter().zip(key).map(|(name, key)| ((*name).to_owned(), key.into()));
            let measured = asked.measures.iter().map(|name| ((*name).to_owned(), measure(name, &facts)));
            common.chain(measured).collect()
        })
        .collect();
    rows.sort_by(|left, right| {
        let by = |(column, falls): &(&str, bool)| {
            let order = compare(left.get(*column), right.get(*column));
            if *falls { order.reverse() } else { order }
        };
        asked.order.iter().map(by).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
    rows
}

fn key(fact: &Fact<'_>, asked: &Asked) -> Vec<Key> {
    let times = asked.times.iter().map(|(name, granularity)| {
        time(fact, name).map_or(Key::Nothing, |at| Key::Text(bucket(at, &asked.zone, *granularity)))
    });
    times.chain(asked.dimensions.iter().map(|name| dimension(fact, name))).collect()
}

/// Dimensions that no computed scope has are nothing; so is the store, of which there is none.
fn dimension(fact: &Fact<'_>, name: &str) -> Key {
    let number = |number: Option<u64>| {
        number.and_then(|number| i64::try_from(number).ok()).map_or(Key::Nothing, Key::Number)
    };
    match name {
        "ticketId" => number(Some(fact.id)),
        "agentId" => number(fact.agent),
        "channel" => Key::Text(fact.channel.to_owned()),
        "integrationId" => number(fact.integration),
        "surveyScore" => number(fact.score),
        "tagId" => number(fact.tag),
        "resolutionTime" | "firstResponseTime" | "messagesCount" => {
            fact.value.map_or(Key::Nothing, Key::Number)
        }
        "customFieldValue" => fact.text.clone().map_or(Key::Nothing, Key::Text),
        _ => Key::Nothing,
    }
}

fn time(fact: &Fact<'_>, name: &str) -> Option<Moment> {
    match name {
        "createdDatetime" => Some(fact.created),
        "updatedDatetime" => Some(fact.ticket.updated),
        "closedDatetime" => fact.ticket.closed,
        "sentDatetime" => fact.sent,
        _ => Some(fact.at),
    }
}

/// The local beginning of the hour, day, week or month. How Gorgias prints it is not known.
fn bucket(at: Moment, zone: &TimeZone, granularity: Granularity) -> String {
    let local: DateTime = zone.to_datetime(at.timestamp());
    let date = local.date();
    let start = match granularity {
        Granularity::Hour => date.at(local.hour(), 0, 0, 0),
        Granularity::Day => date.at(0, 0, 0, 0),
        Granularity::Week => {
            let days = date.weekday().to_monday_zero_offset();
            date.checked_sub(i32::from(days).days()).unwrap_or(date).at(0, 0, 0, 0)
        }
        Granularity::Month => date.first_of_month().at(0, 0, 0, 0),
    };
    format!("{start:.3}")
}

/// Times are in seconds, rates in percent; without facts counts are 0 and everything else is nothing.
fn measure(name: &str, facts: &[Fact<'_>]) -> Value {
    let tickets = || facts.iter().map(|fact| fact.id).collect::<BTreeSet<_>>().len();
    let values = || facts.iter().filter_map(|fact| fact.value).collect::<Vec<_>>();
    let scores = || facts.iter().filter_map(|fact| fact.score).collect::<Vec<_>>();
    match name {
        "ticketCount" => json!(tickets()),
        "messagesCount" => json!(facts.len()),
        "averageMessagesCount" | "averageResolutionTime" | "averageFirstResponseTime" => average(values()),
        "medianResolutionTime" | "medianFirstResponseTime" | "medianResponseTime" => median(values()),
        "scoredSurveysCount" => json!(scores().len()),
        "averageSurveyScore" => average(scores().into_iter().filter_map(|score| i64::try_from(score).ok())),
        // The share of good scores: 4 and 5.
        "satisfactionScore" => percent(scores().iter().filter(|score| **score >= 4).count(), scores().len()),
        "sentSurveysCount" => json!(facts.iter().filter(|fact| fact.sent.is_some()).count()),
        "responseRate" => {
            let sent = facts.iter().filter(|fact| fact.sent.is_some());
            percent(sent.clone().filter(|fact| fact.score.is_some()).count(), sent.count())
        }
        _ => Value::Null,
    }
}

fn average(values: impl IntoIterator<Item = i64>) -> Value {
    let (sum, count) = values.into_iter().fold((0, 0), |(sum, count), value| (sum + value, count + 1));
    ratio(sum, count)
}

fn median(mut values: Vec<i64>) -> Value {
    values.sort_unstable();
    let middle = values.len() / 2;
    match (values.get(middle), values.len().is_multiple_of(2)) {
        (Some(upper), true) => ratio(values[middle - 1] + upper, 2),
        (upper, _) => json!(upper),
    }
}

fn percent(part: usize, whole: usize) -> Value {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    ratio(number(part).saturating_mul(100), number(whole))
}

/// A whole number where it is one; else to two decimals. Nothing when divided by zero.
fn ratio(sum: i64, count: i64) -> Value {
    match sum.checked_rem(count) {
        None => Value::Null,
        Some(0) => json!(sum / count),
        Some(_) => {
            let hundredths = (i128::from(sum) * 200 + i128::from(count)) / (i128::from(count) * 2);
            let (whole, rest) = (hundredths / 100, hundredths % 100);
            format!("{whole}.{rest:02}").parse::<f64>().map_or(Value::Null, |number| json!(number))
        }
    }
}

/// Nothing, then numbers, then texts.
fn compare(left: Option<&Value>, right: Option<&Value>) -> Ordering {
    let rank = |value: Option<&Value>| match value {
        None | Some(Value::Null) => (0, 0.0, None),
        Some(Value::Number(number)) => (1, number.as_f64().unwrap_or_default(), None),
        Some(other) => (2, 0.0, other.as_str().map(str::to_owned)),
    };
    rank(left).partial_cmp(&rank(right)).unwrap_or(Ordering::Equal)
}

impl From<Key> for Value {
    fn from(key: Key) -> Self {
        match key {
            Key::Nothing => Self::Null,
            Key::Number(number) => json!(number),
            Key::Text(text) => json!(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_and_medians_are_whole_or_rounded_or_nothing() {
        assert_eq!((average([1, 2, 3]), average([1, 2]), average([])), (json!(2), json!(1.5), Value::Null));
        assert_eq!(average([1, 1, 3]), json!(1.67));
        assert_eq!((median(vec![9, 1, 5]), median(vec![4, 1])), (json!(5), json!(2.5)));
        assert_eq!(
            (median(Vec::new()), percent(2, 3), percent(0, 0)),
            (Value::Null, json!(66.67), Value::Null)
        );
    }

    #[test]
    fn buckets_begin_where_the_zone_says() {
        let at = Moment::parse("2026-03-01T02:30:45.5Z").unwrap();
        let zone = TimeZone::get("America/New_York").unwrap();
        let of = |granularity| bucket(at, &zone, granularity);
        assert_eq!(of(Granularity::Hour), "2026-02-28T21:00:00.000");
        assert_eq!(of(Granularity::Day), "2026-02-28T00:00:00.000");
        assert_eq!(of(Granularity::Week), "2026-02-23T00:00:00.000");
        assert_eq!(of(Granularity::Month), "2026-02-01T00:00:00.000");
        assert_eq!(bucket(at, &TimeZone::UTC, Granularity::Month), "2026-03-01T00:00:00.000");
    }
}
