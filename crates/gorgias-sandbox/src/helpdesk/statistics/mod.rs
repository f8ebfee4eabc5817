//! Statistics, computed from what the account knows.
//!
//! A scope is a kind of fact ([`facts`]): a ticket was created, a message was sent. A query counts those of a
//! period, filtered, grouped and ordered ([`rows`]). Scopes of which the account knows nothing have no rows.
//!
//! Trashed and spam tickets count nowhere. What a name means is guessed where the documentation only names it;
//! the guesses are told beside the code.

mod facts;
mod filter;
mod group;

use std::sync::LazyLock;

use jiff::tz::TimeZone;

use super::moment::Moment;
use crate::contract;

pub(crate) use filter::{Filter, Operator};
pub(crate) use group::rows;

/// What can be asked of one kind of fact.
#[derive(Debug)]
pub(crate) struct Scope {
    pub name: &'static str,
    pub measures: Vec<&'static str>,
    pub dimensions: Vec<&'static str>,
    pub times: Vec<&'static str>,
    pub filters: Vec<&'static str>,
}

/// All that are documented.
pub(crate) static SCOPES: LazyLock<Vec<Scope>> = LazyLock::new(|| {
    let columns = ["scope", "measures", "dimensions", "time_dimensions", "filters"];
    let names = |cell: &'static str| cell.split(' ').collect();
    contract::rows(contract::STATISTICS, columns)
        .into_iter()
        .map(|[name, measures, dimensions, times, filters]| Scope {
            name,
            measures: names(measures),
            dimensions: names(dimensions),
            times: names(times),
            filters: names(filters),
        })
        .collect()
});

/// The scope of a name.
pub(crate) fn scope(name: &str) -> Option<&'static Scope> {
    SCOPES.iter().find(|scope| scope.name == name)
}

/// How long the buckets of a time dimension are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Granularity {
    Hour,
    Day,
    /// From Monday on.
    Week,
    Month,
}

/// A query.
#[derive(Debug)]
pub(crate) struct Asked {
    pub scope: &'static Scope,
    /// Where the buckets of time begin.
    pub zone: TimeZone,
    /// From the first moment to before the second.
    pub period: (Moment, Moment),
    pub filters: Vec<Filter>,
    pub measures: Vec<&'static str>,
    pub dimensions: Vec<&'static str>,
    pub times: Vec<(&'static str, Granularity)>,
    /// Columns; `true` for the largest first.
    pub order: Vec<(&'static str, bool)>,
}
