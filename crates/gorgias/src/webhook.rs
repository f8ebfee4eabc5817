//! What an HTTP integration of the helpdesk sends (reference page "Create integrations and widgets").
//!
//! There is no fixed body: each integration sets its own. The whole context (`{{context}}` as the entire form) comes as
//! typed JSON with `ticket`, `message`, `event` ...; every other form renders each value as text, so an id is `"123"`
//! and nothing is `"None"`. Both are read, as JSON or as form fields. A delivery may come twice and out of order, and is
//! a hint what to read, not a source of content.

use serde_json::{Map, Value};
use url::form_urlencoded;

/// A delivery, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    body: Map<String, Value>,
}

/// A body that is not a delivery.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// Nothing: an integration without a form sends an empty body.
    #[error("the body is empty; set the integration's form to \"{{{{context}}}}\"")]
    Empty,
    /// Neither JSON nor form fields.
    #[error("the body is neither a JSON object nor form fields: {0}")]
    NotAnObject(String),
}

impl Delivery {
    /// Reads a body.
    ///
    /// # Errors
    /// When it is empty, or neither a JSON object nor form fields.
    pub fn parse(body: &[u8]) -> Result<Self, ParseError> {
        let text = body.trim_ascii();
        if text.is_empty() {
            return Err(ParseError::Empty);
        }
        let body = match serde_json::from_slice::<Value>(text) {
            Ok(Value::Object(body)) => body,
            // The whole context rendered into a JSON string, as `|tojson` does.
            Ok(Value::String(inner)) => match serde_json::from_str(&inner) {
                Ok(Value::Object(body)) => body,
                _ => return Err(ParseError::NotAnObject("a JSON text".to_owned())),
            },
            Ok(_) => return Err(ParseError::NotAnObject("other JSON".to_owned())),
            Err(_) if text.contains(&b'=') && !text.starts_with(b"{") && !text.starts_with(b"[") => {
                form_urlencoded::parse(text).map(|(name, value)| (name.into_owned(), value.into())).collect()
            }
            Err(error) => return Err(ParseError::NotAnObject(error.to_string())),
        };
        Ok(Self { body })
    }

    /// The ticket it is about: `ticket.id`, `ticket_id` or `message.ticket_id`.
    pub fn ticket_id(&self) -> Option<i64> {
        self.id("ticket")
            .or_else(|| self.at("message").and_then(|message| integer(message.get("ticket_id")?)))
    }

    /// The message it is about, for triggers about messages: `message.id` or `message_id`.
    pub fn message_id(&self) -> Option<i64> {
        self.id("message")
    }

    /// The event behind it: `event.id` or `event_id`. The best key to recognise a repeated delivery by.
    pub fn event_id(&self) -> Option<i64> {
        self.id("event")
    }

    /// The customer of the ticket: `ticket.customer.id`, `customer.id` or `customer_id`.
    pub fn customer_id(&self) -> Option<i64> {
        let inside = self.at("ticket").and_then(|ticket| integer(ticket.get("customer")?.get("id")?));
        inside.or_else(|| self.id("customer"))
    }

    /// Whether the company wrote the message; nothing when the delivery does not say.
    pub fn from_agent(&self) -> Option<bool> {
        let value = match self.at("message") {
            Some(message) => message.get("from_agent")?.clone(),
            None => self.body.get("from_agent")?.clone(),
        };
        match &value {
            Value::Bool(truth) => Some(*truth),
            Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    /// Everything that came.
    pub fn body(&self) -> &Map<String, Value> {
        &self.body
    }

    fn id(&self, noun: &str) -> Option<i64> {
        let nested = self.at(noun).and_then(|thing| integer(thing.get("id")?));
        nested.or_else(|| integer(self.body.get(&format!("{noun}_id"))?))
    }

    /// A part of the context; also when it was rendered with `|tojson` into text.
    fn at(&self, noun: &str) -> Option<Value> {
        match self.body.get(noun)? {
            Value::String(text) => serde_json::from_str(text).ok().filter(Value::is_object),
            value => Some(value.clone()).filter(Value::is_object),
        }
    }
}

fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(body: &str) -> (Option<i64>, Option<i64>, Option<i64>) {
        let delivery = Delivery::parse(body.as_bytes()).unwrap();
        (delivery.ticket_id(), delivery.message_id(), delivery.customer_id())
    }

    #[test]
    fn typed_and_rendered_bodies_are_read() {
        let typed = r#"{"ticket":{"id":9,"customer":{"id":5}},"message":{"id":3,"from_agent":false},"event":{"id":60418822317}}"#;
        assert_eq!(ids(typed), (Some(9), Some(3), Some(5)));
        let delivery = Delivery::parse(typed.as_bytes()).unwrap();
        assert_eq!((delivery.event_id(), delivery.from_agent()), (Some(60_418_822_317), Some(false)));
        assert_eq!(
            ids(r#"{"ticket_id":"218409140","message_id":"None","customer_id":"7"}"#),
            (Some(218_409_140), None, Some(7))
        );
        assert_eq!(ids(r#"{"message":{"id":3,"ticket_id":9}}"#), (Some(9), Some(3), None));
        assert_eq!(ids(r#"{"ticket":"{\"id\":9}"}"#), (Some(9), None, None));
        assert_eq!(ids("ticket_id=9&from_agent=True"), (Some(9), None, None));
        assert_eq!(Delivery::parse(b"ticket_id=9&from_agent=True").unwrap().from_agent(), Some(true));
    }

    #[test]
    fn what_names_nothing_is_a_delivery_all_the_same() {
        assert_eq!(ids(r#"{"ticket":null,"message":"None"}"#), (None, None, None));
    }

    proptest::proptest! {
        #[test]
        fn no_body_brings_it_down(body in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            if let Ok(delivery) = Delivery::parse(&body) {
                let _ = (delivery.ticket_id(), delivery.message_id(), delivery.customer_id(), delivery.from_agent());
            }
        }
    }

    #[test]
    fn other_bodies_are_refused_with_a_reason() {
        let reasons: Vec<String> = ["", " \n", "[]", "7", "{\"ticket\":", "hello"]
            .map(|body| Delivery::parse(body.as_bytes()).unwrap_err().to_string())
            .into();
        insta::assert_snapshot!(reasons.join("\n"), @r#"
        the body is empty; set the integration's form to "{{context}}"
        the body is empty; set the integration's form to "{{context}}"
        the body is neither a JSON object nor form fields: other JSON
        the body is neither a JSON object nor form fields: other JSON
        the body is neither a JSON object nor form fields: EOF while parsing a value at line 1 column 10
        the body is neither a JSON object nor form fields: expected value at line 1 column 1
        "#);
    }
}
