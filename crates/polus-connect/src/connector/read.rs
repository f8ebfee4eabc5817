//! Reading a stream: pages of a list, and single records by their keys.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use minijinja::Value as Jinja;
use minijinja::value::Serde;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::ConnectError;
use super::record::instant;
use super::{Connector, ReadPage, ReadRequest, SourceRecord};
use crate::expr::{Expression, Scope};
use crate::manifest::{Expand, Order, Stream};

/// What stands in [`ReadPage::next`].
#[derive(Serialize, Deserialize)]
struct Cursor {
    /// The manifest's own state.
    page: Value,
    /// How far the read may claim to have come: asked before the first page, or the newest record so far. The
    /// last page alone does not say it: it may hold the oldest, or nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reached: Option<String>,
}

impl Connector {
    /// Reads one page of a stream.
    ///
    /// A read from `since` to the page without `next` covers every change that the source showed when the
    /// read began; what changes meanwhile is covered by the next read from the last `watermark`.
    pub async fn read(&self, stream: &str, request: ReadRequest) -> Result<ReadPage, ConnectError> {
        let stream = self.stream(stream)?;
        let asked = request.since.as_deref().map(|since| self.since(stream, since)).transpose()?;
        let since = asked.map(|since| Jinja::from(since.to_string())).unwrap_or_else(|| Jinja::from(()));
        let cursor: Option<Cursor> = match request.page {
            Some(page) => Some(
                serde_json::from_value(page)
                    .map_err(|error| self.undecodable(format!("the stored page: {error}")))?,
            ),
            None => None,
        };
        let asked_page = cursor.as_ref().map(|cursor| cursor.page.clone());
        let (page, reached) = match cursor {
            Some(cursor) => (Jinja::from(Serde(&cursor.page)), cursor.reached),
            None => match &stream.horizon {
                None => (Jinja::from(()), None),
                Some(horizon) => {
                    let answer = self.call(&horizon.request, [("since", since.clone())]).await?;
                    let value =
                        self.eval(stream, "horizon.value", &horizon.value, [("body", answer.body)])?;
                    let Some(at) = instant(&value).map_err(|reason| self.undecodable(reason))? else {
                        return Ok(ReadPage { records: Vec::new(), next: None, watermark: request.since });
                    };
                    (Jinja::from(()), Some(at.to_string()))
                }
            },
        };

        let answer = self.call(&stream.request, [("since", since), ("page", page.clone())]).await?;
        let rows = self.rows(stream, "records", &stream.records, answer.body.clone())?;
        let mut next = match &stream.next {
            None => Value::Null,
            Some(expression) => {
                let values = [
                    ("body", answer.body),
                    ("records", Jinja::from(rows.clone())),
                    ("page", page),
                    ("settings", self.settings.clone()),
                ];
                let value = self.eval(stream, "next", expression, values)?;
                serde_json::to_value(&value).map_err(|error| self.undecodable(error.to_string()))?
            }
        };
        if !next.is_null() && asked_page.as_ref() == Some(&next) {
            // It would be walked for ever.
            return Err(self.undecodable(format!("the list of `{}` does not move on", stream.name)));
        }
        let rows = self.expanded(stream, rows).await?;

        let mut records = Vec::with_capacity(rows.len());
        let mut newest: Option<Timestamp> = None;
        for row in rows {
            let at = match &stream.watermark {
                Some(watermark) => {
                    let value = self.eval(stream, "watermark", watermark, [("record", row.clone())])?;
                    instant(&value).map_err(|reason| self.undecodable(format!("`watermark`: {reason}")))?
                }
                None => None,
            };
            // Newest first: from here on everything was seen by the read before.
            if stream.order == Order::Descending && asked.zip(at).is_some_and(|(since, at)| at < since) {
                next = Value::Null;
                break;
            }
            newest = newest.max(at);
            records.push(self.record(stream, row)?);
        }
        let newest = newest.map(|at| at.to_string());
        let reached = if stream.horizon.is_some() { reached } else { reached.max(newest) };
        let next = (!next.is_null()).then(|| Cursor { page: next, reached: reached.clone() });
        Ok(ReadPage {
            records,
            next: next
                .map(serde_json::to_value)
                .transpose()
                .map_err(|error| self.undecodable(error.to_string()))?,
            watermark: reached.max(request.since),
        })
    }

