//! Macros to be written (reference pages "Create a macro", "Update a macro").

use super::Action;
use crate::resources::IntentName;
use crate::resources::draft::Draft;

/// A macro to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMacro(Draft);

impl NewMacro {
    /// With this name and these actions, which are applied in order.
    pub fn new(name: &str, actions: &[Action]) -> Self {
        Self(Draft::default().not_empty("name", name).set("actions", actions))
    }

    /// The caller's own id: the identity to look for after an unknown outcome.
    pub fn external_id(self, id: &str) -> Self {
        Self(self.0.set("external_id", id))
    }

    /// What customers want when it fits.
    pub fn intent(self, intent: &IntentName) -> Self {
        Self(self.0.set("intent", intent))
    }

    /// ISO 639-1.
    pub fn language(self, code: &str) -> Self {
        Self(self.0.set("language", code))
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }
}

/// Changes of a macro; what is not set stays, and `None` clears.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateMacro(Draft);

impl UpdateMacro {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What people see.
    pub fn name(self, name: &str) -> Self {
        Self(self.0.not_empty("name", name))
    }

    /// Replaces all actions.
    pub fn actions(self, actions: &[Action]) -> Self {
        Self(self.0.set("actions", actions))
    }

    /// The caller's own id.
    pub fn external_id<'a>(self, id: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.set("external_id", id.into()))
    }

    /// What customers want when it fits.
    pub fn intent<'a>(self, intent: impl Into<Option<&'a IntentName>>) -> Self {
        Self(self.0.set("intent", intent.into()))
    }

    /// ISO 639-1.
    pub fn language<'a>(self, code: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.set("language", code.into()))
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }
}
