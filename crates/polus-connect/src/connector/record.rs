//! From a row of an answer to a record.

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use minijinja::Value as Jinja;
use serde_json::Value;

use super::error::ConnectError;
use super::{Connector, SourceRecord};
use crate::canonical::{Identity, identity};
use crate::expr::{Scope, timestamp};
use crate::manifest::Stream;

impl Connector {
    /// Maps a row. An unusable key is an error of the page: a record without one cannot be kept.
    pub(super) fn record(&self, stream: &Stream, row: Jinja) -> Result<SourceRecord, ConnectError> {
        let scope = Scope::of([("record", row.clone()), ("settings", self.settings.clone())]);
        let part = |place: &str, expression: &crate::expr::Expression| {
            expression
                .eval_jinja(&scope)
                .map(
                    |value| {
                        if value.is_none() || value.is_undefined() {
                            String::new()
                        } else {
                            value.to_string()
                        }
                    },
                )
                .map_err(|error| self.wrong_expression(&format!("streams.{}.{place}", stream.name), error))
        };
        let key = part("key", &stream.key)?;
        if key.is_empty() {
            return Err(self.undecodable(format!("a record of stream `{}` has no key", stream.name)));
        }
        let version = stream.version.as_ref().map(|version| part("version", version)).transpose()?;
        let payload =
            serde_json::value::to_raw_value(&row).map_err(|error| self.undecodable(error.to_string()))?;
        let canonical = stream
            .map
            .eval(&scope)
            .map_err(|error| self.transport.mask(&error.message))
            .and_then(|mapped| stream.entity.normalise(&mapped));
        let identities = match &canonical {
            Ok(canonical) => self.identities(stream, row, canonical)?,
            Err(_) => Vec::new(),
        };
        Ok(SourceRecord {
            key,
            version: version.filter(|version| !version.is_empty()),
            payload,
            canonical,
            identities,
        })
    }

    fn identities(
        &self,
        stream: &Stream,
        row: Jinja,
        canonical: &Value,
    ) -> Result<Vec<Identity>, ConnectError> {
        let canonical = Jinja::from(minijinja::value::Serde(canonical));
        let mut found = Vec::new();
        for (kind, expression) in &stream.identities {
            let values = [("record", row.clone()), ("canonical", canonical.clone())];
            let value = self.eval(stream, "identities", expression, values)?;
            let value = serde_json::to_value(&value).unwrap_or_default();
            found.extend(identity(kind, &value));
        }
        Ok(found)
    }
}

/// A time in whole seconds, rounded down, so that texts compare as times and nothing newer is claimed.
pub(super) fn instant(value: &Jinja) -> Result<Option<Timestamp>, String> {
    if value.is_none() || value.is_undefined() {
        return Ok(None);
    }
    let text = value.as_str().ok_or_else(|| format!("a time is expected, not {}", value.kind()))?;
    let at = timestamp(text).ok_or_else(|| format!("`{text}` is not a time"))?;
    at.round(TimestampRound::new().smallest(Unit::Second).mode(RoundMode::Floor))
        .map(Some)
        .map_err(|error| error.to_string())
}
