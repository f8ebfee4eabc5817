//! `{{ path }}` in addresses, headers and forms.
//!
//! Every value becomes text the way Python prints it: `True`, `None`. Only a form that is `{{context}}` as a
//! whole keeps the types.

use std::cell::Cell;
use std::sync::Arc;

use jiff::civil::DateTime;
use minijinja::value::{Enumerator, Object, ValueKind};
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value};
use serde_json::Value as Json;

use super::super::moment::Moment;

/// Work that one template may cause.
const FUEL: u64 = 50_000;

/// Work that all templates of one call may cause: a form may have any number of them.
const FUEL_OF_A_CALL: u64 = 10 * FUEL;

/// Templates over one context.
pub(super) struct Templates {
    environment: Environment<'static>,
    roots: Value,
    context: Json,
    /// What is left of [`FUEL_OF_A_CALL`].
    fuel: Cell<u64>,
}

impl Templates {
    pub(super) fn new(context: Json) -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Chainable);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_fuel(Some(FUEL));
        environment
            .set_formatter(|out, _, value| out.write_str(&as_text(value)).map_err(minijinja::Error::from));
        environment.add_filter("datetime_format", |value: String, format: String| {
            Moment::parse(&value).map_or(value, |at| moment_js(at.civil(), &format))
        });
        let whole = tree(&context);
        let roots = context.as_object().into_iter().flatten();
        let roots = roots.map(|(name, value)| (name.clone(), tree(value)));
        let roots = Value::from_pairs(roots.chain([("context".to_owned(), whole)]));
        Self { environment, roots, context, fuel: Cell::new(FUEL_OF_A_CALL) }
    }

    /// Begins another call, which has all its work before it.
    pub(super) fn begin(&self) {
        self.fuel.set(FUEL_OF_A_CALL);
    }

    /// `text` with its templates filled in; what does not resolve or is no template leaves nothing.
    pub(super) fn text(&self, text: &str) -> String {
        if !text.contains('{') {
            return text.to_owned();
        }
        if self.fuel.get() == 0 {
            return String::new();
        }
        let template = self.environment.template_from_str(text);
        match template.and_then(|template| template.render_captured(&self.roots)) {
            Ok(rendered) => {
                self.burn(rendered.state().fuel_levels().map_or(0, |(used, _)| used));
                rendered.into_output()
            }
            Err(error) => {
                if error.kind() == ErrorKind::OutOfFuel {
                    self.burn(FUEL);
                }
                String::new()
            }
        }
    }

    fn burn(&self, fuel: u64) {
        self.fuel.set(self.fuel.get().saturating_sub(fuel));
    }

    /// A form with its templates filled in.
    pub(super) fn form(&self, form: &Json) -> Json {
        match form {
            Json::String(text) if is_context(text) => self.context.clone(),
            Json::String(text) => Json::String(self.text(text)),
            Json::Object(fields) => {
                fields.iter().map(|(name, value)| (name.clone(), self.field(value))).collect()
            }
            other => other.clone(),
        }
    }

    fn field(&self, value: &Json) -> Json {
        match value {
            Json::String(text) => Json::String(self.text(text)),
            Json::Object(fields) => {
                fields.iter().map(|(name, value)| (name.clone(), self.field(value))).collect()
            }
            Json::Array(items) => items.iter().map(|item| self.field(item)).collect(),
            other => other.clone(),
        }
    }
}

fn is_context(text: &str) -> bool {
    let inner = text.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    inner.is_some_and(|inner| inner.trim() == "context")
}

fn as_text(value: &Value) -> String {
    match value.kind() {
        ValueKind::Undefined => String::new(),
        ValueKind::None => "None".to_owned(),
        ValueKind::Bool => if value.is_true() { "True" } else { "False" }.to_owned(),
        ValueKind::Map | ValueKind::Seq => serde_json::to_string(value).unwrap_or_default(),
        _ => value.to_string(),
    }
}

fn tree(json: &Json) -> Value {
    match json {
        Json::Array(items) => items.iter().map(tree).collect(),
        Json::Object(fields) => {
            let field = |(name, value): (&String, &Json)| match value {
                Json::Object(by_id) if name == "integrations" => {
                    let by_id = by_id.iter().map(|(id, data)| (id.clone(), tree(data))).collect();
                    (name.clone(), Value::from_object(Integrations(by_id)))
                }
                _ => (name.clone(), tree(value)),
            };
            Value::from_pairs(fields.iter().map(field))
        }
        Json::String(text) => Value::from(text.as_str()),
        Json::Bool(flag) => Value::from(*flag),
        Json::Null => Value::from(()),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Value::from(whole),
            (None, Some(real)) => Value::from(real),
            (None, None) => Value::UNDEFINED,
        },
    }
}

/// Data of integrations by id, found by number, text or type: `integrations[5007]`, `integrations.shopify`.
#[derive(Debug)]
struct Integrations(Vec<(String, Value)>);

