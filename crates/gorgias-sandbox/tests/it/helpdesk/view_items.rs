//! The items of views: which tickets are in them, in which order, page by page.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::contract::check_keys;
use super::support::{Account, incoming};

/// All pages of an ad-hoc view, along `next_items`.
fn query(account: &mut Account, parameters: &str, view: Value) -> Vec<Value> {
    walk(account, "PUT", &format!("/api/views/0/items?{parameters}"), &json!({"view": view}), "next_items")
}

fn walk(account: &mut Account, method: &str, target: &str, body: &Value, link: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut next = target.to_owned();
    loop {
        let page = account.done(method, &next, body);
        rows.extend(page["data"].as_array().unwrap().iter().cloned());
        let Some(link) = page["meta"][link].as_str() else { return rows };
        next = link.to_owned();
    }
}

fn filtered(account: &mut Account, filters: &str) -> BTreeSet<u64> {
    ids(&query(account, "limit=100", json!({"filters": filters})))
}

fn ids(rows: &[Value]) -> BTreeSet<u64> {
    rows.iter().map(|row| row["id"].as_u64().unwrap()).collect()
}

fn those(rows: &[Value], fits: impl Fn(&Value) -> bool) -> BTreeSet<u64> {
    ids(&rows.iter().filter(|row| fits(row)).cloned().collect::<Vec<_>>())
}

/// An account with tickets of every kind, and its tickets.
fn account() -> (Account, Vec<Value>) {
    let mut account = Account::with(|options| options.tickets = 200);
    let rows = account.all("/api/tickets?limit=100");
    for (row, body) in rows.iter().zip([
        json!({"snooze_datetime": "2026-04-01T10:00:00Z"}),
        json!({"spam": true}),
        json!({"trashed_datetime": "2026-03-02T10:00:00Z"}),
        json!({"language": null}),
        json!({"tags": [{"name": "VIP"}, {"name": "gift"}]}),
        json!({"tags": []}),
    ]) {
        account.done("PUT", &format!("/api/tickets/{}", row["id"]), &body);
    }
    let rows = account.all("/api/tickets?limit=100");
    (account, rows)
}

