//! What a macro does.
//!
//! The API leaves an action's name free and its arguments untyped, so an action is kept as it came and [`Action::does`]
//! is a typed view of it. An action that is not known here can be written back and is the same.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::resources::Map;
use crate::resources::tickets::Status;

/// One thing that a macro does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Action {
    /// What to do: `addTags`, `setResponseText`, `setStatus` ...; an open list.
    pub name: String,
    /// Its label.
    #[serde(default)]
    pub title: String,
    /// Depends on the name.
    #[serde(default)]
    pub arguments: Map,
    /// Who may see it.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ActionType>,
    /// Explanation.
    pub description: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// Who may see an action.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ActionType {
    /// People.
    User,
    /// The helpdesk itself.
    System,
    /// One not named here.
    #[serde(untagged)]
    Other(String),
}

/// An action, typed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Does<'a> {
    /// `addTags`: these tags, by name.
    AddTags(Vec<&'a str>),
    /// `setResponseText`: writes the answer; both forms may hold variables such as `{{ticket.customer.firstname}}`.
    SetResponseText {
        /// As text.
        text: Option<&'a str>,
        /// As HTML.
        html: Option<&'a str>,
    },
    /// `setStatus`: closes or opens the ticket.
    SetStatus(Status),
    /// One not named here, or with other arguments than the reference names.
    Other {
        /// Its name.
        name: &'a str,
        /// What it takes.
        arguments: &'a Map,
    },
}

impl Action {
    /// Any action: its name, its label and its arguments.
    pub fn other(name: &str, title: &str, arguments: Map) -> Self {
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            arguments,
            kind: Some(ActionType::User),
            description: None,
            more: Map::new(),
        }
    }

    /// Adds these tags, by name. The API takes them as one text, so a name cannot hold a comma.
    pub fn add_tags(names: &[&str]) -> Self {
        Self::known("addTags", "Add tags", json!({ "tags": names.join(", ") }))
    }

    /// Writes this answer, as text and as HTML; both may hold variables.
    pub fn set_response_text(text: &str, html: &str) -> Self {
        Self::known("setResponseText", "Write the answer", json!({ "body_text": text, "body_html": html }))
    }

    /// Closes or opens the ticket.
    pub fn set_status(status: &Status) -> Self {
        Self::known("setStatus", "Set the status", json!({ "status": status }))
    }

    /// Another label.
    pub fn titled(mut self, title: &str) -> Self {
        title.clone_into(&mut self.title);
        self
    }

    /// What it does.
    pub fn does(&self) -> Does<'_> {
        let text = |name: &str| self.arguments.get(name).and_then(Value::as_str);
        match self.name.as_str() {
            "addTags" => text("tags").map(|tags| Does::AddTags(tag_names(tags))),
            "setResponseText" => {
                Some(Does::SetResponseText { text: text("body_text"), html: text("body_html") })
            }
            "setStatus" => {
                self.arguments.get("status").and_then(|it| Status::deserialize(it).ok()).map(Does::SetStatus)
            }
            _ => None,
        }
        .unwrap_or(Does::Other { name: &self.name, arguments: &self.arguments })
    }

    fn known(name: &str, title: &str, arguments: Value) -> Self {
        let Value::Object(arguments) = arguments else { return Self::other(name, title, Map::new()) };
        Self::other(name, title, arguments)
    }
}

fn tag_names(text: &str) -> Vec<&str> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_is_what_is_read() {
        assert_eq!(Action::add_tags(&["late", "apology"]).does(), Does::AddTags(vec!["late", "apology"]));
        assert_eq!(Action::add_tags(&["late", "apology"]).arguments["tags"], "late, apology");
        let answer = Action::set_response_text("Hello", "<p>Hello</p>");
        assert_eq!(answer.does(), Does::SetResponseText { text: Some("Hello"), html: Some("<p>Hello</p>") });
        assert_eq!(Action::set_status(&Status::Closed).does(), Does::SetStatus(Status::Closed));
    }

    #[test]
    fn an_unknown_action_survives() {
        let came = json!({
            "name": "refundShopifyOrder",
            "title": "Refund",
            "arguments": { "order_id": "{{ticket.customer.integrations.shopify.orders[0].id}}", "restock": true },
            "description": "Money back",
            "executed_by": { "id": 3 },
        });
        let action: Action = serde_json::from_value(came.clone()).unwrap();
        assert!(matches!(action.does(), Does::Other { name: "refundShopifyOrder", .. }));
        assert_eq!(serde_json::to_value(&action).unwrap(), came);
        let odd: Action =
            serde_json::from_value(json!({ "name": "addTags", "title": "", "arguments": { "tags": ["a"] } }))
                .unwrap();
        assert!(matches!(odd.does(), Does::Other { name: "addTags", .. }));
    }
}
