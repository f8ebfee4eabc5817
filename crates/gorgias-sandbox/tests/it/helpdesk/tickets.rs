//! What becomes of tickets, their messages, tags and custom fields.

use jiff::SignedDuration;
use serde_json::{Value, json};

use gorgias_sandbox::system::System as _;

use super::support::{Account, incoming};

fn create(account: &mut Account, more: Value) -> Value {
    let mut body = json!({"subject": "Lid", "messages": [incoming("Ada@Example.com", "Where is it?")]});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    account.done("POST", "/api/tickets", &body)
}

#[test]
fn a_ticket_finds_or_makes_its_customer_and_tags() {
    let mut account = Account::new();
    let start = account.now;
    let first = create(&mut account, json!({"tags": [{"name": "vip"}, {"name": "unheard-of"}]}));
    assert_eq!(
        account.events_since(start),
        [
            "customer-created",
            "ticket-created",
            "ticket-message-created",
            "tag-created",
            "ticket-tags-added",
            "ticket-updated"
        ]
    );
    assert_eq!(
        (&first["customer"]["email"], &first["customer"]["name"]),
        (&json!("ada@example.com"), &Value::Null)
    );
    assert_eq!(
        (&first["status"], &first["via"], &first["channel"]),
        (&json!("open"), &json!("api"), &json!("email"))
    );
    assert_eq!(first["messages"][0]["sender"]["id"], first["customer"]["id"]);
    assert_eq!(first["tags"][1]["name"], "unheard-of");

    let body = json!({"messages": [{"channel": "api", "from_agent": false,
        "sender": {"email": "ADA@example.com", "name": "Ada van Quill"}}]});
    let second = account.done("POST", "/api/tickets", &body);
    assert_eq!(second["customer"]["id"], first["customer"]["id"]);
    assert_eq!(
        (&second["customer"]["firstname"], &second["customer"]["lastname"]),
        (&json!("Ada"), &json!("van Quill"))
    );
    assert_eq!(second["customer"]["channels"][0]["address"], "ada@example.com");
    let events = account.all("/api/events?limit=20");
    let contexts: Vec<&Value> = events.iter().take(4).map(|event| &event["context"]).collect();
    assert!(contexts.windows(2).all(|pair| pair[0] == pair[1]), "{contexts:?}");
}

#[test]
fn an_import_keeps_its_times() {
    let mut account = Account::new();
    let made = create(
        &mut account,
        json!({
            "created_datetime": "2020-01-01T00:00:00", "updated_datetime": "2020-01-05T00:00:00.5Z", "status": "closed",
            "closed_datetime": "2020-01-04T00:00:00+02:00",
            "messages": [
                {"channel": "email", "from_agent": false, "sender": {"email": "a@example.com"}, "created_datetime": "2020-01-01T00:00:00Z"},
                {"channel": "email", "from_agent": false, "sender": {"email": "a@example.com"}, "created_datetime": "2020-01-02T00:00:00Z"},
            ],
        }),
    );
    assert_eq!(made["created_datetime"], "2020-01-01T00:00:00+00:00");
    assert_eq!(made["updated_datetime"], "2020-01-05T00:00:00.500000+00:00");
    assert_eq!(made["closed_datetime"], "2020-01-03T22:00:00+00:00");
    assert_eq!(
        (&made["last_message_datetime"], &made["status"]),
        (&json!("2020-01-02T00:00:00+00:00"), &json!("closed"))
    );
}

