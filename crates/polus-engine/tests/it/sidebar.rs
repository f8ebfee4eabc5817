//! The card beside a ticket.

use polus_engine::SidebarQuery;
use serde_json::json;

use crate::app::TestApp;

#[tokio::test]
async fn the_customer_of_a_ticket_has_the_orders_of_shop_and_erp() {
    let app = TestApp::unconnected(60, gorgias_sandbox::RateLimit::Off).await;
    let mut secret = String::new();
    for system in app.systems() {
        secret += &app.engine.connect(system).await.unwrap().webhook_secret;
    }
    app.catch_up().await;
    let order = app.erp(json!({"do": "order-backordered", "pick": 3})).await;
    let written = app.helpdesk(json!({"do": "customer-writes", "email": order["email"]})).await;
    app.settle().await;

    let before = app.control.counts().requests;
    let by_ticket =
        SidebarQuery { ticket_id: Some(written["ticket"].to_string()), ..SidebarQuery::default() };
    let card = app.engine.sidebar("helpdesk", &secret, &by_ticket).await.unwrap().unwrap();
    assert_eq!(card["customer"]["email"], order["email"]);
    let shown =
        card["orders"].as_array().unwrap().iter().find(|shown| shown["name"] == order["order"]).unwrap();
    assert_eq!((&shown["status"], &shown["erp_status"]), (&json!("backordered"), &json!("backordered")));
    assert_eq!(shown["store_status"], "open");

    let by_email =
        SidebarQuery { email: order["email"].as_str().map(str::to_uppercase), ..SidebarQuery::default() };
    assert_eq!(
        app.engine.sidebar("helpdesk", &secret, &by_email).await.unwrap().unwrap()["orders"],
        card["orders"]
    );
    assert_eq!(app.control.counts().requests, before, "answered without asking anybody");
}

#[tokio::test]
async fn without_the_secret_or_the_connection_there_is_no_answer() {
    let app = TestApp::new(20).await;
    let query = SidebarQuery { email: Some("ada@example.com".into()), ..SidebarQuery::default() };
    for (connection, secret) in [("helpdesk", ""), ("helpdesk", "guess"), ("nobody", ""), ("shop", "")] {
        assert!(
            app.engine.sidebar(connection, secret, &query).await.unwrap().is_err(),
            "{connection} {secret}"
        );
    }
}
