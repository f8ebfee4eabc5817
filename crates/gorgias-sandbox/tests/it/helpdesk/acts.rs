//! What people do beside the API.

use gorgias_sandbox::system::System as _;
use serde_json::{Value, json};

use super::support::Account;

pub const ACTIONS: &[&str] = &[
    "customer-writes",
    "agent-replies",
    "agent-closes",
    "survey-answered",
    "customer-renamed",
    "customers-merged",
    "tag-renamed",
    "ticket-trashed",
    "ticket-deleted",
    "tickets-merged",
    "message-edited",
];

fn act(account: &mut Account, action: Value) -> Value {
    account.now += jiff::SignedDuration::from_secs(2);
    account.helpdesk.act(account.now, &action).unwrap()
}

#[test]
fn every_action_leaves_its_event() {
    let mut account = Account::new();
    for (action, event) in ACTIONS.iter().zip([
        "ticket-message-created",
        "ticket-message-created",
        "ticket-closed",
        "satisfaction-survey-responded",
        "customer-updated",
        "customer-merged",
        "tag-renamed",
        "ticket-trashed",
        "ticket-deleted",
        "ticket-merged",
        "ticket-message-updated",
    ]) {
        let start = account.now;
        act(&mut account, json!({"do": action, "pick": 11, "score": 2}));
        let events = account.events_since(start);
        assert!(events.iter().any(|kind| kind == event), "{action}: {events:?}");
    }
}

#[test]
fn customers_write_new_tickets_and_go_on_with_old_ones() {
    let mut account = Account::new();
    let new = act(
        &mut account,
        json!({"do": "customer-writes", "email": "Late@Example.com", "subject": "S", "text": "T"}),
    );
    let ticket = account.get(&format!("/api/tickets/{}", new["ticket"]));
    assert_eq!((&ticket["subject"], &ticket["customer"]["email"]), (&json!("S"), &json!("late@example.com")));
    assert_eq!((&ticket["via"], &ticket["messages"][0]["body_text"]), (&json!("email"), &json!("T")));
    let more = act(
        &mut account,
        json!({"do": "customer-writes", "email": "late@example.com", "ticket": new["ticket"], "text": "U"}),
    );
    assert_eq!((&more["ticket"], &more["customer"]), (&new["ticket"], &new["customer"]));
    let reply = act(&mut account, json!({"do": "agent-replies", "ticket": new["ticket"]}));
    account.now += jiff::SignedDuration::from_secs(10);
    let message = account.get(&format!("/api/tickets/{}/messages/{}", new["ticket"], reply["message"]));
    assert!(message["sent_datetime"].is_string() && message["sender"]["id"] == reply["user"]);
}

#[test]
fn a_survey_is_sent_when_none_waits_for_its_answer() {
    let mut account = Account::new();
    let waiting = account.all("/api/satisfaction-surveys");
    let waiting =
        waiting.iter().filter(|row| row["sent_datetime"].is_string() && row["score"].is_null()).count();
    let mut answered = std::collections::BTreeSet::new();
    for pick in 0..waiting + 2 {
        let done =
            act(&mut account, json!({"do": "survey-answered", "pick": pick, "score": 1, "text": "No"}));
        let survey = account.get(&format!("/api/satisfaction-surveys/{}", done["survey"]));
        assert_eq!((&survey["score"], &survey["body_text"]), (&json!(1), &json!("No")));
        assert!(answered.insert(done["survey"].to_string()));
    }
}

#[test]
fn what_cannot_be_done_is_said() {
    let mut account = Account::new();
    for action in [json!({}), json!(7), json!({"do": "dance"}), json!({"do": "agent-closes", "ticket": 1})] {
        assert!(account.helpdesk.act(account.now, &action).is_err(), "{action}");
    }
}
