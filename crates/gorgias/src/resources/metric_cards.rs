//! The catalogue of metrics: what a number in a report means, and which query of [`super::statistics`] yields it
//! (reference page "The MetricCard object"). No scope is documented; answers 503 while the analytics are away.

use serde::{Deserialize, Serialize};

use super::draft::Draft;
use super::open::open;
use super::statistics::{Dimension, Measure, Scope};
use super::{Map, parts};
use crate::datetime::DateTime;
use crate::error::Error;
use crate::request::{self, Request};

/// The explanation of one metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MetricCard {
    /// Its name in addresses, such as `first-response-time`.
    pub slug: String,
    /// The group it is in.
    pub category: Option<String>,
    /// What people see.
    pub title: Option<String>,
    /// Whether it is in use.
    pub status: Option<Status>,
    /// When its meaning last changed.
    pub definition_revised_at: Option<DateTime>,
    /// Its meaning, for people.
    pub public: Option<Definition>,
    /// The query that yields it; nothing when none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<Mapping>,
    /// Other names.
    pub aliases: Option<Vec<String>>,
    /// Metrics beside it.
    pub related: Option<Vec<Link>>,
    /// Metrics that it replaces.
    pub replaces: Option<Vec<Link>>,
    /// Reports that show it.
    pub used_in_reports: Option<Vec<String>>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// Whether a metric is in use; the list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// In use.
    Published,
    /// No longer.
    Deprecated,
    /// One not named here.
    #[serde(untagged)]
    Other(String),
}

open!(Status);

/// The meaning of a metric, for people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Definition {
    /// What it is.
    pub definition: Option<String>,
    /// How it is calculated.
    pub formula: Option<String>,
    /// The rules behind it, one by one.
    pub computation_logic: Option<Vec<String>>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// The query of [`super::statistics`] that yields a metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Mapping {
    /// What is counted.
    pub scope: Option<Scope>,
    /// Its numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measures: Option<Vec<Measure>>,
    /// What it is broken down by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<Vec<Dimension>>,
    /// `{member, values}` each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filters: Option<Vec<Map>>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// The way to another metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Link {
    /// Its name in addresses.
    pub slug: Option<String>,
    /// Its address below the account.
    pub url: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// What somebody finds wrong with a metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Feedback(Draft);

impl Feedback {
    /// The kind of disagreement, whose values the reference does not list, and the metric's category, at most 100
    /// characters.
    pub fn new(disagreement_type: &str, metric_category: &str) -> Self {
        let draft = Draft::default().not_empty("disagreement_type", disagreement_type);
        Self(draft.filled("metric_category", metric_category, 100))
    }

    /// At most 5000 characters.
    pub fn comment(self, text: &str) -> Self {
        Self(self.0.text("comment", text, 5000))
    }
}

/// Metrics in use, all at once (reference page "Search metric cards").
pub fn search() -> Request<Vec<MetricCard>> {
    request::get_whole("search_metric_cards", "/api/metric-cards")
}

impl Request<Vec<MetricCard>> {
    /// Metrics with this in title or meaning, whatever the case.
    pub fn containing(self, text: &str) -> Self {
        self.with("q", text)
    }

    /// Metrics of one group.
    pub fn category(self, category: &str) -> Self {
        self.with("category", category)
    }

    /// In use, or no longer.
    pub fn status(self, status: &Status) -> Self {
        self.with("status", status)
    }

    /// Those no longer in use beside the others.
    pub fn include_deprecated(self) -> Self {
        self.with("include", "deprecated")
    }
}

/// One metric, by its name in addresses (reference page "Retrieve a metric card"). For an unknown name the error knows
/// names that are near: [`did_you_mean`].
pub fn get(slug: &str) -> Request<MetricCard> {
    let request = request::get("get_metric_card", format!("/api/metric-cards/{slug}"));
    parts::require_name(request, "slug", slug)
}

/// The names near the one that was asked for; none when the error is another one.
pub fn did_you_mean(error: &Error) -> Vec<&str> {
    match error {
        Error::NotFound { data, .. } => data.at("did_you_mean"),
        _ => Vec::new(),
    }
}

/// Says what is wrong with a metric (reference page "Send feedback on a metric card").
pub fn send_feedback(slug: &str, feedback: Feedback) -> Request<Map> {
    let path = format!("/api/metric-cards/{slug}/feedback");
    parts::require_name(feedback.0.create("create_metric_card_feedback", path), "slug", slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_would_lead_elsewhere_are_refused_before_sending() {
        for slug in ["", "..", "a/b", "a b", "x?y=1", "%2e%2e"] {
            assert_eq!(get(slug).invalid().unwrap().field, "slug", "{slug}");
        }
        assert!(get("first-response-time").invalid().is_none());
    }

    #[test]
    fn feedback_is_measured_before_sending() {
        let field = |kind: &str, category: &str, comment: usize| {
            let feedback = Feedback::new(kind, category).comment(&"é".repeat(comment));
            send_feedback("one-touch-tickets", feedback).invalid().map(|found| found.field)
        };
        assert_eq!(field("formula", "support", 5000), None);
        assert_eq!(field("", "support", 1), Some("disagreement_type"));
        assert_eq!(field("formula", &"x".repeat(101), 1), Some("metric_category"));
        assert_eq!(field("formula", "support", 5001), Some("comment"));
    }
}
