//! Copy every message as the bytes that came, one JSON line each, and go on from a cursor after a break.
#![expect(clippy::print_stderr, reason = "an example tells what it does")]

use std::io::Write;
use std::pin::pin;

use futures_util::TryStreamExt;
use gorgias::resources::messages;
use gorgias::{Class, Client};

mod common;

#[tokio::main]
async fn main() -> common::Done {
    let cursor = std::env::args().nth(1);
    run(&common::account()?.build()?, cursor, &mut std::io::stdout()).await
}

pub(crate) async fn run(client: &Client, cursor: Option<String>, out: &mut impl Write) -> common::Done {
    let mut list = messages::list().limit(100);
    if let Some(cursor) = cursor {
        // Cursors are short-lived; a stale one is refused, and `Error::is_stale_cursor` tells.
        list = list.cursor(&cursor);
    }
    // Rows that are not decoded cost little, and lose nothing.
    let client = client.in_class(Class::Sync);
    let mut pages = pin!(client.pages(list.raw()));
    while let Some(page) = pages.try_next().await? {
        for row in &page.data {
            writeln!(out, "{}", row.get())?;
        }
        out.flush()?;
        if let Some(next) = &page.next_cursor {
            eprintln!("to go on from here: {next}");
        }
    }
    Ok(())
}
