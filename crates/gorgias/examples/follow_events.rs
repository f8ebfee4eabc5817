//! Follow the log of events: the only list that can be asked by time, and the only place where deletions show.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::collections::BTreeSet;
use std::pin::pin;

use futures_util::TryStreamExt;
use gorgias::resources::events::{self, EventType};
use gorgias::resources::tickets;
use gorgias::{Class, Client, DateTime, Error};

mod common;

#[tokio::main]
async fn main() -> common::Done {
    let since = "2026-01-01T00:00:00+00:00".parse()?;
    run(&common::account()?.build()?, since).await?;
    Ok(())
}

/// Reads back the tickets that something happened to; answers them, and those that are gone.
pub(crate) async fn run(client: &Client, since: DateTime) -> Result<(usize, BTreeSet<i64>), Error> {
    let client = client.in_class(Class::Sync);
    // A few minutes of overlap, because an event can show later than its time says, harm nothing.
    let list = events::list().created_since(since).order_by(events::Order::CreatedAsc).limit(100);
    let (mut touched, mut gone) = (BTreeSet::new(), BTreeSet::new());
    let mut events = pin!(client.rows(list));
    while let Some(event) = events.try_next().await? {
        let (Some("Ticket"), Some(id)) = (event.object_type.as_deref(), event.object_id) else { continue };
        match event.kind {
            EventType::TicketDeleted => gone.insert(id),
            _ => touched.insert(id),
        };
    }

    // Up to 100 of them come with one request.
    let ids: Vec<i64> = touched.difference(&gone).copied().collect();
    let mut read = 0;
    for ids in ids.chunks(100) {
        read += client.send(tickets::list().ticket_ids(ids).trashed(true).limit(100)).await?.data.len();
    }
    println!("{read} tickets read again, {} deleted", gone.len());
    Ok((read, gone))
}
