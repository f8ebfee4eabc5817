//! Integrations to be made and changed (reference pages "Create an integration", "Update an integration").

use serde::Serialize;

use super::NewHttp;
use crate::datetime::DateTime;

/// An HTTP integration to be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewIntegration {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    managed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deactivated_datetime: Option<DateTime>,
    pub(super) http: NewHttp,
}

impl NewIntegration {
    /// With this name.
    pub fn http(name: &str, http: NewHttp) -> Self {
        Self {
            name: name.to_owned(),
            kind: "http",
            description: None,
            managed: None,
            deactivated_datetime: None,
            http,
        }
    }

    /// Explanation.
    pub fn description(mut self, text: &str) -> Self {
        self.description = Some(text.to_owned());
        self
    }

    /// Whether an app manages it.
    pub fn managed(mut self, managed: bool) -> Self {
        self.managed = Some(managed);
        self
    }

    /// Switched off from the beginning.
    pub fn deactivated(mut self, at: DateTime) -> Self {
        self.deactivated_datetime = Some(at);
        self
    }
}

/// Changes of an integration. The API wants the name each time; what else is not set stays.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UpdateIntegration {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) http: Option<NewHttp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deactivated_datetime: Option<Option<DateTime>>,
}

impl UpdateIntegration {
    /// Keeps or changes the name.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), description: None, http: None, deactivated_datetime: None }
    }

    /// Explanation.
    pub fn description(mut self, text: &str) -> Self {
        self.description = Some(Some(text.to_owned()));
        self
    }

    /// Takes the explanation away.
    pub fn no_description(mut self) -> Self {
        self.description = Some(None);
        self
    }

    /// Replaces what it calls.
    pub fn http(mut self, http: NewHttp) -> Self {
        self.http = Some(http);
        self
    }

    /// Switches it on again.
    pub fn reactivate(mut self) -> Self {
        self.deactivated_datetime = Some(None);
        self
    }

    /// Switches it off.
    pub fn deactivate(mut self, at: DateTime) -> Self {
        self.deactivated_datetime = Some(Some(at));
        self
    }
}
