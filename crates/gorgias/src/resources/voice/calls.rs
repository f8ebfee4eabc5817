//! The calls.

use serde::{Deserialize, Serialize};

use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};
use crate::resources::Map;

/// A phone call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VoiceCall {
    /// Its id.
    pub id: i64,
    /// The phone integration.
    pub integration_id: Option<i64>,
    /// Its id at the carrier.
    pub external_id: Option<String>,
    /// The carrier: `twilio`.
    pub provider: Option<String>,
    /// How far it is.
    pub status: Option<CallStatus>,
    /// Who called whom.
    pub direction: Option<Direction>,
    /// How it ended.
    pub termination_status: Option<TerminationStatus>,
    /// The ticket it is on.
    pub ticket_id: Option<i64>,
    /// The customer.
    pub customer_id: Option<i64>,
    /// The helpdesk's number.
    pub phone_number_id: Option<i64>,
    /// The queue it waited in.
    pub queue_id: Option<i64>,
    /// `waiting` ...; an open list.
    pub status_in_queue: Option<String>,
    /// The caller's number.
    pub phone_number_source: Option<String>,
    /// The caller's country, ISO 3166 alpha-2.
    pub country_source: Option<String>,
    /// The number called.
    pub phone_number_destination: Option<String>,
    /// The country called, ISO 3166 alpha-2.
    pub country_destination: Option<String>,
    /// Seconds.
    pub duration: Option<i64>,
    /// When it began.
    pub started_datetime: Option<DateTime>,
    /// When it was created.
    pub created_datetime: Option<DateTime>,
    /// When it changed.
    pub updated_datetime: Option<DateTime>,
    /// The user who called.
    pub initiated_by_agent_id: Option<i64>,
    /// The user who answered last.
    pub last_answered_by_agent_id: Option<i64>,
    /// The user whose phone rang last.
    pub last_rang_agent_id: Option<i64>,
    /// The user who listened in last.
    pub last_monitoring_agent_id: Option<i64>,
    /// Whether somebody listens in.
    pub monitoring_status: Option<MonitoringStatus>,
    /// Whether the caller left a message.
    pub has_voicemail: Option<bool>,
    /// Whether it was recorded.
    pub has_call_recording: Option<bool>,
    /// The number outside that a forwarded call was answered at.
    pub answered_by_external_number: Option<String>,
    /// The customer of that number.
    pub answered_by_external_customer_id: Option<i64>,
    /// What it was about, as the helpdesk sums it up.
    pub summaries: Option<Vec<Summary>>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// How far a call is; the list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are those of the reference")]
#[non_exhaustive]
pub enum CallStatus {
    Answered,
    Connected,
    InProgress,
    Initiated,
    Queued,
    Ringing,
    Ending,
    Busy,
    Canceled,
    Completed,
    Failed,
    NoAnswer,
    Missed,
    /// One not named here.
    #[serde(untagged)]
    Other(String),
}

/// Who called whom; the list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Direction {
    /// A customer called.
    Inbound,
    /// A user called.
    Outbound,
    /// One not named here.
    #[serde(untagged)]
    Other(String),
}

/// How a call ended; the list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are those of the reference")]
#[non_exhaustive]
pub enum TerminationStatus {
    Answered,
    Cancelled,
    Missed,
    Abandoned,
    CallbackRequested,
    /// One not named here.
    #[serde(untagged)]
    Other(String),
}

/// Whether somebody listens in; the list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum MonitoringStatus {
    /// Heard by neither side.
    Listening,
    /// Heard by the agent.
    Whispering,
    /// Nobody does.
    None,
    /// One not named here.
    #[serde(untagged)]
    Other(String),
}

/// What a call was about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Summary {
    /// Its id.
    pub id: Option<i64>,
    /// The recording it was made from.
    pub recording_id: Option<i64>,
    /// The text.
    pub summary: Option<String>,
    /// When it was made.
    pub created_datetime: Option<DateTime>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// All calls, page by page (reference page "List voice calls").
pub fn list_calls() -> Request<Page<VoiceCall>> {
    request::get("list_voice_calls", "/api/phone/voice-calls")
}

impl Request<Page<VoiceCall>> {
    /// Calls on one ticket.
    pub fn ticket_id(self, id: i64) -> Self {
        self.with_id("ticket_id", id)
    }
}

/// One call (reference page "Retrieve a voice call").
pub fn get_call(id: i64) -> Request<VoiceCall> {
    request::get("get_voice_call", format!("/api/phone/voice-calls/{id}"))
}
