//! Reading a delivery, whatever the form its integration sends.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::rendered;
use crate::datetime::DateTime;
use crate::resources::{events, messages, tickets};

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
            Ok(Value::String(inner)) => match rendered::structure(&inner) {
                Some(Value::Object(body)) => body,
                _ => return Err(ParseError::NotAnObject("a JSON text".to_owned())),
            },
            Ok(_) => return Err(ParseError::NotAnObject("other JSON".to_owned())),
            Err(_) if text.contains(&b'=') && !text.starts_with(b"{") && !text.starts_with(b"[") => {
                form_urlencoded::parse(text).map(|(name, value)| (name.into_owned(), value.into())).collect()
            }
            Err(error) => {
                let python = std::str::from_utf8(text).ok().and_then(rendered::structure);
                match python {
                    Some(Value::Object(body)) => body,
                    _ => return Err(ParseError::NotAnObject(error.to_string())),
                }
            }
        };
        Ok(Self { body })
    }

    /// The ticket it is about: `ticket.id`, `ticket_id` or `message.ticket_id`.
    pub fn ticket_id(&self) -> Option<i64> {
        self.integer("ticket.id").or_else(|| self.integer("message.ticket_id"))
    }

    /// The message it is about, for triggers about messages: `message.id` or `message_id`.
    pub fn message_id(&self) -> Option<i64> {
        self.integer("message.id")
    }

    /// The event behind it: `event.id` or `event_id`. The best key to recognise a repeated delivery by.
    pub fn event_id(&self) -> Option<i64> {
        self.integer("event.id")
    }

    /// The customer of the ticket: `ticket.customer.id`, `customer.id` or `customer_id`.
    pub fn customer_id(&self) -> Option<i64> {
        self.integer("ticket.customer.id").or_else(|| self.integer("customer.id"))
    }

    /// Whether the company wrote the message: `message.from_agent` or `from_agent`. Nothing when the delivery does not
    /// say.
    pub fn from_agent(&self) -> Option<bool> {
        if self.at("message").is_some() { self.truth("message.from_agent") } else { self.truth("from_agent") }
    }

    /// The ticket, when the delivery holds one as an object; `{{context}}` does.
    pub fn ticket(&self) -> Option<tickets::Ticket> {
        self.read("ticket")
    }

    /// The message, when the delivery holds one as an object.
    pub fn message(&self) -> Option<messages::Message> {
        self.read("message")
    }

    /// The event, when the delivery holds one as an object.
    pub fn event(&self) -> Option<events::Event> {
        self.read("event")
    }

    /// A value by its path, such as `ticket.customer.email`: inside of objects, or of a field whose name is the path
    /// with `_` or `.` (`ticket_customer_email`). Nothing for what is absent, null or rendered as nothing.
    pub fn value(&self, path: &str) -> Option<Cow<'_, Value>> {
        let found = match path.split_once('.') {
            Some((first, rest)) => self.at(first).and_then(|inside| within(inside, rest)),
            None => None,
        };
        let flat = || {
            let value = self.body.get(path).or_else(|| self.body.get(&path.replace('.', "_")));
            value.map(Cow::Borrowed)
        };
        found.or_else(flat).filter(|value| !rendered::is_nothing(value))
    }

    /// A whole number, also when it came as text.
    pub fn integer(&self, path: &str) -> Option<i64> {
        rendered::integer(&*self.value(path)?)
    }

    /// A truth value, also when it came as text.
    pub fn truth(&self, path: &str) -> Option<bool> {
        rendered::truth(&*self.value(path)?)
    }

    /// A text; a number or a truth value as it is written.
    pub fn text(&self, path: &str) -> Option<String> {
        rendered::text(&*self.value(path)?)
    }

    /// A moment.
    pub fn moment(&self, path: &str) -> Option<DateTime> {
        self.value(path)?.as_str()?.parse().ok()
    }

    /// Everything that came.
    pub fn body(&self) -> &Map<String, Value> {
        &self.body
    }

    /// A part of the context; also when it was rendered into text.
    fn at(&self, noun: &str) -> Option<Cow<'_, Value>> {
        unfolded(Cow::Borrowed(self.body.get(noun)?)).filter(|value| value.is_object())
    }

    fn read<T: DeserializeOwned>(&self, noun: &str) -> Option<T> {
        serde_json::from_value(self.at(noun)?.into_owned()).ok()
    }
}

