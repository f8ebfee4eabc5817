//! Read what changed since the last time, newest first, and stop where the last reading began.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::pin::pin;

use futures_util::TryStreamExt;
use gorgias::resources::tickets::{self, Order};
use gorgias::{Class, Client, DateTime, Error};

mod common;

#[tokio::main]
async fn main() -> common::Done {
    let last_time = "2026-01-01T00:00:00+00:00".parse()?;
    run(&common::account()?.build()?, last_time).await?;
    Ok(())
}

pub(crate) async fn run(client: &Client, last_time: DateTime) -> Result<Vec<i64>, Error> {
    // Such reading gets out of the way of requests that somebody waits for.
    let client = client.in_class(Class::Sync);
    let mut tickets = pin!(client.rows(tickets::list().order_by(Order::UpdatedDesc).limit(100)));

    let mut changed = Vec::new();
    while let Some(ticket) = tickets.try_next().await? {
        // Rows move while one pages: what changes meanwhile comes again the next time.
        if ticket.updated_datetime.is_some_and(|updated| updated < last_time) {
            break;
        }
        changed.push(ticket.id);
    }
    println!("{} tickets changed", changed.len());
    Ok(changed)
}
