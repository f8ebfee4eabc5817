//! Events: what happened to what, and for which cause.

use serde::{Serialize, Serializer};

use super::super::moment::Moment;
use super::Json;

#[derive(Debug)]
pub(crate) struct Event {
    pub kind: &'static str,
    pub object: Object,
    pub object_id: u64,
    pub user: Option<u64>,
    pub data: Option<Json>,
    pub context: Context,
    pub created: Moment,
}

/// What an event happened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) enum Object {
    AccountSetting,
    Customer,
    CustomField,
    Integration,
    Macro,
    Rule,
    SatisfactionSurvey,
    Tag,
    Team,
    Ticket,
    TicketMessage,
    User,
    View,
    Widget,
}

impl Object {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AccountSetting => "AccountSetting",
            Self::Customer => "Customer",
            Self::CustomField => "CustomField",
            Self::Integration => "Integration",
            Self::Macro => "Macro",
            Self::Rule => "Rule",
            Self::SatisfactionSurvey => "SatisfactionSurvey",
            Self::Tag => "Tag",
            Self::Team => "Team",
            Self::Ticket => "Ticket",
            Self::TicketMessage => "TicketMessage",
            Self::User => "User",
            Self::View => "View",
            Self::Widget => "Widget",
        }
    }
}

/// The UUID shared by the events of one cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Context(pub u128);

impl std::fmt::Display for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Version 4, variant 1, whatever the bits say.
        let bits = (self.0 & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
        let hex = format!("{bits:032x}");
        write!(f, "{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }
}

impl Serialize for Context {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_are_uuids_of_version_4() {
        let text = Context(u128::MAX).to_string();
        assert_eq!(text, "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
