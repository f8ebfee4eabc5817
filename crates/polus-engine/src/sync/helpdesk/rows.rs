//! Reading the head of a raw row: just enough to store it, the rest stays untouched.

use jiff::Timestamp;
use polus_store::{Identity, Incoming, State};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::streams::{HelpdeskStream, Order};

#[derive(Deserialize)]
struct Head<'a> {
    id: i64,
    #[serde(borrow, default)]
    updated_datetime: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow, default)]
    created_datetime: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow, default)]
    email: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow, default)]
    external_id: Option<std::borrow::Cow<'a, str>>,
}

/// A row ready to be applied, and the moment it has in the order of its list.
pub struct Row {
    /// For the store.
    pub incoming: Incoming,
    /// For the walk.
    pub at: Option<Timestamp>,
}

/// Reads a row's head. The error says what is missing; the payload is then kept as a failure.
pub fn read(stream: &HelpdeskStream, payload: Box<RawValue>) -> Result<Row, (Box<RawValue>, String)> {
    let head: Head<'_> = match serde_json::from_str(payload.get()) {
        Ok(head) => head,
        Err(error) => return Err((payload, error.to_string())),
    };
    let moment = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().and_then(parse_moment);
    let (at, version) = match stream.order {
        Order::Updated => {
            let at = moment(&head.updated_datetime);
            (at, at.map(written))
        }
        Order::Created => (moment(&head.created_datetime), None),
        Order::None => (None, None),
    };
    let mut identities = Vec::new();
    if stream.name == "customers" {
        if let Some(email) = head.email.as_deref().filter(|email| !email.is_empty()) {
            identities.push(Identity { kind: "email".into(), value: email.trim().to_lowercase() });
        }
        if let Some(id) = head.external_id.as_deref().filter(|id| !id.is_empty()) {
            identities.push(Identity { kind: "external_id".into(), value: id.to_owned() });
        }
    }
    let key = head.id.to_string();
    Ok(Row {
        incoming: Incoming { key, version, state: State::Present { payload, canonical: None, identities } },
        at,
    })
}

/// A datetime as the API writes it: with an offset, or without one and then in UTC.
pub fn parse_moment(text: &str) -> Option<Timestamp> {
    text.parse::<Timestamp>().ok().or_else(|| format!("{text}Z").parse().ok())
}

/// A moment as versions are written.
pub fn version(moment: &str) -> Option<String> {
    parse_moment(moment).map(written)
}

/// So that versions sort as text: always six digits of a second.
fn written(at: Timestamp) -> String {
    format!("{at:.6}")
}

#[cfg(test)]
mod tests {
    use super::super::streams::STREAMS;
    use super::*;

    fn row(stream: &str, text: &str) -> Result<Row, (Box<RawValue>, String)> {
        let stream = STREAMS.iter().find(|known| known.name == stream).unwrap();
        read(stream, RawValue::from_string(text.to_owned()).unwrap())
    }

    #[test]
    fn versions_sort_as_text_whether_microseconds_were_printed_or_not() {
        let whole = row("tickets", r#"{"id": 1, "updated_datetime": "2025-02-06T15:54:21+00:00"}"#).unwrap();
        let more =
            row("tickets", r#"{"id": 1, "updated_datetime": "2025-02-06T15:54:21.000001+00:00"}"#).unwrap();
        let naive = row("tickets", r#"{"id": 1, "updated_datetime": "2025-02-06T15:54:22"}"#).unwrap();
        assert!(whole.incoming.version < more.incoming.version);
        assert!(more.incoming.version < naive.incoming.version);
    }

    #[test]
    fn a_customer_is_known_by_e_mail_and_external_id() {
        let row = row(
            "customers",
            r#"{"id": 5, "email": "Ada@Example.com", "external_id": "s-1", "updated_datetime": null}"#,
        );
        let Ok(Row { incoming: Incoming { state: State::Present { identities, .. }, key, .. }, .. }) = row
        else {
            panic!("the row is readable")
        };
        assert_eq!(key, "5");
        assert_eq!(identities.len(), 2);
        assert_eq!(identities[0].value, "ada@example.com");
    }

    #[test]
    fn a_row_without_an_id_says_so() {
        let Err((_, reason)) = row("tags", r#"{"name": "vip"}"#) else { panic!("it has no id") };
        assert!(reason.contains("missing field `id`"), "{reason}");
    }
}
