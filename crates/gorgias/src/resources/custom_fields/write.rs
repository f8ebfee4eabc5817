//! Custom fields to be written (reference pages "Create a custom field", "Update a custom field").

use super::{Definition, ManagedType, ObjectType, Requirement};
use crate::datetime::DateTime;
use crate::resources::draft::Draft;

/// A field to be made. What carries it, its label and its definition are always there: the API wants all three.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCustomField(Draft);

impl NewCustomField {
    /// A field of tickets or customers, with a label of 1 to 255 characters.
    pub fn new(of: ObjectType, label: &str, definition: Definition) -> Self {
        Self(define(Draft::default(), definition).set("object_type", of).filled("label", label, 255))
    }

    /// Explanation, at most 1024 characters.
    pub fn description(self, text: &str) -> Self {
        Self(self.0.text("description", text, 1024))
    }

    /// The caller's own id.
    pub fn external_id(self, id: &str) -> Self {
        Self(self.0.set("external_id", id))
    }

    /// Order of display, at most 5000; at the end with 0 or unless told.
    pub fn priority(self, priority: u16) -> Self {
        Self(prioritise(self.0, priority))
    }

    /// Agents must fill it.
    pub fn required(self) -> Self {
        Self(self.0.set("required", true))
    }

    /// What the product manages with it.
    pub fn managed(self, purpose: ManagedType) -> Self {
        Self(self.0.set("managed_type", purpose))
    }

    /// Archived from the beginning.
    pub fn archived(self, at: DateTime) -> Self {
        Self(self.0.set("deactivated_datetime", at))
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }
}

/// Changes of a field; what is not set stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateCustomField(Draft);

impl UpdateCustomField {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What people see, 1 to 255 characters.
    pub fn label(self, label: &str) -> Self {
        Self(self.0.filled("label", label, 255))
    }

    /// What carries it; it cannot change, but some accounts want it repeated.
    pub fn object_type(self, of: ObjectType) -> Self {
        Self(self.0.set("object_type", of))
    }

    /// Replaces what values it takes.
    pub fn definition(self, definition: Definition) -> Self {
        Self(define(self.0, definition))
    }

    /// Explanation, at most 1024 characters.
    pub fn description<'a>(self, text: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.text_or_none("description", text.into(), 1024))
    }

    /// The caller's own id.
    pub fn external_id<'a>(self, id: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.set("external_id", id.into()))
    }

    /// Order of display, at most 5000.
    pub fn priority(self, priority: u16) -> Self {
        Self(prioritise(self.0, priority))
    }

    /// Whether agents must fill it.
    pub fn required(self, required: bool) -> Self {
        Self(self.0.set("required", required))
    }

    /// When agents must fill it; the API takes this in [`super::update_all`] only.
    pub fn requirement(self, requirement: Requirement) -> Self {
        Self(self.0.set("requirement_type", requirement))
    }

    /// Archives it as of then; `None` brings it back.
    pub fn archived(self, at: impl Into<Option<DateTime>>) -> Self {
        Self(self.0.set("deactivated_datetime", at.into()))
    }

    pub(super) fn one(self) -> Draft {
        let alone = self.0.get("requirement_type").is_none();
        self.0.require(alone, "requirement_type", "is taken when several fields are changed only")
    }

    pub(super) fn of_many(self, id: i64) -> Draft {
        self.0.id("id", id)
    }
}

fn define(draft: Draft, definition: Definition) -> Draft {
    draft
        .require(definition.has_choices(), "definition", "a dropdown of texts needs at least one choice")
        .set("definition", definition)
}

fn prioritise(draft: Draft, priority: u16) -> Draft {
    draft.require(priority <= 5000, "priority", format!("{priority} is above 5000")).set("priority", priority)
}
