//! Answer a customer by e-mail, leave a note for colleagues, hand the ticket to a team and put it off until tomorrow.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use gorgias::resources::integrations::{self, Integration, IntegrationType};
use gorgias::resources::messages::{self, Address, NewMessage};
use gorgias::resources::tickets::{self, Party, Ticket, UpdateTicket};
use gorgias::resources::{teams, users};
use gorgias::{Client, DateTime};

mod common;

#[tokio::main]
async fn main() -> common::Done {
    let client = common::account()?.build()?;
    let tickets = client.send(tickets::list().limit(1)).await?.data;
    let ticket = tickets.first().ok_or("the account has no ticket")?;
    run(&client, ticket.id, "2027-01-04T08:00:00+00:00".parse()?).await?;
    Ok(())
}

pub(crate) async fn run(
    client: &Client,
    ticket: i64,
    tomorrow: DateTime,
) -> Result<Ticket, Box<dyn std::error::Error>> {
    let me = client.send(users::me()).await?;
    let customer = client.send(tickets::get(ticket)).await?.customer.ok_or("the ticket has no customer")?;
    let to =
        Address::new(&customer.email.ok_or("the customer has no e-mail address")?, customer.name.as_deref());

    // An e-mail leaves through an e-mail integration, whose address it must come from.
    let inboxes = client.send(integrations::list().kind(&IntegrationType::Email)).await?.data;
    let ours = inboxes.iter().find_map(Integration::address);
    let from = Address::new(ours.ok_or("no e-mail address is connected")?, None);
    let answer = NewMessage::email(from, to, "Re: your order", "It leaves our warehouse tomorrow.")
        .html("<p>It leaves our warehouse <b>tomorrow</b>.</p>")
        .sender(Party::id(me.id))
        .external_id("erp/order-1042/answer");
    let answer = client.send(messages::create(ticket, answer)).await?;

    // Made is not sent: sending comes later, and may fail.
    let answer = client.send(messages::get(ticket, answer.id)).await?;
    println!("sent {:?}, failed {:?}", answer.sent_datetime, answer.failed_datetime);

    let note = NewMessage::internal_note("The warehouse confirmed by phone.").sender(Party::id(me.id));
    client.send(messages::create(ticket, note)).await?;

    let team = client.send(teams::list().limit(1)).await?.data.first().map(|team| team.id);
    let change = UpdateTicket::new().assignee_team(team).snooze(tomorrow);
    let ticket = client.send(tickets::update(ticket, change)).await?;
    println!("ticket {} comes back {:?}", ticket.id, ticket.snooze_datetime);
    Ok(ticket)
}
