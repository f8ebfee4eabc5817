//! How fast list pages are decoded, beside `serde_json::Value` on the same bytes, and what the layers cost a request.
//!
//! `cargo bench --package gorgias --bench client -- RUNS` prints JSON: the values of each run by the name of what was
//! measured. `cargo xtask bench client` makes a table of it.

#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a benchmark prints, and ends when it cannot go on"
)]

mod common;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use gorgias::layers::{Answered, Layer, Next, Outgoing};
use gorgias::resources::{account, customers::Customer, messages::Message, tickets::Ticket};
use gorgias::{Answer, Client, Page};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use common::Pages;

/// Each measurement goes on for this long.
const LONG_ENOUGH: Duration = Duration::from_millis(400);

fn main() {
    let runs = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(5);
    let pages = common::fetch();
    let mut measured: Map<String, Value> = Map::new();
    for _ in 0..runs {
        for pages in &pages {
            let (typed, value) = match pages.noun {
                "tickets" => beside_each_other::<Page<Ticket>>(pages),
                "messages" => beside_each_other::<Page<Message>>(pages),
                _ => beside_each_other::<Page<Customer>>(pages),
            };
            let megabytes = pages.bodies.iter().map(Bytes::len).sum::<usize>() as f64 / 1e6;
            let rows = pages.rows as f64;
            let mut note =
                |what: &str, value: f64| push(&mut measured, &format!("{} {what}", pages.noun), value);
            note("typed MB/s", megabytes / typed);
            note("Value MB/s", megabytes / value);
            note("typed objects/s", rows / typed);
            note("Value objects/s", rows / value);
            note("typed speed over Value", value / typed);
        }
        push(&mut measured, "layers us/request", layers_us());
    }
    println!("{}", Value::Object(measured));
}

fn push(measured: &mut Map<String, Value>, what: &str, value: f64) {
    if let Value::Array(values) = measured.entry(what).or_insert(json!([])) {
        values.push(value.into());
    }
}

/// Seconds to decode all pages once, typed and as `Value`; turn by turn, so that both meet the same noise.
fn beside_each_other<T: DeserializeOwned>(pages: &Pages) -> (f64, f64) {
    let (mut typed, mut value, mut rounds) = (0.0, 0.0, 0.0);
    let began = Instant::now();
    while began.elapsed() < LONG_ENOUGH {
        typed += decode::<T>(pages);
        value += decode::<Value>(pages);
        rounds += 1.0;
    }
    (typed / rounds, value / rounds)
}

fn decode<T: DeserializeOwned>(pages: &Pages) -> f64 {
    let began = Instant::now();
    for body in &pages.bodies {
        black_box(serde_json::from_slice::<T>(black_box(body)).expect("the page decodes"));
    }
    began.elapsed().as_secs_f64()
}

/// Answers at once, so that nothing but the layers is measured.
struct AtOnce;

impl Layer for AtOnce {
    fn handle<'a>(&'a self, _: &'a mut Outgoing, _: Next<'a>) -> Answered<'a> {
        let answer = Answer { status: 200, headers: Default::default(), body: r#"{"domain":"acme"}"#.into() };
        std::future::ready(Ok(answer)).boxed()
    }
}

/// Microseconds a request, from building it to its decoded answer, without a network.
fn layers_us() -> f64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let client = Client::builder("https://acme.gorgias.com")
            .api_key("a@x.example", "key-4711".into())
            .layers(|layers| layers.http = Arc::new(AtOnce))
            .build()
            .expect("a client");
        let mut requests = 0.0;
        // The budget learns from its first answers that there is no limit.
        for _ in 0..100 {
            client.send(account::get()).await.expect("an answer");
        }
        let began = Instant::now();
        while began.elapsed() < LONG_ENOUGH {
            for _ in 0..100 {
                black_box(client.send(account::get()).await.expect("an answer"));
            }
            requests += 100.0;
        }
        began.elapsed().as_secs_f64() * 1e6 / requests
    })
}
