//! Change many tickets with one request: a job, and waiting for it politely.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::time::Duration;

use gorgias::Client;
use gorgias::resources::jobs::{self, Job, NewJob, Target, WaitError};
use gorgias::resources::macros::{self, Action, NewMacro};
use gorgias::resources::tickets::Status;

mod common;

#[tokio::main]
async fn main() -> common::Done {
    let client = common::account()?.build()?;
    let open = client.send(gorgias::resources::tickets::list().limit(3)).await?;
    run(&client, open.data.iter().map(|ticket| ticket.id).collect()).await?;
    Ok(())
}

pub(crate) async fn run(client: &Client, tickets: Vec<i64>) -> Result<Job, WaitError> {
    let text = "Hello {{ticket.customer.firstname}}, your parcel is on its way.";
    let actions = [
        Action::set_response_text(text, &format!("<p>{text}</p>")),
        Action::add_tags(&["shipped"]),
        Action::set_status(&Status::Closed),
    ];
    let shipped = client.send(macros::create(NewMacro::new("Shipped after all", &actions))).await?;

    let job = client.send(jobs::create(NewJob::apply_macro(shipped.id, Target::Tickets(tickets)))).await?;
    let done = jobs::wait(client, job.id, Duration::from_secs(600), |job| {
        println!("{:?}, {:?} %", job.status, job.progress());
    })
    .await?;
    // A macro that is not wanted any more is kept in the archive.
    client.send(macros::archive(&[shipped.id])).await?;
    Ok(done)
}
