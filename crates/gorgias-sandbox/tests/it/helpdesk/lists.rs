//! Paging, orders and filters.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::support::{Account, incoming};

fn times(rows: &[Value], field: &str) -> Vec<String> {
    rows.iter().map(|row| row[field].as_str().unwrap().to_owned()).collect()
}

#[test]
fn pages_hold_every_row_once_in_order() {
    let mut account = Account::new();
    for field in ["created_datetime", "updated_datetime"] {
        let up = account.all(&format!("/api/tickets?limit=7&order_by={field}:asc"));
        let ids: BTreeSet<u64> = up.iter().map(|row| row["id"].as_u64().unwrap()).collect();
        assert_eq!((ids.len(), up.len()), (120, 120));
        assert!(times(&up, field).is_sorted());
        let down = account.all(&format!("/api/tickets?limit=100&order_by={field}:desc"));
        assert!(down.iter().rev().eq(up.iter()));
    }
}

#[test]
fn a_ticket_that_changes_while_paging_is_seen_again_and_none_is_missed() {
    let mut account = Account::new();
    let first = account.get("/api/tickets?limit=50&order_by=updated_datetime:asc");
    let moved = first["data"][3]["id"].clone();
    account.done("PUT", &format!("/api/tickets/{moved}"), &json!({"priority": "low"}));
    let cursor = first["meta"]["next_cursor"].as_str().unwrap().to_owned();
    let cursor: String = url::form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
    let rest = account.get(&format!("/api/tickets?limit=100&order_by=updated_datetime:asc&cursor={cursor}"));
    let rest = rest["data"].as_array().unwrap();
    assert_eq!(rest.len(), 71);
    assert_eq!(rest.last().unwrap()["id"], moved);
}

#[test]
fn lists_say_what_was_asked() {
    let mut account = Account::new();
    assert_eq!(account.get("/api/customers?email=a%40b.c")["uri"], "/api/customers?email=a%40b.c");
    assert_eq!(account.get("/api/tags/")["uri"], "/api/tags");
    let page = account.get("/api/customers?limit=100");
    assert_eq!(
        (&page["object"], &page["meta"]),
        (&json!("list"), &json!({"prev_cursor": null, "next_cursor": null}))
    );
}

#[test]
fn a_cursor_belongs_to_its_list_and_order() {
    let mut account = Account::new();
    let cursor = account.get("/api/tickets?limit=1")["meta"]["next_cursor"].as_str().unwrap().to_owned();
    let cursor: String = url::form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
    for target in
        ["tickets?order_by=updated_datetime:desc&", "messages?", "tickets?order_by=created_datetime:asc&"]
    {
        let answer = account.call("GET", &format!("/api/{target}cursor={cursor}"), "");
        assert_eq!(
            (answer.status, &answer.json["error"]["data"]["cursor"][0]),
            (400, &json!("Not a valid cursor."))
        );
    }
    account.get(&format!("/api/tickets?limit=5&cursor={cursor}"));
}

#[test]
fn tickets_are_filtered() {
    let mut account = Account::new();
    let made = account.done(
        "POST",
        "/api/tickets",
        &json!({"external_id": "order/1", "messages": [incoming("ada@example.com", "Hi")]}),
    );
    let (id, customer) = (made["id"].as_u64().unwrap(), made["customer"]["id"].as_u64().unwrap());
    let ids = |rows: Vec<Value>| rows.iter().map(|row| row["id"].as_u64().unwrap()).collect::<Vec<_>>();
    assert_eq!(ids(account.all("/api/tickets?external_id=order/1")), [id]);
    assert_eq!(ids(account.all("/api/tickets?external_id=order/2")), [] as [u64; 0]);
    assert_eq!(ids(account.all(&format!("/api/tickets?customer_id={customer}"))), [id]);
    assert_eq!(
        ids(account.all(&format!("/api/tickets?ticket_ids={id}&ticket_ids={}", id - 1))),
        [id, id - 1]
    );
    assert_eq!(
        ids(account.all(&format!("/api/tickets?ticket_ids={}&external_id=order/1", id - 1))),
        [] as [u64; 0]
    );

    account.done("PUT", &format!("/api/tickets/{id}"), &json!({"trashed_datetime": "2026-03-02T10:00:00Z"}));
    assert_eq!(ids(account.all("/api/tickets?external_id=order/1&trashed=false")), [] as [u64; 0]);
    assert_eq!(ids(account.all("/api/tickets?external_id=order/1&trashed=true")), [id]);
    account.done("PUT", &format!("/api/tickets/{id}"), &json!({"external_id": null}));
    assert_eq!(ids(account.all("/api/tickets?external_id=order/1")), [] as [u64; 0]);
}

