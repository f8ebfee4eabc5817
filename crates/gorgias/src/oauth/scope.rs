//! The scopes that an app can ask for (reference page "OAuth2 Scopes").

use std::fmt;

/// One thing an app may do. Text and value are the same thing: [`Scope::from`] never gives `Other` for a known one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Scope {
    /// An `id_token` that says who consented.
    OpenId,
    /// The e-mail address in the `id_token`.
    Email,
    /// The name in the `id_token`.
    Profile,
    /// A refresh token; without it the app's access ends with its first access token.
    Offline,
    /// Account and settings.
    AccountRead,
    /// Settings.
    AccountWrite,
    /// Apps.
    AppsRead,
    /// Apps.
    AppsWrite,
    /// Definitions of custom fields.
    CustomFieldsRead,
    /// Definitions of custom fields.
    CustomFieldsWrite,
    /// Customers and their data.
    CustomersRead,
    /// Customers, their data, merges.
    CustomersWrite,
    /// The events feed.
    EventsRead,
    /// Events.
    EventsWrite,
    /// Integrations and widgets.
    IntegrationsRead,
    /// Integrations and widgets.
    IntegrationsWrite,
    /// Jobs.
    JobsRead,
    /// Jobs.
    JobsWrite,
    /// Macros.
    MacrosRead,
    /// Macros.
    MacrosWrite,
    /// Rules.
    RulesRead,
    /// Rules.
    RulesWrite,
    /// Satisfaction surveys.
    SatisfactionSurveyRead,
    /// Satisfaction surveys.
    SatisfactionSurveyWrite,
    /// Statistics.
    StatisticsRead,
    /// Tags.
    TagsRead,
    /// Tags.
    TagsWrite,
    /// Tickets, messages and views.
    TicketsRead,
    /// Tickets, messages and views.
    TicketsWrite,
    /// Users and teams.
    UsersRead,
    /// Users and teams.
    UsersWrite,
    /// Everything. Deprecated; a few calls still ask for it.
    WriteAll,
    /// A scope not named here.
    Other(String),
}

impl Scope {
    /// Every scope that the reference names.
    pub const KNOWN: &'static [Self] = &[
        Self::OpenId,
        Self::Email,
        Self::Profile,
        Self::Offline,
        Self::AccountRead,
        Self::AccountWrite,
        Self::AppsRead,
        Self::AppsWrite,
        Self::CustomFieldsRead,
        Self::CustomFieldsWrite,
        Self::CustomersRead,
        Self::CustomersWrite,
        Self::EventsRead,
        Self::EventsWrite,
        Self::IntegrationsRead,
        Self::IntegrationsWrite,
        Self::JobsRead,
        Self::JobsWrite,
        Self::MacrosRead,
        Self::MacrosWrite,
        Self::RulesRead,
        Self::RulesWrite,
        Self::SatisfactionSurveyRead,
        Self::SatisfactionSurveyWrite,
        Self::StatisticsRead,
        Self::TagsRead,
        Self::TagsWrite,
        Self::TicketsRead,
        Self::TicketsWrite,
        Self::UsersRead,
        Self::UsersWrite,
        Self::WriteAll,
    ];

    /// As it is sent, such as `tickets:read`.
    pub fn as_str(&self) -> &str {
        match self {
            Self::OpenId => "openid",
            Self::Email => "email",
            Self::Profile => "profile",
            Self::Offline => "offline",
            Self::AccountRead => "account:read",
            Self::AccountWrite => "account:write",
            Self::AppsRead => "apps:read",
            Self::AppsWrite => "apps:write",
            Self::CustomFieldsRead => "custom_fields:read",
            Self::CustomFieldsWrite => "custom_fields:write",
            Self::CustomersRead => "customers:read",
            Self::CustomersWrite => "customers:write",
            Self::EventsRead => "events:read",
            Self::EventsWrite => "events:write",
            Self::IntegrationsRead => "integrations:read",
            Self::IntegrationsWrite => "integrations:write",
            Self::JobsRead => "jobs:read",
            Self::JobsWrite => "jobs:write",
            Self::MacrosRead => "macros:read",
            Self::MacrosWrite => "macros:write",
            Self::RulesRead => "rules:read",
            Self::RulesWrite => "rules:write",
            Self::SatisfactionSurveyRead => "satisfaction_survey:read",
            Self::SatisfactionSurveyWrite => "satisfaction_survey:write",
            Self::StatisticsRead => "statistics:read",
            Self::TagsRead => "tags:read",
            Self::TagsWrite => "tags:write",
            Self::TicketsRead => "tickets:read",
            Self::TicketsWrite => "tickets:write",
            Self::UsersRead => "users:read",
            Self::UsersWrite => "users:write",
            Self::WriteAll => "write:all",
            Self::Other(text) => text,
        }
    }

    /// About the person and the tokens, not about the account's data; `write:all` does not include these.
    pub(super) fn is_about_tokens(&self) -> bool {
        matches!(self, Self::OpenId | Self::Email | Self::Profile | Self::Offline)
    }
}

impl From<&str> for Scope {
    fn from(text: &str) -> Self {
        let known = Self::KNOWN.iter().find(|scope| scope.as_str() == text);
        known.cloned().unwrap_or_else(|| Self::Other(text.to_owned()))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_one_scope_and_every_scope_one_text() {
        for scope in Scope::KNOWN {
            assert_eq!(Scope::from(scope.as_str()), *scope);
            assert!(!matches!(scope, Scope::Other(_)));
        }
        let texts: std::collections::BTreeSet<_> = Scope::KNOWN.iter().map(Scope::to_string).collect();
        assert_eq!(texts.len(), Scope::KNOWN.len());
        assert_eq!(Scope::from("phone:dial"), Scope::Other("phone:dial".to_owned()));
    }
}
