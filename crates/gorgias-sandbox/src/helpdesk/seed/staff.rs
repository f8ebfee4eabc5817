//! Who works for the account, and what they have set up before the first customer wrote.

use serde_json::json;

use super::super::model::{Integration, Slug, Tag, User, kept};
use super::super::moment::Moment;
use super::super::state::State;
use super::setup::{self, Fields, Teams};
use super::words::{AGENTS, TAGS};

/// What the rest of the account refers to.
pub(super) struct Staff {
    pub agents: Vec<u64>,
    pub tags: Vec<u64>,
    pub teams: Teams,
    pub fields: Fields,
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
    let agents: Vec<u64> = AGENTS.iter().map(|(name, role)| user(name, &local(name), role)).collect();
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
        app: None,
        failures: 0,
        created: at,
        updated: at,
        deactivated: None,
    });
    setup::settings(state, mailbox);
    let tags = tags(state, at);
    let teams = setup::teams(state, &agents, at);
    setup::views(state, &agents, &teams, at);
    Staff { agents, tags, teams, fields: setup::fields(state, at), mailbox: (mailbox, address) }
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
