//! Count requests in a layer of one's own, and share one allowance among several clients.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use gorgias::layers::{Answered, Layer, Next, Outgoing};
use gorgias::resources::account;
use gorgias::{Budget, ClientBuilder};

mod common;

#[tokio::main]
async fn main() -> common::Done {
    run(vec![common::account()?, common::account()?]).await
}

/// Counts requests and failures; goes around all other layers, so retries are one request.
#[derive(Clone, Default)]
struct Counts {
    requests: Arc<AtomicU64>,
    failed: Arc<AtomicU64>,
}

impl Layer for Counts {
    fn handle<'a>(&'a self, request: &'a mut Outgoing, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            self.requests.fetch_add(1, Ordering::Relaxed);
            let answered = next.send(request).await;
            if !answered.as_ref().is_ok_and(|answer| answer.status < 400) {
                self.failed.fetch_add(1, Ordering::Relaxed);
            }
            answered
        })
    }
}

pub(crate) async fn run(accounts: Vec<ClientBuilder>) -> common::Done {
    let (counts, budget) = (Counts::default(), Budget::new(7));
    let clients = accounts.into_iter().map(|account| {
        let counts = counts.clone();
        account.budget(budget.clone()).layers(move |layers| layers.outer.push(Arc::new(counts))).build()
    });
    for client in clients {
        client?.send(account::get()).await?;
    }
    let requests = counts.requests.load(Ordering::Relaxed);
    println!("{requests} requests, {} failed", counts.failed.load(Ordering::Relaxed));
    println!("the allowance that all share: {:?}", budget.snapshot());
    Ok(())
}
