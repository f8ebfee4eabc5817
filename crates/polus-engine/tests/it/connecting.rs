//! Connecting: proven before it is stored; refused, kept apart, replaced.

use gorgias_sandbox::RateLimit;
use polus_engine::NewSystem;
use serde_json::json;

use crate::app::{TestApp, object};

#[tokio::test]
async fn a_system_says_who_it_is_when_it_is_connected() {
    let app = TestApp::unconnected(20, RateLimit::Off).await;
    for (system, who) in app.systems().into_iter().zip(["teapots", "", "user"]) {
        let connected = app.engine.connect(system).await.unwrap();
        assert!(connected.who.contains(who) && !connected.who.is_empty(), "{}", connected.who);
        assert_eq!(connected.webhook_secret.is_empty(), connected.connection.system != "gorgias");
    }
}

#[tokio::test]
async fn wrong_credentials_are_not_stored() {
    let app = TestApp::unconnected(20, RateLimit::Off).await;
    for (mut system, secret) in app.systems().into_iter().zip(["api_key", "access_token", "api_key"]) {
        system.secrets = object(json!({secret: "wrong-on-purpose"}));
        let refused = app.engine.connect(system).await.unwrap_err();
        assert!(refused.is_unauthorized(), "{refused}");
        assert!(refused.hint().is_some() && !refused.to_string().contains("wrong-on-purpose"), "{refused}");
    }
    assert_eq!(app.engine.store().connections().await.unwrap(), []);
}

#[tokio::test]
async fn an_address_where_nobody_answers_is_named_and_not_stored() {
    let app = TestApp::unconnected(20, RateLimit::Off).await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let system = NewSystem { url: Some(format!("http://{free}")), ..app.systems().remove(0) };
    let refused = app.engine.connect(system).await.unwrap_err();
    assert!(refused.to_string().contains("no connection to"), "{refused}");
    assert_eq!(app.engine.store().connections().await.unwrap(), []);
}

#[tokio::test]
async fn plain_http_to_another_machine_is_refused() {
    let app = TestApp::unconnected(20, RateLimit::Off).await;
    let system = NewSystem { url: Some("http://teapots.gorgias.com".into()), ..app.systems().remove(0) };
    let refused = app.engine.connect(system).await.unwrap_err();
    assert!(matches!(refused, polus_engine::EngineError::Client(_)), "{refused}");
    assert!(refused.hint().is_some());
}

#[tokio::test]
async fn an_unknown_system_names_the_known_ones() {
    let app = TestApp::unconnected(20, RateLimit::Off).await;
    let system = NewSystem { system: "shopfiy".into(), ..app.systems().remove(1) };
    let refused = app.engine.connect(system).await.unwrap_err();
    assert!(refused.hint().unwrap().contains("shopify"), "{refused}");
}

#[tokio::test]
async fn connecting_again_keeps_data_and_webhook_secret() {
    let app = TestApp::unconnected(20, RateLimit::Off).await;
    let first = app.engine.connect(app.systems().remove(0)).await.unwrap();
    app.catch_up().await;
    let second = app.engine.connect(app.systems().remove(0)).await.unwrap();
    assert_eq!((first.connection.id, first.webhook_secret), (second.connection.id, second.webhook_secret));
    assert_eq!(app.stored("helpdesk", "tickets").await.len(), 20);
}

#[tokio::test]
async fn a_second_helpdesk_and_a_name_of_another_account_are_refused() {
    let app = TestApp::new(20).await;
    let second = NewSystem { name: "other".into(), ..app.systems().remove(0) };
    let said = app.engine.connect(second).await.unwrap_err().to_string();
    assert_eq!(said, "account `teapots` has a helpdesk already: `helpdesk`");
    let taken = NewSystem { account: "kettles".into(), ..app.systems().remove(1) };
    let said = app.engine.connect(taken).await.unwrap_err().to_string();
    assert_eq!(said, "account `teapots` has a connection `shop` already");
}
