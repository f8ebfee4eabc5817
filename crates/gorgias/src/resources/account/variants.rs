//! The settings whose shape is known (reference page "The AccountSetting object"). All fields may be missing: an update
//! replaces a setting as a whole, so what was read must be written back as it was.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::datetime::DateTime;
use crate::resources::{Channel, Map};

/// Which surveys are sent, when and how.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SatisfactionSurveys {
    /// After chats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send_survey_for_chat: Option<bool>,
    /// After e-mails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send_survey_for_email: Option<bool>,
    /// After contact forms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send_survey_for_contact_form: Option<bool>,
    /// After questions in the help centre.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send_survey_for_help_center: Option<bool>,
    /// The e-mail as HTML; it holds `{{satisfaction_survey_url}}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey_email_html: Option<String>,
    /// The e-mail as text; it holds `{{satisfaction_survey_url}}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey_email_text: Option<String>,
    /// Hours between closing and sending, as far as is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey_interval: Option<i64>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// When the company works.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BusinessHours {
    /// IANA name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// The hours of some days each.
    pub business_hours: Vec<Hours>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// Working hours of some days of the week.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Hours {
    /// The days with commas between them, such as `1,2,3,4,5`; 1 is Monday. See [`Hours::days`].
    pub days: String,
    /// Such as `09:00`.
    pub from_time: String,
    /// Such as `17:00`.
    pub to_time: String,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

impl Hours {
    /// Hours of these days, 1 for Monday to 7, from and to times such as `09:00`.
    pub fn new(days: &[u8], from: &str, to: &str) -> Self {
        let days = days.iter().map(u8::to_string).collect::<Vec<_>>().join(",");
        Self { days, from_time: from.to_owned(), to_time: to.to_owned(), more: Map::new() }
    }

    /// The days as numbers, 1 for Monday; what is no number is left out.
    pub fn days(&self) -> Vec<u8> {
        self.days.split(',').filter_map(|day| day.trim().parse().ok()).collect()
    }
}

/// Who gets tickets.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TicketAssignment {
    /// Channels whose tickets are given to somebody by themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignment_channels: Option<Vec<Channel>>,
    /// Tickets are given to users of their team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_assign_to_teams: Option<bool>,
    /// An answer of the customer takes the ticket from its user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unassign_on_reply: Option<bool>,
    /// Users may get more than their number of tickets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub can_exceed_max_agent_capacity: Option<bool>,
    /// Who answers gets the ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_assign_ticket_to_responding_agent: Option<bool>,
    /// Channels whose tickets leave a user who is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unassign_on_user_unavailability: Option<Vec<Channel>>,
    /// Chats that a user has at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_user_chat_ticket: Option<i64>,
    /// Other tickets that a user has at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_user_non_chat_ticket: Option<i64>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// How views are ordered; the shapes below are not documented.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ViewsOrdering {
    /// By view.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub views: Option<Value>,
    /// By section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view_sections: Option<Value>,
    /// The views above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub views_top: Option<Value>,
    /// The views below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub views_bottom: Option<Value>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// How users sign in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Access {
    /// `invite` or `allowed-domains`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signup_mode: Option<String>,
    /// Domains whose e-mail addresses may sign up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_domains: Option<Vec<String>>,
    /// With an account of Google.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub google_sso_enabled: Option<bool>,
    /// With an account of Microsoft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office365_sso_enabled: Option<bool>,
    /// Since when a second factor is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub two_fa_enforced_datetime: Option<DateTime>,
    /// Since when another provider stands for the second factor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip_2fa_after_sso_datetime: Option<DateTime>,
    /// Since when a password is not enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sso_enforced_datetime: Option<DateTime>,
    /// Providers of the account's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_sso_providers: Option<BTreeMap<String, SsoProvider>>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// A provider that users sign in with. Its Debug leaves out the secret.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SsoProvider {
    /// What people see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The account's name at the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The account's secret at the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// Where the provider describes itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_metadata_url: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

impl fmt::Debug for SsoProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SsoProvider").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Which views are hidden.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ViewsVisibility {
    /// Their ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden_views: Option<Vec<i64>>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// Which tickets are merged by themselves.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AutoMerge {
    /// Tickets of one customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tickets: Option<AutoMergeTickets>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// When tickets of one customer are merged.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AutoMergeTickets {
    /// Whether they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Days between them at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merging_window_days: Option<i64>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// Which tickets are split by themselves.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AutoSplit {
    /// Tickets of e-mails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<AutoSplitEmail>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// When tickets of e-mails are split.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AutoSplitEmail {
    /// Whether they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Days of silence before an answer opens another ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split_after_days: Option<i64>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// What an agent costs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AgentCosts {
    /// `yearly` or `hourly`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_cost_type: Option<String>,
    /// By ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_cost_per_ticket: Option<Number>,
    /// Tickets an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_ticket_per_hour: Option<Number>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// What the plan allows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// Integrations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_integrations: Option<i64>,
    /// Rules that are switched on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_active_rules: Option<i64>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}
