//! Layers replaced, added and stepped past; limits of a single request; a budget shared by several clients.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use gorgias::layers::{Answered, Credential, Failure, Layer, Next, Outgoing, Pass, RateLimit};
use gorgias::resources::{account, customers, tickets};
use gorgias::{Answer, Budget, Client, Error, ErrorClass, Made, Secret};

use crate::mock::{self, Mock};

const ACCOUNT: &str = r#"{"domain":"acme"}"#;

/// Answers without a network.
struct Canned(&'static str);

impl Layer for Canned {
    fn handle<'a>(&'a self, _: &'a mut Outgoing, _: Next<'a>) -> Answered<'a> {
        let answer = Answer { status: 200, headers: Default::default(), body: self.0.into() };
        std::future::ready(Ok(answer)).boxed()
    }
}

/// Notes what passes.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Layer for Seen {
    fn handle<'a>(&'a self, request: &'a mut Outgoing, next: Next<'a>) -> Answered<'a> {
        async move {
            let answered = next.send(request).await;
            let status = answered.as_ref().map_or(0, |answer| answer.status);
            let line = format!("{} {} {status} {}", request.method, request.path, request.tries());
            self.0.lock().unwrap().push(line);
            answered
        }
        .boxed()
    }
}

#[tokio::test]
async fn the_network_can_be_replaced() {
    let client = Client::builder("https://acme.gorgias.com")
        .api_key("a@x.example", "key-4711".into())
        .layers(|layers| layers.http = Arc::new(Canned(ACCOUNT)))
        .build()
        .unwrap();
    assert_eq!(client.send(account::get()).await.unwrap().domain, "acme");
}

#[tokio::test]
async fn a_layer_around_all_sees_each_request_once_and_its_tries() {
    let mock = Mock::start(|n, _| mock::json(if n == 0 { 503 } else { 200 }, ACCOUNT)).await;
    let seen = Seen::default();
    let outer = seen.clone();
    let client = mock.client().layers(move |layers| layers.outer.push(Arc::new(outer))).build().unwrap();
    client.send(account::get()).await.unwrap();
    assert_eq!(*seen.0.lock().unwrap(), ["GET /api/account 200 2"]);
}

#[tokio::test]
async fn without_the_retry_layer_nothing_is_sent_again() {
    let mock = Mock::start(|_, _| mock::json(503, "{}")).await;
    let client = mock.client().layers(|layers| layers.retry = Arc::new(Pass)).build().unwrap();
    let error = client.send(account::get()).await.unwrap_err();
    assert!(matches!(error, Error::Server { status: 503, .. }), "{error:?}");
    assert_eq!(mock.count(), 1);
}

#[tokio::test]
async fn a_request_may_differ_from_its_client() {
    let mock = Mock::start(|_, _| mock::json(503, &"x".repeat(100))).await;
    let client = mock.client().build().unwrap();
    let error = client.send(account::get().attempts(1)).await.unwrap_err();
    assert_eq!((error.at().tries, mock.count()), (1, 1));
    let error = client.send(account::get().max_body(10)).await.unwrap_err();
    assert!(matches!(error, Error::TooLarge { limit: 10, .. }), "{error:?}");
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = mock::client(silent.local_addr().unwrap()).build().unwrap();
    let after = Duration::from_millis(50);
    let error = client.send(account::get().timeout(after).attempts(1)).await.unwrap_err();
    assert!(matches!(error, Error::TimedOut { after: limit, .. } if limit == after), "{error:?}");
}

#[tokio::test]
async fn several_clients_spend_from_one_budget() {
    let mock =
        Mock::start(|_, _| mock::with(mock::json(200, ACCOUNT), "x-gorgias-account-api-call-limit", "1/40"))
            .await;
    let budget = Budget::new(1);
    let clients = [0, 1].map(|_| mock.client().budget(budget.clone()).build().unwrap());
    for client in &clients {
        client.send(account::get()).await.unwrap();
    }
    assert_eq!((budget.snapshot().requests, clients[0].budget().snapshot().size), (2, 40));
    // A layer of one's own may hold the same budget.
    let same = budget.clone();
    let client = mock
        .client()
        .layers(move |layers| layers.rate_limit = Arc::new(RateLimit::new(same)))
        .build()
        .unwrap();
    client.send(account::get()).await.unwrap();
    assert_eq!(budget.snapshot().requests, 3);
}