#[test]
fn filters_hold_for_the_tickets_they_say() {
    let (mut account, rows) = account();
    let has_tag =
        |row: &Value, name: &str| row["tags"].as_array().unwrap().iter().any(|tag| tag["name"] == name);
    let some = rows.iter().find(|row| row["assignee_user"]["id"].is_u64()).unwrap();
    let team =
        rows.iter().find(|row| row["assignee_team"]["id"].is_u64()).unwrap()["assignee_team"]["id"].clone();
    let (user, customer) = (&some["assignee_user"]["id"], &some["customer"]["id"]);
    let pivot = rows[100]["updated_datetime"].as_str().unwrap();
    type Fits<'a> = Box<dyn Fn(&Value) -> bool + 'a>;
    let cases: Vec<(String, Fits<'_>)> = vec![
        (String::new(), Box::new(|_| true)),
        ("eq(ticket.status, 'open')".into(), Box::new(|row| row["status"] == "open")),
        ("neq(ticket.status, \"open\")".into(), Box::new(|row| row["status"] == "closed")),
        (
            format!("eq(ticket.assignee_user.id, {user})"),
            Box::new(move |row| row["assignee_user"]["id"] == *user),
        ),
        (
            format!("eq(ticket.assignee_team.id, '{team}')"),
            Box::new(|row| row["assignee_team"]["id"] == team),
        ),
        (
            format!("eq(ticket.customer.id, {customer})"),
            Box::new(move |row| row["customer"]["id"] == *customer),
        ),
        ("isEmpty(ticket.assignee_team.id)".into(), Box::new(|row| row["assignee_team"].is_null())),
        ("eq(ticket.language, null)".into(), Box::new(|row| row["language"].is_null())),
        ("isEmpty(ticket.tags.name)".into(), Box::new(|row| row["tags"] == json!([]))),
        (
            "containsAny(ticket.tags.name, ['VIP', 'gift'])".into(),
            Box::new(|row| has_tag(row, "VIP") || has_tag(row, "gift")),
        ),
        (
            "containsAll(ticket.tags.name, ['VIP', 'gift'])".into(),
            Box::new(|row| has_tag(row, "VIP") && has_tag(row, "gift")),
        ),
        ("notContainsAny(ticket.tags.name, ['VIP'])".into(), Box::new(|row| !has_tag(row, "VIP"))),
        (
            "containsAny(ticket.priority, ['high', 'critical'])".into(),
            Box::new(|row| row["priority"] == "high" || row["priority"] == "critical"),
        ),
        ("isNotEmpty(ticket.trashed_datetime)".into(), Box::new(|row| !row["trashed_datetime"].is_null())),
        ("isNotEmpty(ticket.snooze_datetime)".into(), Box::new(|row| !row["snooze_datetime"].is_null())),
        (
            format!("gte(ticket.updated_datetime, '{pivot}')"),
            Box::new(|row| row["updated_datetime"].as_str().unwrap() >= pivot),
        ),
        (
            format!("lt(ticket.updated_datetime, '{pivot}')"),
            Box::new(|row| row["updated_datetime"].as_str().unwrap() < pivot),
        ),
        (
            "startsWith(ticket.subject, 'where is')".into(),
            Box::new(|row| row["subject"].as_str().unwrap().starts_with("Where is")),
        ),
        ("eq(ticket.store_id, 5)".into(), Box::new(|_| false)),
        (
            "eq(ticket.status, 'open') && (eq(ticket.priority, 'low') || eq(ticket.priority, 'high'))".into(),
            Box::new(|row| {
                row["status"] == "open" && (row["priority"] == "low" || row["priority"] == "high")
            }),
        ),
    ];
    for (filters, fits) in cases {
        let wanted = those(&rows, fits);
        assert_eq!(filtered(&mut account, &filters), wanted, "{filters}");
        assert_eq!(wanted.is_empty(), filters.contains("store_id"), "{filters} separates nothing");
    }
}

#[test]
fn distances_in_time_are_from_now() {
    let (mut account, _) = account();
    let new = account.done("POST", "/api/tickets", &json!({"messages": [incoming("ada@example.com", "Hi")]}));
    let new = new["id"].as_u64().unwrap();
    let young = "gteTimedelta(ticket.created_datetime, '1h')";
    let old = "lteTimedelta(ticket.created_datetime, '1h')";
    assert_eq!(filtered(&mut account, young), BTreeSet::from([new]));
    assert!(!filtered(&mut account, old).contains(&new));
    account.now += jiff::SignedDuration::from_hours(2);
    assert_eq!(filtered(&mut account, young), BTreeSet::new());
    assert!(filtered(&mut account, old).contains(&new));
}

#[test]
fn custom_fields_are_filtered_by_one_or_by_any() {
    let (mut account, rows) = account();
    let reason = account.get("/api/custom-fields?object_type=Ticket&search=contact")["data"][0]["id"].clone();
    let mut wanted = BTreeSet::new();
    for row in &rows {
        let values = account.get(&format!("/api/tickets/{}/custom-fields", row["id"]));
        if values["data"].as_array().unwrap().iter().any(|value| value["value"] == "Refund") {
            wanted.insert(row["id"].as_u64().unwrap());
        }
    }
    assert!(!wanted.is_empty());
    assert_eq!(
        filtered(&mut account, &format!("eq(ticket.custom_fields[{reason}].value, 'Refund')")),
        wanted
    );
    assert_eq!(filtered(&mut account, "eq(ticket.custom_fields, 'Refund')"), wanted);
    assert_eq!(filtered(&mut account, "eq(ticket.custom_fields[7].value, 'Refund')"), BTreeSet::new());
    let gold = filtered(&mut account, "eq(ticket.customer.custom_fields, 'gold')");
    assert!(!gold.is_empty() && gold.len() < rows.len());
}

