//! After the helpdesk is quiet, the copy equals it: whatever people did, and whichever way it was heard of.

use gorgias_sandbox::SystemName;
use polus_engine::Due;
use polus_store::{Batch, Incoming, Origin, State};
use serde_json::{Value, json};

use crate::app::{TestApp, stops_after};

async fn caught_up(tickets: u32) -> TestApp {
    let app = TestApp::new(tickets).await;
    app.catch_up().await;
    app
}

/// Everything a helpdesk's people can do.
const ACTIONS: &[&str] = &[
    "customer-writes",
    "agent-replies",
    "agent-closes",
    "survey-answered",
    "customer-renamed",
    "tag-renamed",
    "ticket-trashed",
    "ticket-deleted",
    "tickets-merged",
    "customers-merged",
    "message-edited",
];

#[tokio::test]
async fn each_kind_of_action_reaches_the_copy_by_the_feed_alone() {
    let app = caught_up(60).await;
    for (number, action) in ACTIONS.iter().enumerate() {
        app.helpdesk(json!({"do": action, "pick": 3 + number, "score": 4})).await;
        app.settle().await;
        app.assert_same().await;
    }
}

#[tokio::test]
async fn many_actions_at_once_reach_the_copy() {
    let app = caught_up(60).await;
    for round in 0..3 {
        for (number, action) in ACTIONS.iter().enumerate() {
            app.helpdesk(
                json!({"do": action, "pick": 7 * round + number, "score": 4, "name": format!("New {round}")}),
            )
            .await;
        }
    }
    app.settle().await;
    app.assert_same().await;
}

#[tokio::test]
async fn live_traffic_ends_in_the_same_state_on_both_sides() {
    let app = caught_up(80).await;
    for number in 0..60 {
        app.clock.advance(std::time::Duration::from_secs(1));
        app.control.traffic(number).await.unwrap();
        if number % 7 == 0 {
            app.catch_up().await;
            app.work().await;
        }
    }
    app.settle().await;
    app.assert_same().await;
}

#[tokio::test]
async fn the_end_of_a_ticket_is_told_apart() {
    let app = caught_up(60).await;
    let deleted = app.helpdesk(json!({"do": "ticket-deleted", "pick": 5})).await["ticket"].to_string();
    let merged = app.helpdesk(json!({"do": "tickets-merged", "pick": 9})).await;
    let trashed = app.helpdesk(json!({"do": "ticket-trashed", "pick": 20})).await["ticket"].to_string();
    app.settle().await;

    let store = app.engine.store();
    let rows = async |id: &str| {
        let sql = format!(
            "SELECT deleted_at IS NOT NULL, merged_into, trashed_datetime IS NOT NULL FROM tickets WHERE id = {id}"
        );
        Value::from(store.query(&sql, 1).await.unwrap().rows[0].clone())
    };
    assert_eq!(rows(&deleted).await, json!([1, null, 0]));
    assert_eq!(rows(&merged["source"].to_string()).await, json!([1, merged["target"].to_string(), 0]));
    assert_eq!(rows(&trashed).await, json!([0, null, 1]));
    let orphans = "SELECT count(*) FROM messages m JOIN tickets t ON t.id = m.ticket_id WHERE t.deleted_at IS NOT NULL AND m.deleted_at IS NULL";
    assert_eq!(
        store.query(orphans, 1).await.unwrap().rows[0][0],
        json!(0),
        "messages go with their ticket or move"
    );
}

#[tokio::test]
async fn an_edited_message_and_a_late_score_are_read_by_their_ids() {
    let app = caught_up(60).await;
    let edited =
        app.helpdesk(json!({"do": "message-edited", "pick": 11, "text": "now with the right number"})).await;
    let scored =
        app.helpdesk(json!({"do": "survey-answered", "pick": 2, "score": 5, "text": "thank you"})).await;
    app.settle().await;
    let message = &app.stored("helpdesk", "messages").await[&edited["message"].to_string()];
    assert_eq!(message["body_text"], "now with the right number");
    let survey = &app.stored("helpdesk", "satisfaction_surveys").await[&scored["survey"].to_string()];
    assert_eq!((&survey["score"], &survey["body_text"]), (&json!(5), &json!("thank you")));
}

