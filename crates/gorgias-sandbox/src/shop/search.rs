//! The search syntax of lists ("API usage: search syntax"): `updated_at:>='2026-11-20T08:00:00Z' status:open`.
//!
//! Terms apply together, `OR` joins alternatives, `-` negates. A filter that is not understood is dropped with a
//! warning, as Shopify does: the list is then longer than the client thinks.

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::model::{Customer, Order};
use super::schema;

/// What a row answers to a filter: its value, or nothing when there is no such filter.
pub(super) trait Searchable {
    fn facet(&self, filter: &str) -> Option<Facet>;
    /// The filters there are.
    const FILTERS: &'static [&'static str];
}

/// A value that filters compare with.
#[derive(Debug, PartialEq)]
pub(super) enum Facet {
    Moment(Timestamp),
    /// Compared as a day, whatever time is asked for.
    Day(Timestamp),
    Number(u64),
    Word(String),
    /// Any of them.
    Words(Vec<String>),
}

impl Searchable for Order {
    const FILTERS: &'static [&'static str] = &[
        "created_at",
        "updated_at",
        "processed_at",
        "name",
        "id",
        "customer_id",
        "email",
        "status",
        "financial_status",
        "fulfillment_status",
        "tag",
        "test",
    ];

    fn facet(&self, filter: &str) -> Option<Facet> {
        Some(match filter {
            "created_at" | "processed_at" => Facet::Moment(self.created_at),
            "updated_at" => Facet::Moment(self.updated_at),
            "name" => Facet::Words(vec![self.name.clone(), self.name.trim_start_matches('#').to_owned()]),
            "id" => Facet::Number(self.id),
            "customer_id" => Facet::Number(self.customer),
            "email" => Facet::Word(self.email.clone()),
            "financial_status" => Facet::Word(schema::financial_status(self).to_lowercase()),
            "fulfillment_status" => Facet::Word(match schema::fulfillment_status(self) {
                "FULFILLED" => "shipped".to_owned(),
                "PARTIALLY_FULFILLED" => "partial".to_owned(),
                _ => "unshipped".to_owned(),
            }),
            "status" => {
                let mut words = vec!["any"];
                match (self.cancelled_at, self.closed_at) {
                    (Some(_), _) => words.push("cancelled"),
                    (None, Some(_)) => words.push("closed"),
                    (None, None) => words.push("open"),
                }
                if self.closed_at.is_none() {
                    words.push("not_closed");
                }
                Facet::Words(words.into_iter().map(str::to_owned).collect())
            }
            "tag" => Facet::Words(Vec::new()),
            "test" => Facet::Word("false".to_owned()),
            _ => return None,
        })
    }
}

impl Searchable for Customer {
    const FILTERS: &'static [&'static str] = &[
        "customer_date",
        "updated_at",
        "email",
        "phone",
        "tag",
        "state",
        "id",
        "orders_count",
        "first_name",
        "last_name",
    ];

    fn facet(&self, filter: &str) -> Option<Facet> {
        Some(match filter {
            "customer_date" => Facet::Moment(self.created_at),
            "updated_at" => Facet::Day(self.updated_at),
            "email" => Facet::Word(self.email.clone()),
            "phone" => Facet::Words(self.phone.iter().cloned().collect()),
            "tag" => Facet::Words(self.tags.iter().map(|tag| tag.to_lowercase()).collect()),
            "state" => Facet::Word("disabled".to_owned()),
            "id" => Facet::Number(self.id),
            "orders_count" => Facet::Number(u64::from(self.orders)),
            "first_name" => Facet::Word(self.first_name.to_lowercase()),
            "last_name" => Facet::Word(self.last_name.to_lowercase()),
            _ => return None,
        })
    }
}

/// A search, read.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// Every one of them must hold; of each, one alternative.
    terms: Vec<Vec<Term>>,
    /// What was dropped.
    pub(super) warnings: Vec<Value>,
}

#[derive(Debug)]
struct Term {
    negated: bool,
    filter: String,
    compare: Compare,
    wanted: Wanted,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Compare {
    Is,
    Below,
    AtMost,
    Above,
    AtLeast,
}

#[derive(Debug)]
struct Wanted {
    text: String,
    moment: Option<Timestamp>,
    number: Option<u64>,
}

impl Search {
    /// Reads a search over the filters that there are.
    pub(super) fn parse(text: &str, filters: &[&str]) -> Search {
        let mut search = Search::default();
        let mut joined = false;
        for word in words(text) {
            match word.as_str() {
                "OR" => joined = !search.terms.is_empty(),
                "AND" => joined = false,
                _ => {
                    if let Some(term) = search.term(&word, filters) {
                        match search.terms.last_mut().filter(|_| joined) {
                            Some(alternatives) => alternatives.push(term),
                            None => search.terms.push(vec![term]),
                        }
                    }
                    joined = false;
                }
            }
        }
        search
    }