#[test]
fn a_search_finds_subjects_messages_and_customers() {
    let (mut account, _) = account();
    let body = json!({"subject": "A chipped samovar", "messages": [incoming("zora@tea.example", "The spout is of pewter.")]});
    let made = account.done("POST", "/api/tickets", &body);
    account.done(
        "PUT",
        &format!("/api/customers/{}", made["customer"]["id"]),
        &json!({"name": "Zora Quillfeather"}),
    );
    let made = BTreeSet::from([made["id"].as_u64().unwrap()]);
    for search in ["SAMOVAR", "pewter", "zora@tea", "quillfeather", "spout  samovar"] {
        assert_eq!(
            ids(&query(&mut account, "", json!({"search": search, "type": "ticket-list"}))),
            made,
            "{search}"
        );
    }
    assert_eq!(query(&mut account, "", json!({"search": "samovar teaspoonful"})), [] as [Value; 0]);
    assert_eq!(
        query(&mut account, "", json!({"search": "samovar", "filters": "eq(ticket.status, 'closed')"})),
        [] as [Value; 0]
    );
}

#[test]
fn items_come_in_the_order_of_the_view_or_in_that_asked_for() {
    let (mut account, rows) = account();
    let view = json!({"order_by": "created_datetime", "order_dir": "asc"});
    let created = |rows: &[Value]| {
        rows.iter().map(|row| row["created_datetime"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(created(&query(&mut account, "limit=100", view.clone())).is_sorted());
    let newest = query(&mut account, "limit=100&order_by=created_datetime:desc", view);
    assert!(created(&newest).iter().rev().is_sorted());
    for field in [
        "updated_datetime",
        "last_message_datetime",
        "last_received_message_datetime",
        "closed_datetime",
        "snooze_datetime",
    ] {
        let up = query(&mut account, &format!("limit=40&order_by={field}:asc"), json!({}));
        let down = query(&mut account, &format!("limit=100&order_by={field}:desc"), json!({}));
        assert!(up.iter().rev().eq(down.iter()), "{field}");
        assert!(up.is_sorted_by_key(|row| row[field].as_str().map(str::to_owned)), "{field}");
        assert_eq!(ids(&up).len(), rows.len());
    }
    let urgent = query(&mut account, "limit=100&order_by=priority:desc", json!({}));
    let first = urgent.iter().position(|row| row["priority"] != "critical").unwrap();
    assert!(first > 0 && urgent[first]["priority"] == "high" && urgent.last().unwrap()["priority"] == "low");
}

#[test]
fn pages_lead_on_and_back_by_themselves() {
    let (mut account, _) = account();
    let inbox =
        account.all("/api/views").into_iter().find(|row| row["name"] == "Inbox").unwrap()["id"].clone();
    let target = format!("/api/views/{inbox}/items?limit=4&order_by=priority:asc");
    let all = walk(&mut account, "GET", &target, &json!({}), "next_items");
    assert_eq!(all.len(), ids(&all).len());
    assert_eq!(ids(&all), ids(&account.all(&format!("/api/tickets?view_id={inbox}"))));
    assert!(all.len() > 10, "{}", all.len());

    let first = account.get(&target);
    assert_eq!(first["meta"]["prev_items"], Value::Null);
    assert_eq!(first["data"], json!(all[..4]));
    let next = first["meta"]["next_items"].as_str().unwrap();
    assert!(
        next.starts_with(&format!("/api/views/{inbox}/items?limit=4&order_by=priority%3Aasc&cursor=")),
        "{next}"
    );
    assert!(next.ends_with(&format!("&direction=next&ignored_item={}", all[3]["id"])), "{next}");
    let second = account.get(next);
    assert_eq!(second["data"], json!(all[4..8]));
    let back = second["meta"]["prev_items"].as_str().unwrap();
    assert!(back.contains("direction=prev"), "{back}");
    assert_eq!(account.get(back)["data"], first["data"]);
    // Without the row to be ignored, rows of the same value come again.
    let again = account.get(next.split("&ignored_item").next().unwrap());
    assert!(ids(again["data"].as_array().unwrap()).contains(&all[0]["id"].as_u64().unwrap()));
}

#[test]
fn items_are_tickets_as_in_the_list_with_the_address_of_their_tags() {
    let (mut account, rows) = account();
    let answer =
        account.send("PUT", "/api/views/0/items?limit=100", &json!({"view": {"type": "ticket-list"}}));
    assert_eq!(answer.status, 202);
    assert_eq!(answer.json.as_object().unwrap().keys().collect::<Vec<_>>(), ["data", "meta"]);
    let mut tags = 0;
    for mut item in answer.json["data"].as_array().unwrap().clone() {
        check_keys("ticket", "list", &item);
        for tag in item["tags"].as_array_mut().unwrap() {
            let uri = tag.as_object_mut().unwrap().shift_remove("uri");
            assert_eq!(uri, Some(json!(format!("/api/tags/{}/", tag["id"]))));
            tags += 1;
        }
        assert!(rows.contains(&item));
    }
    assert!(tags > 10);
}

#[test]
fn a_saved_view_is_the_ground_of_a_query() {
    let (mut account, rows) = account();
    let body = json!({"slug": "open", "filters": "eq(ticket.status, 'open')", "order_by": "updated_datetime", "order_dir": "asc"});
    let view = account.done("POST", "/api/views", &body);
    let target = format!("/api/views/{}/items?limit=100", view["id"]);
    let open = those(&rows, |row| row["status"] == "open");
    assert_eq!(ids(&walk(&mut account, "GET", &target, &json!({}), "next_items")), open);
    assert_eq!(ids(&walk(&mut account, "PUT", &target, &json!({}), "next_items")), open);
    let high = json!({"view": {"filters": "eq(ticket.priority, 'high')"}});
    let found = walk(&mut account, "PUT", &target, &high, "next_items");
    assert_eq!(ids(&found), those(&rows, |row| row["priority"] == "high"));
    assert_eq!(
        account.get(&format!("/api/views/{}", view["id"]))["filters"],
        body["filters"],
        "nothing is changed"
    );
    assert_eq!(
        account.all(&format!("/api/tickets?view_id={}&trashed=false", view["id"])).len(),
        those(&rows, |row| row["status"] == "open" && row["trashed_datetime"].is_null()).len()
    );
}

#[test]
fn what_is_refused_is_said() {
    let mut account = Account::new();
    for path in ["/api/views/0/items", "/api/views/12/items"] {
        assert_eq!(account.call("GET", path, "").status, 404, "{path}");
    }
    assert_eq!(account.send("PUT", "/api/views/12/items", &json!({"view": {}})).status, 404);
    for (body, field) in [
        (json!({"view": {"filters": "eq(ticket.id, 1)"}}), "filters"),
        (json!({"view": {"filters": "ticket.status == 'open'"}}), "filters"),
        (json!({"view": {"limit": 5}}), "limit"),
        (json!({"view": {"slug": "x"}}), "slug"),
        (json!({"view": {"type": "customer-list"}}), "type"),
    ] {
        let answer = account.send("PUT", "/api/views/0/items", &body);
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.json["error"]["data"]["view"][field][0].is_string(), "{body}: {}", answer.json);
    }
    assert_eq!(account.send("PUT", "/api/views/0/items", &json!({"limit": 5})).status, 400);
    let all = "/api/views/0/items";
    let page = account.done("PUT", &format!("{all}?limit=1"), &json!({}));
    let cursor = page["meta"]["current_cursor"].as_str().unwrap();
    let cursor: String = url::form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
    for (parameters, field) in [
        ("direction=back".to_owned(), "direction"),
        ("ignored_item=x".to_owned(), "ignored_item"),
        ("cursor=x".to_owned(), "cursor"),
        (format!("cursor={cursor}&order_by=priority:asc"), "cursor"),
        ("order_by=subject:asc".to_owned(), "order_by"),
        ("limit=101".to_owned(), "limit"),
    ] {
        let answer = account.send("PUT", &format!("{all}?{parameters}"), &json!({}));
        assert_eq!(answer.status, 400, "{parameters}");
        assert!(answer.json["error"]["data"][field][0].is_string(), "{parameters}");
    }
}
