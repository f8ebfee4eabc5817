//! The account itself (reference page "The Account object").

use serde::{Deserialize, Serialize};

use super::Map;
use crate::datetime::DateTime;
use crate::request::{self, Request};

/// The account that the credential belongs to. Asking for it is the cheapest check of a credential.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The subdomain.
    pub domain: String,
    /// When it was opened.
    pub created_datetime: Option<DateTime>,
    /// When it was closed.
    pub deactivated_datetime: Option<DateTime>,
    /// `{"status": "active"}`.
    pub status: Option<Map>,
    /// `{id, type, data}` each.
    #[serde(default)]
    pub settings: Vec<Setting>,
    /// Plan and trial.
    pub current_subscription: Option<Map>,
    /// Free values.
    pub meta: Option<Map>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// A setting of the account; what `data` holds depends on its kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// Its id.
    pub id: Option<i64>,
    /// `business-hours`, `satisfaction-surveys` ...
    #[serde(rename = "type")]
    pub kind: String,
    /// The setting.
    pub data: Option<serde_json::Value>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// The account of the credential.
pub fn get() -> Request<Account> {
    request::get("get_account", "/api/account")
}
