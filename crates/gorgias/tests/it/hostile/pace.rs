//! Throttling that lies, many at once, and whoever goes away midway, with time paused.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::join_all;
use gorgias::resources::{account, customers};
use gorgias::{Class, Error, Made};
use tokio::time::Instant;

use super::{ACCOUNT, Canned, answer};

const LIMIT: &str = "x-gorgias-account-api-call-limit";

#[tokio::test(start_paused = true)]
async fn whatever_retry_after_says_the_server_is_not_stormed_and_not_left() {
    for asked in [
        "",
        "0",
        "0.0001",
        "-5",
        "soon",
        "NaN",
        "inf",
        "1e300",
        "99999999999",
        "Mon, 23 Nov 1970 08:00:00 GMT",
    ] {
        let canned = Canned::new(move |_, _| match asked {
            "" => answer(429, &[], ""),
            asked => answer(429, &[("retry-after", asked)], ""),
        });
        let client = canned.client().patience(Duration::from_secs(60)).build().unwrap();
        let began = Instant::now();
        let error = client.send(account::get()).await.unwrap_err();
        assert!(matches!(error, Error::Throttled { .. }), "{asked}: {error:?}");
        assert!((2..120).contains(&canned.count()), "{asked}: {} tries", canned.count());
        assert!(began.elapsed() < Duration::from_secs(200), "{asked}: {:?}", began.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_makes_no_sense_does_not_stop_the_client() {
    for limit in
        ["0/0", "4294967295/1", "4294967295/4294967295", "0/4294967295", "-1/40", "40/40/40", "80/40"]
    {
        let canned = Canned::new(move |_, _| answer(200, &[(LIMIT, limit)], ACCOUNT));
        let client = canned.client().build().unwrap();
        let began = Instant::now();
        for _ in 0..3 {
            client.send(account::get()).await.unwrap();
        }
        assert!(began.elapsed() < Duration::from_secs(90), "{limit}: {:?}", began.elapsed());
    }
}

/// A bucket as the server keeps it: 40 requests, 2 a second.
struct Model {
    level: f64,
    at: Instant,
    refused: u32,
}

fn server() -> (Canned, Arc<Mutex<Model>>) {
    let model = Arc::new(Mutex::new(Model { level: 0.0, at: Instant::now(), refused: 0 }));
    let shared = Arc::clone(&model);
    let canned = Canned::new(move |_, _| {
        let mut model = shared.lock().unwrap();
        let now = Instant::now();
        model.level = (model.level - (now - model.at).as_secs_f64() * 2.0).max(0.0);
        model.at = now;
        let fits = model.level + 1.0 <= 40.0;
        if fits {
            model.level += 1.0;
        } else {
            model.refused += 1;
        }
        let used = format!("{}/40", model.level.floor());
        answer(if fits { 200 } else { 429 }, &[(LIMIT, &used)], ACCOUNT)
    });
    (canned, model)
}

#[tokio::test(start_paused = true)]
async fn hundreds_at_once_all_arrive_and_none_is_refused() {
    let (canned, model) = server();
    let client = canned.client().build().unwrap();
    let all = (0..1_000).map(|n| {
        let client = client.in_class([Class::Interactive, Class::Flows, Class::Sync][n % 3]);
        async move { client.send(account::get()).await.is_ok() }
    });
    assert!(join_all(all).await.into_iter().all(|arrived| arrived));
    let snapshot = client.budget().snapshot();
    assert_eq!((canned.count(), snapshot.waiting, snapshot.throttled), (1_000, 0, 0));
    assert_eq!(model.lock().unwrap().refused, 0);
}

#[tokio::test(start_paused = true)]
async fn a_waiting_request_that_nobody_polls_holds_up_no_other() {
    let (canned, _) = server();
    let client = canned.client().build().unwrap();
    let mut left: Vec<_> = (0..60).map(|_| Box::pin(client.send(account::get()))).collect();
    // Each is begun; those that do not fit into the bucket wait for their turn, and are left alone.
    for sending in &mut left {
        assert!(sending.now_or_never().is_none());
    }
    assert!(client.budget().snapshot().waiting > 0);
    let mine = client.in_class(Class::Interactive);
    let answered = tokio::time::timeout(Duration::from_secs(120), mine.send(account::get())).await;
    assert!(answered.is_ok_and(|answer| answer.is_ok()));
}

#[tokio::test(start_paused = true)]
async fn whoever_goes_away_at_any_moment_leaves_its_place() {
    let (canned, model) = server();
    let client = canned.client().build().unwrap();
    // Given up before the first poll, while waiting for a turn, and while the answer is awaited.
    for n in 0..300_u64 {
        let given_up = Duration::from_micros(n * 37 % 3000);
        drop(tokio::time::timeout(given_up, client.send(account::get())).await);
        drop(client.send(account::get()));
    }
    let snapshot = client.budget().snapshot();
    assert_eq!(snapshot.waiting, 0);
    tokio::time::timeout(Duration::from_secs(60), client.send(account::get())).await.unwrap().unwrap();
    tokio::time::advance(Duration::from_secs(60)).await;
    assert_eq!(client.budget().snapshot().used, 0.0, "no permit is left over");
    assert_eq!(model.lock().unwrap().refused, 0);
}

#[tokio::test(start_paused = true)]
async fn a_create_in_doubt_stays_in_doubt_when_the_look_fails() {
    for look in [404, 403, 500, 200] {
        let canned = Canned::new(move |_, sent| match sent.method.as_str() {
            "POST" => answer(502, &[], "{}"),
            _ => answer(look, &[], "nonsense"),
        });
        let client = canned.client().build().unwrap();
        let new = customers::NewCustomer::email("a@x.example").external_id("run-1");
        let find = customers::list().external_id("run-1");
        let made: Result<Made<customers::Customer>, Error> =
            client.make_once(customers::create(new), find, |_| true).await;
        let error = made.unwrap_err();
        assert!(matches!(error, Error::OutcomeUnknown { .. }), "{look}: {error:?}");
    }
}
