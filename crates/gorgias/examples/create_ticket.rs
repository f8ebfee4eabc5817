//! Create a ticket as if the customer had written, exactly once, whatever happens on the way.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use gorgias::resources::tickets::{self, NewTicket, Party, Ticket};
use gorgias::{Client, Error, Made};

mod common;

#[tokio::main]
async fn main() -> common::Done {
    run(&common::account()?.build()?).await?;
    Ok(())
}

pub(crate) async fn run(client: &Client) -> Result<Ticket, Error> {
    // Derived from what the ticket is about, so that another run of the program means the same ticket.
    let identity = "erp/order-1042/backordered";

    let customer = Party::email("ines@example.com", Some("Ines Duarte"));
    let ticket = NewTicket::incoming(customer, "Order 1042", "One item of my order is late.")
        .external_id(identity)
        .tags(&["backorder".to_owned()]);

    // Is it there from an earlier run?
    let find = tickets::list().external_id(identity).limit(1);
    if let Some(ticket) = client.send(find.clone()).await?.data.into_iter().next() {
        println!("ticket {} is there already", ticket.id);
        return Ok(ticket);
    }

    // A lost answer is looked for before anything is sent again.
    let is_it = |ticket: &Ticket| ticket.external_id.as_deref() == Some(identity);
    let made = client.make_once(tickets::create(ticket), find, is_it).await?;
    match &made {
        Made::Now(ticket) => println!("made ticket {}", ticket.id),
        Made::Before(ticket) => println!("made ticket {}, although the answer was lost", ticket.id),
    }
    Ok(made.into_inner())
}
