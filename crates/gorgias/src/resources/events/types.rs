//! The kinds of events (reference page "The Event object"). Those named here are the ones that the list can be filtered
//! by; others were seen in answers and are kept as text.

use serde::{Deserialize, Serialize};

use crate::resources::open::open;

/// What happened; the list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are those of the reference")]
#[non_exhaustive]
pub enum EventType {
    AccountCreated,
    AccountDeactivated,
    AccountSettingUpdated,
    AccountUpdated,
    ActionExecuted,
    CustomFieldConditionCreated,
    CustomFieldConditionDeleted,
    CustomFieldConditionDisabled,
    CustomFieldConditionEnabled,
    CustomFieldConditionUpdated,
    CustomFieldCreated,
    CustomFieldUpdated,
    CustomerCreated,
    CustomerDeleted,
    CustomerMerged,
    CustomerUpdated,
    IntegrationCreated,
    IntegrationDeactivated,
    IntegrationDeleted,
    IntegrationReactivated,
    IntegrationUpdated,
    MacroCreated,
    MacroDeleted,
    MacroUpdated,
    RuleCreated,
    RuleDeleted,
    RuleExecuted,
    RulePriorityUpdated,
    RuleUpdated,
    SatisfactionSurveyResponded,
    SatisfactionSurveySent,
    TagCreated,
    TagDeleted,
    TagMerged,
    TagRenamed,
    TagUpdated,
    TeamCreated,
    TeamDeleted,
    TeamUpdated,
    TicketAssigned,
    TicketClosed,
    TicketCreated,
    TicketCustomerUpdated,
    TicketDeleted,
    TicketExcludedFromAutoMerge,
    TicketExcludedFromCsat,
    TicketMarkedSpam,
    TicketMerged,
    TicketMessageCreated,
    TicketMessageDeleted,
    TicketMessageFailed,
    TicketMessageSummaryCreated,
    TicketMessageUpdated,
    TicketReopened,
    TicketSatisfactionSurveySkipped,
    TicketSelfUnsnoozed,
    TicketSlaPolicyAssigned,
    TicketSnoozed,
    TicketSplit,
    TicketSubjectUpdated,
    TicketTagsAdded,
    TicketTagsRemoved,
    TicketTeamAssigned,
    TicketTeamUnassigned,
    TicketTrashed,
    TicketUnassigned,
    TicketUnmarkedSpam,
    TicketUntrashed,
    TicketUpdated,
    #[serde(rename = "user-2fa-changed")]
    User2faChanged,
    UserCreated,
    UserDeleted,
    UserInvited,
    UserLoggedIn,
    UserLoggedOut,
    UserPasswordChanged,
    UserPasswordReset,
    UserUpdated,
    ViewCreated,
    ViewDeactivated,
    ViewDeleted,
    ViewUpdated,
    WidgetCreated,
    WidgetDeleted,
    WidgetUpdated,
    /// A kind not named here.
    #[serde(untagged)]
    Other(String),
}

open!(EventType);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_names_are_those_of_the_api() {
        assert_eq!(EventType::from("user-2fa-changed"), EventType::User2faChanged);
        assert_eq!(EventType::TicketExcludedFromCsat.to_string(), "ticket-excluded-from-csat");
        assert_eq!(EventType::from("macro-applied"), EventType::Other("macro-applied".into()));
    }
}
