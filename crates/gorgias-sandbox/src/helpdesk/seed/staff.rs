//! Who works for the account, and what they have set up before the first customer wrote.

use serde_json::json;

use super::super::model::{Field, Integration, Setting, Slug, Tag, User, kept};
use super::super::moment::Moment;
use super::super::state::State;
use super::words::{AGENTS, TAGS};

/// What the rest of the account refers to.
pub(super) struct Staff {
    pub agents: Vec<u64>,
    pub tags: Vec<u64>,
    /// The field "Contact reason" of tickets.
    pub reason: u64,
    /// The field "Tier" of customers.
    pub tier: u64,
    /// Id and address of the e-mail integration.
    pub mailbox: (u64, String),
}

pub(super) fn hire(state: &mut State, at: Moment) -> Staff {
    let domain = state.domain.clone();
    let mut user = |name: &str, local: &str, role: &'static str| {
        state.users.push(User {
            email: format!("{local}@{domain}.example").into(),
            name: name.into(),
            role,
            bio: None,
            country: None,
            language: Some(Slug::Borrowed("en")),
            timezone: Slug::Borrowed("UTC"),
            external_id: None,
            meta: None,
            created: at,
            updated: at,
        })
    };
    let api_user = user("Integrations", "api", "admin");
    let bot = user("Gorgias Bot", "bot", "bot");
    let local = |name: &str| name.to_lowercase().split(' ').next().unwrap_or_default().to_owned();
    let agents = AGENTS.iter().map(|(name, role)| user(name, &local(name), role)).collect();
    state.api_user = api_user;
    state.bot = bot;

    let address = format!("help@{domain}.example");
    let mailbox = state.integrations.push(Integration {
        name: "Support inbox".into(),
        kind: Slug::Borrowed("email"),
        description: None,
        meta: kept(&json!({"provider": "gorgias", "address": address, "preferred": true, "verified": true})),
        managed: false,
        http: None,
        failures: 0,
        created: at,
        updated: at,
        deactivated: None,
    });
    settings(state, mailbox);
    Staff {
        agents,
        tags: tags(state, at),
        reason: fields(state, at),
        tier: tier(state, at),
        mailbox: (mailbox, address),
    }
}

fn settings(state: &mut State, mailbox: u64) {
    let hours = json!([{"days": "1,2,3,4,5", "from_time": "08:30", "to_time": "18:00"}]);
    for (kind, data) in [
        ("business-hours", json!({"timezone": "UTC", "business_hours": hours})),
        ("satisfaction-surveys", json!({"send_survey_for_email": true, "survey_interval": 2})),
        ("auto-merge", json!({"tickets": {"enabled": false, "merging_window_days": 5}})),
        ("default-integration", json!({"email": mailbox})),
    ] {
        state.settings.push(Setting { kind: kind.into(), data });
    }
}

fn tags(state: &mut State, at: Moment) -> Vec<u64> {
    let tag = |&(name, color): &(&str, &str)| {
        state.insert_tag(Tag {
            name: name.into(),
            description: None,
            decoration: kept(&json!({"color": color})),
            usage: 0,
            created: at,
        })
    };
    TAGS.iter().map(tag).collect()
}

fn fields(state: &mut State, at: Moment) -> u64 {
    let choices = json!(["Damaged", "Shipping", "Return", "Refund", "Question", "Invoice", "Cancellation"]);
    let reason = state.fields.push(Field {
        object: "Ticket",
        label: "Contact reason",
        definition: json!({"data_type": "text", "input_settings": {"input_type": "dropdown", "choices": choices}}),
        priority: 1,
        created: at,
    });
    for (label, definition) in [
        ("Product", json!({"data_type": "text", "input_settings": {"input_type": "input"}})),
        (
            "Refunded",
            json!({"data_type": "number", "input_settings": {"input_type": "input_number", "min": 0}}),
        ),
        ("Escalated", json!({"data_type": "boolean", "input_settings": {"input_type": "dropdown"}})),
    ] {
        state.fields.push(Field { object: "Ticket", label, definition, priority: 2, created: at });
    }
    reason
}

fn tier(state: &mut State, at: Moment) -> u64 {
    state.fields.push(Field {
        object: "Customer",
        label: "Tier",
        definition: json!({"data_type": "text", "input_settings": {"input_type": "input"}}),
        priority: 1,
        created: at,
    })
}
