//! What can happen to a sandbox, as the journal writes it down.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::oauth::Step;
use crate::system::{App, DeliveryOutcome, Request};
use crate::traffic::{Call, SystemName};

/// Everything that changes state. Reads are not among it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "k", rename_all = "snake_case")]
pub(crate) enum Entry {
    /// A request that may change something.
    Call {
        #[serde(rename = "s")]
        system: SystemName,
        #[serde(flatten)]
        request: WrittenRequest,
    },
    /// Somebody acted.
    Act {
        #[serde(rename = "s")]
        system: SystemName,
        action: Value,
    },
    /// Time passed in all systems.
    Tick,
    /// A delivery ended.
    Delivered {
        #[serde(rename = "s")]
        system: SystemName,
        id: u64,
        #[serde(flatten)]
        outcome: WrittenOutcome,
    },
    /// The authorization server was asked for something.
    Oauth { step: Step },
    /// A step of the script. The calls are written out, so that a later script does not change the past.
    Play { number: u64, name: String, calls: Vec<Call> },
    /// A step of the endless traffic.
    Traffic { number: u64, calls: Vec<Call> },
}

/// Levels of nesting for which a line has room. Whoever reads JSON gives up at 128, the line's own levels among
/// them: what was accepted with more could not be read back.
const DEEPEST: usize = 100;

/// Whether a value is nested too deep for the journal.
pub(crate) fn too_deep(value: &Value) -> bool {
    fn fits(value: &Value, left: usize) -> bool {
        match value {
            Value::Array(items) => left > 0 && items.iter().all(|item| fits(item, left - 1)),
            Value::Object(fields) => left > 0 && fields.values().all(|field| fits(field, left - 1)),
            _ => true,
        }
    }
    !fits(value, DEEPEST)
}

/// A moment in microseconds, as exact as anything the sandbox shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Moment(pub i64);

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        Self(at.as_microsecond())
    }
}

impl Moment {
    /// A moment outside the calendar, which only a damaged file could hold, becomes the calendar's end.
    pub(crate) fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::MAX)
    }
}

/// A request on paper.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct WrittenRequest {
    #[serde(rename = "m")]
    method: String,
    #[serde(rename = "p")]
    path: String,
    #[serde(rename = "q", default, skip_serializing_if = "Vec::is_empty")]
    query: Vec<(String, String)>,
    #[serde(rename = "h", default, skip_serializing_if = "Vec::is_empty")]
    headers: Vec<(String, String)>,
    #[serde(rename = "b", default, skip_serializing_if = "Body::is_empty")]
    body: Body,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    app: Option<App>,
}

impl From<Request> for WrittenRequest {
    fn from(request: Request) -> Self {
        Self {
            method: request.method,
            path: request.path,
            query: request.query,
            headers: request.headers,
            body: Body(request.body),
            app: request.app,
        }
    }
}

impl From<WrittenRequest> for Request {
    fn from(written: WrittenRequest) -> Self {
        Self {
            method: written.method,
            path: written.path,
            query: written.query,
            headers: written.headers,
            body: written.body.0,
            app: written.app,
        }
    }
}

/// Text where it is text, which is nearly always; else base64 in an object.
#[derive(Debug, Default)]
struct Body(Bytes);

impl Body {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum BodyText {
    Plain(String),
    Base64 { base64: String },
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(&self.0) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => serializer.collect_map([("base64", BASE64.encode(&self.0))]),
        }
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match BodyText::deserialize(deserializer)? {
            BodyText::Plain(text) => Ok(Self(text.into())),
            BodyText::Base64 { base64 } => {
                BASE64.decode(base64).map(|body| Self(body.into())).map_err(serde::de::Error::custom)
            }
        }
    }
}

/// The end of a delivery on paper.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct WrittenOutcome {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    json: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl From<DeliveryOutcome> for WrittenOutcome {
    fn from(outcome: DeliveryOutcome) -> Self {
        // With or without a journal: what cannot be written down has not been said.
        let json = outcome.json.filter(|json| !too_deep(json));
        Self { status: outcome.status, json, error: outcome.error }
    }
}

impl From<WrittenOutcome> for DeliveryOutcome {
    fn from(written: WrittenOutcome) -> Self {
        Self { status: written.status, json: written.json, error: written.error }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::journal::Line;
    use super::*;

    fn nested(levels: usize) -> Value {
        (0..levels).fold(json!(1), |inner, _| json!([inner]))
    }

    #[test]
    fn what_is_written_can_be_read_back_however_deep() {
        let action = nested(DEEPEST);
        assert!(!too_deep(&action) && too_deep(&nested(DEEPEST + 1)));
        let heard = |json| DeliveryOutcome { status: Some(200), json: Some(json), error: None }.into();
        let system = SystemName::Helpdesk;
        for entry in [
            Entry::Act { system, action: action.clone() },
            Entry::Delivered { system, id: 1, outcome: heard(action.clone()) },
            Entry::Delivered { system, id: 1, outcome: heard(nested(126)) },
            Entry::Traffic { number: 1, calls: vec![(system, action)] },
        ] {
            let text = serde_json::to_string(&Line { at: Moment(1), entry }).unwrap();
            let read: Line = serde_json::from_str(&text).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
        }
    }
}
