//! Telephone calls, their events and recordings. None of them has a `uri`.

use serde_json::{Value, json};

use super::super::model::{VoiceCall, VoiceCallEvent, VoiceCallRecording};
use super::super::state::{State, survivor};

/// The telephone number of the account: in a range set aside for fiction.
const OWN_NUMBER: (&str, &str) = ("+12025550100", "US");
/// There is one number, one queue and one account.
const ONLY: u64 = 1;

impl State {
    /// The ticket of a call, unless it is deleted.
    pub(crate) fn call_ticket(&self, row: &VoiceCall) -> Option<u64> {
        let ticket = survivor(&self.merged_tickets, row.ticket);
        self.tickets.get(ticket).map(|_| ticket)
    }

    pub(crate) fn voice_call(&self, id: u64, row: &VoiceCall) -> Value {
        let customer = self.customer_now(row.customer);
        let theirs = (&*row.number, row.country);
        let (from, to) = if row.outbound { (OWN_NUMBER, theirs) } else { (theirs, OWN_NUMBER) };
        let recordings = self.recordings.iter().filter(|(_, recording)| recording.call == id);
        let recordings: Vec<_> = recordings.filter(|(_, recording)| recording.deleted.is_none()).collect();
        let of_call = recordings.iter().find(|(_, recording)| !recording.voicemail);
        let ended = row.started.plus_seconds(i64::try_from(row.seconds).unwrap_or_default());
        let summaries: Vec<Value> = row
            .summary
            .iter()
            .filter_map(|summary| {
                let (recording, _) = of_call?;
                let created = ended.plus_seconds(20);
                Some(json!({"id": recording, "recording_id": recording, "summary": summary, "created_datetime": created}))
            })
            .collect();
        json!({
            "id": id,
            "integration_id": row.integration,
            "external_id": row.external_id,
            "provider": "twilio",
            "status": row.status,
            "direction": if row.outbound { "outbound" } else { "inbound" },
            "termination_status": row.termination,
            "ticket_id": self.call_ticket(row),
            "customer_id": self.customers.get(customer).map(|_| customer),
            "phone_number_id": ONLY,
            "queue_id": (!row.outbound).then_some(ONLY),
            "status_in_queue": null,
            "phone_number_source": from.0,
            "country_source": from.1,
            "phone_number_destination": to.0,
            "country_destination": to.1,
            "duration": row.seconds,
            "started_datetime": row.started,
            "created_datetime": row.started,
            "updated_datetime": ended,
            "initiated_by_agent_id": row.agent.filter(|_| row.outbound),
            "last_answered_by_agent_id": row.agent.filter(|_| row.termination == Some("answered")),
            "last_rang_agent_id": row.agent.filter(|_| !row.outbound),
            "last_monitoring_agent_id": null,
            "monitoring_status": "none",
            "has_voicemail": recordings.iter().any(|(_, recording)| recording.voicemail),
            "has_call_recording": of_call.is_some(),
            "answered_by_external_number": null,
            "answered_by_external_customer_id": null,
            "summaries": summaries,
        })
    }

    pub(crate) fn voice_call_event(&self, id: u64, row: &VoiceCallEvent) -> Value {
        json!({
            "id": id,
            "type": row.kind,
            "account_id": ONLY,
            "call_id": row.call,
            "user_id": row.user,
            "customer_id": row.customer,
            "created_datetime": row.created,
            "meta": {},
        })
    }

    pub(crate) fn voice_call_recording(&self, id: u64, row: &VoiceCallRecording) -> Value {
        let url = format!("{}/recordings/{}.mp3", self.base_url, row.external_id);
        json!({
            "id": id,
            "call_id": row.call,
            "external_id": row.external_id,
            "type": if row.voicemail { "voicemail" } else { "call-recording" },
            "url": row.deleted.is_none().then_some(url),
            "duration": row.seconds,
            "created_datetime": row.created,
            "deleted_datetime": row.deleted.map(|(at, _)| at),
            "deleted_by_user_id": row.deleted.map(|(_, user)| user),
            "error_code": null,
            "transcription_status": row.transcription,
        })
    }
}
