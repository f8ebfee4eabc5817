//! Tags, users, surveys, integrations, widgets and settings.

use serde_json::{Value, json};

use super::support::{Account, http_integration, incoming};

#[test]
fn tags_are_renamed_merged_and_deleted_everywhere() {
    let mut account = Account::new();
    let ticket = account.done(
        "POST",
        "/api/tickets",
        &json!({"messages": [incoming("a@example.com", "Hi")], "tags": [{"name": "one"}, {"name": "two"}, {"name": "three"}]}),
    );
    let ids: Vec<Value> = ticket["tags"].as_array().unwrap().iter().map(|tag| tag["id"].clone()).collect();
    let names = |account: &mut Account| {
        let tags = account.get(&format!("/api/tickets/{}", ticket["id"]))["tags"].clone();
        tags.as_array()
            .unwrap()
            .iter()
            .map(|tag| tag["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let renamed = account.send("PUT", &format!("/api/tags/{}", ids[0]), &json!({"name": "uno"}));
    assert_eq!(
        (renamed.status, names(&mut account)),
        (202, vec!["uno".into(), "two".into(), "three".into()])
    );
    assert_eq!(account.send("PUT", &format!("/api/tags/{}", ids[0]), &json!({"name": "two"})).status, 409);
    let merged =
        account.send("PUT", &format!("/api/tags/{}/merge", ids[0]), &json!({"source_tags_ids": [ids[1]]}));
    assert_eq!((merged.status, &merged.json["usage"]), (202, &json!(1)));
    assert_eq!(names(&mut account), ["uno", "three"]);
    assert_eq!(account.call("GET", &format!("/api/tags/{}", ids[1]), "").status, 404);
    assert_eq!(account.send("DELETE", "/api/tags", &json!({"ids": [ids[0], ids[2]]})).status, 204);
    assert_eq!(names(&mut account), [] as [&str; 0]);
}

#[test]
fn tags_are_ordered_by_usage_then_name() {
    let mut account = Account::new();
    let rows = account.all("/api/tags?limit=4&order_by=usage:desc,name:desc");
    let keys: Vec<(u64, &str)> =
        rows.iter().map(|row| (row["usage"].as_u64().unwrap(), row["name"].as_str().unwrap())).collect();
    assert_eq!(keys.len(), 25);
    assert!(keys.windows(2).all(|pair| pair[0] >= pair[1]), "{keys:?}");
}

#[test]
fn users_come_change_and_go() {
    let mut account = Account::new();
    let body =
        json!({"email": "Zoe@Example.com", "name": "Zoe Fell", "role": {"name": "agent"}, "language": "fr"});
    let made = account.done("POST", "/api/users", &body);
    assert_eq!(
        (&made["email"], &made["lastname"], &made["role"]["name"]),
        (&json!("zoe@example.com"), &json!("Fell"), &json!("agent"))
    );
    assert_eq!(made["uri"], format!("http://127.0.0.1/api/users/{}/", made["id"]));
    let path = format!("/api/users/{}", made["id"]);
    assert_eq!(account.done("PUT", &path, &json!({"bio": "Tea"}))["bio"], "Tea");
    let refused = account.send("PUT", &path, &json!({"email": "z@example.com"}));
    assert_eq!(refused.json["error"]["data"]["password_confirmation"][0], "Missing data for required field.");
    account.done("PUT", &path, &json!({"email": "z@example.com", "password_confirmation": "x"}));
    assert_eq!(account.all("/api/users?search=zoe%20f").len(), 1);
    assert_eq!(
        account.send("POST", "/api/users", &json!({"email": "y@example.com", "channels": []})).status,
        400
    );
    assert_eq!(account.call("DELETE", &path, "").status, 204);
    assert_eq!(account.call("DELETE", "/api/users/0", "").status, 400);
}

#[test]
fn a_ticket_has_one_survey_and_its_answer_is_news() {
    let mut account = Account::new();
    let ticket =
        account.done("POST", "/api/tickets", &json!({"messages": [incoming("a@example.com", "Hi")]}));
    let body = json!({"ticket_id": ticket["id"], "customer_id": ticket["customer"]["id"],
        "should_send_datetime": (account.now + jiff::SignedDuration::from_secs(60)).to_string()});
    let start = account.now;
    let made = account.done("POST", "/api/satisfaction-surveys", &body);
    assert_eq!(account.send("POST", "/api/satisfaction-surveys", &body).status, 409);
    account.now += jiff::SignedDuration::from_secs(120);
    let path = format!("/api/satisfaction-surveys/{}", made["id"]);
    assert!(account.get(&path)["sent_datetime"].is_string(), "sent when its time had come");
    let answered = account.send("PUT", &path, &json!({"score": 2, "body_text": "Slow"}));
    assert_eq!(
        (answered.status, &answered.json["score"], answered.json["scored_datetime"].is_string()),
        (200, &json!(2), true)
    );
    assert_eq!(
        account.events_since(start),
        ["ticket-updated", "satisfaction-survey-sent", "satisfaction-survey-responded", "ticket-updated"]
    );
    assert_eq!(account.get(&format!("/api/tickets/{}", ticket["id"]))["satisfaction_survey"]["score"], 2);
    assert_eq!(account.all(&format!("/api/satisfaction-surveys?ticket_id={}", ticket["id"])).len(), 1);
    for bad in [
        json!({"score": 6}),
        json!({"score": 0}),
        json!({"body_text": "x".repeat(1001)}),
        json!({"ticket_id": 1}),
    ] {
        assert_eq!(account.send("PUT", &path, &bad).status, 400, "{bad}");
    }
}

#[test]
fn integrations_need_what_a_call_needs() {
    let mut account = Account::new();
    let answer = account.send("POST", "/api/integrations", &json!({"name": "x", "type": "http", "http": {}}));
    let said = &answer.json["error"]["data"]["http"];
    for needed in ["url", "method", "request_content_type", "response_content_type"] {
        assert_eq!(said[needed][0], "Missing data for required field.");
    }
    let with = |key: &str, value: Value| {
        let mut body = http_integration();
        body["http"][key] = value;
        body
    };
    for bad in [
        with("url", json!("https://hooks.invalid/x")),
        with("url", json!("ftp://example.com")),
        with("method", json!("TRACE")),
        with("triggers", json!({"ticket_created": true})),
        with("headers", json!({"X Secret": "s"})),
        with("nonsense", json!(1)),
    ] {
        assert_eq!(account.send("POST", "/api/integrations", &bad).status, 400, "{bad}");
    }
    let made = account.done("POST", "/api/integrations", &with("hmac_secret", json!("s")));
    assert!(made["http"].get("hmac_secret").is_none());
    let path = format!("/api/integrations/{}", made["id"]);
    assert_eq!(
        account.send("PUT", &path, &json!({"description": "x"})).status,
        400,
        "the name is always needed"
    );
    let off =
        account.send("PUT", &path, &json!({"name": "Off", "deactivated_datetime": "2026-03-02T00:00:00Z"}));
    assert_eq!(
        (off.status, &off.json["name"], &off.json["http"]["form"]),
        (200, &json!("Off"), &json!("{{context}}"))
    );
    assert_eq!(account.all("/api/integrations?type=http").len(), 1);
    assert_eq!(account.call("DELETE", &path, "").status, 204);
    assert_eq!(account.all("/api/integrations").len(), 2, "mailbox and telephone stay");
}

#[test]
fn widgets_have_a_wrapper() {
    let mut account = Account::new();
    let hook = account.done("POST", "/api/integrations", &http_integration());
    let template = json!({"type": "wrapper", "widgets": [{"type": "card", "path": "", "title": "Orders"}]});
    let body = json!({"type": "http", "integration_id": hook["id"], "order": 3, "template": template});
    let made = account.done("POST", "/api/widgets", &body);
    assert_eq!((&made["context"], &made["template"]), (&json!("ticket"), &template));
    let path = format!("/api/widgets/{}", made["id"]);
    let moved = account.send("PUT", &path, &json!({"order": 1}));
    assert_eq!((moved.status, &moved.json["order"], &moved.json["template"]), (200, &json!(1), &template));
    assert_eq!(
        account.all(&format!("/api/widgets?integration_id={}&order_by=order:asc", hook["id"])).len(),
        1
    );
    for bad in [json!({"template": {"type": "card"}}), json!({"order": -1}), json!({"integration_id": 4})] {
        assert_eq!(account.send("PUT", &path, &bad).status, 400, "{bad}");
    }
    assert_eq!(account.call("DELETE", &path, "").status, 204);
}

#[test]
fn settings_are_replaced_as_a_whole() {
    let mut account = Account::new();
    let hours = account.get("/api/account/settings?type=business-hours")["data"][0].clone();
    let path = format!("/api/account/settings/{}", hours["id"]);
    let put = account.send("PUT", &path, &json!({"type": "business-hours", "data": {"timezone": "UTC"}}));
    assert_eq!((put.status, &put.json["data"]), (200, &json!({"timezone": "UTC"})));
    assert_eq!(account.send("PUT", &path, &json!({"type": "access"})).status, 400);
    assert_eq!(account.send("POST", "/api/account/settings", &json!({"type": "business-hours"})).status, 409);
    assert_eq!(
        account.send("POST", "/api/account/settings", &json!({"type": "access", "data": {}})).status,
        201
    );
    let settings = account.get("/api/account")["settings"].clone();
    assert_eq!(settings, account.get("/api/account/settings")["data"]);
}