/// An object or list, also when it was rendered into text.
fn unfolded(value: Cow<'_, Value>) -> Option<Cow<'_, Value>> {
    match &*value {
        Value::String(text) => rendered::structure(text).map(Cow::Owned),
        _ => Some(value),
    }
}

fn within<'a>(value: Cow<'a, Value>, path: &str) -> Option<Cow<'a, Value>> {
    path.split('.').try_fold(value, |inside, key| match unfolded(inside)? {
        Cow::Borrowed(Value::Object(map)) => map.get(key).map(Cow::Borrowed),
        Cow::Owned(Value::Object(mut map)) => map.remove(key).map(Cow::Owned),
        Cow::Borrowed(Value::Array(items)) => items.get(key.parse::<usize>().ok()?).map(Cow::Borrowed),
        Cow::Owned(Value::Array(mut items)) => {
            let place: usize = key.parse().ok()?;
            (place < items.len()).then(|| Cow::Owned(items.swap_remove(place)))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(body: &str) -> Delivery {
        Delivery::parse(body.as_bytes()).unwrap()
    }

    fn ids(body: &str) -> (Option<i64>, Option<i64>, Option<i64>) {
        let delivery = read(body);
        (delivery.ticket_id(), delivery.message_id(), delivery.customer_id())
    }

    #[test]
    fn typed_and_rendered_bodies_are_read() {
        let typed = r#"{"ticket":{"id":9,"customer":{"id":5}},"message":{"id":3,"from_agent":false},"event":{"id":60418822317}}"#;
        assert_eq!(ids(typed), (Some(9), Some(3), Some(5)));
        let delivery = read(typed);
        assert_eq!((delivery.event_id(), delivery.from_agent()), (Some(60_418_822_317), Some(false)));
        assert_eq!(
            ids(r#"{"ticket_id":"218409140","message_id":"None","customer_id":"7"}"#),
            (Some(218_409_140), None, Some(7))
        );
        assert_eq!(ids(r#"{"message":{"id":3,"ticket_id":9}}"#), (Some(9), Some(3), None));
        assert_eq!(ids(r#"{"ticket":"{\"id\":9}"}"#), (Some(9), None, None));
        assert_eq!(ids("ticket_id=9&from_agent=True"), (Some(9), None, None));
        assert_eq!(read("ticket_id=9&from_agent=True").from_agent(), Some(true));
    }

    #[test]
    fn one_ticket_in_every_notation_reads_alike() {
        let ticket = json!({ "id": 9, "subject": "Where's it?", "spam": false, "snooze_datetime": null,
            "customer": { "id": 5, "email": "ines@x.example" }, "tags": [{ "id": 1, "name": "vip" }] });
        let python = r#"{'id': 9, 'subject': "Where's it?", 'spam': False, 'snooze_datetime': None, 'customer': {'id': 5, 'email': 'ines@x.example'}, 'tags': [{'id': 1, 'name': 'vip'}]}"#;
        let form: String =
            form_urlencoded::Serializer::new(String::new()).append_pair("ticket", python).finish();
        let bodies = [
            json!({ "ticket": ticket }).to_string(),
            json!({ "ticket": ticket.to_string() }).to_string(),
            json!({ "ticket": python }).to_string(),
            json!(json!({ "ticket": ticket }).to_string()).to_string(),
            format!("{{'ticket': {python}}}"),
            form,
        ];
        for body in bodies {
            let delivery = read(&body);
            assert_eq!(
                serde_json::to_value(delivery.ticket().unwrap().subject).unwrap(),
                json!("Where's it?"),
                "{body}"
            );
            assert_eq!((delivery.ticket_id(), delivery.customer_id()), (Some(9), Some(5)), "{body}");
            assert_eq!(delivery.text("ticket.tags.0.name").as_deref(), Some("vip"), "{body}");
            assert_eq!(delivery.truth("ticket.spam"), Some(false), "{body}");
            assert_eq!(delivery.value("ticket.snooze_datetime"), None, "{body}");
        }
    }

    #[test]
    fn values_are_found_by_path_or_by_a_name_like_it() {
        let delivery = read(
            r#"{"ticket_customer_email":"ines@x.example","ticket.channel":"chat","opened":"2026-05-01T08:00:00","n":"None","k":7}"#,
        );
        assert_eq!(delivery.text("ticket.customer.email").as_deref(), Some("ines@x.example"));
        assert_eq!(delivery.text("ticket.channel").as_deref(), Some("chat"));
        assert_eq!(delivery.moment("opened").unwrap().to_string(), "2026-05-01T08:00:00+00:00");
        assert_eq!((delivery.text("n"), delivery.text("k").as_deref()), (None, Some("7")));
        assert_eq!(delivery.message(), None);
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
