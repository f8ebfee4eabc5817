//! HTTP integrations are called, and what they answer is kept.

use gorgias_sandbox::system::{Delivery, DeliveryOutcome, System as _};
use serde_json::{Value, json};

use super::support::{Account, http_integration, incoming};

fn integration(account: &mut Account, http: Value) -> Value {
    let mut body = http_integration();
    for (name, value) in http.as_object().unwrap() {
        body["http"][name] = value.clone();
    }
    account.done("POST", "/api/integrations", &body)
}

fn write(account: &mut Account) -> Value {
    account.done(
        "POST",
        "/api/tickets",
        &json!({"subject": "Lid & spout", "messages": [incoming("a@example.com", "Hi")]}),
    )
}

fn topics(deliveries: &[Delivery]) -> Vec<&str> {
    deliveries.iter().map(|delivery| delivery.topic.as_str()).collect()
}

fn body(delivery: &Delivery) -> Value {
    serde_json::from_slice(&delivery.body).unwrap()
}

fn outcome(status: u16, json: Option<Value>) -> DeliveryOutcome {
    DeliveryOutcome { status: Some(status), json, error: None }
}

#[test]
fn a_new_ticket_is_told_once_for_each_trigger() {
    let mut account = Account::new();
    let hook = integration(&mut account, json!({}));
    let ticket = write(&mut account);
    let owed = account.helpdesk.deliveries();
    assert_eq!(topics(&owed), ["ticket-created", "ticket-message-created", "ticket-updated"]);
    assert!(account.helpdesk.deliveries().is_empty(), "they are handed out once");
    let told = &owed[1];
    assert_eq!(
        (told.subscription, told.method.as_str(), told.url.as_str()),
        (hook["id"].as_u64().unwrap(), "POST", "http://127.0.0.1:9/hook")
    );
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(told.headers, [header("content-type", "application/json"), header("x-secret", "s")]);
    let context = body(told);
    assert_eq!(context["ticket"]["id"], ticket["id"]);
    assert_eq!(
        (&context["message"]["from_agent"], &context["message"]["ticket_id"]),
        (&json!(false), &ticket["id"])
    );
    assert_eq!(context["ticket"]["last_message"], context["message"]);
    assert_eq!(context["ticket"]["account"]["domain"], "teapots");
    assert_eq!(
        (&context["event"]["type"], &context["user"]["email"]),
        (&json!("ticket-message-created"), &json!("api@teapots.example"))
    );
    assert_eq!(body(&owed[0])["message"], Value::Null);
}

#[test]
fn only_what_was_asked_for_is_told_and_only_while_switched_on() {
    let mut account = Account::new();
    let hook = integration(
        &mut account,
        json!({"triggers": {"ticket-status-updated": true, "ticket-created": false}}),
    );
    let ticket = write(&mut account);
    assert_eq!(topics(&account.helpdesk.deliveries()), [] as [&str; 0]);
    let path = format!("/api/tickets/{}", ticket["id"]);
    account.done("PUT", &path, &json!({"status": "closed"}));
    assert_eq!(topics(&account.helpdesk.deliveries()), ["ticket-status-updated"]);
    let off = json!({"name": "x", "deactivated_datetime": "2026-03-02T00:00:00Z"});
    account.done("PUT", &format!("/api/integrations/{}", hook["id"]), &off);
    account.done("PUT", &path, &json!({"status": "open"}));
    assert_eq!(topics(&account.helpdesk.deliveries()), [] as [&str; 0]);
}

