//! Automations of the helpdesk itself (reference page "The Rule object").
//!
//! A rule is code of the helpdesk's own small language: `if`, `&&`, `||`, tests such as `eq(ticket.status, 'open')` and
//! actions such as `Action('addTags', {tags: 'vip'})`. Beside the code stands its syntax tree. The reference says that the
//! server derives it, yet rules without it were refused; so it is sent along: [`parse`].

mod syntax;
mod write;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Map;
use super::open::open;
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};

pub use super::order::ByCreated as Order;
pub use syntax::{SyntaxError, parse};
pub use write::{NewRule, UpdateRule};

/// A rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Rule {
    /// Its id.
    pub id: i64,
    /// What people see.
    pub name: Option<String>,
    /// What it does.
    pub code: Option<String>,
    /// The code as an ESTree `Program`.
    pub code_ast: Option<Map>,
    /// Explanation.
    pub description: Option<String>,
    /// What starts it, separated by commas; see [`Rule::triggers`].
    pub event_types: Option<String>,
    /// Its place among the rules. The reference says that higher runs first; accounts were seen that number their list
    /// from the top down.
    pub priority: Option<i64>,
    /// When it was switched off.
    pub deactivated_datetime: Option<DateTime>,
    /// When it was created.
    pub created_datetime: Option<DateTime>,
    /// When it was changed.
    pub updated_datetime: Option<DateTime>,
    /// `user`; an open list.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Free values.
    pub settings: Option<Map>,
    /// Its address below the account.
    pub uri: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

impl Rule {
    /// What starts it.
    pub fn triggers(&self) -> Vec<Trigger> {
        let names = self.event_types.iter().flat_map(|text| text.split(','));
        names.map(str::trim).filter(|name| !name.is_empty()).map(Trigger::from).collect()
    }
}

/// What starts a rule; the list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Trigger {
    /// A new ticket.
    TicketCreated,
    /// Any change of a ticket.
    TicketUpdated,
    /// A new message, whoever wrote it.
    TicketMessageCreated,
    /// A user was assigned; a team does not count.
    TicketAssigned,
    /// A snooze ran out.
    TicketSelfUnsnoozed,
    /// A customer answered a survey.
    SatisfactionSurveyResponded,
    /// One not named here.
    #[serde(untagged)]
    Other(String),
}

open!(Trigger);

/// All rules, page by page; 100 a page unless told (reference page "List rules"; scope `rules:read`).
pub fn list() -> Request<Page<Rule>> {
    request::get("list_rules", "/api/rules")
}

impl Request<Page<Rule>> {
    /// Sets the order.
    pub fn order_by(self, order: Order) -> Self {
        self.with("order_by", order.text())
    }
}

/// One rule (reference page "Retrieve a rule"; scope `rules:read`).
pub fn get(id: i64) -> Request<Rule> {
    request::get("get_rule", format!("/api/rules/{id}"))
}

/// Makes a rule and answers it (reference page "Create a rule"; scope `rules:write`). Code of another form than the
/// helpdesk's language is refused with field `code_ast`.
pub fn create(rule: NewRule) -> Request<Rule> {
    rule.into_draft().create("create_rule", "/api/rules")
}

/// Changes a rule and answers it (reference page "Update a rule"; scope `rules:write`).
pub fn update(id: i64, rule: UpdateRule) -> Request<Rule> {
    rule.into_draft().update("update_rule", format!("/api/rules/{id}"))
}

/// Deletes a rule (reference page "Delete a rule"; scope `rules:write`).
pub fn delete(id: i64) -> Request<()> {
    request::delete("delete_rule", format!("/api/rules/{id}"))
}

/// Sets the places of rules, each as (rule, priority); rules that are not named keep theirs. Answers all rules
/// (reference page "Update rules priorities"; scope `rules:write`). At least one is needed.
pub fn set_priorities(priorities: &[(i64, i64)]) -> Request<Vec<Rule>> {
    let places: Vec<_> =
        priorities.iter().map(|(id, priority)| json!({ "id": id, "priority": priority })).collect();
    request::create::<()>(
        "update_rules_priorities",
        "/api/rules/priorities",
        &json!({ "priorities": places }),
    )
    .idempotent()
    .require(!priorities.is_empty(), "priorities", "names no rule; at least one is needed")
    .whole_list()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn triggers_are_read_and_written_as_one_text() {
        let new = NewRule::new("a", "b").on(&[Trigger::TicketCreated, Trigger::SatisfactionSurveyResponded]);
        let body = create(new).body().unwrap().clone();
        assert_eq!(body["event_types"], "ticket-created,satisfaction-survey-responded");
        let rule: Rule =
            serde_json::from_value(json!({ "id": 1, "event_types": "ticket-created, moon-rose" })).unwrap();
        assert_eq!(rule.triggers(), [Trigger::TicketCreated, Trigger::Other("moon-rose".into())]);
        assert_eq!(serde_json::to_value(&rule).unwrap()["event_types"], "ticket-created, moon-rose");
    }

    #[test]
    fn no_priorities_are_refused_before_sending() {
        assert_eq!(set_priorities(&[]).invalid().unwrap().field, "priorities");
        assert!(set_priorities(&[(1, 2)]).invalid().is_none());
    }
}
