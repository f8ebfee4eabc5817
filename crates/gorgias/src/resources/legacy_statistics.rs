//! The statistics before [`super::statistics`] (reference page "Retrieve a legacy statistic"). The names of today's
//! scopes are refused here, and the other way round.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::open::open;
use super::{Map, parts};
use crate::datetime::DateTime;
use crate::request::{self, Request};

/// What to calculate; the list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are those of the reference")]
#[non_exhaustive]
pub enum Name {
    /// Some numbers beside those of the period before: [`Statistic::metrics`].
    Overview,
    TotalTicketsCreated,
    TotalTicketsReplied,
    TotalTicketsClosed,
    TotalMessagesSent,
    TotalMessagesReceived,
    MedianFirstResponseTime,
    MedianResolutionTime,
    TotalOneTouchTickets,
    SupportVolume,
    ResolutionTime,
    FirstResponseTime,
    TicketsCreatedPerHourPerWeekday,
    TicketsPerTag,
    TicketsCreatedPerChannel,
    TicketsCreatedPerChannelPerDay,
    TicketsClosedPerAgent,
    TicketsClosedPerAgentPerDay,
    MessagesSentPerMacro,
    SatisfactionSurveys,
    LatestSatisfactionSurveys,
    RevenueOverview,
    RevenuePerAgent,
    RevenuePerDay,
    RevenuePerTicket,
    IntentsOverview,
    IntentsBreakdownPerDay,
    IntentsOccurrence,
    CurrentDate,
    /// One not named here.
    #[serde(untagged)]
    Other(String),
}

open!(Name);

/// What a statistic is about: a period, and what else is set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Filters {
    period: Period,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    agents: Vec<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    integrations: Vec<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    channels: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    campaigns: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    score: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Period {
    start_datetime: DateTime,
    end_datetime: DateTime,
}

impl Filters {
    /// From then until then.
    pub fn period(start: DateTime, end: DateTime) -> Self {
        Self {
            period: Period { start_datetime: start, end_datetime: end },
            agents: Vec::new(),
            tags: Vec::new(),
            integrations: Vec::new(),
            channels: Vec::new(),
            campaigns: Vec::new(),
            score: Vec::new(),
        }
    }

    /// Of these users.
    pub fn agents(mut self, ids: &[i64]) -> Self {
        self.agents = ids.to_vec();
        self
    }

    /// With these tags, by id.
    pub fn tags(mut self, ids: &[i64]) -> Self {
        self.tags = ids.to_vec();
        self
    }

    /// That came through these integrations.
    pub fn integrations(mut self, ids: &[i64]) -> Self {
        self.integrations = ids.to_vec();
        self
    }

    /// That came through these channels, such as `email`.
    pub fn channels(mut self, names: &[&str]) -> Self {
        self.channels = names.iter().map(|&name| name.to_owned()).collect();
        self
    }

    /// Of these campaigns.
    pub fn campaigns(mut self, ids: &[&str]) -> Self {
        self.campaigns = ids.iter().map(|&id| id.to_owned()).collect();
        self
    }

    /// With these survey scores, 1 to 5.
    pub fn score(mut self, scores: &[u8]) -> Self {
        self.score = scores.to_vec();
        self
    }
}

/// A statistic. What is in it depends on its name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Statistic {
    /// `data` inside is what was calculated.
    pub data: Map,
    /// The periods that were compared.
    pub meta: Option<Meta>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

impl Statistic {
    /// What was calculated, as it came.
    pub fn result(&self) -> Option<&Value> {
        self.data.get("data")
    }

    /// The numbers of [`Name::Overview`]; none where the statistic has another form.
    pub fn metrics(&self) -> Vec<Metric> {
        self.result().and_then(|rows| Vec::deserialize(rows).ok()).unwrap_or_default()
    }
}

