//! What both benchmarks read: pages of lists as the sandbox serves them.

use std::sync::atomic::{AtomicI64, Ordering};

use bytes::Bytes;
use gorgias::Client;
use gorgias_sandbox::{RateLimit, Sandbox, SandboxClock, SandboxOptions};
use jiff::Timestamp;
use serde_json::Value;

/// Tickets of the account that is read.
const TICKETS: u32 = 2_000;

/// Up to 20 pages of 100 rows of a list, as they came.
pub struct Pages {
    pub noun: &'static str,
    pub bodies: Vec<Bytes>,
    pub rows: usize,
}

/// Pages of tickets, messages and customers.
pub fn fetch() -> [Pages; 3] {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let at = AtomicI64::new(1_780_000_000_000_000);
        let clock = SandboxClock::new(move || {
            Timestamp::from_microsecond(at.fetch_add(1000, Ordering::Relaxed)).expect("a moment")
        });
        let options =
            SandboxOptions { tickets: TICKETS, rate_limit: RateLimit::Off, ..SandboxOptions::new(7, clock) };
        let sandbox = Sandbox::start(options).await.expect("the sandbox");
        let access = &sandbox.access().helpdesk;
        let client = Client::builder(&access.url)
            .api_key(&access.email, access.api_key.as_str().into())
            .build()
            .expect("a client");
        let pages = [
            list(&client, "tickets").await,
            list(&client, "messages").await,
            list(&client, "customers").await,
        ];
        sandbox.stop().await;
        pages
    })
}

async fn list(client: &Client, noun: &'static str) -> Pages {
    let (mut bodies, mut rows) = (Vec::new(), 0);
    let mut query = vec![("limit".to_owned(), "100".to_owned())];
    while bodies.len() < 20 {
        let answer = client.raw("GET", &format!("/api/{noun}"), &query, None).await.expect("a page");
        let page: Value = serde_json::from_slice(&answer.body).expect("JSON");
        rows += page["data"].as_array().expect("rows").len();
        bodies.push(answer.body);
        let Some(cursor) = page["meta"]["next_cursor"].as_str() else { break };
        query.truncate(1);
        query.push(("cursor".to_owned(), cursor.to_owned()));
    }
    Pages { noun, bodies, rows }
}
