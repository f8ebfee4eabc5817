//! What customers thought (reference page "The SatisfactionSurvey object"). A score comes days after the survey was
//! created and moves nothing in the list; the events feed tells of it.

use serde::{Deserialize, Serialize};

use super::Map;
use super::draft::Draft;
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};

pub use super::order::ByCreated as Order;

/// A survey; at most one a ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
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

/// A survey to be made. The API takes one a ticket.
#[derive(Debug, Clone, PartialEq)]
pub struct NewSatisfactionSurvey(Draft);

impl NewSatisfactionSurvey {
    /// About a ticket, for a customer; with the other fields, such as a score to be imported.
    pub fn new(ticket_id: i64, customer_id: i64, fields: UpdateSatisfactionSurvey) -> Self {
        Self(fields.of(ticket_id, customer_id).0)
    }
}

/// Fields to be set; what is not set stays, and `None` clears.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateSatisfactionSurvey(Draft);

impl UpdateSatisfactionSurvey {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Names its ticket and its customer again, as one source says a change must.
    pub fn of(self, ticket_id: i64, customer_id: i64) -> Self {
        Self(self.0.id("ticket_id", ticket_id).id("customer_id", customer_id))
    }

    /// 1 to 5.
    pub fn score(self, score: impl Into<Option<u8>>) -> Self {
        let score = score.into();
        let fits = score.is_none_or(|score| (1..=5).contains(&score));
        Self(self.0.require(fits, "score", "a score is 1 to 5").set("score", score))
    }

    /// The customer's words, at most 1000 characters.
    pub fn text<'a>(self, text: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.text_or_none("body_text", text.into(), 1000))
    }

    /// When it was created.
    pub fn created(self, at: DateTime) -> Self {
        Self(self.0.set("created_datetime", at))
    }

    /// When it was answered.
    pub fn scored(self, at: impl Into<Option<DateTime>>) -> Self {
        Self(self.0.set("scored_datetime", at.into()))
    }

    /// When it was sent.
    pub fn sent(self, at: impl Into<Option<DateTime>>) -> Self {
        Self(self.0.set("sent_datetime", at.into()))
    }

    /// When the helpdesk shall send it; it does not with `None`.
    pub fn send_at(self, at: impl Into<Option<DateTime>>) -> Self {
        Self(self.0.set("should_send_datetime", at.into()))
    }

    /// Replaces the free values.
    pub fn meta(self, meta: impl Into<Option<Map>>) -> Self {
        Self(self.0.set("meta", meta.into()))
    }
}

/// All surveys. Scope `satisfaction_survey:read`. There is no filter by time: answers change old rows.
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
        self.with_id("ticket_id", id)
    }
}

/// One survey. Scope `satisfaction_survey:read`.
pub fn get(id: i64) -> Request<SatisfactionSurvey> {
    request::get("get_satisfaction_survey", format!("/api/satisfaction-surveys/{id}"))
}

/// Makes a survey and answers it; refused when the ticket has one. Scope `satisfaction_survey:write`.
pub fn create(survey: NewSatisfactionSurvey) -> Request<SatisfactionSurvey> {
    survey.0.create("create_satisfaction_survey", "/api/satisfaction-surveys")
}

/// Changes a survey and answers it. Scope `satisfaction_survey:write`.
pub fn update(id: i64, survey: UpdateSatisfactionSurvey) -> Request<SatisfactionSurvey> {
    survey.0.update("update_satisfaction_survey", format!("/api/satisfaction-surveys/{id}"))
}
