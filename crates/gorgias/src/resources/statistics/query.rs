//! What to ask for.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::json;

use super::{Dimension, Filter, Measure, Scope};

/// A question for numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    pub(super) scope: Scope,
    pub(super) start: String,
    pub(super) end: String,
    pub(super) timezone: String,
    pub(super) measures: Vec<Measure>,
    pub(super) dimensions: Vec<Dimension>,
    pub(super) times: Vec<(Dimension, Granularity)>,
    pub(super) filters: Vec<Filter>,
    pub(super) order: Vec<(String, Direction)>,
}

/// How wide a slot of time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Granularity {
    Hour,
    Day,
    Week,
    Month,
}

/// Which way rows are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Lowest first.
    Asc,
    /// Highest first.
    Desc,
}

impl Query {
    /// Counts these things in this period, in UTC unless told. The period is two dates or date-times, such as
    /// `2026-05-01` or `2026-05-01T08:00:00`; it ends just before `end`, and is at most 366 days long.
    pub fn new(scope: Scope, start: impl fmt::Display, end: impl fmt::Display) -> Self {
        Self {
            scope,
            start: start.to_string(),
            end: end.to_string(),
            timezone: "UTC".to_owned(),
            measures: Vec::new(),
            dimensions: Vec::new(),
            times: Vec::new(),
            filters: Vec::new(),
            order: Vec::new(),
        }
    }

    /// Where days begin, an IANA name such as `Europe/Lisbon`.
    pub fn timezone(mut self, name: &str) -> Self {
        name.clone_into(&mut self.timezone);
        self
    }

    /// One more number.
    pub fn measure(mut self, measure: Measure) -> Self {
        self.measures.push(measure);
        self
    }

    /// A row for each of its values.
    pub fn dimension(mut self, dimension: Dimension) -> Self {
        self.dimensions.push(dimension);
        self
    }

    /// A row for each slot of time.
    pub fn over_time(mut self, time: Dimension, granularity: Granularity) -> Self {
        self.times.push((time, granularity));
        self
    }

    /// Only what fits; asked for more, all of them.
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filters.push(filter);
        self
    }

    /// Orders the rows by a measure, a dimension or a time; asked for more, the first counts most.
    pub fn order_by(mut self, member: impl AsRef<str>, direction: Direction) -> Self {
        self.order.push((member.as_ref().to_owned(), direction));
        self
    }
}

impl Serialize for Query {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let times: Vec<_> = self
            .times
            .iter()
            .map(|(time, granularity)| json!({ "dimension": time, "granularity": granularity }))
            .collect();
        let mut filters = vec![
            json!({ "member": "periodStart", "operator": "afterDate", "values": [self.start] }),
            json!({ "member": "periodEnd", "operator": "beforeDate", "values": [self.end] }),
        ];
        filters.extend(Filter::written(&self.filters));
        let mut query = serializer.serialize_struct("Query", 7)?;
        query.serialize_field("scope", &self.scope)?;
        query.serialize_field("filters", &filters)?;
        query.serialize_field("timezone", &self.timezone)?;
        query.serialize_field("measures", &self.measures)?;
        query.serialize_field("dimensions", &self.dimensions)?;
        query.serialize_field("time_dimensions", &times)?;
        query.serialize_field("order", &self.order)?;
        query.end()
    }
}
