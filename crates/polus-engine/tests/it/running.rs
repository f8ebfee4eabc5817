//! Everything at once, by itself: tasks, signals, the stop; and what happens when a system misbehaves.

use std::time::Duration;

use gorgias_sandbox::RateLimit;
use polus_engine::{Due, NewSystem};
use polus_store::ConnectionState;
use serde_json::json;
use tokio::sync::oneshot;

use crate::app::TestApp;
use crate::gate::{Fate, Gate};

/// Waits until something is so.
async fn until(what: &str, mut is: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !is().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(20), waiting).await.is_ok(), "never: {what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_runs_by_itself_and_stops_cleanly() {
    let mut app = TestApp::new(40).await;
    let url = app.listen().await;
    app.engine.install("helpdesk", &url).await.unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let engine = app.engine.clone();
    let running = tokio::spawn(async move { engine.run(async { drop(stopped.await) }).await });
    until("everything is read", async || app.engine.idle().await.unwrap()).await;

    let order = app.erp(json!({"do": "order-backordered", "pick": 3})).await;
    let subject = format!("Order {} is backordered", order["order"].as_str().unwrap());
    until("the ticket is opened", async || {
        !app.rows_where("tickets", |row| row["subject"] == subject.as_str()).await.is_empty()
    })
    .await;
    let written = app.helpdesk(json!({"do": "customer-writes", "pick": 3})).await;
    until("the message is there", async || {
        app.stored("helpdesk", "messages").await.contains_key(&written["message"].to_string())
    })
    .await;

    stop.send(()).unwrap();
    running.await.unwrap().unwrap();
    let helpdesk = app.engine.store().connection("teapots", "helpdesk").await.unwrap().unwrap();
    let audit = app.engine.store().last_time(&format!("audit of {}", helpdesk.id.get())).await.unwrap();
    assert!(audit.is_some(), "a restart goes on counting from here");
    app.settle().await;
    app.assert_same().await;
    assert_eq!(app.rows_where("tickets", |row| row["subject"] == subject.as_str()).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_integration_that_was_switched_off_is_on_again_and_the_gap_is_filled() {
    let mut app = TestApp::new(20).await;
    let url = app.listen().await;
    let installed = app.engine.install("helpdesk", &url).await.unwrap();
    app.catch_up().await;
    app.helpdesk(json!({"do": "customer-writes", "pick": 3})).await;
    app.control.deliveries_idle().await;
    let off = json!({"name": "Polus", "deactivated_datetime": "2026-11-24T10:00:00+00:00"});
    let path = format!("/api/integrations/{}", installed.webhooks);
    let client = app.engine.client(Some("helpdesk")).unwrap();
    assert!(client.raw("PUT", &path, &[], Some(off)).await.unwrap().status < 300);
    let untold = app.helpdesk(json!({"do": "customer-writes", "pick": 4})).await["message"].to_string();

    let (stop, stopped) = oneshot::channel::<()>();
    let engine = app.engine.clone();
    let running = tokio::spawn(async move { engine.run(async { drop(stopped.await) }).await });
    let webhooks = installed.webhooks.to_string();
    until("it is on again", async || {
        app.rows("integrations").await[&webhooks]["deactivated_datetime"].is_null()
    })
    .await;
    until("what went untold is there", async || {
        app.stored("helpdesk", "messages").await.contains_key(&untold)
    })
    .await;
    stop.send(()).unwrap();
    running.await.unwrap().unwrap();
    app.settle().await;
    app.assert_same().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_made_while_it_runs_is_served() {
    let app = TestApp::unconnected(20, RateLimit::Off).await;
    let (stop, stopped) = oneshot::channel::<()>();
    let engine = app.engine.clone();
    let running = tokio::spawn(async move { engine.run(async { drop(stopped.await) }).await });
    app.engine.connect(app.systems().remove(0)).await.unwrap();
    until("the tickets are read", async || app.stored("helpdesk", "tickets").await.len() == 20).await;
    stop.send(()).unwrap();
    running.await.unwrap().unwrap();
}

#[tokio::test]
async fn the_quota_is_used_and_never_exceeded() {
    let limit = RateLimit::Bucket { size: 20, window: Duration::from_millis(500) };
    let app = TestApp::limited(300, limit).await;
    let summary = app.engine.sync(Some("helpdesk")).await.unwrap();
    assert!(summary.requests > 20, "more than one bucket: {}", summary.requests);
    assert_eq!((summary.throttled_429, app.control.counts().throttled_429), (0, 0));
    app.assert_same().await;
    let status = app.engine.status().await.unwrap();
    assert_eq!(
        status.connections.iter().filter_map(|c| c.budget.as_ref()).map(|b| b.size).collect::<Vec<_>>(),
        [20]
    );
}

async fn gated() -> (TestApp, Gate) {
    let app = TestApp::unconnected(40, RateLimit::Off).await;
    let gate = Gate::before(&app.sandbox.access().helpdesk.url).await;
    let helpdesk = app.systems().remove(0);
    app.engine.connect(NewSystem { url: Some(gate.url.clone()), ..helpdesk }).await.unwrap();
    (app, gate)
}

#[tokio::test]
async fn being_throttled_slows_down_and_loses_nothing() {
    let (app, gate) = gated().await;
    let mut left = 2;
    gate.judge(move |_| {
        left -= i32::from(left > 0);
        if left > 0 { Fate::Refused(429) } else { Fate::Passes }
    });
    app.catch_up().await;
    app.assert_same().await;
    assert!(app.engine.idle().await.unwrap());
}

#[tokio::test]
async fn credentials_that_stop_working_mark_the_connection_as_refused() {
    let (app, gate) = gated().await;
    gate.judge(|_| Fate::Refused(401));
    let error = app.engine.sync_round("helpdesk", Due { news: true, audit: false }).await.unwrap_err();
    assert!(error.is_unauthorized());
    let stored = async || app.engine.store().connection("teapots", "helpdesk").await.unwrap().unwrap();
    assert_eq!(stored().await.state, ConnectionState::Refused);
    assert!(stored().await.message.unwrap().contains("401"));

    gate.judge(|_| Fate::Passes);
    app.catch_up().await;
    assert_eq!((stored().await.state, stored().await.message), (ConnectionState::Ok, None));
}

#[tokio::test]
async fn a_list_that_fails_is_named_in_the_status_and_goes_on_later() {
    let (app, gate) = gated().await;
    gate.judge(|line| if line.starts_with("GET /api/tags") { Fate::Refused(400) } else { Fate::Passes });
    app.engine.sync_round("helpdesk", Due { news: true, audit: false }).await.unwrap_err();
    let status = app.engine.status().await.unwrap();
    assert_eq!(status.connections[0].state, ConnectionState::Failing);
    // The others were read to their ends all the same.
    let messages = app.stored("helpdesk", "messages").await.len();
    assert_eq!(messages, app.rows("messages").await.len());
    let tags = status.connections[0].streams.iter().find(|stream| stream.name == "tags").unwrap();
    assert!(tags.error.as_ref().unwrap().contains("at the gate"), "{tags:?}");

    gate.judge(|_| Fate::Passes);
    app.catch_up().await;
    app.assert_same().await;
}

#[tokio::test]
async fn where_the_feed_is_refused_the_lists_tell_of_news() {
    let (app, gate) = gated().await;
    app.catch_up().await;
    gate.judge(|line| if line.starts_with("GET /api/events") { Fate::Refused(403) } else { Fate::Passes });
    let written = app.helpdesk(json!({"do": "customer-writes", "pick": 3})).await;
    app.engine.sync_round("helpdesk", Due { news: true, audit: false }).await.unwrap_err();
    assert!(app.stored("helpdesk", "messages").await.contains_key(&written["message"].to_string()));
    assert!(app.stored("helpdesk", "tickets").await.contains_key(&written["ticket"].to_string()));

    gate.judge(|_| Fate::Passes);
    app.settle().await;
    app.assert_same().await;
}

#[tokio::test]
async fn a_list_that_repeats_its_cursor_ends_and_says_so() {
    let app = TestApp::unconnected(20, RateLimit::Off).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let same = axum::Json(json!({
        "id": 1, "domain": "loops", "data": [{"id": 1}], "meta": {"next_cursor": "same", "prev_cursor": null},
    }));
    let server = tokio::spawn(async move {
        axum::serve(listener, axum::Router::new().fallback(async move || same)).await.unwrap();
    });
    app.engine.connect(NewSystem { url: Some(url), ..app.systems().remove(0) }).await.unwrap();
    let error = app.engine.sync(None).await.unwrap_err();
    assert_eq!(error.to_string(), "gorgias sent the same cursor of the list of events again and again");
    server.abort();
}

#[tokio::test]
async fn a_record_that_is_refused_holds_up_no_other() {
    let (app, gate) = gated().await;
    app.catch_up().await;
    let keys: Vec<String> =
        app.stored("helpdesk", "satisfaction_surveys").await.into_keys().take(3).collect();
    let refused = format!("GET /api/satisfaction-surveys/{} ", keys[0]);
    gate.judge(move |line| if line.starts_with(&refused) { Fate::Refused(400) } else { Fate::Passes });
    let store = app.engine.store();
    let helpdesk = store.connection("teapots", "helpdesk").await.unwrap().unwrap();
    store.mark_stale(helpdesk.id, "satisfaction_surveys", &keys, "test", app.clock.now()).await.unwrap();
    app.settle().await;

    assert_eq!(store.stale_count(helpdesk.id, "satisfaction_surveys").await.unwrap(), 0);
    let failures = app.engine.status().await.unwrap().failures;
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert!(failures[0].reason.contains("refused (400): at the gate"), "{failures:?}");
    app.assert_same().await;
}
