//! Jobs go on while time passes, do what they say, and stop when they are called off.

use gorgias_sandbox::system::System as _;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::support::{Account, incoming};

fn tickets(account: &mut Account, count: usize) -> Vec<Value> {
    let rows = account.all("/api/tickets?limit=100&trashed=false");
    let open = rows.iter().filter(|row| row["customer"].is_object());
    open.take(count).map(|row| row["id"].clone()).collect()
}

fn wait(account: &mut Account, seconds: i64) {
    account.now += SignedDuration::from_secs(seconds);
    account.helpdesk.tick(account.now);
}

fn read(account: &mut Account, job: &Value) -> Value {
    let answer = account.call("GET", &format!("/api/jobs/{}", job["id"]), "");
    assert_eq!(answer.status, 202, "{}", answer.json);
    answer.json
}

#[test]
fn a_job_runs_through_its_tickets_and_ends() {
    let mut account = Account::new();
    let ids = tickets(&mut account, 35);
    let params = json!({"ticket_ids": ids, "updates": {"status": "closed", "priority": "low"}});
    let made = account.done(
        "POST",
        "/api/jobs",
        &json!({"type": "updateTicket", "params": params, "meta": {"why": "x"}}),
    );
    assert_eq!((&made["status"], &made["info"]), (&json!("pending"), &json!({"progress_count": 0})));
    assert_eq!((&made["params"], &made["meta"]), (&params, &json!({"why": "x"})));
    // Each call takes a second and a half.
    let running = read(&mut account, &made);
    assert_eq!(running["status"], "running");
    let later = read(&mut account, &made);
    let progress = later["info"]["progress_count"].as_u64().unwrap();
    assert!(progress > 0 && progress < 35, "{progress}");
    assert_eq!(account.all("/api/jobs?status=running").len(), 1);
    wait(&mut account, 10);
    let done = read(&mut account, &made);
    assert_eq!((&done["status"], &done["info"]["progress_count"]), (&json!("done"), &json!(35)));
    assert!(done["ended_datetime"].as_str() > done["started_datetime"].as_str());
    for id in ids {
        let ticket = account.get(&format!("/api/tickets/{id}"));
        assert_eq!((&ticket["status"], &ticket["priority"]), (&json!("closed"), &json!("low")));
    }
}

#[test]
fn a_view_names_the_tickets_of_a_job() {
    let mut account = Account::new();
    let body = |tag: &str| json!({"messages": [incoming("a@example.com", "Hi")], "tags": [{"name": tag}]});
    let (early, other) = (account.done("POST", "/api/tickets", &body("tea")), body("coffee"));
    account.done("POST", "/api/tickets", &other);
    let between = account.now.to_string();
    let late = account.done("POST", "/api/tickets", &body("tea"));
    let filters = "containsAny(ticket.tags.name, ['tea'])";
    let view = account.done("POST", "/api/views", &json!({"slug": "tea", "name": "Tea", "filters": filters}));
    let done = |account: &mut Account, params: Value| {
        let job = account.done("POST", "/api/jobs", &json!({"type": "updateTicket", "params": params}));
        wait(account, 5);
        read(account, &job)["info"]["progress_count"].clone()
    };
    let updates = json!({"status": "closed"});
    assert_eq!(done(&mut account, json!({"view_id": view["id"], "updates": updates})), 2);
    let updates = json!({"status": "open"});
    let some = json!({"view": {"filters": filters}, "start_datetime": between, "updates": updates});
    assert_eq!(done(&mut account, some), 1);
    for (ticket, status) in [(early, "closed"), (late, "open")] {
        assert_eq!(account.get(&format!("/api/tickets/{}", ticket["id"]))["status"], status);
    }
    for bad in [json!({"view_id": 1}), json!({"view": {"filters": "brew(ticket.status)"}})] {
        let answer = account.send("POST", "/api/jobs", &json!({"type": "deleteTicket", "params": bad}));
        assert_eq!(answer.status, 400, "{bad}");
    }
}

