//! Phone calls, what happened in them and their recordings (reference pages "The VoiceCall object",
//! "The VoiceCallEvent object", "The VoiceCallRecording object").
//!
//! Calls cannot be made here. They change after they began (status, duration, summaries), and no list can be asked by
//! time or ordered: calls and recordings were seen newest first, events oldest first. No scope is documented.

mod calls;
mod events;
mod recordings;

use super::open::open;
pub use calls::{
    CallStatus, Direction, MonitoringStatus, Summary, TerminationStatus, VoiceCall, get_call, list_calls,
};
pub use events::{CallEventType, VoiceCallEvent, get_event, list_events};
pub use recordings::{
    RecordingType, TranscriptionStatus, VoiceCallRecording, delete_recording, get_recording, list_recordings,
};

open!(
    CallStatus,
    Direction,
    TerminationStatus,
    MonitoringStatus,
    CallEventType,
    RecordingType,
    TranscriptionStatus,
);
