use gorgias::resources::voice;

use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    vec![
        sent("voice.list_calls", voice::list_calls().limit(1).cursor("c").ticket_id(1)),
        sent("voice.get_call", voice::get_call(1)),
        sent("voice.list_events", voice::list_events().limit(1).cursor("c").call_id(1)),
        sent("voice.get_event", voice::get_event(1)),
        sent("voice.list_recordings", voice::list_recordings().limit(1).cursor("c").call_id(1)),
        sent("voice.get_recording", voice::get_recording(1)),
        sent("voice.delete_recording", voice::delete_recording(1)),
    ]
}
