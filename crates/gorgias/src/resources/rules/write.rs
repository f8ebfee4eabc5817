//! Rules to be made and changed (reference pages "Create a rule", "Update a rule").

use serde::Serialize;
use serde_json::{Value, json};

use super::{Trigger, parse};
use crate::datetime::DateTime;
use crate::request;
use crate::resources::Map;

/// A rule to be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewRule {
    name: String,
    code: String,
    #[serde(flatten)]
    fields: UpdateRule,
}

impl NewRule {
    /// With this name and code, and the code's syntax tree where it can be [parsed](parse).
    pub fn new(name: &str, code: &str) -> Self {
        let fields = match parse(code) {
            Ok(program) => UpdateRule::new().code_ast(program),
            Err(_) => UpdateRule::new(),
        };
        Self { name: name.to_owned(), code: code.to_owned(), fields }
    }

    /// What starts it.
    pub fn on(mut self, triggers: &[Trigger]) -> Self {
        self.fields = self.fields.on(triggers);
        self
    }

    /// Another syntax tree, an ESTree `Program`.
    pub fn code_ast(mut self, program: Map) -> Self {
        self.fields = self.fields.code_ast(program);
        self
    }

    /// Explanation.
    pub fn description(mut self, text: &str) -> Self {
        self.fields = self.fields.description(Some(text));
        self
    }

    /// Its place among the rules; the last unless told.
    pub fn priority(mut self, priority: i64) -> Self {
        self.fields = self.fields.priority(priority);
        self
    }

    /// Switched off from the beginning.
    pub fn deactivated(mut self, at: DateTime) -> Self {
        self.fields = self.fields.deactivated(Some(at));
        self
    }
}

/// Changes of a rule; what is not set stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct UpdateRule {
    fields: Map,
}

impl UpdateRule {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What people see.
    pub fn name(self, name: &str) -> Self {
        self.set("name", json!(name))
    }

    /// What it does, and the syntax tree of that where it can be [parsed](parse).
    pub fn code(self, code: &str) -> Self {
        let changes = self.set("code", json!(code));
        match parse(code) {
            Ok(program) => changes.code_ast(program),
            Err(_) => changes,
        }
    }

    /// Another syntax tree, an ESTree `Program`.
    pub fn code_ast(self, program: Map) -> Self {
        self.set("code_ast", program.into())
    }

    /// What starts it.
    pub fn on(self, triggers: &[Trigger]) -> Self {
        let names: Vec<_> = triggers.iter().map(request::word).collect();
        self.set("event_types", names.join(",").into())
    }

    /// Explanation; none with `None`.
    pub fn description(self, text: Option<&str>) -> Self {
        self.set("description", json!(text))
    }

    /// Its place among the rules.
    pub fn priority(self, priority: i64) -> Self {
        self.set("priority", json!(priority))
    }

    /// Switches it off as of then; `None` switches it on again.
    pub fn deactivated(self, at: Option<DateTime>) -> Self {
        self.set("deactivated_datetime", json!(at))
    }

    fn set(mut self, name: &str, value: Value) -> Self {
        self.fields.insert(name.to_owned(), value);
        self
    }
}
