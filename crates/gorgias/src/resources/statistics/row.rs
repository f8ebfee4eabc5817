//! Rows of numbers.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Scope;
use crate::datetime::DateTime;
use crate::resources::Map;

/// A row: the value of each measure, dimension and time asked for. Read leniently: numbers came as text, too, and a
/// time's key may carry its granularity (`createdDatetime.day`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Row(pub Map);

impl Row {
    /// A value as it came.
    pub fn value(&self, name: impl AsRef<str>) -> Option<&Value> {
        let name = name.as_ref();
        self.0.get(name).or_else(|| {
            let of_time = |key: &str| key.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
            self.0.iter().find(|(key, _)| of_time(key)).map(|(_, value)| value)
        })
    }

    /// A number; nothing when there was nothing to count.
    pub fn number(&self, name: impl AsRef<str>) -> Option<f64> {
        match self.value(name)? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        }
    }

    /// A whole number, such as a count or an id.
    pub fn integer(&self, name: impl AsRef<str>) -> Option<i64> {
        match self.value(name)? {
            Value::Number(number) => number.as_i64().or_else(|| {
                number.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 9e15).map(whole)
            }),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// A text; numbers and truth values as they are written.
    pub fn text(&self, name: impl AsRef<str>) -> Option<String> {
        match self.value(name)? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    /// A moment, such as the beginning of a slot of time.
    pub fn time(&self, name: impl AsRef<str>) -> Option<DateTime> {
        self.value(name)?.as_str()?.parse().ok()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the caller saw that it is whole and fits")]
fn whole(number: f64) -> i64 {
    number as i64
}

/// Rows and what stands beside them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Report {
    /// The rows of this page.
    pub data: Vec<Row>,
    /// What stands beside them.
    pub meta: Option<Meta>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// What stands beside the rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Meta {
    /// What was counted.
    pub scope: Option<Scope>,
    /// Rows in all.
    pub total: Option<i64>,
    /// Rows before this page.
    pub offset: Option<i64>,
    /// Rows a page.
    pub limit: Option<i64>,
    /// Cursor of the next page.
    pub next_cursor: Option<String>,
    /// Cursor of the page before.
    pub prev_cursor: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

#[cfg(test)]
mod tests {
    use super::super::{Dimension, Measure};
    use super::*;

    #[test]
    fn values_are_read_leniently() {
        let row: Row = serde_json::from_str(
            r#"{"ticketCount":"12","averageHandleTime":3.5,"agentId":7.0,"channel":"email","storeId":null,
                "createdDatetime.day":"2026-05-01T00:00:00"}"#,
        )
        .unwrap();
        assert_eq!(
            (row.integer(Measure::TICKET_COUNT), row.number(Measure::TICKET_COUNT)),
            (Some(12), Some(12.0))
        );
        assert_eq!(row.number(Measure::AVERAGE_HANDLE_TIME), Some(3.5));
        assert_eq!(row.integer(Measure::AVERAGE_HANDLE_TIME), None);
        assert_eq!(row.integer(Dimension::AGENT_ID), Some(7));
        assert_eq!(row.text(Dimension::CHANNEL).as_deref(), Some("email"));
        assert_eq!(row.text(Dimension::STORE_ID), None);
        let day = row.time(Dimension::CREATED_DATETIME).map(|day| day.to_string());
        assert_eq!(day.as_deref(), Some("2026-05-01T00:00:00+00:00"));
        assert_eq!(row.value("created"), None);
    }
}