#[test]
fn updates_leave_their_traces() {
    let mut account = Account::new();
    let made = create(&mut account, json!({}));
    let path = format!("/api/tickets/{}", made["id"]);
    let agent = account.get("/api/users?roles=agent")["data"][0]["id"].clone();
    for (body, events) in [
        (json!({"status": "closed"}), vec!["ticket-closed", "ticket-updated"]),
        (json!({"status": "closed"}), vec!["ticket-updated"]),
        (json!({"status": "open"}), vec!["ticket-reopened", "ticket-updated"]),
        (json!({"assignee_user": {"id": agent}}), vec!["ticket-assigned", "ticket-updated"]),
        (json!({"assignee_user": null}), vec!["ticket-unassigned", "ticket-updated"]),
        (json!({"subject": "Spout"}), vec!["ticket-subject-updated", "ticket-updated"]),
        (json!({"spam": true}), vec!["ticket-marked-spam", "ticket-updated"]),
        (json!({"trashed_datetime": "2026-03-02T00:00:00Z"}), vec!["ticket-trashed", "ticket-updated"]),
        (json!({"trashed_datetime": null}), vec!["ticket-untrashed", "ticket-updated"]),
        (json!({"tags": [{"name": "VIP"}]}), vec!["ticket-tags-added", "ticket-updated"]),
        (json!({"tags": []}), vec!["ticket-tags-removed", "ticket-updated"]),
        (
            json!({"customer": {"email": "b@example.com"}}),
            vec!["customer-created", "ticket-customer-updated", "ticket-updated"],
        ),
        (json!({}), vec![]),
    ] {
        let (start, before) = (account.now, account.get(&path));
        let after = account.send("PUT", &path, &body);
        assert_eq!(after.status, 202, "{body}: {}", after.json);
        assert_eq!(account.events_since(start), events, "{body}");
        let moved = after.json["updated_datetime"].as_str() > before["updated_datetime"].as_str();
        assert_eq!(moved, !events.is_empty(), "{body}");
        assert_eq!(account.get(&path), after.json);
    }
}

#[test]
fn a_snooze_until_yesterday_ends_now_and_not_yesterday() {
    let mut account = Account::new();
    let made = create(&mut account, json!({}));
    let path = format!("/api/tickets/{}", made["id"]);
    account.done("PUT", &path, &json!({"snooze_datetime": "2020-01-01T00:00:00Z"}));
    let after = account.get(&path);
    assert_eq!(after["snooze_datetime"], Value::Null);
    assert!(after["updated_datetime"].as_str() >= made["updated_datetime"].as_str(), "{after}");
    let start = account.now - SignedDuration::from_secs(4);
    assert!(account.events_since(start).contains(&"ticket-self-unsnoozed".to_owned()));
}

#[test]
fn a_snoozed_ticket_comes_back_by_itself() {
    let mut account = Account::new();
    let made = create(&mut account, json!({"status": "closed"}));
    let path = format!("/api/tickets/{}", made["id"]);
    let until = account.now + SignedDuration::from_hours(1);
    account.done("PUT", &path, &json!({"snooze_datetime": until.to_string()}));
    assert_eq!(account.get(&path)["status"], "closed");
    account.now = until;
    let start = account.now - SignedDuration::from_secs(1);
    account.helpdesk.tick(account.now);
    let after = account.get(&path);
    assert_eq!((&after["status"], &after["snooze_datetime"]), (&json!("open"), &Value::Null));
    assert_eq!(account.events_since(start), ["ticket-self-unsnoozed", "ticket-reopened", "ticket-updated"]);
}

#[test]
fn a_deleted_ticket_is_gone_with_its_messages() {
    let mut account = Account::new();
    let made = create(&mut account, json!({"external_id": "e"}));
    let (path, start) = (format!("/api/tickets/{}", made["id"]), account.now);
    let answer = account.call("DELETE", &path, "");
    assert_eq!((answer.status, answer.response.body.len()), (204, 0));
    assert_eq!(account.events_since(start), ["ticket-deleted"]);
    assert_eq!(account.call("GET", &path, "").status, 404);
    assert_eq!(account.call("DELETE", &path, "").status, 404);
    assert_eq!(account.all("/api/tickets?external_id=e").len(), 0);
    assert_eq!(account.all(&format!("/api/messages?ticket_id={}", made["id"])).len(), 0);
    assert_eq!(account.all(&format!("/api/tickets?customer_id={}", made["customer"]["id"])).len(), 0);
}

