//! Macros to be written (reference pages "Create a macro", "Update a macro").

use serde::Serialize;
use serde_json::{Value, json};

use super::{Action, Intent};
use crate::resources::Map;

/// A macro to be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewMacro {
    name: String,
    #[serde(flatten)]
    fields: UpdateMacro,
}

impl NewMacro {
    /// With this name and these actions, which are applied in order.
    pub fn new(name: &str, actions: &[Action]) -> Self {
        Self { name: name.to_owned(), fields: UpdateMacro::new().actions(actions) }
    }

    /// The caller's own id: the identity to look for after an unknown outcome.
    pub fn external_id(mut self, id: &str) -> Self {
        self.fields = self.fields.external_id(Some(id));
        self
    }

    /// What customers want when it fits.
    pub fn intent(mut self, intent: &Intent) -> Self {
        self.fields = self.fields.intent(Some(intent));
        self
    }

    /// ISO 639-1.
    pub fn language(mut self, code: &str) -> Self {
        self.fields = self.fields.language(Some(code));
        self
    }
}

/// Changes of a macro; what is not set stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct UpdateMacro {
    fields: Map,
}

impl UpdateMacro {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What people see.
    pub fn name(self, name: &str) -> Self {
        self.set("name", json!(name))
    }

    /// Replaces all actions.
    pub fn actions(self, actions: &[Action]) -> Self {
        self.set("actions", json!(actions))
    }

    /// The caller's own id; none with `None`.
    pub fn external_id(self, id: Option<&str>) -> Self {
        self.set("external_id", json!(id))
    }

    /// What customers want when it fits; nothing in particular with `None`.
    pub fn intent(self, intent: Option<&Intent>) -> Self {
        self.set("intent", json!(intent))
    }

    /// ISO 639-1; no language in particular with `None`.
    pub fn language(self, code: Option<&str>) -> Self {
        self.set("language", json!(code))
    }

    fn set(mut self, name: &str, value: Value) -> Self {
        self.fields.insert(name.to_owned(), value);
        self
    }
}
