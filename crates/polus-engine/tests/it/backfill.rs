//! The first read of everything.

use polus_store::StoreError;
use serde_json::json;

use crate::app::TestApp;

#[tokio::test]
async fn every_collection_of_the_helpdesk_is_copied_whole() {
    let app = TestApp::new(120).await;
    app.catch_up().await;
    app.assert_same().await;
    assert!(app.engine.idle().await.unwrap());
    let tickets = app.stored("helpdesk", "tickets").await.len();
    assert_eq!(tickets, 120);
}

#[tokio::test]
async fn customers_and_orders_of_shop_and_erp_are_copied_and_mapped() {
    let app = TestApp::new(60).await;
    app.catch_up().await;
    let store = app.engine.store();
    let count = async |sql: &str| store.query(sql, 1).await.unwrap().rows[0][0].as_i64().unwrap();
    assert_eq!(count("SELECT count(*) FROM failures").await, 0);
    assert_eq!(
        count("SELECT count(*) FROM orders WHERE system = 'shopify'").await,
        app.stored("shop", "orders").await.len() as i64
    );
    let both = "SELECT count(DISTINCT name) FROM orders WHERE system = 'odoo' AND name IN (SELECT name FROM orders WHERE system = 'shopify')";
    assert_eq!(count(both).await, app.stored("shop", "orders").await.len() as i64);
    assert!(count("SELECT count(*) FROM links WHERE kind = 'email'").await > 0);
}

#[tokio::test]
async fn history_starts_no_runs() {
    let app = TestApp::new(60).await;
    app.catch_up().await;
    let status = app.engine.status().await.unwrap();
    assert_eq!((status.runs.due, status.runs.done, status.runs.failed), (0, 0, 0));
}

#[tokio::test]
async fn a_second_sync_asks_for_news_and_no_more() {
    let app = TestApp::new(60).await;
    app.catch_up().await;
    let before = app.control.counts().requests;
    let again = app.engine.sync(Some("helpdesk")).await.unwrap();
    assert_eq!(again.requests, 1, "one look at the feed");
    assert_eq!(app.control.counts().requests, before + 1);
}

#[tokio::test]
async fn a_backfill_that_was_broken_off_goes_on_where_it_was() {
    let mut app = TestApp::new(300).await;
    // The first pages are read, then the process ends.
    let engine = app.engine.clone();
    let reading = tokio::spawn(async move { engine.sync(Some("helpdesk")).await });
    let read = async |app: &TestApp| app.stored("helpdesk", "messages").await.len();
    while read(&app).await == 0 {
        tokio::task::yield_now().await;
    }
    reading.abort();
    drop(reading.await);
    let at_the_end = read(&app).await;
    app.restart().await;
    assert!(read(&app).await >= at_the_end, "what was read is kept");

    app.catch_up().await;
    app.assert_same().await;
}

#[tokio::test]
async fn the_copy_answers_sql() {
    let app = TestApp::new(30).await;
    app.catch_up().await;
    let store = app.engine.store();
    let open = store.query("SELECT count(*) FROM tickets WHERE status = 'open'", 1).await.unwrap();
    let wanted = app.rows_where("tickets", |row| row["status"] == "open").await.len();
    assert_eq!(open.rows[0][0], json!(wanted));
    assert!(matches!(store.query("DELETE FROM tickets", 1).await, Err(StoreError::Query { .. })));
}
