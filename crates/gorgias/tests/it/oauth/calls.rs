//! One token call each: what is sent, and how each way to fail is told apart.

use std::time::Duration;

use gorgias::oauth::{Authentication, Code, Failure, OAuthError, Refusal, Scopes, Tokens};
use gorgias::{Doubt, ErrorClass, Secret};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::server::Server;
use super::{CLIENT_ID, CLIENT_SECRET, account, app, at, installed};
use crate::mock::{self, Mock};

const NOW: &str = "2026-11-23T08:00:00";

async fn exchange(address: std::net::SocketAddr) -> Result<Tokens, OAuthError> {
    installed(address).exchange(&Code::new("code-4711"), at(NOW)).await
}

async fn refresh(address: std::net::SocketAddr) -> Result<Tokens, OAuthError> {
    installed(address).refresh(&"refresh-4711".into(), at(NOW)).await
}

#[tokio::test]
async fn the_form_and_the_proof_are_the_documented_ones() {
    let mock = Mock::start(|_, _| mock::json(200, r#"{"access_token":"a"}"#)).await;
    exchange(mock.address).await.unwrap();
    refresh(mock.address).await.unwrap();
    installed(mock.address).revoke(&"refresh-4711".into()).await.unwrap();
    let in_form = app().authentication(Authentication::Form).for_account(account(mock.address)).unwrap();
    in_form.refresh(&"r&1".into(), at(NOW)).await.unwrap();
    let got = mock.got();
    let sent: Vec<String> = got
        .iter()
        .map(|got| format!("{} {} {}", got.method, got.uri, String::from_utf8_lossy(&got.body)))
        .collect();
    insta::assert_snapshot!(sent.join("\n"), @"
    POST /oauth/token grant_type=authorization_code&code=code-4711&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback
    POST /oauth/token grant_type=refresh_token&refresh_token=refresh-4711
    POST /oauth/revoke token=refresh-4711
    POST /oauth/token grant_type=refresh_token&refresh_token=r%261&client_id=5f0c2ab4e1d3a9b87c6d5e4f&client_secret=app-secret-4711
    ");
    let basic = format!("Basic {}", base64(&format!("{CLIENT_ID}:{CLIENT_SECRET}")));
    for got in &got[..3] {
        assert_eq!(got.headers["authorization"], basic);
        assert_eq!(got.headers["content-type"], "application/x-www-form-urlencoded");
    }
    assert!(!got[3].headers.contains_key("authorization"));
}

fn base64(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[tokio::test]
async fn a_grant_lives_from_its_code_to_its_end() {
    let server = Server::start().await;
    let installation = server.installation();
    let first = installation.exchange(&Code::new("c-1"), at(NOW)).await.unwrap();
    assert_eq!(first.access.expose(), "access-1");
    assert_eq!(first.expires_at, Some(at("2026-11-23T09:00:00")));
    assert_eq!(first.scopes, Some(Scopes::from("tickets:read offline")));
    let again = installation.exchange(&Code::new("c-1"), at(NOW)).await.unwrap_err();
    assert!(again.needs_consent(), "{again}");

    let refresh = first.refresh.unwrap();
    let second = installation.refresh(&refresh, at(NOW)).await.unwrap();
    assert_eq!((second.access.expose(), second.refresh), ("access-2", None));
    installation.revoke(&refresh).await.unwrap();
    installation.revoke(&refresh).await.unwrap();
    let ended = installation.refresh(&refresh, at(NOW)).await.unwrap_err();
    assert!(matches!(ended.failure, Failure::Refused { refusal: Refusal::InvalidGrant, .. }), "{ended}");
    assert!(ended.needs_consent());
}

#[tokio::test]
async fn each_refusal_says_what_it_is_and_what_to_do() {
    let answers = [
        (400, r#"{"error":"invalid_grant","error_description":"The refresh token is\n revoked"}"#),
        (401, r#"{"error":"invalid_client"}"#),
        (200, r#"{"error":"invalid_scope"}"#),
        (503, "upstream connect error"),
        (400, r#"{"error":"temporarily_unavailable"}"#),
        (401, r#"{"error":{"msg":"401 Unauthorized"}}"#),
        (418, "teapot"),
        (200, "ok"),
        (200, "{}"),
        (200, ""),
        (404, "<html><title>404 Not Found</title>"),
        (200, "<html><title>Log in</title>"),
        (429, "{}"),
    ];
    let count = answers.len();
    let mock = Mock::start(move |n, _| {
        let (status, body) = answers[n];
        mock::with(mock::json(status, body), "retry-after", "7")
    })
    .await;
    let mut told = Vec::new();
    for _ in 0..count {
        let error = refresh(mock.address).await.unwrap_err();
        let failure = error.to_string();
        let (_, failure) = failure.split_once(": ").unwrap();
        told.push(format!("{failure}; {} [{:?}]", error.hint(), error.class()));
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    renewing the access token: refused (400): invalid_grant (The refresh token is revoked); the app was removed or its access revoked: install it again [Permanent]
    renewing the access token: refused (401): invalid_client; check the client id (24 hexadecimal characters) and the client secret in the developer portal [Permanent]
    renewing the access token: refused (200): invalid_scope; check which scopes the app is registered for in the developer portal [Permanent]
    renewing the access token: the server failed (503); try again later [Transient { retry_after: Some(7s) }]
    renewing the access token: refused (400): temporarily_unavailable; try again later [Transient { retry_after: None }]
    renewing the access token: refused (401): 401 Unauthorized; check the app's registration in the developer portal [Permanent]
    renewing the access token: refused (418): teapot; check the app's registration in the developer portal [Permanent]
    renewing the access token: the answer holds no tokens: it is not JSON; check that nothing between here and the account changes answers [Ours]
    renewing the access token: the answer holds no tokens: there is no access_token; check that nothing between here and the account changes answers [Ours]
    renewing the access token: the answer holds no tokens: it is not JSON; check that nothing between here and the account changes answers [Ours]
    renewing the access token: the answer is a web page (404, "404 Not Found"), not JSON; check the account's subdomain [Permanent]
    renewing the access token: the answer is a web page (200, "Log in"), not JSON; check the account's subdomain [Permanent]
    renewing the access token: throttled (429); try again later [Transient { retry_after: Some(7s) }]
    "#);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = Mock::start(|_, _| mock::json(200, r#"{"access_token":"a"}"#)).await;
    let elsewhere = format!("http://me:pw@{}/oauth/token?code=x", other.address);
    let mock = Mock::start(move |_, _| mock::with(mock::json(307, ""), "location", &elsewhere)).await;
    let error = refresh(mock.address).await.unwrap_err();
    let Failure::Redirected { location } = &error.failure else { panic!("{error:?}") };
    assert_eq!(*location, format!("http://{}/oauth/token", other.address));
    assert_eq!((mock.count(), other.count()), (1, 0));
}

#[tokio::test]
async fn a_code_whose_fate_is_unknown_is_not_offered_again_and_a_refresh_is() {
    let doubts = |error: &OAuthError| match error.failure {
        Failure::OutcomeUnknown { doubt } => Some(doubt),
        _ => None,
    };
    let transient = ErrorClass::Transient { retry_after: None };

    // The connection ends without an answer, or within it.
    for answer in [&b""[..], b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"access_to"] {
        let (address, count) = mock::bare(answer).await;
        let error = exchange(address).await.unwrap_err();
        assert_eq!(
            (doubts(&error), error.class()),
            (Some(Doubt::ConnectionLost), ErrorClass::OutcomeUnknown)
        );
        assert_eq!(*count.lock().unwrap(), 1);
        assert_eq!(refresh(address).await.unwrap_err().class(), transient);
    }

    // The server failed.
    let mock = Mock::start(|_, _| mock::json(502, "")).await;
    assert_eq!(doubts(&exchange(mock.address).await.unwrap_err()), Some(Doubt::Server(502)));
    assert_eq!(refresh(mock.address).await.unwrap_err().class(), transient);

    // Nothing was sent, so the code may be.
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = exchange(closed).await.unwrap_err();
    assert!(matches!(error.failure, Failure::NotSent(_)), "{error:?}");
    assert_eq!(error.class(), transient);
}

#[tokio::test]
async fn a_server_that_never_ends_is_left() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut asked = [0; 4096];
                let _ = socket.read(&mut asked).await;
                let _ = socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 999999\r\n\r\n{").await;
                // A byte now and then, until the client leaves.
                let mut tick = tokio::time::interval(Duration::from_millis(5));
                while socket.write_all(b" ").await.is_ok() {
                    tick.tick().await;
                }
            });
        }
    });
    let installation = app().timeout(Duration::from_millis(150)).for_account(account(address)).unwrap();
    let error = installation.refresh(&"refresh-4711".into(), at(NOW)).await.unwrap_err();
    assert!(matches!(error.failure, Failure::TimedOut { .. }), "{error:?}");
    let error = installation.exchange(&Code::new("code-4711"), at(NOW)).await.unwrap_err();
    assert!(matches!(error.failure, Failure::OutcomeUnknown { doubt: Doubt::TimedOut }), "{error:?}");
}

#[tokio::test]
async fn a_flood_is_cut() {
    let flood = format!(r#"{{"access_token":"a","more":"{}"}}"#, "x".repeat(1 << 20));
    let mock = Mock::start(move |_, _| mock::json(200, &flood)).await;
    let error = refresh(mock.address).await.unwrap_err();
    assert!(matches!(error.failure, Failure::TooLarge { .. }), "{error:?}");
    assert_eq!(error.class(), ErrorClass::Ours);
}

#[tokio::test]
async fn a_secret_of_no_length_masks_nothing() {
    let mock =
        Mock::start(|_, _| mock::json(400, r#"{"error":"invalid_grant","error_description":"gone"}"#)).await;
    let error = installed(mock.address).refresh(&Secret::new(""), at(NOW)).await.unwrap_err();
    assert!(error.to_string().ends_with("refused (400): invalid_grant (gone)"), "{error}");
}
