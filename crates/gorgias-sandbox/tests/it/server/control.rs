//! The control over HTTP does what the one in the process does.

use gorgias_sandbox::SystemName;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{client, options, request, start};

#[tokio::test]
async fn the_control_is_reached_with_the_helpdesks_credentials() {
    let sandbox = start(options()).await;
    let access = &sandbox.access().helpdesk;
    let ask = async |method: Method, path: &str, body: Value| {
        let answer = request(access, method, path).json(&body).send().await.unwrap();
        (answer.status(), answer.json::<Value>().await.unwrap_or_default())
    };
    let none = Value::Null;

    let stranger = client().get(format!("{}/_sandbox/health", access.url)).send().await.unwrap();
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
    let health = ask(Method::GET, "/_sandbox/health", none.clone()).await;
    assert_eq!(health, (StatusCode::OK, json!({"status": "ok", "seed": 7, "tickets": 20})));
    let (_, clock) = ask(Method::GET, "/_sandbox/clock", none.clone()).await;
    assert!(clock["now"].as_str().unwrap().starts_with("2026-"), "{clock}");

    let (status, rows) = ask(Method::GET, "/_sandbox/shop/rows/customers", none.clone()).await;
    let wanted = sandbox.control().rows(SystemName::Shop, "customers").await.unwrap();
    assert_eq!((status, rows), (StatusCode::OK, Value::Array(wanted)));

    let action = json!({"do": "customer-changed", "pick": 1, "city": "Salem"});
    let (status, result) = ask(Method::POST, "/_sandbox/shop/act", action).await;
    assert_eq!((status, &result["customer"]["city"]), (StatusCode::OK, &json!("Salem")));

    let (status, played) = ask(Method::POST, "/_sandbox/play/0", none.clone()).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(played, serde_json::to_value(sandbox.control().play(0).await.unwrap()).unwrap());
    assert_eq!(ask(Method::POST, "/_sandbox/play/1000", none.clone()).await.0, StatusCode::NO_CONTENT);
    assert_eq!(ask(Method::POST, "/_sandbox/traffic/0", none.clone()).await.0, StatusCode::OK);
    assert_eq!(ask(Method::POST, "/_sandbox/traffic/0", none.clone()).await.0, StatusCode::NO_CONTENT);

    assert_eq!(ask(Method::POST, "/_sandbox/idle", none.clone()).await.0, StatusCode::NO_CONTENT);
    let (_, ledger) = ask(Method::GET, "/_sandbox/ledger", none.clone()).await;
    assert_eq!(ledger["counts"]["throttled_429"], 0);
    assert_eq!(ledger["owed"], 0);

    for (method, path, status) in [
        (Method::GET, "/_sandbox/shop/rows/nothing", StatusCode::NOT_FOUND),
        (Method::GET, "/_sandbox/bank/rows/customers", StatusCode::NOT_FOUND),
        (Method::GET, "/_sandbox/nothing", StatusCode::NOT_FOUND),
        (Method::POST, "/_sandbox/shop/act", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let (answered, body) = ask(method, path, json!({"do": "nothing"})).await;
        assert_eq!(answered, status, "{path}");
        assert!(body["error"].is_string(), "{path} {body}");
    }
}

#[tokio::test]
async fn the_control_is_for_whoever_calls_this_machine_by_its_own_name() {
    let sandbox = start(options()).await;
    let access = &sandbox.access().helpdesk;
    for (host, path, status) in [
        ("localhost:8787", "/_sandbox/health", StatusCode::OK),
        ("[::1]", "/_sandbox/health", StatusCode::OK),
        ("rebound.example", "/_sandbox/health", StatusCode::MISDIRECTED_REQUEST),
        ("localhost.rebound.example:8787", "/_sandbox/health", StatusCode::MISDIRECTED_REQUEST),
        ("teapots.gorgias.com", "/api/account", StatusCode::OK),
    ] {
        let answer = request(access, Method::GET, path).header("host", host).send().await.unwrap();
        assert_eq!(answer.status(), status, "{host}");
    }
}
