//! What can go wrong, told apart by what to do about it.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::time::Duration;

use gorgias::resources::tickets::{self, Ticket};
use gorgias::{Client, Error, ErrorClass};

mod common;

#[tokio::main]
async fn main() -> common::Done {
    let client = common::account()?.build()?;
    println!("{}", run(&client, 1).await);
    println!("{}", run(&client, -1).await);
    Ok(())
}

/// Reads a ticket and tells how it went.
pub(crate) async fn run(client: &Client, id: i64) -> String {
    // Each request may have its own limits. Being throttled is waited out and is no failure.
    let request =
        tickets::get(id).timeout(Duration::from_secs(5)).attempts(2).patience(Duration::from_secs(60));
    match client.send(request).await {
        Ok(ticket) => format!("ticket {} is {:?}", ticket.id, ticket.status),
        Err(error) => what_to_do(&error),
    }
}

fn what_to_do(error: &Error) -> String {
    let next = match error {
        // By kind, where there is something to do for just that:
        Error::Merged { into: Some(survivor), .. } => format!("go on with ticket {survivor}"),
        Error::NotFound { .. } => "forget it".to_owned(),
        Error::Refused { fields, .. } => format!("correct {:?}", fields.flat()),
        // By class, for all the others:
        error => match error.class() {
            ErrorClass::Transient { retry_after: Some(wait) } => format!("again in {wait:?}"),
            ErrorClass::Transient { retry_after: None } => "again in a while".to_owned(),
            ErrorClass::OutcomeUnknown => "look whether it happened".to_owned(),
            ErrorClass::Permanent | ErrorClass::Ours => "tell somebody".to_owned(),
        },
    };
    // For people: what happened, and what to do. The request id is what the vendor's support asks for.
    format!("{error} -> {next} ({}; request id {:?})", error.hint(), error.at().request_id)
}

/// A field that this crate reads differently from what came is no dead end: the bytes are kept.
#[expect(dead_code, reason = "shown, not needed here")]
fn read_another_way(error: &Error) -> Option<Ticket> {
    match error {
        Error::Undecodable { body, .. } => serde_json::from_slice(&body.0).ok(),
        _ => None,
    }
}