#[tokio::test]
async fn what_the_feed_says_outlives_a_crash_before_it_is_acted_on() {
    let mut app = caught_up(60).await;
    app.helpdesk(json!({"do": "ticket-deleted", "pick": 5})).await;
    app.helpdesk(json!({"do": "message-edited", "pick": 11})).await;
    app.helpdesk(json!({"do": "customer-renamed", "pick": 4, "name": "Another Name"})).await;
    // Stopped at each await of the round in turn, until one goes through.
    for steps in 0.. {
        let engine = app.engine.clone();
        app.clock.advance(std::time::Duration::from_secs(1));
        let round = engine.sync_round("helpdesk", Due { news: true, audit: false });
        if stops_after(round, steps).await {
            break;
        }
        if steps % 10 == 0 {
            app.restart().await;
        }
    }
    app.settle().await;
    app.assert_same().await;
}

#[tokio::test]
async fn an_audit_finds_what_no_event_told_of() {
    let app = caught_up(60).await;
    app.helpdesk(json!({"do": "ticket-deleted", "pick": 5})).await;
    app.helpdesk(json!({"do": "message-edited", "pick": 30})).await;
    know_the_events(&app).await;
    app.catch_up().await;
    assert_eq!(app.stored("helpdesk", "tickets").await.len(), 60, "nothing told of it");

    app.engine.sync_round("helpdesk", Due { news: false, audit: true }).await.unwrap();
    app.assert_same().await;
}

/// Puts the events into the copy as if they had been acted on.
async fn know_the_events(app: &TestApp) {
    let connection = app.engine.store().connection("teapots", "helpdesk").await.unwrap().unwrap();
    let record = |(key, row): (String, Value)| Incoming {
        key,
        version: None,
        state: State::Present {
            payload: serde_json::value::to_raw_value(&row).unwrap(),
            canonical: None,
            identities: Vec::new(),
        },
    };
    let batch = Batch {
        connection: connection.id,
        stream: "events".into(),
        table: Some("events".into()),
        origin: Origin::Sync,
        read_started: app.clock.now(),
        records: app.rows("events").await.into_iter().map(record).collect(),
        checkpoint: None,
        observed: app.clock.now(),
        plan: None,
    };
    app.engine.store().apply(batch).await.unwrap();
}

#[tokio::test]
async fn orders_and_customers_of_the_shop_follow() {
    let app = caught_up(30).await;
    let placed = app.shop(json!({"do": "order-placed", "person": 2, "total": "20.00"})).await;
    app.act(SystemName::Shop, json!({"do": "customer-changed", "pick": 1, "city": "Lisbon"})).await;
    app.settle().await;
    let store = app.engine.store();
    let order = format!(
        "SELECT customer_email, total_amount FROM orders WHERE name = '{}'",
        placed["order"].as_str().unwrap()
    );
    let order = store.query(&order, 2).await.unwrap().rows;
    assert_eq!(order, [[placed["email"].clone(), json!("20.00")]]);
    let city = store.query("SELECT count(*) FROM commerce_customers WHERE city = 'Lisbon'", 1).await.unwrap();
    assert_eq!(city.rows[0][0], json!(1));
}

#[tokio::test]
async fn a_page_that_the_shop_no_longer_accepts_is_no_dead_end() {
    let app = TestApp::new(30).await;
    let shop = app.engine.store().connection("teapots", "shop").await.unwrap().unwrap();
    let batch = Batch {
        connection: shop.id,
        stream: "customers".into(),
        table: Some("commerce_customers".into()),
        origin: Origin::Backfill,
        read_started: app.clock.now(),
        records: Vec::new(),
        checkpoint: Some(json!({"since": null, "page": {"page": {"after": "bygone"}}, "seen": null})),
        observed: app.clock.now(),
        plan: None,
    };
    app.engine.store().apply(batch).await.unwrap();
    app.catch_up().await;
    let there = app.control.rows(SystemName::Shop, "customers").await.unwrap();
    assert_eq!(app.stored("shop", "customers").await.len(), there.len());
}

#[tokio::test]
async fn an_order_shows_the_customer_as_he_is_called_now() {
    let app = caught_up(30).await;
    let placed = app.shop(json!({"do": "order-placed", "person": 2, "total": "20.00"})).await;
    app.settle().await;
    let email = placed["email"].clone();
    app.act(SystemName::Shop, json!({"do": "customer-changed", "email": email, "name": "Robin Halloway"}))
        .await;
    app.settle().await;
    let shown = "SELECT DISTINCT r.payload ->> '$.customer.firstName' FROM records r JOIN orders o ON o.record_id = r.id
                 WHERE o.customer_email = '@' AND o.connection_id = (SELECT id FROM connections WHERE kind = 'storefront')";
    let shown = shown.replace('@', email.as_str().unwrap());
    assert_eq!(app.engine.store().query(&shown, 2).await.unwrap().rows, [[json!("Robin")]]);
}
