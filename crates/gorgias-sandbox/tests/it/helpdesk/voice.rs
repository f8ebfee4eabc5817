//! Calls, their events and recordings.

use serde_json::{Value, json};

use super::support::Account;

fn times(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["created_datetime"].as_str().unwrap()).collect()
}

#[test]
fn calls_belong_to_telephone_tickets_and_come_newest_first() {
    let mut account = Account::with(|options| options.tickets = 400);
    let calls = account.all("/api/phone/voice-calls?limit=4");
    assert!(calls.len() > 10 && times(&calls).is_sorted_by(|one, other| one >= other), "{}", calls.len());
    for call in &calls {
        let ticket = account.get(&format!("/api/tickets/{}", call["ticket_id"]));
        assert_eq!((&ticket["channel"], &ticket["customer"]["id"]), (&json!("phone"), &call["customer_id"]));
        let own = account.all(&format!("/api/phone/voice-calls?ticket_id={}", call["ticket_id"]));
        assert_eq!(own, std::slice::from_ref(call));
        let line = account.get(&format!("/api/integrations/{}", call["integration_id"]));
        assert_eq!(line["type"], "phone");
    }
    let ends: std::collections::BTreeSet<_> =
        calls.iter().map(|call| call["termination_status"].as_str()).collect();
    assert!(ends.len() > 2, "{ends:?}");
}

#[test]
fn events_of_a_call_come_oldest_first_and_tell_its_story() {
    let mut account = Account::with(|options| options.tickets = 400);
    assert!(times(&account.all("/api/phone/voice-call-events?limit=100")).is_sorted());
    for call in account.all("/api/phone/voice-calls") {
        let events = account.all(&format!("/api/phone/voice-call-events?call_id={}&limit=3", call["id"]));
        let kinds: Vec<&str> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
        assert_eq!((kinds[0], *kinds.last().unwrap()), ("incoming-phone-call", "completed-phone-call"));
        assert_eq!(kinds.contains(&"phone-call-answered"), call["last_answered_by_agent_id"].is_u64());
        let recordings = account.all(&format!("/api/phone/voice-call-recordings?call_id={}", call["id"]));
        let has = |kind: &str| recordings.iter().any(|recording| recording["type"] == kind);
        assert_eq!(call["has_call_recording"], has("call-recording"));
        assert_eq!(call["has_voicemail"], has("voicemail"));
    }
}

#[test]
fn a_deleted_recording_is_a_row_without_audio() {
    let mut account = Account::with(|options| options.tickets = 400);
    let before = account.all("/api/phone/voice-call-recordings");
    assert!(times(&before).is_sorted_by(|one, other| one >= other));
    let recording = before.iter().find(|row| row["type"] == "call-recording").unwrap();
    let path = format!("/api/phone/voice-call-recordings/{}", recording["id"]);
    assert!(recording["url"].is_string());
    assert_eq!(account.call("DELETE", &path, "").status, 204);
    let after = account.get(&path);
    assert!(
        after["url"].is_null()
            && after["deleted_datetime"].is_string()
            && after["deleted_by_user_id"].is_u64()
    );
    assert_eq!(
        account.get(&format!("/api/phone/voice-calls/{}", recording["call_id"]))["has_call_recording"],
        false
    );
    assert_eq!(account.all("/api/phone/voice-call-recordings").len(), before.len());
    for noun in ["voice-calls", "voice-call-events", "voice-call-recordings"] {
        assert_eq!(account.call("GET", &format!("/api/phone/{noun}/1"), "").status, 404);
        assert_eq!(account.send("POST", &format!("/api/phone/{noun}"), &json!({})).status, 405);
    }
}
