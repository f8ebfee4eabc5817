//! Import a conversation from another helpdesk, with its own times, without sending anything to anybody.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use gorgias::resources::messages::NewMessage;
use gorgias::resources::tickets::{self, NewTicket, Party, Status, Ticket};
use gorgias::resources::users;
use gorgias::{Client, DateTime, Error};

mod common;

#[tokio::main]
async fn main() -> common::Done {
    let asked = "2025-03-02T09:15:00+00:00".parse()?;
    let answered = "2025-03-02T10:40:00+00:00".parse()?;
    run(&common::account()?.build()?, asked, answered).await?;
    Ok(())
}

pub(crate) async fn run(client: &Client, asked: DateTime, answered: DateTime) -> Result<Ticket, Error> {
    let me = client.send(users::me()).await?;
    let customer = Party::email("ines@example.com", Some("Ines Duarte"));

    // A message of an agent that says when it was sent is history; without that it would be sent now.
    let question =
        NewMessage::incoming(customer.clone(), "Where is my parcel?").created(asked).already_sent(asked);
    let answer = NewMessage::internal_note("Told her by phone: it comes on Friday.")
        .sender(Party::id(me.id))
        .created(answered)
        .already_sent(answered);
    let ticket = NewTicket::beginning_with(question)
        .message(answer)
        .customer(customer)
        .subject("Parcel")
        .status(&Status::Closed)
        .external_id("old-helpdesk/8812")
        .created(asked)
        .imported();
    let ticket = client.send(tickets::create(ticket)).await?;
    println!("ticket {} is of {:?}", ticket.id, ticket.created_datetime);
    Ok(ticket)
}
