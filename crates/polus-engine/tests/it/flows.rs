//! The flows of the library, end to end: each effect once, whatever comes twice.

use gorgias::resources::customers;
use polus_store::{Run, RunFilter, RunState};
use serde_json::{Value, json};

use crate::app::TestApp;

async fn caught_up() -> TestApp {
    let app = TestApp::new(60).await;
    app.catch_up().await;
    app
}

/// The names of a ticket's tags.
fn tags(ticket: &Value) -> Vec<&str> {
    ticket["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect()
}

/// Runs of a flow that ended well, and those that did not.
async fn ended(app: &TestApp, flow: &str) -> (usize, usize) {
    let of = RunFilter { flow: Some(flow.to_owned()), ..RunFilter::default() };
    let runs = app.engine.store().runs(of, 1000).await.unwrap();
    let (done, not) = runs.iter().partition::<Vec<&Run>, _>(|run| run.state == RunState::Done);
    (done.len(), not.len())
}

#[tokio::test]
async fn a_backordered_order_opens_one_ticket() {
    let mut app = caught_up().await;
    let order = app.erp(json!({"do": "order-backordered", "pick": 3})).await;
    app.settle().await;
    let subject = format!("Order {} is backordered", order["order"].as_str().unwrap());
    let opened = app.rows_where("tickets", |row| row["subject"] == subject.as_str()).await;
    assert_eq!(opened.len(), 1, "{opened:?}");
    assert_eq!(opened[0]["customer"]["email"], order["email"]);
    assert_eq!(tags(&opened[0]), ["backorder"]);
    assert!(opened[0]["external_id"].as_str().unwrap().starts_with("polus-"));

    // The same read again, a restart, and other news of the same order: nothing more.
    app.restart().await;
    let erp = app.engine.store().connection("teapots", "erp").await.unwrap().unwrap();
    let keys: Vec<String> = app.stored("erp", "orders").await.into_keys().collect();
    app.engine.store().mark_stale(erp.id, "orders", &keys, "test", app.clock.now()).await.unwrap();
    app.settle().await;
    app.erp(json!({"do": "order-shipped", "order": order["order"]})).await;
    app.settle().await;
    let again = app.rows_where("tickets", |row| row["subject"] == subject.as_str()).await;
    assert_eq!(again.len(), 1);
    assert_eq!(ended(&app, "backorder-ticket").await, (1, 0));
    app.assert_same().await;
}

#[tokio::test]
async fn a_customer_of_the_shop_becomes_the_profile_in_the_helpdesk() {
    let app = caught_up().await;
    let changed =
        app.shop(json!({"do": "customer-changed", "pick": 4, "city": "Porto", "name": "Ines Amaral"})).await;
    app.settle().await;
    let customer = &changed["customer"];
    let profiles = app.rows_where("customers", |row| row["email"] == customer["email"]).await;
    assert_eq!(profiles.len(), 1);
    assert_eq!(profiles[0]["name"], "Ines Amaral");
    assert_eq!(profiles[0]["external_id"], customer["id"].to_string());
    assert_eq!(
        (&profiles[0]["data"]["city"], &profiles[0]["data"]["store"]),
        (&json!("Porto"), &json!("shopify"))
    );
    assert_eq!(ended(&app, "profile-follows-store").await, (1, 0), "the changed profile starts nothing");
    app.assert_same().await;
}

#[tokio::test]
async fn a_large_order_from_abroad_tags_the_open_tickets() {
    let app = caught_up().await;
    // Somebody who shops and has an open ticket.
    let person = 2;
    let placed =
        app.shop(json!({"do": "order-placed", "person": person, "total": "20.00", "country": "US"})).await;
    app.helpdesk(json!({"do": "customer-writes", "email": placed["email"]})).await;
    app.settle().await;
    assert_eq!(ended(&app, "order-tags").await, (0, 0), "small and at home");

    app.shop(json!({"do": "order-placed", "person": person, "total": "412.50", "country": "CA"})).await;
    app.settle().await;
    let of_them = |row: &Value| row["customer"]["email"] == placed["email"];
    let tickets = app.rows_where("tickets", of_them).await;
    assert!(tickets.iter().any(|ticket| ticket["status"] == "open"));
    for ticket in &tickets {
        let mut found = tags(ticket);
        found.retain(|tag| ["high-value", "international"].contains(tag));
        let expected: &[&str] =
            if ticket["status"] == "open" { &["high-value", "international"] } else { &[] };
        assert_eq!(found, expected, "{}", ticket["status"]);
    }
    assert_eq!(ended(&app, "order-tags").await, (1, 0));
    app.assert_same().await;
}

#[tokio::test]
async fn a_low_score_brings_a_tag_and_a_note() {
    let mut app = caught_up().await;
    let answer = json!({"do": "survey-answered", "pick": 1, "score": 1, "text": "nobody answered"});
    let ticket = app.helpdesk(answer).await["ticket"].clone();
    app.settle().await;
    app.restart().await;
    app.settle().await;
    assert!(tags(&app.rows("tickets").await[&ticket.to_string()]).contains(&"low-score"));
    let notes = app
        .rows_where("messages", |row| row["ticket_id"] == ticket && row["channel"] == "internal-note")
        .await;
    let ours: Vec<_> = notes
        .iter()
        .filter(|note| note["external_id"].as_str().is_some_and(|id| id.starts_with("polus-")))
        .collect();
    assert_eq!(ours.len(), 1);
    insta::assert_snapshot!(ours[0]["body_text"].as_str().unwrap(), @r#"
    The customer gave 1 of 5.
    They wrote: "nobody answered"
    "#);
    assert_eq!(ended(&app, "low-score-follow-up").await, (1, 0));
    app.assert_same().await;
}

#[tokio::test]
async fn what_was_merged_meanwhile_is_followed_to_what_took_its_place() {
    let app = caught_up().await;
    let answer = json!({"do": "survey-answered", "pick": 1, "score": 1});
    let ticket = app.helpdesk(answer).await["ticket"].clone();
    let changed = app.shop(json!({"do": "customer-changed", "pick": 4, "city": "Porto"})).await;
    let email = changed["customer"]["email"].clone();
    app.catch_up().await;
    let merged = app.helpdesk(json!({"do": "tickets-merged", "ticket": ticket, "pick": 4})).await;
    let of_shop = app.rows_where("customers", |row| row["email"] == email).await[0]["id"].as_i64().unwrap();
    let other = app.rows_where("customers", |row| row["email"] != email).await[0]["id"].as_i64().unwrap();
    let client = app.engine.client(Some("helpdesk")).unwrap();
    client.send(customers::merge(of_shop, other)).await.unwrap();
    app.work().await;

    let survivor = &app.rows("tickets").await[&merged["target"].to_string()];
    assert!(tags(survivor).contains(&"low-score"), "{survivor}");
    let ours = |row: &Value| row["external_id"].as_str().is_some_and(|id| id.starts_with("polus-"));
    let notes = app.rows_where("messages", |row| row["ticket_id"] == merged["target"] && ours(row)).await;
    assert_eq!(notes.len(), 1);
    let profile = &app.rows("customers").await[&other.to_string()];
    assert_eq!(profile["data"]["city"], "Porto");
    app.settle().await;
    app.assert_same().await;
    assert_eq!(app.engine.status().await.unwrap().runs.failed, 0);
}

#[tokio::test]
async fn a_good_score_starts_nothing() {
    let app = caught_up().await;
    app.helpdesk(json!({"do": "survey-answered", "pick": 1, "score": 5})).await;
    app.settle().await;
    assert_eq!(ended(&app, "low-score-follow-up").await, (0, 0));
}

#[tokio::test]
async fn the_script_of_the_demo_has_every_effect_once() {
    let app = caught_up().await;
    let mut effects = Vec::new();
    for number in 0.. {
        app.clock.advance(std::time::Duration::from_secs(1));
        let Some(played) = app.control.play(number).await.unwrap() else { break };
        effects.extend(played.effects.into_iter().map(|effect| serde_json::to_value(effect).unwrap()));
        if number % 4 == 0 {
            app.catch_up().await;
            app.work().await;
        }
    }
    app.settle().await;
    app.assert_same().await;
    assert!(effects.len() >= 12, "{effects:?}");
    let tickets = app.rows("tickets").await;
    for effect in effects {
        match effect["effect"].as_str().unwrap() {
            "backorder-ticket" => {
                let subject = format!("Order {} is backordered", effect["order"].as_str().unwrap());
                assert_eq!(
                    tickets.values().filter(|row| row["subject"] == subject.as_str()).count(),
                    1,
                    "{effect}"
                );
            }
            "low-score" => {
                // The ticket may have been merged away or deleted since.
                if let Some(ticket) = tickets.get(&effect["ticket"].to_string()) {
                    assert!(tags(ticket).contains(&"low-score"), "{effect}");
                }
            }
            _ => {}
        }
    }
    let status = app.engine.status().await.unwrap();
    assert_eq!(status.runs.failed, 0, "{:#?}", status.failures);
}

#[tokio::test]
async fn what_a_list_names_twice_is_done_once() {
    let mut app = caught_up().await;
    let flow = r#"
flow: low-score-follow-up
title: Annotate a ticket that the list names twice
on: {kind: helpdesk, stream: satisfaction_surveys, changes: [created, updated]}
when: record.score is not none and record.score <= 2
steps:
  - step: note
    each: "[record.ticket_id, record.ticket_id]"
    do: gorgias.add_note
    with: {ticket: "{{ item }}", text: named twice}
"#;
    app.replace_flow("low-score-follow-up", flow).await;
    let ticket =
        app.helpdesk(json!({"do": "survey-answered", "pick": 1, "score": 1})).await["ticket"].clone();
    app.settle().await;
    let noted = |row: &Value| row["ticket_id"] == ticket && row["body_text"] == "named twice";
    assert_eq!(app.rows_where("messages", noted).await.len(), 1);
    assert_eq!(ended(&app, "low-score-follow-up").await, (1, 0));
}
