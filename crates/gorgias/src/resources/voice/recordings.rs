//! Recordings of calls, and messages that callers left.

use serde::{Deserialize, Serialize};

use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};
use crate::resources::Map;

/// A recording.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VoiceCallRecording {
    /// Its id.
    pub id: i64,
    /// The call.
    pub call_id: Option<i64>,
    /// Its id at the carrier.
    pub external_id: Option<String>,
    /// What was recorded.
    #[serde(rename = "type")]
    pub kind: Option<RecordingType>,
    /// Where the audio is.
    pub url: Option<String>,
    /// Seconds.
    pub duration: Option<i64>,
    /// When it was made.
    pub created_datetime: Option<DateTime>,
    /// When the audio was deleted.
    pub deleted_datetime: Option<DateTime>,
    /// The user who deleted it.
    pub deleted_by_user_id: Option<i64>,
    /// `RECORDING_IS_PRIVATE` when the caller may not hear it; an open list.
    pub error_code: Option<String>,
    /// How far its text is.
    pub transcription_status: Option<TranscriptionStatus>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// What was recorded; the list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RecordingType {
    /// The conversation.
    CallRecording,
    /// A message that the caller left.
    Voicemail,
    /// One not named here.
    #[serde(untagged)]
    Other(String),
}

/// How far a recording's text is; the list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the reference")]
#[non_exhaustive]
pub enum TranscriptionStatus {
    Requested,
    Completed,
    Failed,
    RecordingTooShort,
    RecordingTooLong,
    LowQualityTranscription,
    /// One not named here.
    #[serde(untagged)]
    Other(String),
}

/// All recordings, page by page (reference page "List voice call recordings").
pub fn list_recordings() -> Request<Page<VoiceCallRecording>> {
    request::get("list_voice_call_recordings", "/api/phone/voice-call-recordings")
}

impl Request<Page<VoiceCallRecording>> {
    /// Recordings of one call.
    pub fn call_id(self, id: i64) -> Self {
        self.with_id("call_id", id)
    }
}

/// One recording (reference page "Retrieve a voice call recording").
pub fn get_recording(id: i64) -> Request<VoiceCallRecording> {
    request::get("get_voice_call_recording", format!("/api/phone/voice-call-recordings/{id}"))
}

/// Deletes the audio; the row stays, as its fields suggest (reference page "Delete a voice call recording").
pub fn delete_recording(id: i64) -> Request<()> {
    request::delete("delete_voice_call_recording", format!("/api/phone/voice-call-recordings/{id}"))
}
