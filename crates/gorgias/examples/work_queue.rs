//! A queue of one's own: tickets that a filter lets in, asked once, and kept as a view that agents see.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::pin::pin;

use futures_util::TryStreamExt;
use gorgias::resources::views::{self, Field, Filter, ItemsOf, NewView, UpdateView, View};
use gorgias::{Client, Error};

mod common;

#[tokio::main]
async fn main() -> common::Done {
    run(&common::account()?.build()?).await?;
    Ok(())
}

pub(crate) async fn run(client: &Client) -> Result<(usize, View), Error> {
    // The list of tickets cannot be asked by status or channel; a view can.
    let waiting: Filter = Field::Status.is("open").and(Field::AssigneeUser.is_empty());
    let now: Vec<_> =
        client.rows(views::query_items(ItemsOf::filter(&waiting)).limit(100)).try_collect().await?;
    println!("{} tickets wait for somebody", now.len());

    // Whole texts can be searched this way too.
    let mut about = pin!(client.rows(views::query_items(ItemsOf::search("refund").filtered(&waiting))));
    while let Some(ticket) = about.try_next().await? {
        println!("about a refund: {ticket:?}");
    }

    let view = NewView::named("Waiting for somebody").with(UpdateView::new().filters(&waiting));
    let view = client.send(views::create(view)).await?;
    let saved: Vec<_> = client.rows(views::list_items(view.id).limit(100)).try_collect().await?;
    println!("view {} has {} tickets", view.id, saved.len());
    Ok((now.len(), view))
}
