//! Integrations to be made and changed (reference pages "Create an integration", "Update an integration").

use super::NewHttp;
use crate::datetime::DateTime;
use crate::resources::draft::Draft;

/// An HTTP integration to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewIntegration(Draft);

impl NewIntegration {
    /// With this name.
    pub fn http(name: &str, http: NewHttp) -> Self {
        Self(http.put_into(Draft::default().not_empty("name", name).set("type", "http")))
    }

    /// Explanation.
    pub fn description(self, text: &str) -> Self {
        Self(self.0.set("description", text))
    }

    /// Whether an app manages it.
    pub fn managed(self, managed: bool) -> Self {
        Self(self.0.set("managed", managed))
    }

    /// Switched off from the beginning.
    pub fn deactivated(self, at: DateTime) -> Self {
        Self(self.0.set("deactivated_datetime", at))
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }
}

/// Changes of an integration. The API wants the name each time; what else is not set stays, and `None` clears.
#[derive(Debug, Clone, PartialEq)]
pub struct UpdateIntegration(Draft);

impl UpdateIntegration {
    /// Keeps or changes the name.
    pub fn named(name: &str) -> Self {
        Self(Draft::default().not_empty("name", name))
    }

    /// Explanation.
    pub fn description<'a>(self, text: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.set("description", text.into()))
    }

    /// Replaces what it calls.
    pub fn http(self, http: NewHttp) -> Self {
        Self(http.put_into(self.0))
    }

    /// Switches it off as of then; `None` switches it on again.
    pub fn deactivated(self, at: impl Into<Option<DateTime>>) -> Self {
        Self(self.0.set("deactivated_datetime", at.into()))
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }
}
