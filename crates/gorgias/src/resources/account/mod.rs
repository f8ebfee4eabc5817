//! The account itself and its settings (reference pages "The Account object", "The AccountSetting object").

mod settings;
mod variants;

use serde::{Deserialize, Serialize};

use super::Map;
use super::draft::Draft;
use crate::datetime::DateTime;
use crate::request::{self, Request};

pub use settings::{Setting, SettingValue};
pub use variants::{
    Access, AgentCosts, AutoMerge, AutoMergeTickets, AutoSplit, AutoSplitEmail, BusinessHours, Hours, Limits,
    SatisfactionSurveys, SsoProvider, TicketAssignment, ViewsOrdering, ViewsVisibility,
};

/// The account that the credential belongs to. Asking for it is the cheapest check of a credential.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Account {
    /// The subdomain.
    pub domain: String,
    /// When it was opened.
    pub created_datetime: Option<DateTime>,
    /// When it was closed.
    pub deactivated_datetime: Option<DateTime>,
    /// `active` for an account in use.
    pub status: Option<Status>,
    /// The settings, as [`list_settings`] answers them.
    #[serde(default)]
    pub settings: Vec<Setting>,
    /// Plan and trial.
    pub current_subscription: Option<Subscription>,
    /// `analytics_group_id`, `company_domain` and others.
    pub meta: Option<Map>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// Whether an account is in use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Status {
    /// `active` and others.
    pub status: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// What an account pays for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Subscription {
    /// The plan.
    pub plan: Option<serde_json::Value>,
    /// `active`, `trialing` and others.
    pub status: Option<String>,
    /// Since when.
    pub start_datetime: Option<DateTime>,
    /// When the trial began.
    pub trial_start_datetime: Option<DateTime>,
    /// When the trial ends.
    pub trial_end_datetime: Option<DateTime>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// The account of the credential. Scope `account:read`.
pub fn get() -> Request<Account> {
    request::get("get_account", "/api/account")
}

/// All settings, at once; one a kind. Scope `account:read`.
pub fn list_settings() -> Request<Vec<Setting>> {
    request::get_whole("list_account_settings", "/api/account/settings")
}

impl Request<Vec<Setting>> {
    /// Settings of this kind only, such as `business-hours`.
    pub fn kind(self, kind: &str) -> Self {
        self.with("type", kind)
    }
}

/// Makes a setting and answers it. What the API says of a second one of a kind is not documented. Scope `account:write`.
pub fn create_setting(value: &SettingValue) -> Request<Setting> {
    body_of(value).create("create_account_setting", "/api/account/settings")
}

/// Replaces the whole value of a setting, whose kind cannot change, and answers it. Scope `account:write`.
pub fn update_setting(id: i64, value: &SettingValue) -> Request<Setting> {
    body_of(value).update("update_account_setting", format!("/api/account/settings/{id}"))
}

fn body_of(value: &SettingValue) -> Draft {
    let (kind, data) = value.parts();
    Draft::default().set("type", kind).set("data", data)
}
