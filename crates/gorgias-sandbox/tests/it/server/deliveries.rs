//! Webhooks: in order, tried again, given up, and never sent elsewhere.

use std::time::Duration;

use gorgias_sandbox::{Control, SandboxOptions, SystemName};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::receiver::Receiver;
use super::restart::restarted;
use super::support::{options, request, start};

async fn subscribe(control: &Control, url: &str) {
    control.act(SystemName::Shop, json!({"do": "subscribe", "url": url})).await.unwrap();
}

async fn move_house(control: &Control, city: &str) {
    let action = json!({"do": "customer-changed", "pick": 0, "city": city});
    control.act(SystemName::Shop, action).await.unwrap();
}

#[tokio::test]
async fn webhooks_arrive_in_order_and_signed() {
    let sandbox = start(options()).await;
    let control = sandbox.control();
    let (one, two) = (Receiver::start(0).await, Receiver::start(0).await);
    subscribe(&control, &one.url).await;
    subscribe(&control, &two.url).await;
    for number in 0..20 {
        move_house(&control, &format!("City {number}")).await;
    }
    control.deliveries_idle().await;
    for receiver in [one, two] {
        let arrived = receiver.wait_for(20).await;
        let cities: Vec<_> = arrived
            .iter()
            .map(|webhook| {
                assert_eq!(webhook.headers["x-shopify-topic"], "customers/update");
                assert!(webhook.headers.contains_key("x-shopify-hmac-sha256"));
                let body: Value = serde_json::from_slice(&webhook.body).unwrap();
                body["default_address"]["city"].as_str().unwrap().to_owned()
            })
            .collect();
        assert_eq!(cities, (0..20).map(|number| format!("City {number}")).collect::<Vec<_>>());
    }
    assert_eq!(control.counts().deliveries_ok, 40);
}

/// The way of a real app: it registers its integration through the API, and people do the rest.
#[tokio::test]
async fn the_helpdesk_calls_its_http_integrations() {
    let sandbox = start(options()).await;
    let control = sandbox.control();
    let receiver = Receiver::start(0).await;
    let integration = json!({
        "name": "hook",
        "type": "http",
        "http": {
            "url": receiver.url,
            "method": "POST",
            "request_content_type": "application/json",
            "response_content_type": "application/json",
            "headers": {"X-Secret": "open sesame"},
            "form": "{{context}}",
            "triggers": {"ticket-message-created": true},
        },
    });
    let created = request(&sandbox.access().helpdesk, Method::POST, "/api/integrations").json(&integration);
    assert_eq!(created.send().await.unwrap().status(), StatusCode::CREATED);
    let action = json!({"do": "customer-writes", "pick": 3, "text": "Where is it?"});
    control.act(SystemName::Helpdesk, action).await.unwrap();
    control.deliveries_idle().await;
    let arrived = receiver.arrived();
    assert_eq!(arrived.len(), 1);
    assert_eq!(arrived[0].headers["x-secret"], "open sesame");
    let context: Value = serde_json::from_slice(&arrived[0].body).unwrap();
    assert_eq!(context["message"]["body_text"], "Where is it?");
}

#[tokio::test]
async fn a_silent_receiver_is_tried_again() {
    let mut asked = options();
    asked.deliveries.timeout = Duration::from_millis(50);
    let sandbox = start(asked).await;
    let control = sandbox.control();
    let receiver = Receiver::start(2).await;
    subscribe(&control, &receiver.url).await;
    move_house(&control, "Salem").await;
    control.deliveries_idle().await;
    let arrived = receiver.arrived();
    assert_eq!(arrived.len(), 3);
    assert!(arrived.iter().all(|webhook| webhook.body == arrived[0].body));
    let ledger = control.ledger();
    assert_eq!(
        (ledger.len(), ledger[0].attempts, ledger[0].status, &ledger[0].error),
        (1, 3, Some(200), &None)
    );
}

#[tokio::test]
async fn a_receiver_that_is_not_there_is_given_up() {
    let sandbox = start(options()).await;
    let control = sandbox.control();
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    subscribe(&control, &format!("http://{nobody}/hook")).await;
    move_house(&control, "Salem").await;
    control.deliveries_idle().await;
    let ledger = control.ledger();
    assert_eq!((ledger[0].attempts, ledger[0].error.as_deref()), (4, Some("no connection")));
    assert_eq!(control.counts().deliveries_failed, 1);
}

#[tokio::test]
async fn nothing_is_sent_beyond_this_machine() {
    let sandbox = start(options()).await;
    let control = sandbox.control();
    subscribe(&control, "http://192.0.2.1/hook").await;
    move_house(&control, "Salem").await;
    control.deliveries_idle().await;
    let ledger = control.ledger();
    assert_eq!(ledger[0].attempts, 1);
    assert!(ledger[0].error.as_deref().unwrap().starts_with("unreachable"), "{ledger:?}");
}

#[tokio::test]
async fn a_slow_receiver_holds_up_nobody_else() {
    let sandbox = start(options()).await;
    let control = sandbox.control();
    let (slow, quick) = (Receiver::start(u32::MAX).await, Receiver::start(0).await);
    subscribe(&control, &slow.url).await;
    subscribe(&control, &quick.url).await;
    for _ in 0..3 {
        move_house(&control, "Salem").await;
    }
    quick.wait_for(3).await;
    assert_eq!(slow.wait_for(1).await.len(), 1);
    // A stop does not wait for the slow one either.
    sandbox.stop().await;
}

#[tokio::test]
async fn what_had_not_ended_is_sent_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let kept = || SandboxOptions { state: Some(folder.path().to_owned()), ..options() };
    let receiver = Receiver::start(u32::MAX).await;
    let sandbox = start(kept()).await;
    let control = sandbox.control();
    subscribe(&control, &receiver.url).await;
    move_house(&control, "Salem").await;
    move_house(&control, "Bend").await;
    receiver.wait_for(1).await;
    drop((control, sandbox));

    receiver.speak();
    let sandbox = restarted(kept()).await;
    sandbox.control().deliveries_idle().await;
    let arrived = receiver.wait_for(3).await;
    assert_eq!(arrived.len(), 3);
    assert_eq!(arrived[0].body, arrived[1].body);
    assert_ne!(arrived[1].body, arrived[2].body);

    // What ended is not sent again.
    drop(sandbox);
    let sandbox = restarted(kept()).await;
    sandbox.control().deliveries_idle().await;
    assert_eq!(receiver.arrived().len(), 3);
}