    fn term(&mut self, word: &str, filters: &[&str]) -> Option<Term> {
        let (negated, rest) = word.strip_prefix('-').map_or((false, word), |rest| (true, rest));
        let Some((filter, value)) = rest.split_once(':') else {
            self.warn(rest, "Searching without a field is not supported for this query.", "invalid_field");
            return None;
        };
        if !filters.contains(&filter) {
            self.warn(filter, "Invalid search field for this query.", "invalid_field");
            return None;
        }
        let marks =
            [(">=", Compare::AtLeast), ("<=", Compare::AtMost), (">", Compare::Above), ("<", Compare::Below)];
        let found = marks.into_iter().find_map(|(mark, compare)| Some((compare, value.strip_prefix(mark)?)));
        let (compare, value) = found.unwrap_or((Compare::Is, value));
        let text = value.trim_matches(['\'', '"']).to_owned();
        let wanted = Wanted { moment: moment(&text), number: text.parse().ok(), text: text.to_lowercase() };
        let timed = filter.ends_with("_at") || filter.ends_with("_date");
        let counted = filter == "id" || filter.ends_with("_id") || filter.ends_with("_count");
        if (timed && wanted.moment.is_none()) || (counted && wanted.number.is_none()) {
            self.warn(filter, &format!("Input `{text}` is not an accepted value."), "invalid_value");
            return None;
        }
        Some(Term { negated, filter: filter.to_owned(), compare, wanted })
    }

    fn warn(&mut self, field: &str, message: &str, code: &str) {
        self.warnings.push(json!({ "field": field, "message": message, "code": code }));
    }

    /// Whether a row is found.
    pub(super) fn finds(&self, row: &impl Searchable) -> bool {
        self.terms.iter().all(|alternatives| alternatives.iter().any(|term| term.finds(row)))
    }
}

impl Term {
    fn finds(&self, row: &impl Searchable) -> bool {
        let Some(facet) = row.facet(&self.filter) else { return true };
        let order = |order: Ordering| match self.compare {
            Compare::Is => order == Ordering::Equal,
            Compare::Below => order == Ordering::Less,
            Compare::AtMost => order != Ordering::Greater,
            Compare::Above => order == Ordering::Greater,
            Compare::AtLeast => order != Ordering::Less,
        };
        let day = |at: Timestamp| at.as_second().div_euclid(86_400);
        let holds = match facet {
            Facet::Moment(at) => self.wanted.moment.is_some_and(|wanted| order(at.cmp(&wanted))),
            Facet::Day(at) => self.wanted.moment.is_some_and(|wanted| order(day(at).cmp(&day(wanted)))),
            Facet::Number(number) => self.wanted.number.is_some_and(|wanted| order(number.cmp(&wanted))),
            Facet::Word(word) => word.to_lowercase() == self.wanted.text,
            Facet::Words(words) => words.iter().any(|word| word.to_lowercase() == self.wanted.text),
        };
        holds != self.negated
    }
}

/// Splits at blanks outside of quotes.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in text.chars() {
        match quote {
            None if c.is_whitespace() => words.push(String::new()),
            _ => {
                quote = match quote {
                    None if c == '\'' || c == '"' => Some(c),
                    Some(open) if open == c => None,
                    other => other,
                };
                if let Some(word) = words.last_mut() {
                    word.push(c);
                }
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A time; one without zone, or a day alone, is in UTC.
fn moment(text: &str) -> Option<Timestamp> {
    let civil = |text: &str| {
        let at = text.parse::<jiff::civil::DateTime>().ok();
        at.or_else(|| text.parse::<Date>().ok().map(|day| day.at(0, 0, 0, 0)))
    };
    text.parse()
        .ok()
        .or_else(|| civil(text)?.to_zoned_datetime(TimeZone::UTC).ok().map(|zoned| zoned.timestamp()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Row;

    impl Searchable for Row {
        const FILTERS: &'static [&'static str] = &["updated_at", "day_at", "id", "email", "tag"];

        fn facet(&self, filter: &str) -> Option<Facet> {
            let at: Timestamp = "2026-11-20T08:00:00Z".parse().unwrap();
            Some(match filter {
                "updated_at" => Facet::Moment(at),
                "day_at" => Facet::Day(at),
                "id" => Facet::Number(7),
                "email" => Facet::Word("ada@example.com".to_owned()),
                _ => Facet::Words(vec!["vip".to_owned()]),
            })
        }
    }

    fn finds(text: &str) -> bool {
        let search = Search::parse(text, Row::FILTERS);
        assert_eq!(search.warnings, Vec::<Value>::new(), "{text}");
        search.finds(&Row)
    }

    #[test]
    fn terms_apply_as_documented() {
        for text in [
            "",
            "updated_at:>='2026-11-20T08:00:00Z'",
            "updated_at:<=\"2026-11-20 08:00:00\"",
            "updated_at:>2026-11-19",
            "day_at:2026-11-20",
            "day_at:>='2026-11-20T23:00:00Z'",
            "id:>=7 id:<8",
            "email:Ada@example.com -tag:new",
            "tag:new OR tag:vip",
            "id:1 OR id:2 OR id:7",
        ] {
            assert!(finds(text), "{text}");
        }
        for text in
            ["updated_at:>'2026-11-20T08:00:00Z'", "day_at:<2026-11-20", "id:8", "-tag:vip", "id:7 id:8"]
        {
            assert!(!finds(text), "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_dropped_with_a_warning() {
        let search = Search::parse("colour:red updated_at:>=soon id:8", Row::FILTERS);
        assert_eq!(search.warnings.len(), 2);
        assert_eq!(search.warnings[0]["code"], "invalid_field");
        assert!(!search.finds(&Row), "the rest still applies");
    }

    proptest! {
        #[test]
        fn nothing_panics(text in ".{0,40}") {
            let _ = Search::parse(&text, Row::FILTERS).finds(&Row);
        }
    }
}