#[test]
fn a_macro_is_applied_in_bulk() {
    let mut account = Account::new();
    let actions = json!([
        {"name": "setResponseText", "title": "Reply", "arguments": {"body_text": "Dear {{ticket.customer.firstname}}, {{ticket.nothing}}bye"}},
        {"name": "addTags", "title": "Tag", "arguments": {"tags": "one, two"}},
        {"name": "brewTea", "title": "Tea", "arguments": {}},
    ]);
    let tea = account.done("POST", "/api/macros", &json!({"name": "Tea", "actions": actions}));
    let customer = json!({"email": "ada@example.com", "name": "Ada Quill"});
    let body = json!({"messages": [incoming("ada@example.com", "Hi")], "customer": customer, "tags": [{"name": "old"}]});
    let ticket = account.done("POST", "/api/tickets", &body)["id"].clone();
    let start = account.now;
    let params = json!({"ticket_ids": [ticket, 1], "macro_id": tea["id"], "apply_and_close": true});
    let job = account.done("POST", "/api/jobs", &json!({"type": "applyMacro", "params": params}));
    wait(&mut account, 10);
    assert_eq!(read(&mut account, &job)["status"], "done");
    let ticket = account.get(&format!("/api/tickets/{ticket}"));
    let tags: Vec<&str> =
        ticket["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    assert_eq!((&ticket["status"], &tags[..]), (&json!("closed"), &["old", "one", "two"][..]));
    let reply = ticket["messages"].as_array().unwrap().last().unwrap();
    assert_eq!((&reply["body_text"], &reply["from_agent"]), (&json!("Dear Ada, bye"), &json!(true)));
    assert!(reply["sent_datetime"].is_string());
    assert_eq!(account.get(&format!("/api/macros/{}", tea["id"]))["usage"], 1);
    let events = account.events_since(start);
    for kind in ["macro-applied", "ticket-message-created", "ticket-tags-added", "ticket-closed"] {
        assert!(events.contains(&kind.to_owned()), "{kind} in {events:?}");
    }
}

#[test]
fn what_was_done_before_the_end_stays_done() {
    let mut account = Account::new();
    let ids = tickets(&mut account, 60);
    let job =
        account.done("POST", "/api/jobs", &json!({"type": "deleteTicket", "params": {"ticket_ids": ids}}));
    wait(&mut account, 2);
    let path = format!("/api/jobs/{}", job["id"]);
    assert_eq!(account.call("DELETE", &path, "").status, 204);
    wait(&mut account, 60);
    let over = read(&mut account, &job);
    assert_eq!(over["status"], "canceled");
    assert!(over["cancel_requested_datetime"].is_string() && over["cancelled_datetime"].is_string());
    let deleted = over["info"]["progress_count"].as_u64().unwrap();
    assert!(deleted > 0 && deleted < 60, "{deleted}");
    let gone = ids.iter().filter(|id| account.call("GET", &format!("/api/tickets/{id}"), "").status == 404);
    assert_eq!(gone.count() as u64, deleted);
    assert_eq!(account.call("DELETE", &path, "").status, 400, "it has ended");
}

#[test]
fn a_job_can_wait_for_an_hour_and_be_changed_until_it_begins() {
    let mut account = Account::new();
    let ids = tickets(&mut account, 2);
    let at = |account: &Account, minutes| (account.now + SignedDuration::from_mins(minutes)).to_string();
    let job = |at: String| {
        json!({"type": "updateTicket", "scheduled_datetime": at,
        "params": {"ticket_ids": ids, "updates": {"spam": true}}})
    };
    let far = job(at(&account, 62));
    let said = account.send("POST", "/api/jobs", &far).json;
    assert_eq!(said["error"]["data"]["scheduled_datetime"][0], "Must be at most 60 minutes ahead.");
    let made = account.done("POST", "/api/jobs", &job(at(&account, 30)));
    assert_eq!(made["status"], "scheduled");
    let path = format!("/api/jobs/{}", made["id"]);
    let params = json!({"ticket_ids": [ids[0]], "updates": {"spam": true}});
    account.done("PUT", &path, &json!({"params": params, "scheduled_datetime": at(&account, 50)}));
    wait(&mut account, 40 * 60);
    assert_eq!(read(&mut account, &made)["status"], "scheduled", "the old time is forgotten");
    wait(&mut account, 15 * 60);
    let done = read(&mut account, &made);
    assert_eq!((&done["status"], &done["info"]["progress_count"]), (&json!("done"), &json!(1)));
    assert_eq!(account.get(&format!("/api/tickets/{}", ids[1]))["spam"], false);
    for bad in [json!({"params": params}), json!({"status": "canceled"}), json!({"scheduled_datetime": null})]
    {
        assert_eq!(account.send("PUT", &path, &bad).status, 400, "{bad}");
    }
    account.done("PUT", &path, &json!({"meta": {"seen": true}}));
    let other = account.done("POST", "/api/jobs", &job(at(&account, 5)));
    let canceled = account.done("PUT", &format!("/api/jobs/{}", other["id"]), &json!({"status": "canceled"}));
    assert_eq!(canceled["status"], "canceled");
}

#[test]
fn a_job_needs_what_its_type_needs() {
    let mut account = Account::new();
    let ids = tickets(&mut account, 1);
    for (kind, params) in [
        ("brewTea", json!({})),
        ("updateTicket", json!({"ticket_ids": ids})),
        ("updateTicket", json!({"ticket_ids": ids, "updates": {}})),
        ("updateTicket", json!({"ticket_ids": ids, "updates": {"colour": "red"}})),
        ("updateTicket", json!({"updates": {"status": "open"}})),
        ("applyMacro", json!({"ticket_ids": ids})),
        ("applyMacro", json!({"ticket_ids": ids, "macro_id": 1})),
        ("deleteTicket", json!({})),
        ("importMacro", json!({})),
        ("exportMacro", json!({"nonsense": 1})),
        ("exportMacro", json!([])),
    ] {
        let answer = account.send("POST", "/api/jobs", &json!({"type": kind, "params": params}));
        assert_eq!(answer.status, 400, "{kind} {params}");
    }
    assert_eq!(account.send("POST", "/api/jobs", &json!({"type": "exportMacro"})).status, 400);
    let url = json!({"url": "https://files.example.com/m.csv"});
    let import = account.done("POST", "/api/jobs", &json!({"type": "importMacro", "params": url}));
    let export = account.done("POST", "/api/jobs", &json!({"type": "exportMacro", "params": {}}));
    wait(&mut account, 10);
    let failed = read(&mut account, &import);
    assert_eq!((&failed["status"], failed["failed_datetime"].is_string()), (&json!("errored"), true));
    let exported = read(&mut account, &export);
    assert_eq!(exported["status"], "done");
    assert!(exported["info"]["progress_count"].as_u64().unwrap() >= 12);
    assert_eq!(account.all("/api/jobs?type=exportMacro&status=done").len(), 2, "one of the seed");
}
