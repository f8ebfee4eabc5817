//! Webhooks: only genuine ones, and only as hints.

use polus_engine::{Due, Refused, SECRET_HEADER};
use serde_json::{Value, json};

use crate::app::TestApp;

/// Everything read, the helpdesk's integrations set up, webhooks listened to. Gives the secret.
async fn listening() -> (TestApp, String) {
    let mut app = TestApp::unconnected(60, gorgias_sandbox::RateLimit::Off).await;
    let mut secret = String::new();
    for system in app.systems() {
        secret += &app.engine.connect(system).await.unwrap().webhook_secret;
    }
    let url = app.listen().await;
    app.engine.install("helpdesk", &url).await.unwrap();
    app.shop(json!({"do": "subscribe", "url": format!("{url}/webhooks/shop")})).await;
    let erp_secret = app.sandbox.access().erp.as_ref().unwrap().webhook_secret.clone();
    app.erp(json!({"do": "subscribe", "url": format!("{url}/webhooks/erp/{erp_secret}")})).await;
    app.settle().await;
    (app, secret)
}

/// Lets webhooks arrive and reads what they are about; nothing else is asked for.
async fn hear(app: &TestApp) -> u64 {
    app.control.deliveries_idle().await;
    let heard = app.engine.intake_round().await.unwrap();
    app.clock.advance(std::time::Duration::from_secs(1));
    for connection in ["helpdesk", "shop", "erp"] {
        app.engine.sync_round(connection, Due::default()).await.unwrap();
    }
    heard
}

#[tokio::test]
async fn a_new_message_is_there_after_its_webhook_alone() {
    let (app, _) = listening().await;
    let before = app.control.counts().requests;
    let written =
        app.helpdesk(json!({"do": "customer-writes", "pick": 3, "text": "Where is my kettle?"})).await;
    assert!(hear(&app).await > 0);
    let message = &app.stored("helpdesk", "messages").await[&written["message"].to_string()];
    assert_eq!(message["body_text"], "Where is my kettle?");
    assert!(app.stored("helpdesk", "tickets").await.contains_key(&written["ticket"].to_string()));
    assert_eq!(app.control.counts().requests, before + 2, "one for the messages, one for the ticket");

    // What the feed tells of it later is known already.
    app.engine.sync_round("helpdesk", Due { news: true, audit: false }).await.unwrap();
    assert_eq!(app.control.counts().requests, before + 3);
    app.assert_same().await;
}

#[tokio::test]
async fn orders_of_shop_and_erp_are_there_after_their_webhooks() {
    let (app, _) = listening().await;
    let placed =
        app.shop(json!({"do": "order-placed", "person": 3, "total": "19.00", "country": "US"})).await;
    let imported = json!({
        "do": "order-imported", "order": placed["order"], "email": placed["email"], "name": "Ada Holm",
        "total": "19.00", "country": "US",
    });
    app.erp(imported).await;
    assert!(hear(&app).await >= 2);
    let sql = format!(
        "SELECT system FROM orders WHERE name = '{}' ORDER BY system",
        placed["order"].as_str().unwrap()
    );
    let rows = app.engine.store().query(&sql, 5).await.unwrap().rows;
    assert_eq!(rows, [[json!("odoo")], [json!("shopify")]]);
}

#[tokio::test]
async fn a_forged_webhook_changes_nothing() {
    let (app, secret) = listening().await;
    let body = br#"{"ticket": {"id": 1}}"#;
    let header = |value: &str| vec![(SECRET_HEADER.to_owned(), value.to_owned())];
    let almost = secret[..secret.len() - 1].to_owned();
    for (connection, headers) in [
        ("helpdesk", Vec::new()),
        ("helpdesk", header("")),
        ("helpdesk", header(&almost)),
        ("helpdesk", header(&format!("{secret}x"))),
        ("nobody", header(&secret)),
        ("shop", header(&secret)),
        ("shop", vec![("x-shopify-hmac-sha256".to_owned(), "AAAA".to_owned())]),
        ("erp", vec![(":path".to_owned(), "/webhooks/erp/guess".to_owned())]),
    ] {
        assert_eq!(
            app.engine.webhook(connection, &headers, body),
            Err(Refused::NotGenuine),
            "{connection} {headers:?}"
        );
    }
    assert!(app.engine.idle().await.unwrap(), "nothing was stored or marked");
}

#[tokio::test]
async fn repeated_reordered_and_late_webhooks_are_harmless() {
    let (app, secret) = listening().await;
    let headers = vec![(SECRET_HEADER.to_owned(), secret)];
    let send = async |body: Value| {
        let webhook = app.engine.webhook("helpdesk", &headers, body.to_string().as_bytes()).unwrap();
        app.engine.receive(webhook).await.unwrap();
    };
    let ticket = app.rows("tickets").await.into_values().next().unwrap();
    let before = app.engine.status().await.unwrap();
    let old = json!({"ticket": {"id": ticket["id"], "updated_datetime": "2020-01-01T00:00:00+00:00", "subject": "old"}});
    let same = json!({"ticket": ticket, "message": null});
    let unknown = json!({"ticket": {"id": 1}});
    for body in [&old, &same, &same, &unknown, &old] {
        send(body.clone()).await;
    }
    hear(&app).await;
    app.assert_same().await;
    let after = app.engine.status().await.unwrap();
    assert_eq!(after.totals.records, before.totals.records);
    assert!(app.engine.idle().await.unwrap());
}

#[tokio::test]
async fn one_that_says_nothing_is_kept_as_a_failure() {
    let (app, secret) = listening().await;
    let headers = vec![(SECRET_HEADER.to_owned(), secret)];
    let webhook = app.engine.webhook("helpdesk", &headers, b"not json").unwrap();
    app.engine.receive(webhook).await.unwrap();
    hear(&app).await;
    let status = app.engine.status().await.unwrap();
    assert_eq!((status.inbox_depth, status.failures.len()), (0, 1));
    assert!(
        status.failures[0].reason.contains("neither a JSON object nor form fields"),
        "{:?}",
        status.failures
    );
}

#[tokio::test]
async fn no_secret_of_a_webhook_is_stored() {
    let (app, _) = listening().await;
    app.erp(json!({"do": "order-backordered", "pick": 2})).await;
    app.control.deliveries_idle().await;
    let waiting = app.engine.store().inbox_take(100).await.unwrap();
    assert!(!waiting.is_empty());
    let secret = &app.sandbox.access().erp.as_ref().unwrap().webhook_secret;
    assert!(waiting.iter().all(|webhook| !webhook.headers_json.contains(secret)));
}