#[test]
fn a_form_of_templates_is_text_in_json_in_a_form_and_in_the_address() {
    let mut account = Account::new();
    let form = json!({"id": "{{ticket.id}}", "agent": "{{message.from_agent}}", "s": "{{ticket.subject}}"});
    let only = json!({"ticket-message-created": true});
    integration(&mut account, json!({"form": form, "triggers": only}));
    integration(
        &mut account,
        json!({"form": form, "triggers": only, "request_content_type": "application/x-www-form-urlencoded"}),
    );
    integration(
        &mut account,
        json!({"form": form, "triggers": only, "method": "GET", "url": "http://127.0.0.1:9/{{ticket.id}}?a=b",
        "headers": {"X-Ticket": "t{{ticket.id}}"}}),
    );
    integration(&mut account, json!({"form": null, "triggers": only}));
    let ticket = write(&mut account);
    let owed = account.helpdesk.deliveries();
    let id = ticket["id"].to_string();
    assert_eq!(body(&owed[0]), json!({"id": id, "agent": "False", "s": "Lid & spout"}));
    assert_eq!(owed[1].body, format!("id={id}&agent=False&s=Lid+%26+spout"));
    assert_eq!(owed[2].url, format!("http://127.0.0.1:9/{id}?a=b&id={id}&agent=False&s=Lid+%26+spout"));
    assert_eq!((owed[2].headers[1].1.as_str(), owed[2].body.len()), (format!("t{id}").as_str(), 0));
    assert!(owed[3].body.is_empty());
}

#[test]
fn the_answer_is_kept_with_the_customer_and_the_last_one_wins() {
    let mut account = Account::new();
    let hook = integration(&mut account, json!({}));
    let ticket = write(&mut account);
    let owed = account.helpdesk.deliveries();
    for (delivery, n) in owed.iter().zip(1..) {
        account.helpdesk.delivered(account.now, delivery, &outcome(200, Some(json!({"orders": n}))));
    }
    account.helpdesk.delivered(account.now, &owed[0], &outcome(200, None));
    let kept = json!({hook["id"].to_string(): {"orders": 3, "__integration_type__": "http"}});
    let customer = account.get(&format!("/api/customers/{}", ticket["customer"]["id"]));
    assert_eq!(customer["integrations"], kept);
    assert_eq!(account.get(&format!("/api/tickets/{}", ticket["id"]))["customer"]["integrations"], kept);
}

#[test]
fn a_hundred_failures_in_a_row_switch_it_off_until_somebody_switches_it_on() {
    let mut account = Account::new();
    let hook = integration(&mut account, json!({}));
    write(&mut account);
    let delivery = account.helpdesk.deliveries().remove(0);
    let path = format!("/api/integrations/{}", hook["id"]);
    let fail = DeliveryOutcome { status: None, json: None, error: Some("refused".to_owned()) };
    for _ in 0..99 {
        account.helpdesk.delivered(account.now, &delivery, &fail);
    }
    account.helpdesk.delivered(account.now, &delivery, &outcome(200, None));
    for _ in 0..99 {
        account.helpdesk.delivered(account.now, &delivery, &outcome(500, None));
    }
    assert_eq!(account.get(&path)["deactivated_datetime"], Value::Null);
    let start = account.now - jiff::SignedDuration::from_millis(1);
    account.helpdesk.delivered(account.now, &delivery, &fail);
    assert!(account.get(&path)["deactivated_datetime"].is_string());
    let on = account.done("PUT", &path, &json!({"name": "x", "deactivated_datetime": null}));
    assert_eq!(on["deactivated_datetime"], Value::Null);
    assert_eq!(account.events_since(start), ["integration-deactivated", "integration-reactivated"]);
    account.helpdesk.delivered(account.now, &delivery, &fail);
    assert_eq!(account.get(&path)["deactivated_datetime"], Value::Null, "counting starts again");
}

#[test]
fn what_happens_by_itself_is_told_too() {
    let mut account = Account::new();
    integration(
        &mut account,
        json!({"triggers": {"ticket-message-failed": true, "ticket-self-unsnoozed": true}}),
    );
    let ticket = write(&mut account);
    let mail = json!({"channel": "email", "from_agent": true, "body_text": "x", "source": {"from": {"address": "no@example.com"}}});
    account.done("POST", &format!("/api/tickets/{}/messages", ticket["id"]), &mail);
    let until = account.now + jiff::SignedDuration::from_secs(30);
    account.done(
        "PUT",
        &format!("/api/tickets/{}", ticket["id"]),
        &json!({"snooze_datetime": until.to_string()}),
    );
    account.helpdesk.tick(account.now + jiff::SignedDuration::from_mins(5));
    assert_eq!(topics(&account.helpdesk.deliveries()), ["ticket-message-failed", "ticket-self-unsnoozed"]);
}
