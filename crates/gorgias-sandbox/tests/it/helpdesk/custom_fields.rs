//! Definitions of custom fields.

use serde_json::{Value, json};

use super::support::{Account, incoming};

fn dropdown(choices: &[&str]) -> Value {
    json!({"data_type": "text", "input_settings": {"input_type": "dropdown", "choices": choices}})
}

fn labels(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["label"].as_str().unwrap()).collect()
}

#[test]
fn fields_are_of_tickets_or_of_customers() {
    let mut account = Account::new();
    let refused = account.call("GET", "/api/custom-fields", "");
    assert_eq!(refused.json["error"]["data"]["object_type"][0], "Missing data for required field.");
    let refused = account.call("GET", "/api/custom-fields?object_type=ticket", "");
    assert_eq!(refused.json["error"]["data"]["object_type"][0], "Must be one of: Ticket, Customer.");
    let tickets = account.all("/api/custom-fields?object_type=Ticket&limit=3");
    let customers = account.all("/api/custom-fields?object_type=Customer&order_by=priority:asc");
    assert!(tickets.len() > 8 && tickets.iter().all(|row| row["object_type"] == "Ticket"));
    assert!(tickets.iter().all(|row| row.get("uri").is_none()));
    assert!(tickets.is_sorted_by_key(|row| std::cmp::Reverse(row["priority"].as_u64())));
    assert_eq!(labels(&customers), ["Tier", "Customer type", "Account number", "Newsletter"]);
    let found = account.all("/api/custom-fields?object_type=Ticket&search=REASON");
    assert_eq!(
        (labels(&found), &found[0]["managed_type"]),
        (vec!["Contact reason"], &json!("contact_reason"))
    );
}

#[test]
fn a_field_is_archived_and_restored_but_never_deleted() {
    let mut account = Account::new();
    let start = account.now;
    let body = json!({"object_type": "Ticket", "label": "Carrier", "priority": 0, "definition": dropdown(&["Road", "Air::Express"])});
    let made = account.send("POST", "/api/custom-fields", &body);
    assert_eq!((made.status, &made.json["definition"]), (201, &body["definition"]));
    assert_eq!((&made.json["required"], &made.json["requirement_type"]), (&json!(false), &json!("visible")));
    let first = account.get("/api/custom-fields?object_type=Ticket&limit=1")["data"][0].clone();
    assert_eq!(first, made.json, "a field without a place comes after the others");
    let path = format!("/api/custom-fields/{}", made.json["id"]);
    assert_eq!(account.call("DELETE", &path, "").status, 405);
    let archived = account.send("PUT", &path, &json!({"deactivated_datetime": "2026-03-02T10:00:00Z"}));
    assert_eq!(
        (archived.status, &archived.json["deactivated_datetime"]),
        (200, &json!("2026-03-02T10:00:00+00:00"))
    );
    assert!(archived.json["updated_datetime"].as_str() > archived.json["created_datetime"].as_str());
    let list = |account: &mut Account, archived: bool| {
        account.all(&format!("/api/custom-fields?object_type=Ticket&search=carrier&archived={archived}"))
    };
    assert_eq!(labels(&list(&mut account, true)), ["Carrier"]);
    assert_eq!(labels(&list(&mut account, false)), ["Parcel carrier"]);
    account.done("PUT", &path, &json!({"deactivated_datetime": null, "required": true}));
    let restored = account.get(&path);
    assert_eq!((&restored["required"], &restored["requirement_type"]), (&json!(true), &json!("required")));
    assert_eq!(list(&mut account, false).len(), 2);
    assert_eq!(
        account.events_since(start),
        ["custom-field-created", "custom-field-updated", "custom-field-updated"]
    );
}

#[test]
fn what_is_wrong_with_a_field_is_told_field_by_field() {
    let mut account = Account::new();
    let body = json!({
        "object_type": "Customer", "label": "", "priority": 5001, "managed_type": "product", "requirement_type": "required",
        "definition": {"data_type": "number", "input_settings": {"input_type": "input_number", "choices": []}},
    });
    let answer = account.send("POST", "/api/custom-fields", &body);
    assert_eq!(
        (answer.status, &answer.json["error"]["data"]),
        (
            400,
            &json!({
                "managed_type": ["Must be one of: customer_type."],
                "priority": ["Must be at most 5000."],
                "label": ["Shorter than minimum length 1."],
                "definition": {"input_settings": {"choices": ["No such field"]}},
                "requirement_type": ["No such field"],
            })
        )
    );
    let needed = account.send("POST", "/api/custom-fields", &json!({})).json["error"]["data"].clone();
    for field in ["object_type", "label", "definition"] {
        assert_eq!(needed[field][0], "Missing data for required field.");
    }
    let tier = account.get("/api/custom-fields?object_type=Customer&search=tier")["data"][0].clone();
    let path = format!("/api/custom-fields/{}", tier["id"]);
    for bad in [
        json!({"object_type": "Ticket"}),
        json!({"managed_type": "customer_type"}),
        json!({"definition": {"data_type": "boolean", "input_settings": {"input_type": "dropdown"}}}),
        json!({"label": null}),
    ] {
        assert_eq!(account.send("PUT", &path, &bad).status, 400, "{bad}");
    }
    let same = json!({"object_type": "Customer", "label": "Level", "definition": tier["definition"]});
    assert_eq!(account.send("PUT", &path, &same).json["label"], "Level");
}

