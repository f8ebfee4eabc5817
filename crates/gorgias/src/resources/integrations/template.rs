//! What an HTTP integration sends (reference page "Create integrations and widgets").
//!
//! Addresses, headers and forms may hold `{{path}}`, a value of the ticket, message or event. Every value is rendered as
//! text: an id is `"123"`, true is `"True"`, nothing is `"None"`. Only `{{context}}` as the whole form sends typed JSON.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::resources::Map;

/// A text with values of the ticket, message or event in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Template(String);

impl Template {
    /// A value by its path, such as `ticket.id`, `message.body_text`, `event.id` or
    /// `ticket.customer.integrations.shopify.orders[0].name`.
    pub fn value(path: &str) -> Self {
        Self(format!("{{{{{path}}}}}"))
    }

    /// A value as JSON in the text: the form to send objects and lists in.
    pub fn json(path: &str) -> Self {
        Self(format!("{{{{{path}|tojson}}}}"))
    }

    /// A moment in a format of moment.js, such as `YYYY-MM-DD`.
    pub fn date(path: &str, format: &str) -> Self {
        Self(format!("{{{{{path}|datetime_format(\"{format}\")}}}}"))
    }

    /// Any text; `{{path}}` in it is replaced.
    pub fn text(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Template {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

/// The body that an HTTP integration sends, or the parameters where its method has no body. Without one, the body is
/// empty.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Form(Value);

impl Form {
    /// Everything there is, as typed JSON with keys such as `ticket`, `message` and `event`.
    pub fn context() -> Self {
        Self(Value::from("{{context}}"))
    }

    /// Fields by name, each rendered as text.
    pub fn fields<N: Into<String>, T: Into<Template>>(fields: impl IntoIterator<Item = (N, T)>) -> Self {
        let fields = fields.into_iter().map(|(name, template)| (name.into(), template.into().0.into()));
        Self(Value::Object(fields.collect::<Map>()))
    }

    /// One template that is the whole form.
    pub fn whole(template: impl Into<Template>) -> Self {
        Self(Value::from(template.into().0))
    }

    /// JSON with templates in its texts.
    pub fn json(form: Value) -> Self {
        Self(form)
    }

    pub(super) fn value(&self) -> &Value {
        &self.0
    }
}

impl From<Value> for Form {
    fn from(form: Value) -> Self {
        Self(form)
    }
}

/// Whether every `{{` has its `}}`.
pub(super) fn is_balanced(text: &str) -> bool {
    let mut rest = text;
    while let Some(open) = rest.find("{{") {
        let Some(close) = rest[open..].find("}}") else { return false };
        rest = &rest[open + close + 2..];
    }
    !rest.contains("}}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn forms_are_written_as_the_api_reads_them() {
        assert_eq!(json!(Form::context()), "{{context}}");
        let fields = Form::fields([
            ("ticket_id", Template::value("ticket.id")),
            ("tags", Template::json("ticket.tags")),
            ("day", Template::date("ticket.created_datetime", "YYYY-MM-DD")),
            ("from", "{{message.sender.email}} by Polus".into()),
        ]);
        assert_eq!(
            json!(fields),
            json!({
                "ticket_id": "{{ticket.id}}",
                "tags": "{{ticket.tags|tojson}}",
                "day": "{{ticket.created_datetime|datetime_format(\"YYYY-MM-DD\")}}",
                "from": "{{message.sender.email}} by Polus",
            })
        );
    }

    #[test]
    fn an_open_template_is_seen() {
        for fine in ["", "a", "{{a}}", "x{{a}}y{{b|tojson}}", "{a}"] {
            assert!(is_balanced(fine), "{fine}");
        }
        for open in ["{{a", "{{a}}{{", "a}}", "{{a}} }}"] {
            assert!(!is_balanced(open), "{open}");
        }
    }
}
