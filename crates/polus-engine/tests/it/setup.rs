//! Setting up integrations and widget: found again by name, corrected, never doubled.

use serde_json::{Value, json};

use crate::app::TestApp;

async fn ours(app: &TestApp) -> Vec<Value> {
    app.rows_where("integrations", |row| row["name"].as_str().is_some_and(|name| name.starts_with("Polus")))
        .await
}

#[tokio::test]
async fn setting_up_twice_gives_one_of_each() {
    let mut app = TestApp::new(20).await;
    let url = app.listen().await;
    let first = app.engine.install("helpdesk", &url).await.unwrap();
    insta::assert_json_snapshot!(first.changes, @r#"
    [
      "integration `Polus` made",
      "integration `Polus orders` made",
      "widget made"
    ]
    "#);
    let second = app.engine.install("helpdesk", &url).await.unwrap();
    assert_eq!(second.changes, Vec::<String>::new());
    assert_eq!(
        (first.webhooks, first.sidebar, first.widget),
        (second.webhooks, second.sidebar, second.widget)
    );
    assert_eq!(ours(&app).await.len(), 2);
    let widgets = app.rows_where("widgets", |row| row["integration_id"] == json!(first.sidebar)).await;
    assert_eq!(widgets.len(), 1);
}

#[tokio::test]
async fn what_was_changed_or_switched_off_is_put_right() {
    let mut app = TestApp::new(20).await;
    let url = app.listen().await;
    let first = app.engine.install("helpdesk", &url).await.unwrap();
    let client = app.engine.client(Some("helpdesk")).unwrap();
    let off = json!({"name": "Polus", "deactivated_datetime": "2026-11-24T10:00:00+00:00"});
    let path = format!("/api/integrations/{}", first.webhooks);
    assert!(client.raw("PUT", &path, &[], Some(off)).await.unwrap().status < 300);

    let moved = app.engine.install("helpdesk", &format!("{url}/behind/")).await.unwrap();
    assert_eq!(moved.webhooks, first.webhooks);
    insta::assert_json_snapshot!(moved.changes, @r#"
    [
      "integration `Polus` was switched off: corrected",
      "integration `Polus orders` has another address: corrected"
    ]
    "#);
    for row in ours(&app).await {
        assert_eq!(row["deactivated_datetime"], Value::Null);
        assert!(row["http"]["url"].as_str().unwrap().starts_with(&format!("{url}/behind/")), "{row}");
    }
}
