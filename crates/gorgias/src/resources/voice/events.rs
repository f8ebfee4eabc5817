//! What happened in a call.

use serde::{Deserialize, Serialize};

use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};
use crate::resources::Map;

/// Something that happened in a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VoiceCallEvent {
    /// Its id.
    pub id: i64,
    /// What.
    #[serde(rename = "type")]
    pub kind: Option<CallEventType>,
    /// The helpdesk account, by number.
    pub account_id: Option<i64>,
    /// The call.
    pub call_id: Option<i64>,
    /// The user who did it, or to whom it was done.
    pub user_id: Option<i64>,
    /// The customer.
    pub customer_id: Option<i64>,
    /// When.
    pub created_datetime: Option<DateTime>,
    /// Depends on the kind.
    pub meta: Option<Map>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// What can happen in a call; the list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are those of the reference")]
#[non_exhaustive]
pub enum CallEventType {
    PhoneCallAnswered,
    PhoneCallRinging,
    PhoneCallDialFailed,
    PhoneCallAgentDialed,
    IncomingPhoneCall,
    OutgoingPhoneCall,
    CompletedPhoneCall,
    CallRecording,
    MissedPhoneCall,
    DeclinedPhoneCall,
    CallEndingTriggered,
    VoicemailRecording,
    PhoneCallConversationStarted,
    PhoneCallForwardedToExternalNumber,
    PhoneCallForwardedToGorgiasNumber,
    PhoneCallForwarded,
    MessagePlayed,
    OutgoingPhoneCallConnected,
    #[serde(rename = "child-call-not_answered")]
    ChildCallNotAnswered,
    PhoneCallTransferInitiated,
    PhoneCallTransferFailed,
    PhoneCallEnqueued,
    PhoneCallEnqueueSkipped,
    PhoneCallDequeued,
    PhoneCallWrapUpStarted,
    PhoneCallWrapUpEnded,
    IvrMenuPresented,
    IvrOptionSelected,
    PhoneCallDeflectedToSms,
    CustomerFieldConditionalEvaluated,
    MonitoringStarted,
    MonitoringEnded,
    MonitoringUpdated,
    /// One not named here.
    #[serde(untagged)]
    Other(String),
}

/// Everything that happened in calls, page by page (reference page "List voice call events").
pub fn list_events() -> Request<Page<VoiceCallEvent>> {
    request::get("list_voice_call_events", "/api/phone/voice-call-events")
}

impl Request<Page<VoiceCallEvent>> {
    /// What happened in one call.
    pub fn call_id(self, id: i64) -> Self {
        self.with_id("call_id", id)
    }
}

/// One event (reference page "Retrieve a voice call event").
pub fn get_event(id: i64) -> Request<VoiceCallEvent> {
    request::get("get_voice_call_event", format!("/api/phone/voice-call-events/{id}"))
}