#[test]
fn a_merged_ticket_is_moved_for_good() {
    let mut account = Account::new();
    let (from, into) = (create(&mut account, json!({})), create(&mut account, json!({})));
    // The seeded 120 come first, then these two; the other ticket is searched from the place after `pick`.
    let done = account
        .helpdesk
        .act(account.now, &json!({"do": "tickets-merged", "ticket": from["id"], "pick": 120}))
        .unwrap();
    assert_eq!(done["target"], into["id"]);
    for rest in ["", "/tags", "/messages", "/custom-fields"] {
        let answer = account.call("GET", &format!("/api/tickets/{}{rest}", from["id"]), "");
        let location = ("location".to_owned(), format!("/api/tickets/{}{rest}", into["id"]));
        assert_eq!((answer.status, &answer.response.headers[..]), (301, &[location][..]));
        assert!(answer.response.body.is_empty());
    }
    assert_eq!(account.get(&format!("/api/tickets/{}", into["id"]))["messages"].as_array().unwrap().len(), 2);
}

#[test]
fn tags_are_added_replaced_and_removed() {
    let mut account = Account::new();
    let made = create(&mut account, json!({"tags": [{"name": "VIP"}]}));
    let path = format!("/api/tickets/{}/tags", made["id"]);
    let names = |account: &mut Account| -> Vec<String> {
        let tags = account.get(&path);
        tags["data"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap().to_owned()).collect()
    };
    let urgent = account.all("/api/tags?search=URGENT")[0].clone();
    let added = account.send("POST", &path, &json!({"ids": [urgent["id"]], "names": ["vip", "VIP", "new"]}));
    assert_eq!((added.status, added.response.body.len()), (201, 0));
    assert_eq!(names(&mut account), ["VIP", "urgent", "vip", "new"]);
    assert_eq!(
        account.get(&format!("/api/tags/{}", urgent["id"]))["usage"],
        urgent["usage"].as_u64().unwrap() + 1
    );
    let removed = account.send("DELETE", &path, &json!({"names": ["vip", "unheard-of"]}));
    assert_eq!(
        (removed.status, names(&mut account)),
        (204, vec!["VIP".into(), "urgent".into(), "new".into()])
    );
    let replaced = account.send("PUT", &path, &json!({"names": ["gift"]}));
    assert_eq!((replaced.status, names(&mut account)), (202, vec!["gift".into()]));
    account.done("PUT", &path, &json!({}));
    assert_eq!(names(&mut account), [] as [&str; 0]);
    assert_eq!(account.send("POST", &path, &json!({})).status, 400);
    assert_eq!(
        account.send("POST", &path, &json!({"ids": [3]})).json["error"]["data"]["ids"][0],
        "Tag not found."
    );
}

#[test]
fn custom_fields_hold_one_value_each() {
    let mut account = Account::new();
    let made = create(&mut account, json!({}));
    let path = format!("/api/tickets/{}/custom-fields", made["id"]);
    let rows = account.all("/api/tickets?limit=100");
    let seeded = rows.iter().find_map(|row| {
        account.get(&format!("/api/tickets/{}/custom-fields", row["id"]))["data"].get(0).cloned()
    });
    let field = seeded.unwrap()["field"].clone();
    let one = format!("{path}/{}", field["id"]);
    let set = account.call("PUT", &one, "\"Refund\"");
    assert_eq!(
        (set.status, &set.json["value"], &set.json["field"]["id"]),
        (200, &json!("Refund"), &field["id"])
    );
    assert_eq!(
        account.call("PUT", &one, "\"Kettle\"").json["error"]["data"]["value"][0],
        "Not a valid choice."
    );
    assert_eq!(account.call("PUT", &one, "5").status, 400);
    let product = field["id"].as_u64().unwrap() + 1;
    let all = account.send("PUT", &path, &json!([{"id": product, "value": "Teapot"}]));
    assert_eq!(
        (all.status, all.json["data"].as_array().unwrap().len(), &all.json["data"][0]["value"]),
        (200, 1, &json!("Teapot"))
    );
    let whole = account.get(&format!("/api/tickets/{}?relationships=custom_fields", made["id"]));
    assert_eq!(whole["custom_fields"][product.to_string()]["value"], "Teapot");
    assert_eq!(account.call("DELETE", &format!("{path}/{product}"), "").status, 204);
    assert_eq!(account.call("DELETE", &format!("{path}/{product}"), "").status, 404);
    assert_eq!(account.get(&path), json!({"data": []}));
}

