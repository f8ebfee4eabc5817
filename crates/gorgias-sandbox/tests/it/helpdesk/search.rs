//! Search in the small collections and among customers.

use serde_json::{Value, json};

use super::support::Account;

fn found(account: &mut Account, body: Value) -> Vec<Value> {
    account.done("POST", "/api/search", &body)["data"].as_array().unwrap().clone()
}

#[test]
fn customers_are_found_by_name_email_and_phone() {
    let mut account = Account::new();
    let channels = json!([{"type": "email", "address": "zora@tea.example"}, {"type": "phone", "address": "+49 30 555-0142"}]);
    let made =
        account.done("POST", "/api/customers", &json!({"name": "Zora Quillfeather", "channels": channels}));
    let short = json!({"id": made["id"], "name": "Zora Quillfeather", "email": "zora@tea.example"});
    for (kind, query) in [
        ("customer", "quillFEATHER"),
        ("customer", "zora@"),
        ("customer_profile", "zora"),
        ("customers_by_phone", "(030) 5550142"),
        ("customers_by_phone", "+4930555"),
    ] {
        let wanted = if query.starts_with("(0") { vec![] } else { vec![short.clone()] };
        assert_eq!(found(&mut account, json!({"type": kind, "query": query})), wanted, "{kind} {query}");
    }
    let owner = json!({"id": made["id"], "name": "Zora Quillfeather"});
    for (kind, count) in
        [("customer_channel", 2), ("customer_channel_email", 1), ("customer_channel_phone", 1)]
    {
        let rows = found(&mut account, json!({"type": kind, "size": 50}));
        let theirs: Vec<&Value> = rows.iter().filter(|row| row["customer"] == owner).collect();
        assert_eq!(theirs.len(), count, "{kind}");
        assert!(
            rows.iter()
                .all(|row| kind == "customer_channel" || kind.ends_with(row["type"].as_str().unwrap()))
        );
    }
}

#[test]
fn an_empty_query_lists_the_newest() {
    let mut account = Account::new();
    let newest = account.get("/api/customers?limit=10")["data"].clone();
    let rows = found(&mut account, json!({"type": "customer"}));
    let ids = |rows: &[Value]| rows.iter().map(|row| row["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&rows), ids(newest.as_array().unwrap()));
    assert_eq!(found(&mut account, json!({"type": "customer", "query": "", "size": 50})).len(), 50);
    for (kind, noun, keys) in [
        ("agent", "users", vec!["id", "name", "email"]),
        ("integration", "integrations", vec!["id", "name", "type"]),
        ("team", "teams", vec!["id", "name", "decoration"]),
        ("tag", "tags", vec!["id", "name", "decoration"]),
    ] {
        let all = account.get(&format!("/api/{noun}?limit=100"))["data"].as_array().unwrap().len();
        let rows = found(&mut account, json!({"type": kind, "size": 50}));
        assert_eq!(rows.len(), all, "{kind}");
        assert_eq!(rows[0].as_object().unwrap().keys().collect::<Vec<_>>(), keys);
    }
    assert_eq!(found(&mut account, json!({"type": "tag", "query": "vip"})).len(), 2);
}

#[test]
fn the_answer_has_its_own_envelope_and_limits() {
    let mut account = Account::new();
    let answer = account.send("POST", "/api/search", &json!({"type": "team", "query": "logistics"}));
    assert_eq!(answer.status, 201);
    let rest = json!({"object": "list", "uri": "", "meta": {}});
    for key in ["object", "uri", "meta"] {
        assert_eq!(answer.json[key], rest[key]);
    }
    assert!(answer.response.headers.contains(&("x-gorgias-search-engine".to_owned(), "ES".to_owned())));
    for (body, field) in [
        (json!({}), "type"),
        (json!({"type": "ticket"}), "type"),
        (json!({"type": "tag", "size": 51}), "size"),
        (json!({"type": "tag", "size": 0}), "size"),
        (json!({"type": "tag", "query": null}), "query"),
        (json!({"type": "tag", "cursor": "x"}), "cursor"),
    ] {
        let answer = account.send("POST", "/api/search", &body);
        assert_eq!(answer.status, 400);
        assert!(answer.json["error"]["data"][field][0].is_string(), "{body}");
    }
}
