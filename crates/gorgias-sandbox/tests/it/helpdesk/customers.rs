//! What becomes of customers.

use serde_json::{Value, json};

use super::support::{Account, incoming};

fn create(account: &mut Account, email: &str) -> Value {
    account.done("POST", "/api/customers", &json!({"email": email, "name": "Ada van Quill"}))
}

#[test]
fn customers_are_found_by_their_addresses() {
    let mut account = Account::new();
    let made = account.done(
        "POST",
        "/api/customers",
        &json!({"channels": [{"type": "email", "address": "Ada@Example.com"}, {"type": "phone", "address": "+15550100"},
            {"type": "email", "address": "second@example.com"}], "external_id": "shop-1"}),
    );
    assert_eq!(made["email"], "ada@example.com", "taken from the first address");
    let preferred: Vec<bool> = made["channels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|channel| channel["preferred"].as_bool().unwrap())
        .collect();
    assert_eq!(preferred, [true, true, false]);
    for filter in [
        "email=ADA@example.com",
        "channel_type=phone&channel_address=%2B15550100",
        "channel_type=email&channel_address=second@example.com",
        "external_id=shop-1",
    ] {
        let found = account.all(&format!("/api/customers?{filter}"));
        assert_eq!((found.len(), &found[0]["id"]), (1, &made["id"]), "{filter}");
    }
    assert_eq!(
        account.all("/api/customers?email=second@example.com").len(),
        0,
        "only the primary e-mail counts"
    );
    assert_eq!(account.call("GET", "/api/customers?channel_type=phone", "").status, 400);
    assert_eq!(account.call("GET", "/api/customers?language=en&limit=5", "").status, 400);
    assert!(!account.all("/api/customers?language=de").is_empty());
}

#[test]
fn updates_are_partial_and_channels_are_replaced() {
    let mut account = Account::new();
    let made = create(&mut account, "ada@example.com");
    let path = format!("/api/customers/{}", made["id"]);
    let start = account.now;
    let named = account.send("PUT", &path, &json!({"name": "Ada"}));
    assert_eq!(
        (named.status, &named.json["lastname"], &named.json["email"]),
        (202, &json!(""), &made["email"])
    );
    account.done("PUT", &path, &json!({"meta": {"tier": 1}}));
    let meta = account.done("PUT", &path, &json!({"name": "Ada Q"}))["meta"].clone();
    assert_eq!(meta, json!({"tier": 1, "name_set_via": "agent"}), "what the integrator wrote stays");
    let moved = account.done("PUT", &path, &json!({"email": "New@Example.com"}));
    assert_eq!(
        (&moved["email"], moved["channels"].as_array().unwrap().len()),
        (&json!("new@example.com"), 2)
    );
    let one =
        account.done("PUT", &path, &json!({"channels": [{"type": "email", "address": "only@example.com"}]}));
    assert_eq!((&one["email"], one["channels"].as_array().unwrap().len()), (&json!("only@example.com"), 1));
    assert_eq!(account.events_since(start), ["customer-updated"; 5]);
    for empty in [json!({}), json!({"firstname": "Ada"})] {
        assert_eq!(account.send("PUT", &path, &empty).status, 400);
    }
    assert_eq!(
        account.send("PUT", &path, &json!({"nonsense": 1})).json["error"]["data"]["nonsense"][0],
        "No such field"
    );
    // The old address is free again.
    create(&mut account, "ada@example.com");
}

#[test]
fn older_data_is_passed_over_in_silence() {
    let mut account = Account::new();
    let made = create(&mut account, "ada@example.com");
    let path = format!("/api/customers/{}", made["id"]);
    let mut set = |body: Value| {
        let answer = account.send("PUT", &format!("{path}/data"), &body);
        assert_eq!((answer.status, answer.response.body.len()), (202, 0));
        account.get(&path)["data"].clone()
    };
    assert_eq!(set(json!({"data": {"n": 1}, "version": "2026-01-02T00:00:00Z"})), json!({"n": 1}));
    assert_eq!(set(json!({"data": {"n": 2}, "version": "2026-01-01T00:00:00Z"})), json!({"n": 1}));
    assert_eq!(set(json!({"data": [3], "version": "2026-01-03T00:00:00Z"})), json!([3]));
    assert_eq!(set(json!({"data": null})), Value::Null);
    assert_eq!(account.send("PUT", &format!("{path}/data"), &json!({})).status, 400);
}

#[test]
fn a_merged_customer_lives_on_in_the_other() {
    let mut account = Account::new();
    let (from, into) = (create(&mut account, "from@example.com"), create(&mut account, "into@example.com"));
    let ticket =
        account.done("POST", "/api/tickets", &json!({"messages": [incoming("from@example.com", "Hi")]}));
    let start = account.now;
    let target = format!("/api/customers/merge?source_id={}&target_id={}", from["id"], into["id"]);
    let merged = account.send("PUT", &target, &json!({"name": "Both"}));
    assert_eq!((merged.status, &merged.json["id"], &merged.json["name"]), (202, &into["id"], &json!("Both")));
    assert_eq!(
        (merged.json["channels"].as_array().unwrap().len(), &merged.json["email"]),
        (2, &into["email"])
    );
    assert_eq!(account.events_since(start), ["customer-merged", "ticket-updated"]);
    let event = account.all("/api/events?types=customer-merged")[0].clone();
    assert_eq!(
        (&event["object_id"], &event["data"]),
        (&into["id"], &json!({"source_customer_id": from["id"]}))
    );

    for (method, rest) in [("GET", ""), ("PUT", "/data"), ("DELETE", "")] {
        let answer = account.call(method, &format!("/api/customers/{}{rest}", from["id"]), "{}");
        let location = ("location".to_owned(), format!("/api/customers/{}{rest}", into["id"]));
        assert_eq!((answer.status, &answer.response.headers[..]), (301, &[location][..]));
    }
    let moved = account.get(&format!("/api/tickets/{}", ticket["id"]));
    assert_eq!(moved["customer"]["id"], into["id"]);
    assert_eq!(moved["messages"][0]["sender"]["id"], into["id"]);
    let again =
        account.done("POST", "/api/tickets", &json!({"messages": [incoming("from@example.com", "Hi")]}));
    assert_eq!(again["customer"]["id"], into["id"]);
    assert_eq!(account.send("PUT", &target, &json!({})).status, 404);
    assert_eq!(account.send("PUT", "/api/customers/merge?source_id=1", &json!({})).status, 400);
}

#[test]
fn a_deleted_customer_leaves_the_tickets() {
    let mut account = Account::new();
    let ticket =
        account.done("POST", "/api/tickets", &json!({"messages": [incoming("gone@example.com", "Hi")]}));
    let id = &ticket["customer"]["id"];
    assert_eq!(account.call("DELETE", &format!("/api/customers/{id}"), "").status, 204);
    let left = account.get(&format!("/api/tickets/{}", ticket["id"]));
    assert_eq!((&left["customer"], &left["messages"][0]["sender"]), (&Value::Null, &Value::Null));
    assert_eq!(account.call("GET", &format!("/api/customers/{id}"), "").status, 404);
    let others: Vec<Value> = account.get("/api/customers?limit=3")["data"].as_array().unwrap().clone();
    let ids: Vec<&Value> = others.iter().map(|row| &row["id"]).collect();
    assert_eq!(account.send("DELETE", "/api/customers", &json!({"ids": ids})).status, 204);
    assert_eq!(account.call("GET", &format!("/api/customers/{}", ids[0]), "").status, 404);
}

#[test]
fn custom_fields_hold_one_value_each() {
    let mut account = Account::new();
    let made = create(&mut account, "ada@example.com");
    let customers = account.all("/api/customers?limit=100");
    let seeded = customers.iter().find_map(|row| {
        account.get(&format!("/api/customers/{}/custom-fields", row["id"]))["data"].get(0).cloned()
    });
    let tier = seeded.unwrap()["field"]["id"].clone();
    let path = format!("/api/customers/{}/custom-fields", made["id"]);
    let set = account.call("PUT", &format!("{path}/{tier}"), "\"gold\"");
    assert_eq!((set.status, &set.json["value"]), (200, &json!("gold")));
    let whole = account.get(&format!("/api/customers/{}?relationships=custom_fields", made["id"]));
    assert_eq!(whole["custom_fields"][tier.to_string()]["value"], "gold");
    let updated = json!({"custom_fields": [{"id": tier, "value": "silver"}]});
    account.done("PUT", &format!("/api/customers/{}", made["id"]), &updated);
    assert_eq!(account.get(&path)["data"][0]["value"], "silver");
    assert_eq!(account.send("PUT", &path, &json!([])).json, json!({"data": []}));
    assert_eq!(account.call("PUT", &format!("{path}/7"), "\"gold\"").status, 404);
}