#[test]
fn a_conversation_goes_on() {
    let mut account = Account::new();
    let made = create(&mut account, json!({"status": "closed"}));
    let path = format!("/api/tickets/{}", made["id"]);
    let messages = format!("{path}/messages");
    let agent = account.get("/api/users?roles=agent")["data"][0].clone();

    account.done("POST", &messages, &incoming("ada@example.com", "Hello?"));
    assert_eq!(account.get(&path)["status"], "open", "a customer's message opens the ticket");

    let note = json!({"channel": "internal-note", "from_agent": true, "sender": {"email": agent["email"]}, "body_text": "n"});
    let note = account.done("POST", &messages, &note);
    assert_eq!(
        (&note["public"], &note["receiver"], &note["macros"]),
        (&json!(false), &Value::Null, &json!([]))
    );
    assert_eq!(account.get(&path)["assignee_user"], Value::Null, "a note is not an answer");

    let mail = |address: &str| {
        json!({"channel": "email", "from_agent": true, "sender": {"id": agent["id"]}, "receiver": {"email": "ada@example.com"},
            "body_text": "On its way", "source": {"type": "email", "from": {"address": address}}})
    };
    let good = account.done("POST", &messages, &mail("help@teapots.example"));
    let bad = account.done("POST", &messages, &mail("other@teapots.example"));
    assert_eq!((&good["sent_datetime"], &bad["sent_datetime"]), (&Value::Null, &Value::Null));
    account.now += SignedDuration::from_secs(10);
    let good = account.get(&format!("{messages}/{}", good["id"]));
    let bad = account.get(&format!("{messages}/{}", bad["id"]));
    assert!(good["sent_datetime"].is_string() && good["last_sending_error"].is_null());
    assert!(bad["sent_datetime"].is_null() && bad["failed_datetime"].is_string());
    assert_eq!(bad["last_sending_error"]["error"], "No integration was found to send this email.");
    let after = account.get(&path);
    assert_eq!(after["assignee_user_id"], agent["id"], "who answers first takes it over");
    let row = account.get(&format!("/api/tickets?ticket_ids={}", made["id"]))["data"][0].clone();
    assert_eq!((&row["last_sent_message_not_delivered"], &row["messages_count"]), (&json!(true), &json!(5)));
}

#[test]
fn messages_are_edited_and_deleted() {
    let mut account = Account::new();
    let made = create(&mut account, json!({}));
    let path = format!("/api/tickets/{}/messages/{}", made["id"], made["messages"][0]["id"]);
    let start = account.now;
    let body = json!({"channel": "email", "from_agent": false, "body_text": "Edited", "external_id": "x-1"});
    let edited = account.send("PUT", &path, &body);
    assert_eq!(
        (edited.status, &edited.json["body_html"], &edited.json["external_id"]),
        (202, &json!("<p>Edited</p>"), &json!("x-1"))
    );
    assert_eq!(account.send("PUT", &path, &json!({"body_text": "x"})).status, 400);
    assert_eq!(account.call("DELETE", &path, "").status, 204);
    assert_eq!(account.call("GET", &path, "").status, 404);
    let events = ["ticket-message-updated", "ticket-updated", "ticket-message-deleted", "ticket-updated"];
    assert_eq!(account.events_since(start), events);
    assert_eq!(account.get(&format!("/api/tickets/{}", made["id"]))["messages"], json!([]));
}
