//! How an account is set up: teams, custom fields, views, settings.

use serde_json::Value;

use super::super::moment::Moment;
use super::Json;

#[derive(Debug)]
pub(crate) struct Team {
    pub name: Box<str>,
    pub description: Option<Box<str>>,
    pub decoration: Option<Json>,
    /// Users, in the order they were named.
    pub members: Vec<u64>,
    pub created: Moment,
}

/// The definition of a custom field.
#[derive(Debug)]
pub(crate) struct Field {
    pub external_id: Option<Box<str>>,
    /// `Ticket` or `Customer`.
    pub object: &'static str,
    pub label: Box<str>,
    pub description: Option<Box<str>>,
    /// Place among the fields of its object.
    pub priority: u64,
    /// `visible`, `required` or `conditional`.
    pub requirement: &'static str,
    /// What the product uses it for.
    pub managed: Option<&'static str>,
    /// `data_type` and `input_settings`, checked.
    pub definition: Value,
    pub created: Moment,
    pub updated: Moment,
    /// Set when it is archived.
    pub deactivated: Option<Moment>,
}

impl Field {
    /// Whether the product alone fills it in.
    pub(crate) fn is_filled_by_product(&self) -> bool {
        self.managed.is_some_and(|managed| managed.starts_with("ai_") || managed == "managed_sentiment")
    }
}

#[derive(Debug, Clone)]
pub(crate) struct View {
    pub name: Box<str>,
    pub slug: Box<str>,
    /// `ticket-list` or `customer-list`.
    pub kind: &'static str,
    /// `system` or `user`.
    pub category: Option<&'static str>,
    pub visibility: &'static str,
    /// In the language of filters; checked when it is written.
    pub filters: Box<str>,
    pub search: Option<Box<str>>,
    pub order_by: &'static str,
    /// `asc` or `desc`.
    pub order_dir: &'static str,
    /// Columns.
    pub fields: Vec<&'static str>,
    pub decoration: Option<Json>,
    pub section: Option<u64>,
    pub teams: Vec<u64>,
    pub users: Vec<u64>,
    pub created: Moment,
    pub deactivated: Option<Moment>,
}

/// A setting of the account.
#[derive(Debug)]
pub(crate) struct Setting {
    pub kind: Box<str>,
    pub data: Value,
}
