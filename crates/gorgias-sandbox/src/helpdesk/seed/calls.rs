//! Customers who rang up: some tickets began on the telephone.

use serde_json::json;

use super::super::model::{
    Integration, Party, Slug, VoiceCall, VoiceCallEvent, VoiceCallRecording, kept, shared,
};
use super::super::moment::Moment;
use super::Seeding;
use crate::people::person;

/// One ticket in so many began with a call.
const EVERY: usize = 20;

const SUMMARIES: &[&str] = &[
    "The customer asked where the parcel is; the agent promised to ask the carrier.",
    "The customer reported a broken part; a new one was promised.",
    "The customer wanted to know whether the pot suits an induction hob; it does.",
    "The customer asked for an invoice; it follows by mail.",
];

impl Seeding {
    pub(super) fn calls(&mut self, opened: Moment) {
        let integration = self.state.integrations.push(Integration {
            name: "Support line".into(),
            kind: Slug::Borrowed("phone"),
            description: None,
            meta: kept(&json!({"provider": "twilio", "send_calls_to_voicemail": false})),
            managed: false,
            app: None,
            http: None,
            failures: 0,
            created: opened,
            updated: opened,
            deactivated: None,
        });
        let tickets: Vec<u64> =
            self.state.tickets.iter().map(|(id, _)| id).skip(EVERY / 3).step_by(EVERY).collect();
        for ticket in tickets {
            self.call(ticket, integration);
        }
    }

    /// The ticket's first message becomes what was said on the telephone.
    fn call(&mut self, ticket: u64, integration: u64) {
        let Some(row) = self.state.tickets.get_mut(ticket) else { return };
        let (Some(customer), started, agent) = (row.customer, row.created, row.assignee_user) else { return };
        (row.channel, row.via) = (Slug::Borrowed("phone"), Slug::Borrowed("phone"));
        let first = row.messages.first().copied();
        let index = u32::try_from(customer.saturating_sub(self.first_customer)).unwrap_or_default();
        let person = person(self.seed, index);
        if let Some(message) = first.and_then(|id| self.state.messages.get_mut(id)) {
            (message.channel, message.via) = (Slug::Borrowed("phone"), Slug::Borrowed("phone"));
            message.integration = Some(integration);
            message.sender = Some(Party::Customer(customer));
            let from = json!({"name": null, "address": person.phone});
            message.source = shared(&json!({"type": "phone", "from": from, "to": [], "cc": [], "bcc": []}));
        }
        let answered = agent.filter(|_| self.dice.chance(70));
        let (status, termination) = match answered {
            Some(_) => ("completed", "answered"),
            None => self.dice.pick(&[
                ("no-answer", "missed"),
                ("canceled", "abandoned"),
                ("completed", "callback-requested"),
            ]),
        };
        let seconds = if answered.is_some() { 40 + self.dice.below(500) } else { 15 + self.dice.below(60) };
        let summary = answered.filter(|_| self.dice.chance(50)).map(|_| self.dice.pick(SUMMARIES));
        let base = VoiceCall {
            integration,
            external_id: self.carrier_id("CA"),
            status,
            outbound: false,
            termination: Some(termination),
            ticket,
            customer,
            number: person.phone.into(),
            country: person.country_code,
            seconds,
            started,
            agent,
            summary,
        };
        let voicemail = termination == "missed" && self.dice.chance(60);
        let call = self.state.calls.push(base);
        let seconds = i64::try_from(seconds).unwrap_or_default();
        let end = started.plus_seconds(seconds);
        let mut happened = |kind, after: i64, user| {
            let created = started.plus_seconds(after);
            self.state.call_events.push(VoiceCallEvent {
                kind,
                call,
                user,
                customer: Some(customer),
                created,
            });
        };
        happened("incoming-phone-call", 0, None);
        happened("phone-call-enqueued", 1, None);
        happened("phone-call-ringing", 4, agent);
        if answered.is_some() {
            happened("phone-call-answered", 9, agent);
            happened("phone-call-conversation-started", 10, agent);
            happened("call-recording", seconds, None);
        } else if termination == "missed" {
            happened("missed-phone-call", seconds, agent);
            if voicemail {
                happened("voicemail-recording", seconds, None);
            }
        } else {
            happened("phone-call-dequeued", seconds, None);
        }
        happened("completed-phone-call", seconds, None);
        if answered.is_some() || voicemail {
            let length = u64::try_from(seconds - 9).unwrap_or_default();
            let recording = VoiceCallRecording {
                call,
                external_id: self.carrier_id("RE"),
                voicemail,
                seconds: length,
                created: end,
                deleted: None,
                transcription: if length < 15 { "recording_too_short" } else { "completed" },
            };
            self.state.recordings.push(recording);
        }
    }

    /// What the carrier calls a call or a recording.
    fn carrier_id(&mut self, kind: &str) -> Box<str> {
        format!("{kind}{:032x}", self.dice.wide()).into()
    }
}
