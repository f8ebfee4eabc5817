//! What customers thought (reference page "The SatisfactionSurvey object"). A score comes days after the survey was
//! created and moves nothing in the list; the events feed tells of it.

use serde::{Deserialize, Serialize};

use super::Map;
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};

pub use super::order::ByCreated as Order;

/// A survey; at most one a ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SatisfactionSurvey {
    /// Its id.
    pub id: i64,
    /// The ticket it asks about.
    pub ticket_id: i64,
    /// Who is asked.
    pub customer_id: Option<i64>,
    /// 1 to 5; nothing until answered.
    pub score: Option<i64>,
    /// The customer's words.
    pub body_text: Option<String>,
    /// When it was created.
    pub created_datetime: Option<DateTime>,
    /// When it was answered.
    pub scored_datetime: Option<DateTime>,
    /// When it was sent.
    pub sent_datetime: Option<DateTime>,
    /// When it is to be sent; nothing when the helpdesk does not send it.
    pub should_send_datetime: Option<DateTime>,
    /// Free values.
    pub meta: Option<Map>,
    /// Its address below the account.
    pub uri: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// A survey to be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewSatisfactionSurvey {
    ticket_id: i64,
    customer_id: i64,
    #[serde(flatten)]
    fields: UpdateSatisfactionSurvey,
}

impl NewSatisfactionSurvey {
    /// About a ticket, for a customer; with the other fields, such as a score to be imported.
    pub fn new(ticket_id: i64, customer_id: i64, fields: UpdateSatisfactionSurvey) -> Self {
        Self { ticket_id, customer_id, fields }
    }
}

/// Fields to be set; what is not set stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct UpdateSatisfactionSurvey {
    /// 1 to 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<u8>,
    /// At most 1000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_text: Option<String>,
    /// When it was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scored_datetime: Option<DateTime>,
    /// When it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_datetime: Option<DateTime>,
    /// When it is to be sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub should_send_datetime: Option<DateTime>,
    /// Free values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<Map>,
}

/// All surveys.
pub fn list() -> Request<Page<SatisfactionSurvey>> {
    request::get("list_satisfaction_surveys", "/api/satisfaction-surveys")
}

impl Request<Page<SatisfactionSurvey>> {
    /// Sets the order.
    pub fn order_by(self, order: Order) -> Self {
        self.with("order_by", order.text())
    }

    /// The survey of one ticket.
    pub fn ticket_id(self, id: i64) -> Self {
        self.with("ticket_id", id)
    }
}

/// One survey.
pub fn get(id: i64) -> Request<SatisfactionSurvey> {
    request::get("get_satisfaction_survey", format!("/api/satisfaction-surveys/{id}"))
}

/// Makes a survey.
pub fn create(survey: NewSatisfactionSurvey) -> Request<SatisfactionSurvey> {
    request::create("create_satisfaction_survey", "/api/satisfaction-surveys", &survey)
}

/// Changes a survey.
pub fn update(id: i64, survey: UpdateSatisfactionSurvey) -> Request<SatisfactionSurvey> {
    request::update("update_satisfaction_survey", format!("/api/satisfaction-surveys/{id}"), &survey)
}