#[test]
fn many_fields_change_together_or_not_at_all() {
    let mut account = Account::new();
    let rows = account.all("/api/custom-fields?object_type=Customer&order_by=priority:asc");
    let id = |nth: usize| rows[nth]["id"].clone();
    let refused = account.send(
        "PUT",
        "/api/custom-fields",
        &json!([{"id": id(0), "priority": 90}, {"id": 4}, {"label": "x"}, {"id": id(1), "requirement_type": "hidden"}]),
    );
    assert_eq!(refused.status, 400);
    let data = &refused.json["error"]["data"];
    assert_eq!(data["1"]["id"][0], "Custom field not found.");
    assert_eq!(data["2"]["id"][0], "Missing data for required field.");
    assert!(data["3"]["requirement_type"][0].as_str().unwrap().starts_with("Must be one of: visible"));
    assert_eq!(account.all("/api/custom-fields?object_type=Customer&order_by=priority:asc"), rows);

    let start = account.now;
    let body = json!([{"id": id(0), "priority": 90}, {"id": id(1), "requirement_type": "conditional"}]);
    let answer = account.send("PUT", "/api/custom-fields", &body);
    assert_eq!((answer.status, answer.json["data"].as_array().unwrap().len()), (200, 2));
    assert_eq!(answer.json["data"][1]["requirement_type"], "conditional");
    let last = account.get("/api/custom-fields?object_type=Customer&limit=1")["data"][0].clone();
    assert_eq!(last, answer.json["data"][0]);
    assert_eq!(account.events_since(start), ["custom-field-updated", "custom-field-updated"]);
    assert_eq!(account.send("PUT", "/api/custom-fields", &json!({"id": id(0)})).status, 400);
}

#[test]
fn values_follow_their_definition() {
    let mut account = Account::new();
    let body = json!({"object_type": "Ticket", "label": "Carrier", "definition": dropdown(&["Road"])});
    let field = account.done("POST", "/api/custom-fields", &body);
    let ticket =
        account.done("POST", "/api/tickets", &json!({"messages": [incoming("ada@example.com", "Hi")]}));
    let one = format!("/api/tickets/{}/custom-fields/{}", ticket["id"], field["id"]);
    assert_eq!(
        account.call("PUT", &one, "\"Air::Express\"").json["error"]["data"]["value"][0],
        "Not a valid choice."
    );
    let wider = json!({"label": "Sent by", "definition": dropdown(&["Road", "Air::Express"])});
    let field = account.done("PUT", &format!("/api/custom-fields/{}", field["id"]), &wider);
    let value = account.call("PUT", &one, "\"Air::Express\"");
    assert_eq!(
        (value.status, &value.json["value"], &value.json["field"]),
        (200, &json!("Air::Express"), &field)
    );
    let wrong_owner = account.call(
        "PUT",
        &format!("/api/customers/{}/custom-fields/{}", ticket["customer"]["id"], field["id"]),
        "\"Road\"",
    );
    assert_eq!(wrong_owner.status, 404);
}

#[test]
fn what_the_product_fills_in_is_its_own() {
    let mut account = Account::new();
    let intent = account.get("/api/custom-fields?object_type=Ticket&search=AI+intent")["data"][0].clone();
    let reason = account.get("/api/custom-fields?object_type=Ticket&search=contact")["data"][0]["id"].clone();
    let key = intent["id"].to_string();
    let ticket = account.all("/api/tickets?limit=100").into_iter().find_map(|row| {
        let path = format!("/api/tickets/{}", row["id"]);
        let whole = account.get(&format!("{path}?relationships=custom_fields"));
        whole["custom_fields"].get(&key).is_some().then_some(path)
    });
    let values = format!("{}/custom-fields", ticket.unwrap());
    let one = format!("{values}/{}", intent["id"]);
    let choice = &intent["definition"]["input_settings"]["choices"][0];
    assert_eq!(account.call("PUT", &one, &choice.to_string()).status, 400);
    assert_eq!(account.call("DELETE", &one, "").status, 400);
    let left = account.send("PUT", &values, &json!([{"id": reason, "value": "Refund"}])).json["data"].clone();
    let fields: Vec<&Value> = left.as_array().unwrap().iter().map(|value| &value["field"]["id"]).collect();
    assert_eq!(fields, [&reason, &intent["id"]]);
}