/// A token that is refused until it is renewed.
struct Token(AtomicU32);

impl Credential for Token {
    fn authorization(&self) -> BoxFuture<'_, Result<Secret, Failure>> {
        async { Ok(Secret::new(format!("Bearer token-{}", self.0.load(Ordering::Relaxed)))) }.boxed()
    }

    fn renewed<'a>(&'a self, refused: &'a Secret) -> BoxFuture<'a, Result<Option<Secret>, Failure>> {
        async move {
            if refused.expose() == "Bearer token-2" {
                let class = ErrorClass::Permanent;
                return Err(Failure::Unsigned { source: "the app was removed".into(), class });
            }
            self.0.fetch_add(1, Ordering::Relaxed);
            self.authorization().await.map(Some)
        }
        .boxed()
    }
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_no_error_shows_it() {
    let mock = Mock::start(|_, got| match got.headers["authorization"].to_str().unwrap() {
        "Bearer token-1" => mock::json(200, ACCOUNT),
        refused => mock::json(401, &format!(r#"{{"error":{{"msg":"no user for {refused}"}}}}"#)),
    })
    .await;
    let client = |first| mock.client().credential(Token(AtomicU32::new(first))).build().unwrap();
    client(0).send(account::get()).await.unwrap();
    assert_eq!(mock.count(), 2);
    // Refused, renewed, refused again: that is the answer.
    let error = client(6).send(account::get()).await.unwrap_err();
    insta::assert_snapshot!(error, @"GET /api/account: the credential was refused (401): no user for Bearer ***");
    assert_eq!((mock.count(), error.at().tries), (4, 2));
    // Nothing to renew with.
    let error = client(2).send(account::get()).await.unwrap_err();
    insta::assert_snapshot!(error, @"GET /api/account: not sent, because there is no valid credential");
    assert_eq!((error.class(), mock.count()), (ErrorClass::Permanent, 5));
}

#[tokio::test]
async fn a_create_whose_answer_is_lost_is_looked_for() {
    let list = |found: bool| match found {
        true => r#"{"data":[{"id":9,"external_id":"run-1"}],"meta":{"next_cursor":null}}"#,
        false => r#"{"data":[],"meta":{"next_cursor":null}}"#,
    };
    for made_before in [true, false] {
        let mock = Mock::start(move |n, got| match (got.method.as_str(), n) {
            ("POST", 0) => mock::json(502, "{}"),
            ("POST", _) => mock::json(201, r#"{"id":10,"external_id":"run-1"}"#),
            _ => mock::json(200, list(made_before)),
        })
        .await;
        let client = mock.client().build().unwrap();
        let new = customers::NewCustomer::email("a@x.example").external_id("run-1");
        let find = customers::list().external_id("run-1");
        let is_it = |row: &customers::Customer| row.external_id.as_deref() == Some("run-1");
        let made = client.make_once(customers::create(new), find, is_it).await.unwrap();
        match made_before {
            true => assert!(matches!(&made, Made::Before(customer) if customer.id == 9), "{made:?}"),
            false => assert!(matches!(&made, Made::Now(customer) if customer.id == 10), "{made:?}"),
        }
        assert_eq!(mock.count(), if made_before { 2 } else { 3 });
    }
}

#[tokio::test]
async fn rows_come_page_after_page() {
    use futures_util::TryStreamExt;
    let mock = Mock::start(|_, got| match got.uri.query().unwrap_or_default() {
        query if query.contains("cursor=b") => mock::json(200, r#"{"data":[{"id":3}],"meta":{}}"#),
        _ => mock::json(200, r#"{"data":[{"id":1},{"id":2}],"meta":{"next_cursor":"b"}}"#),
    })
    .await;
    let client = mock.client().build().unwrap();
    let rows: Vec<_> = client.rows(tickets::list()).map_ok(|ticket| ticket.id).try_collect().await.unwrap();
    assert_eq!(rows, [1, 2, 3]);
}
