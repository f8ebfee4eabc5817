//! Telephone calls, what happened during them, and what was recorded.

use super::super::moment::Moment;

#[derive(Debug)]
pub(crate) struct VoiceCall {
    pub integration: u64,
    /// The carrier's.
    pub external_id: Box<str>,
    pub status: &'static str,
    pub outbound: bool,
    pub termination: Option<&'static str>,
    pub ticket: u64,
    pub customer: u64,
    /// The customer's number; the other is the account's.
    pub number: Box<str>,
    pub country: &'static str,
    pub seconds: u64,
    pub started: Moment,
    pub agent: Option<u64>,
    pub summary: Option<&'static str>,
}

#[derive(Debug)]
pub(crate) struct VoiceCallEvent {
    pub kind: &'static str,
    pub call: u64,
    pub user: Option<u64>,
    pub customer: Option<u64>,
    pub created: Moment,
}

#[derive(Debug)]
pub(crate) struct VoiceCallRecording {
    pub call: u64,
    pub external_id: Box<str>,
    /// A voicemail, or else the call itself.
    pub voicemail: bool,
    pub seconds: u64,
    pub created: Moment,
    /// When, and by whom; the row stays, the audio is gone.
    pub deleted: Option<(Moment, u64)>,
    pub transcription: &'static str,
}
