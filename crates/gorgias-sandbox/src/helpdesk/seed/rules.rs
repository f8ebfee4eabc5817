//! The rules that the account has set up, as code and as the tree of that code.

use serde_json::{Value, json};

use super::super::model::Rule;
use super::super::moment::Moment;
use super::{DAY, Seeding};

/// `if (<tests>) { <actions> }`
struct Written {
    name: &'static str,
    description: Option<&'static str>,
    event_types: &'static str,
    /// Predicate, path and literals; all must hold.
    tests: &'static [(&'static str, &'static str, &'static [&'static str])],
    /// Action, key and text of its argument.
    actions: &'static [(&'static str, &'static str, &'static str)],
    on: bool,
}

const RULES: &[Written] = &[
    Written {
        name: "Close out-of-office mails",
        description: None,
        event_types: "ticket-created,ticket-message-created",
        tests: &[("containsAny", "message.intents.name", &["other/no_reply"])],
        actions: &[("setStatus", "status", "closed"), ("addTags", "tags", "auto-close")],
        on: true,
    },
    Written {
        name: "Where is my order",
        description: Some("Tags what asks for a parcel."),
        event_types: "ticket-created",
        tests: &[
            ("eq", "ticket.channel", &["email"]),
            ("containsAny", "message.text", &["where is my order", "tracking"]),
        ],
        actions: &[("addTags", "tags", "where-is-my-order")],
        on: true,
    },
    Written {
        name: "Damaged goods first",
        description: Some("Whatever arrived broken is answered today."),
        event_types: "ticket-created,ticket-updated",
        tests: &[("containsAny", "ticket.tags.name", &["damaged"])],
        actions: &[("addTags", "tags", "urgent")],
        on: true,
    },
    Written {
        name: "Tea rooms are for Maya",
        description: None,
        event_types: "ticket-created",
        tests: &[("containsAny", "message.text", &["tea room", "wholesale"])],
        actions: &[("addTags", "tags", "wholesale, follow-up")],
        on: true,
    },
    Written {
        name: "Bad scores come back",
        description: None,
        event_types: "satisfaction-survey-responded",
        tests: &[("containsAny", "message.sentiments.name", &["negative"])],
        actions: &[("setStatus", "status", "open"), ("addTags", "tags", "complaint")],
        on: true,
    },
    Written {
        name: "Christmas delays",
        description: Some("On from November to January."),
        event_types: "ticket-created",
        tests: &[("eq", "ticket.channel", &["email"]), ("notContainsAny", "ticket.tags.name", &["press"])],
        actions: &[("addTags", "tags", "waiting-for-carrier")],
        on: false,
    },
];

impl Seeding {
    pub(super) fn rules(&mut self, start: Moment) {
        for (nth, written) in (0_u64..).zip(RULES) {
            let created =
                start.plus_micros(-30 * DAY + self.dice.span(DAY) + DAY * i64::try_from(nth).unwrap_or(0));
            let (code, code_ast) = program(written);
            self.state.rules.push(Rule {
                name: written.name.into(),
                code: code.into(),
                code_ast,
                description: written.description.map(Into::into),
                event_types: Some(written.event_types.into()),
                priority: nth + 1,
                deactivated: (!written.on).then(|| start.plus_micros(-DAY)),
                created,
                updated: created,
            });
        }
    }
}

/// Writes code on one line and remembers where each node stands.
#[derive(Default)]
struct Pen(String);

impl Pen {
    fn write(&mut self, text: &str) {
        self.0.push_str(text);
    }

    /// A node that reaches from here to where `fields` stops writing.
    fn node(&mut self, kind: &str, fields: impl FnOnce(&mut Self) -> Value) -> Value {
        let start = self.0.chars().count();
        let mut node = fields(self);
        let at = |column: usize| json!({"line": 1, "column": column});
        node["type"] = json!(kind);
        node["loc"] = json!({"start": at(start), "end": at(self.0.chars().count())});
        node
    }

    fn name(&mut self, name: &str) -> Value {
        self.node("Identifier", |pen| {
            pen.write(name);
            json!({"name": name})
        })
    }

    fn text(&mut self, text: &str) -> Value {
        self.node("Literal", |pen| {
            let raw = format!("'{text}'");
            pen.write(&raw);
            json!({"raw": raw, "value": text})
        })
    }

