//! Script and endless traffic against the real systems.

use std::collections::{BTreeMap, BTreeSet};

use gorgias_sandbox::SystemName;
use gorgias_sandbox::traffic::{Effect, script};
use reqwest::Method;
use serde_json::Value;

use super::server::support::{options, request, start};

#[tokio::test]
async fn every_step_of_the_script_can_be_done_and_tells_what_must_follow() {
    for (seed, tickets) in [(7, 20), (7, 200), (1, 60), (42, 60)] {
        let mut asked = options();
        (asked.seed, asked.tickets) = (seed, tickets);
        let sandbox = start(asked).await;
        let control = sandbox.control();
        let (mut backorders, mut profiles, mut tagged, mut low) = (0, BTreeSet::new(), 0, BTreeSet::new());
        let (mut concerned, mut unhappy, mut emails) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for (number, step) in (0..).zip(script(seed)) {
            let played = control.play(number).await.unwrap().unwrap();
            assert_eq!((played.number, &played.name), (number, &step.name));
            assert_eq!(played.done.len(), step.calls.len());
            for done in &played.done {
                assert_eq!(done.error, None, "seed {seed}, {tickets} tickets, {}: {done:?}", step.name);
            }
            for effect in played.effects {
                match effect {
                    Effect::BackorderTicket { email, .. } => {
                        emails.insert(email);
                        backorders += 1;
                    }
                    Effect::Profile { email, .. } => {
                        emails.insert(email.clone());
                        assert!(profiles.insert(email));
                    }
                    Effect::TicketsTagged { tickets, .. } => {
                        assert!(!tickets.is_empty());
                        concerned.extend(tickets);
                        tagged += 1;
                    }
                    Effect::LowScore { survey, ticket, .. } => {
                        // One ticket each, so that one note each can be told apart.
                        assert!(low.insert(survey) && unhappy.insert(ticket));
                        concerned.insert(ticket);
                    }
                }
            }
        }
        assert_eq!(
            (backorders, profiles.len(), tagged, low.len()),
            (3, 3, 3, 3),
            "seed {seed}, {tickets} tickets"
        );
        // No later step took away what the check at the end will look for.
        let tickets = control.rows(SystemName::Helpdesk, "tickets").await.unwrap();
        let there: BTreeSet<_> = tickets.iter().filter_map(|ticket| ticket["id"].as_i64()).collect();
        assert!(concerned.is_subset(&there), "seed {seed}, {tickets} tickets", tickets = tickets.len());
        for email in emails {
            let url = format!("/api/customers?email={email}");
            let found = request(&sandbox.access().helpdesk, Method::GET, &url).send().await.unwrap();
            let found: Value = found.json().await.unwrap();
            assert_eq!(found["data"].as_array().unwrap().len(), 1, "{email}");
        }
        assert_eq!(control.play(script(seed).len() as u64).await.unwrap(), None);
    }
}

/// A sandbox is not used up: after months of traffic there is still something to do for everybody.
#[tokio::test]
async fn traffic_does_not_dry_up() {
    let sandbox = start(options()).await;
    let control = sandbox.control();
    let mut refused: BTreeMap<(SystemName, String), u32> = BTreeMap::new();
    let mut calls = 0;
    for number in 0..600 {
        for done in control.traffic(number).await.unwrap().unwrap().done {
            calls += 1;
            if let Some(error) = done.error {
                *refused.entry((done.system, error)).or_default() += 1;
            }
        }
    }
    let sum: u32 = refused.values().sum();
    assert!(sum * 20 < calls, "{sum} of {calls} refused: {refused:#?}");
}