/// The periods that were compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Meta {
    /// From then.
    pub start_datetime: Option<DateTime>,
    /// Until then.
    pub end_datetime: Option<DateTime>,
    /// The period before: from then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_start_datetime: Option<DateTime>,
    /// The period before: until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_end_datetime: Option<DateTime>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// One number of [`Name::Overview`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Metric {
    /// `total_new_tickets`, `median_resolution_time` ...; an open list.
    pub name: String,
    /// `number`, `duration` (seconds) or `percent`; an open list.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Nothing when there is nothing to count.
    pub value: Option<f64>,
    /// The difference to the period before.
    pub delta: Option<f64>,
    /// Whether a higher number is the better one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more_is_better: Option<bool>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// Calculates a statistic (scope `statistics:read`). Changes nothing, so it may be sent again.
pub fn get(name: &Name, filters: &Filters) -> Request<Statistic> {
    let name = name.to_string();
    let path = format!("/api/stats/{name}");
    let request = request::create("get_legacy_statistic", path, &json!({ "filters": filters })).only_read();
    check(request, &name, filters)
}

/// Calculates a statistic and answers it as CSV, one line a row (reference page "Download a legacy statistic"; scope
/// `statistics:read`).
pub fn download(name: &Name, filters: &Filters) -> Request<String> {
    let name = name.to_string();
    let path = format!("/api/stats/{name}/download");
    let request = request::text("download_legacy_statistic", path, &json!({ "filters": filters }));
    check(request, &name, filters)
}

fn check<R>(request: Request<R>, name: &str, filters: &Filters) -> Request<R> {
    parts::require_name(request, "name", name)
        .require(
            filters.period.start_datetime <= filters.period.end_datetime,
            "filters.period",
            "ends before it starts",
        )
        .require(
            filters.score.iter().all(|score| (1..=5).contains(score)),
            "filters.score",
            "scores are 1 to 5",
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Safety;

    fn may() -> Filters {
        Filters::period("2026-05-01".parse().unwrap(), "2026-05-31T23:59:59".parse().unwrap())
    }

    #[test]
    fn a_read_in_the_shape_of_a_post() {
        let request = get(&Name::TicketsCreatedPerHourPerWeekday, &may().agents(&[3]).score(&[1, 5]));
        assert_eq!(request.path(), "/api/stats/tickets-created-per-hour-per-weekday");
        assert_eq!(request.safety(), Safety::Read);
        let period = json!({ "start_datetime": "2026-05-01T00:00:00+00:00", "end_datetime": "2026-05-31T23:59:59+00:00" });
        let filters = json!({ "period": period, "agents": [3], "score": [1, 5] });
        assert_eq!(request.body().unwrap(), &json!({ "filters": filters }));
    }

    #[test]
    fn what_cannot_be_meant_is_refused_before_sending() {
        let field = |name: &Name, filters: &Filters| get(name, filters).invalid().map(|found| found.field);
        let backwards = Filters::period("2026-05-02".parse().unwrap(), "2026-05-01".parse().unwrap());
        assert_eq!(field(&Name::Overview, &may()), None);
        assert_eq!(field(&Name::Overview, &backwards), Some("filters.period"));
        assert_eq!(field(&Name::Overview, &may().score(&[0])), Some("filters.score"));
        assert_eq!(field(&Name::Other("../users".into()), &may()), Some("name"));
    }

    #[test]
    fn the_numbers_of_an_overview_are_read() {
        let text = r#"{"data":{"data":[{"name":"total_new_tickets","type":"number","value":120,"delta":8},
            {"name":"median_resolution_time","type":"duration","value":null,"delta":null,"more_is_better":false}]},
            "meta":{"start_datetime":"2026-05-01T00:00:00+00:00","end_datetime":"2026-05-31T23:59:59+00:00"}}"#;
        let statistic: Statistic = serde_json::from_str(text).unwrap();
        let numbers: Vec<_> =
            statistic.metrics().into_iter().map(|metric| (metric.name, metric.value)).collect();
        assert_eq!(
            numbers,
            [("total_new_tickets".to_owned(), Some(120.0)), ("median_resolution_time".to_owned(), None)]
        );
        let odd: Statistic = serde_json::from_str(r#"{"data":{"data":{"labels":[]}}}"#).unwrap();
        assert!(odd.metrics().is_empty() && odd.result().is_some());
    }
}