    fn path(&mut self, path: &str) -> Value {
        let Some((object, property)) = path.rsplit_once('.') else { return self.name(path) };
        self.node("MemberExpression", |pen| {
            let object = pen.path(object);
            pen.write(".");
            json!({"computed": false, "object": object, "property": pen.name(property)})
        })
    }

    fn texts(&mut self, texts: &[&str]) -> Value {
        self.node("ArrayExpression", |pen| {
            pen.write("[");
            let elements = pen.between(", ", texts, |pen, text| pen.text(text));
            pen.write("]");
            json!({"elements": elements})
        })
    }

    fn between<T>(
        &mut self,
        between: &str,
        items: &[T],
        each: impl Fn(&mut Self, &T) -> Value,
    ) -> Vec<Value> {
        let mut nodes = Vec::with_capacity(items.len());
        for (nth, item) in items.iter().enumerate() {
            if nth > 0 {
                self.write(between);
            }
            nodes.push(each(self, item));
        }
        nodes
    }

    fn call(&mut self, callee: &str, arguments: impl FnOnce(&mut Self) -> [Value; 2]) -> Value {
        self.node("CallExpression", |pen| {
            let callee = pen.name(callee);
            pen.write("(");
            let arguments = arguments(pen);
            pen.write(")");
            json!({"callee": callee, "arguments": arguments})
        })
    }

    fn test(&mut self, (predicate, path, values): (&str, &str, &[&str])) -> Value {
        self.call(predicate, |pen| {
            let path = pen.path(path);
            pen.write(", ");
            [
                path,
                if let ("eq", [value]) = (predicate, values) { pen.text(value) } else { pen.texts(values) },
            ]
        })
    }

    fn tests(&mut self, tests: &[(&str, &str, &[&str])]) -> Value {
        match tests {
            [one] => self.test(*one),
            [before @ .., last] => self.node("LogicalExpression", |pen| {
                let left = pen.tests(before);
                pen.write(" && ");
                json!({"operator": "&&", "left": left, "right": pen.test(*last)})
            }),
            [] => Value::Null,
        }
    }

    fn action(&mut self, (action, key, text): (&str, &str, &str)) -> Value {
        self.node("ExpressionStatement", |pen| {
            let call = pen.call("Action", |pen| {
                let action = pen.text(action);
                pen.write(", ");
                let options = pen.node("ObjectExpression", |pen| {
                    pen.write("{");
                    let property = pen.node("Property", |pen| {
                        let key = pen.name(key);
                        pen.write(": ");
                        let value = pen.text(text);
                        json!({"kind": "init", "method": false, "computed": false, "shorthand": false, "key": key, "value": value})
                    });
                    pen.write("}");
                    json!({"properties": [property]})
                });
                [action, options]
            });
            json!({"expression": call})
        })
    }
}

/// The code and its tree.
fn program(written: &Written) -> (String, Value) {
    let mut pen = Pen::default();
    let tree = pen.node("Program", |pen| {
        let body = pen.node("IfStatement", |pen| {
            pen.write("if (");
            let test = pen.tests(written.tests);
            pen.write(") ");
            let consequent = pen.node("BlockStatement", |pen| {
                pen.write("{ ");
                let body = pen.between(" ", written.actions, |pen, action| pen.action(*action));
                pen.write(" }");
                json!({"body": body})
            });
            json!({"test": test, "consequent": consequent, "alternate": null})
        });
        json!({"sourceType": "script", "body": [body]})
    });
    (pen.0, tree)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_tree_say_the_same() {
        let (code, tree) = program(&RULES[0]);
        assert_eq!(
            code,
            "if (containsAny(message.intents.name, ['other/no_reply'])) { Action('setStatus', {status: 'closed'}) \
             Action('addTags', {tags: 'auto-close'}) }"
        );
        let literal = &tree["body"][0]["test"]["arguments"][1]["elements"][0];
        let (start, end) = (&literal["loc"]["start"]["column"], &literal["loc"]["end"]["column"]);
        let place = |at: &Value| usize::try_from(at.as_u64().unwrap()).unwrap();
        assert_eq!(&code[place(start)..place(end)], "'other/no_reply'");
        assert_eq!(literal["value"], "other/no_reply");
    }
}