    /// Reads the present state of single records. Keys that the system does not have are left out.
    pub async fn read_by_keys(
        &self,
        stream: &str,
        keys: &[String],
    ) -> Result<Vec<SourceRecord>, ConnectError> {
        let stream = self.stream(stream)?;
        let mut records = Vec::with_capacity(keys.len());
        for keys in keys.chunks(stream.keys_at_most) {
            let answer = self.call(&stream.by_key, [("keys", Jinja::from(Serde(keys)))]).await?;
            let mut rows = self.rows(stream, "by_key.records", &stream.by_key_records, answer.body)?;
            rows.retain(|row| !row.is_none());
            for row in self.expanded(stream, rows).await? {
                records.push(self.record(stream, row)?);
            }
        }
        Ok(records)
    }

    /// The watermark to ask for: the stored one less the overlap.
    fn since(&self, stream: &Stream, since: &str) -> Result<Timestamp, ConnectError> {
        let at: Timestamp =
            since.parse().map_err(|_| self.undecodable(format!("`{since}` is not a stored watermark")))?;
        let overlap = SignedDuration::try_from(stream.overlap).unwrap_or(SignedDuration::ZERO);
        Ok(at.checked_sub(overlap).unwrap_or(at))
    }

    /// The rows of an answer.
    fn rows(
        &self,
        stream: &Stream,
        place: &str,
        expression: &Expression,
        body: Jinja,
    ) -> Result<Vec<Jinja>, ConnectError> {
        let value = self.eval(stream, place, expression, [("body", body)])?;
        if value.kind() != minijinja::value::ValueKind::Seq {
            return Err(self.undecodable(format!(
                "`{place}` of stream `{}` gives {}, not a list",
                stream.name,
                value.kind()
            )));
        }
        value.try_iter().map(Iterator::collect).map_err(|error| self.undecodable(error.to_string()))
    }

    /// The rows with the parts that the source keeps elsewhere, fetched for the whole page at once.
    async fn expanded(&self, stream: &Stream, mut rows: Vec<Jinja>) -> Result<Vec<Jinja>, ConnectError> {
        for expand in &stream.expand {
            if rows.is_empty() {
                break;
            }
            let answer = self.call(&expand.request, [("records", Jinja::from(rows.clone()))]).await?;
            let place = format!("expand {}", expand.name);
            let items = self.rows(stream, &place, &expand.records, answer.body)?;
            let mut by_key: HashMap<Jinja, Vec<Jinja>> = HashMap::new();
            for item in items {
                let key = self.eval(stream, &place, &expand.there, [("item", item.clone())])?;
                by_key.entry(key).or_default().push(item);
            }
            for row in &mut rows {
                let key = self.eval(stream, &place, &expand.here, [("record", row.clone())])?;
                let found = by_key.get(&key).cloned().unwrap_or_default();
                *row = self.with(row, expand, found)?;
            }
        }
        Ok(rows)
    }

    fn with(&self, row: &Jinja, expand: &Expand, found: Vec<Jinja>) -> Result<Jinja, ConnectError> {
        let part = if expand.many {
            Jinja::from(found)
        } else {
            found.into_iter().next().unwrap_or_else(|| Jinja::from(()))
        };
        let mut fields: Vec<(Jinja, Jinja)> = Vec::new();
        for name in row.try_iter().map_err(|error| self.undecodable(error.to_string()))? {
            let value = row.get_item(&name).map_err(|error| self.undecodable(error.to_string()))?;
            fields.push((name, value));
        }
        fields.push((Jinja::from(expand.name.as_str()), part));
        Ok(Jinja::from_pairs(fields))
    }

    pub(super) fn eval<'a>(
        &self,
        stream: &Stream,
        place: &str,
        expression: &Expression,
        values: impl IntoIterator<Item = (&'a str, Jinja)>,
    ) -> Result<Jinja, ConnectError> {
        expression
            .eval_jinja(&Scope::of(values))
            .map_err(|error| self.wrong_expression(&format!("streams.{}.{place}", stream.name), error))
    }

    pub(super) fn undecodable(&self, reason: String) -> ConnectError {
        ConnectError::Undecodable {
            system: self.manifest.system.clone(),
            reason: self.transport.mask(&reason),
        }
    }
}