impl Object for Integrations {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.to_string();
        let typed = |data: &Value| {
            data.get_attr("__integration_type__").is_ok_and(|kind| kind.as_str() == Some(&key))
        };
        let by_id = self.0.iter().find(|(id, _)| *id == key);
        by_id.or_else(|| self.0.iter().find(|(_, data)| typed(data))).map(|(_, data)| data.clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.iter().map(|(id, _)| Value::from(id.as_str())).collect())
    }
}

/// The usual patterns of moment.js; letters it does not know stay.
fn moment_js(at: DateTime, format: &str) -> String {
    /// Longest first, so that `MMMM` is not read as two `MM`; what jiff prints for each.
    const PATTERNS: &[(&str, &str)] = &[
        ("YYYY", "%Y"),
        ("MMMM", "%B"),
        ("dddd", "%A"),
        ("MMM", "%b"),
        ("ddd", "%a"),
        ("YY", "%y"),
        ("MM", "%m"),
        ("DD", "%d"),
        ("Do", ""),
        ("HH", "%H"),
        ("hh", "%I"),
        ("mm", "%M"),
        ("ss", "%S"),
        ("M", "%-m"),
        ("D", "%-d"),
        ("H", "%-H"),
        ("h", "%-I"),
        ("A", "%p"),
        ("a", "%P"),
    ];
    let mut text = String::new();
    let mut rest = format;
    while let Some(letter) = rest.chars().next() {
        let found = PATTERNS.iter().find(|(pattern, _)| rest.starts_with(pattern));
        match found {
            Some((pattern, "")) => {
                text.push_str(&ordinal(at.day()));
                rest = &rest[pattern.len()..];
            }
            Some((pattern, printed)) => {
                text.push_str(&at.strftime(printed).to_string());
                rest = &rest[pattern.len()..];
            }
            None => {
                text.push(letter);
                rest = &rest[letter.len_utf8()..];
            }
        }
    }
    text
}

fn ordinal(day: i8) -> String {
    let suffix = match (day % 10, day / 10) {
        (_, 1) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{day}{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn templates() -> Templates {
        Templates::new(json!({
            "ticket": {
                "id": 218_409_140, "spam": false, "assignee_user": null, "subject": "A \"lid\"",
                "created_datetime": "2025-03-04T09:15:27.120034+00:00",
                "messages": [{"from_agent": true}, {"from_agent": false}],
                "customer": {"integrations": {"5007": {"__integration_type__": "shopify", "orders": [{"name": "#1001"}]}}},
            },
            "message": null,
        }))
    }

    #[test]
    fn every_value_becomes_text() {
        let form = json!({
            "id": "{{ticket.id}}", "spam": "{{ ticket.spam }}", "assignee": "{{ticket.assignee_user}}",
            "none": "{{message.body_text}}", "unknown": "[{{nothing.at.all}}]", "last": "{{ticket.messages[-1].from_agent}}",
            "fixed": 5, "text": "Ticket {{ticket.id}}: {{ticket.subject}}",
        });
        assert_eq!(
            templates().form(&form),
            json!({
                "id": "218409140", "spam": "False", "assignee": "None", "none": "", "unknown": "[]", "last": "False",
                "fixed": 5, "text": "Ticket 218409140: A \"lid\"",
            })
        );
    }

    #[test]
    fn the_whole_context_keeps_its_types() {
        let whole = templates().form(&json!("{{ context }}"));
        assert_eq!(
            (&whole["ticket"]["id"], &whole["ticket"]["spam"], &whole["message"]),
            (&json!(218_409_140), &json!(false), &json!(null))
        );
    }

    #[test]
    fn data_of_integrations_is_found_by_id_and_by_type() {
        let text = "{{ticket.customer.integrations[5007].orders[0].name}} {{ticket.customer.integrations.shopify.orders[0].name}}";
        assert_eq!(templates().text(text), "#1001 #1001");
    }

    #[test]
    fn filters_print_json_and_dates() {
        assert_eq!(
            templates().text("{{ticket.messages|tojson}}"),
            r#"[{"from_agent": true}, {"from_agent": false}]"#
        );
        let text = r#"{{ticket.created_datetime|datetime_format("MMM Do YY, HH:mm")}}"#;
        assert_eq!(templates().text(text), "Mar 4th 25, 09:15");
    }

    #[test]
    fn what_is_no_template_or_never_ends_leaves_nothing() {
        assert_eq!(templates().text("{{ticket."), "");
        assert_eq!(
            templates().text("{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}"),
            ""
        );
    }

    #[test]
    fn many_endless_templates_are_no_more_work_than_a_few() {
        let templates = templates();
        let endless = "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}";
        let form: Json = (0..500).map(|n| (n.to_string(), json!(endless))).collect();
        assert!(templates.form(&form).as_object().unwrap().values().all(|text| text == ""));
        assert_eq!((templates.fuel.get(), templates.text("{{ticket.id}}").as_str()), (0, ""));
        templates.begin();
        assert_eq!(templates.text("{{ticket.id}}"), "218409140");
    }
}