#[test]
fn messages_of_a_ticket_are_those_of_its_detail() {
    let mut account = Account::new();
    for row in account.get("/api/tickets?limit=20")["data"].as_array().unwrap().clone() {
        let id = &row["id"];
        let listed =
            account.all(&format!("/api/messages?ticket_id={id}&order_by=created_datetime:asc&limit=3"));
        let detail = account.get(&format!("/api/tickets/{id}"));
        let whole = account.get(&format!("/api/tickets/{id}/messages"));
        assert_eq!(json!(listed), detail["messages"]);
        assert_eq!(whole["data"], detail["messages"]);
        assert_eq!(row["messages_count"], listed.len());
    }
}

#[test]
fn the_seed_has_some_of_everything() {
    let mut account = Account::with(|options| options.tickets = 400);
    let tickets = account.all("/api/tickets?limit=100");
    let messages = account.all("/api/messages?limit=100");
    let average = messages.len() as f64 / tickets.len() as f64;
    assert!((2.8..4.2).contains(&average), "{average} messages a ticket");
    let count = |rows: &[Value], fits: fn(&Value) -> bool| rows.iter().filter(|row| fits(row)).count();
    let closed = count(&tickets, |row| row["status"] == "closed");
    let surveys = account.all("/api/satisfaction-surveys?limit=100");
    assert!(
        (closed * 20..closed * 40).contains(&(surveys.len() * 100)),
        "{} surveys of {closed}",
        surveys.len()
    );
    assert!(count(&surveys, |row| row["score"].is_u64()) > surveys.len() / 4);
    assert!(count(&messages, |row| row["channel"] == "internal-note") > 20);
    assert!(count(&tickets, |row| row["tags"].as_array().unwrap().len() > 1) > 20);
    assert!(account.all("/api/events?limit=100").len() > 100);
    assert_eq!(account.all("/api/tags").len(), 25);
    let now = account.now.to_string();
    for row in tickets.iter().chain(&messages).chain(&surveys) {
        assert!(row["created_datetime"].as_str().unwrap() < now.as_str());
    }
    for row in account.get("/api/tickets?limit=50")["data"].as_array().unwrap() {
        assert!(row["id"].as_u64().unwrap() > 1 << 31);
        assert_eq!(row["excerpt"].is_string(), row["messages_count"].as_u64().unwrap() > 0);
    }
}

#[test]
fn events_are_filtered_by_time_type_and_object() {
    let mut account = Account::new();
    let start = account.now;
    let tag = account.done("POST", "/api/tags", &json!({"name": "one"}));
    account.done("PUT", &format!("/api/tags/{}", tag["id"]), &json!({"name": "two"}));
    assert_eq!(account.events_since(start), ["tag-created", "tag-renamed"]);
    let renamed =
        account.all(&format!("/api/events?object_type=Tag&object_id={}&types=tag-renamed", tag["id"]));
    assert_eq!(renamed.len(), 1);
    assert_eq!(renamed[0]["data"], json!({"old_name": "one", "new_name": "two"}));
    assert_eq!(account.get(&format!("/api/events/{}", renamed[0]["id"])), renamed[0]);
    let at = renamed[0]["created_datetime"].as_str().unwrap().replace('+', "%2B");
    assert_eq!(account.all(&format!("/api/events?created_datetime[gte]={at}")).len(), 1);
    assert_eq!(account.all(&format!("/api/events?created_datetime[gt]={at}")).len(), 0);
    assert_eq!(
        account.all(&format!("/api/events?created_datetime[gt]={at}&created_datetime[lt]={at}")).len(),
        0
    );
    let refused = account.call("GET", "/api/events?object_type=Tag", "");
    assert_eq!(refused.json["error"]["data"]["object_id"][0], "Missing data for required field.");
    assert_eq!(account.call("GET", "/api/events?user_ids=1&user_ids=2", "").status, 400);
}
