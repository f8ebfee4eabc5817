//! Who may come in, and what the answers carry.

use gorgias_sandbox::{StartError, SystemName};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::support::{client, options, request, start};

#[tokio::test]
async fn the_helpdesk_wants_e_mail_and_key() {
    let sandbox = start(options()).await;
    let access = &sandbox.access().helpdesk;
    let url = format!("{}/api/tickets?limit=1", access.url);
    let key = access.api_key.as_str();
    let upper = access.email.to_uppercase();
    for (email, password, status) in [
        (access.email.as_str(), Some(key), StatusCode::OK),
        (&upper, Some(key), StatusCode::OK),
        (access.email.as_str(), Some("sandbox_key_0"), StatusCode::UNAUTHORIZED),
        (access.email.as_str(), None, StatusCode::UNAUTHORIZED),
        ("somebody@example.com", Some(key), StatusCode::UNAUTHORIZED),
    ] {
        let answer = client().get(&url).basic_auth(email, password).send().await.unwrap();
        assert_eq!(answer.status(), status, "{email} {password:?}");
    }
    for header in ["", "Basic", "Basic !!!", "Bearer abc"] {
        let answer = client().get(&url).header("authorization", header).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{header}");
        assert_eq!(answer.headers()["content-type"], "application/json");
        let body: Value = answer.json().await.unwrap();
        assert!(body["error"]["msg"].as_str().unwrap().starts_with("401 Unauthorized"), "{body}");
    }
}

#[tokio::test]
async fn answers_carry_the_recorded_headers() {
    let sandbox = start(options()).await;
    let access = &sandbox.access().helpdesk;
    let first = request(access, Method::GET, "/api/account").send().await.unwrap();
    let second = request(access, Method::GET, "/api/account").send().await.unwrap();
    let headers = first.headers();
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(headers["x-frame-options"], "Deny");
    assert_eq!(headers["vary"], "Cookie, Accept-Encoding");
    assert_eq!(headers["x-gorgias-release"].len(), 40);
    assert_eq!(headers["x-request-id"].len(), 32);
    assert_ne!(headers["x-request-id"], second.headers()["x-request-id"]);
    // Without a limit nothing tells of one.
    assert!(!headers.contains_key("x-gorgias-account-api-call-limit"));
}

#[tokio::test]
async fn what_is_not_the_api_answers_without_credentials() {
    let sandbox = start(options()).await;
    let url = format!("{}/nothing/here", sandbox.access().helpdesk.url);
    let answer = client().get(url).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    // No way of writing the API's paths gets past the credentials.
    let untouched = sandbox.control().rows(SystemName::Helpdesk, "tags").await;
    for path in ["//api/tags", "/API/tags", "/%61pi/tags", "/x/../api/tags", "/./api/tags", "/api//tags"] {
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: sandbox\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: 15\r\n\r\n{{\"name\": \"new\"}}"
        );
        let address = sandbox.access().helpdesk.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let status = answer.split(' ').nth(1).unwrap();
        assert!(["404", "401"].contains(&status), "{path}: {answer}");
    }
    assert_eq!(sandbox.control().rows(SystemName::Helpdesk, "tags").await, untouched);
}

#[tokio::test]
async fn shop_and_erp_want_their_own_credentials() {
    let sandbox = start(options()).await;
    let shop = sandbox.access().shop.as_ref().unwrap();
    let query = |token: &str| {
        client()
            .post(format!("{}/admin/api/2026-10/graphql.json", shop.url))
            .header("X-Shopify-Access-Token", token)
            .json(&json!({"query": "{ shop { name } }"}))
            .send()
    };
    assert_eq!(query("shpat_wrong").await.unwrap().status(), StatusCode::UNAUTHORIZED);
    assert_eq!(query(&shop.access_token).await.unwrap().status(), StatusCode::OK);

    let erp = sandbox.access().erp.as_ref().unwrap();
    let call = |key: &str, database: &str| {
        client()
            .post(format!("{}/json/2/res.users/context_get", erp.url))
            .header("Authorization", format!("bearer {key}"))
            .header("X-Odoo-Database", database)
            .json(&json!({}))
            .send()
    };
    assert_eq!(call("wrong", &erp.database).await.unwrap().status(), StatusCode::UNAUTHORIZED);
    assert_eq!(call(&erp.api_key, "another").await.unwrap().status(), StatusCode::NOT_FOUND);
    assert_eq!(call(&erp.api_key, &erp.database).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_body_without_end_is_refused() {
    let sandbox = start(options()).await;
    let answer = request(&sandbox.access().helpdesk, Method::POST, "/api/tickets")
        .body(vec![b' '; (16 << 20) + 1])
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn only_this_machine_is_listened_to() {
    let mut asked = options();
    asked.listen = "0.0.0.0:0".parse().unwrap();
    let error = gorgias_sandbox::Sandbox::start(asked).await.err().unwrap();
    assert!(matches!(error, StartError::NotLoopback { system: SystemName::Helpdesk, .. }), "{error}");
    insta::assert_snapshot!(
        format!("{error}\n{}", error.hint()),
        @r"
    the helpdesk may listen on this machine only, not on 0.0.0.0:0
    The sandbox knows no log-in worth the name. Choose an address like 127.0.0.1:8787.
    "
    );
}

#[tokio::test]
async fn an_address_in_use_is_named() {
    let first = start(options()).await;
    let mut asked = options();
    asked.listen = first.access().helpdesk.url.strip_prefix("http://").unwrap().parse().unwrap();
    let error = gorgias_sandbox::Sandbox::start(asked).await.err().unwrap();
    assert!(matches!(error, StartError::AddressInUse { system: SystemName::Helpdesk, .. }), "{error}");
}
