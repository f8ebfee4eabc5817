//! The budget over real sockets.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use gorgias::resources::{account, customers};
use gorgias::{Class, Error};
use tokio::time::Instant;

use crate::mock::{self, Mock};

const ACCOUNT: &str = r#"{"domain":"acme"}"#;
const HEADER: &str = "x-gorgias-account-api-call-limit";

/// A bucket as the server keeps it.
struct Model {
    size: f64,
    drain: f64,
    level: f64,
    at: Instant,
    refused: u32,
}

impl Model {
    fn take(&mut self) -> (bool, String) {
        let now = Instant::now();
        self.level = (self.level - (now - self.at).as_secs_f64() * self.drain).max(0.0);
        self.at = now;
        let fits = self.level + 1.0 <= self.size;
        if fits {
            self.level += 1.0
        } else {
            self.refused += 1
        }
        (fits, format!("{}/{}", self.level.floor(), self.size))
    }
}

#[tokio::test]
async fn eight_tasks_never_exceed_the_servers_bucket() {
    let model = Model { size: 20.0, drain: 20.0, level: 0.0, at: Instant::now(), refused: 0 };
    let model = Arc::new(Mutex::new(model));
    let shared = Arc::clone(&model);
    let mock = Mock::start(move |_, _| {
        let (fits, header) = shared.lock().unwrap().take();
        mock::with(mock::json(if fits { 200 } else { 429 }, ACCOUNT), HEADER, &header)
    })
    .await;
    let client = mock.client().build().unwrap();
    let tasks = (0..8).map(|n| {
        let client = client.in_class([Class::Interactive, Class::Flows, Class::Sync][n % 3]);
        async move {
            for _ in 0..6 {
                client.send(account::get()).await.unwrap();
            }
        }
    });
    join_all(tasks).await;
    let snapshot = client.budget().snapshot();
    assert_eq!((snapshot.requests, snapshot.throttled, snapshot.waiting, snapshot.size), (48, 0, 0, 20));
    assert_eq!(model.lock().unwrap().refused, 0);
}

#[tokio::test]
async fn a_throttled_create_waits_as_asked_and_succeeds() {
    let times = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&times);
    let mock = Mock::start(move |n, _| {
        seen.lock().unwrap().push(Instant::now());
        match n {
            0 => mock::with(mock::with(mock::json(429, "{}"), "retry-after", "1"), HEADER, "40/40"),
            _ => mock::with(mock::json(201, r#"{"id":1}"#), HEADER, "40/40"),
        }
    })
    .await;
    let client = mock.client().attempts(1).build().unwrap();
    client.send(customers::create(customers::NewCustomer::email("a@x.example"))).await.unwrap();
    let times = times.lock().unwrap();
    assert_eq!(times.len(), 2);
    assert!(times[1] - times[0] >= Duration::from_secs(1), "the server's word is kept");
    assert_eq!(client.budget().snapshot().throttled, 1);
}

#[tokio::test]
async fn throttled_without_a_header_it_waits_by_itself() {
    let mock = Mock::start(|n, _| if n == 0 { mock::json(429, "") } else { mock::json(200, ACCOUNT) }).await;
    let client = mock.client().build().unwrap();
    client.send(account::get()).await.unwrap();
    assert_eq!(mock.count(), 2);
}

#[tokio::test]
async fn endless_throttling_ends_with_patience() {
    let mock = Mock::start(|_, _| mock::with(mock::json(429, ""), "retry-after", "0.05")).await;
    let client = mock.client().patience(Duration::from_millis(200)).build().unwrap();
    let error = client.send(account::get()).await.unwrap_err();
    assert!(matches!(error, Error::Throttled { retry_after: Some(_), .. }), "{error:?}");
    assert!(error.at().tries > 1);
}

#[tokio::test]
async fn without_a_limit_nothing_waits() {
    let mock = Mock::start(|_, _| mock::json(200, ACCOUNT)).await;
    let client = mock.client().build().unwrap();
    for _ in 0..300 {
        client.send(account::get()).await.unwrap();
    }
    let snapshot = client.budget().snapshot();
    assert_eq!((snapshot.size, snapshot.requests), (0, 300));
}

#[tokio::test]
async fn a_request_given_up_while_waiting_leaves_the_queue() {
    let mock = Mock::start(|n, _| match n {
        0 => mock::with(mock::with(mock::json(429, ""), "retry-after", "1"), HEADER, "40/40"),
        _ => mock::with(mock::json(200, ACCOUNT), HEADER, "40/40"),
    })
    .await;
    let client = mock.client().build().unwrap();
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { client.send(account::get()).await }
    });
    while client.budget().snapshot().waiting == 0 {
        tokio::task::yield_now().await;
    }
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    assert_eq!(client.budget().snapshot().waiting, 0);
    client.send(account::get()).await.unwrap();
}
