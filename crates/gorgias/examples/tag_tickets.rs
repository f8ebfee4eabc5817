//! Tag a ticket without touching its other tags, rename a tag, merge two.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use gorgias::resources::{tags, tickets};
use gorgias::{Client, Error};

mod common;

#[tokio::main]
async fn main() -> common::Done {
    let client = common::account()?.build()?;
    let tickets = client.send(tickets::list().limit(1)).await?.data;
    let ticket = tickets.first().ok_or("the account has no ticket")?;
    run(&client, ticket.id).await?;
    Ok(())
}

pub(crate) async fn run(client: &Client, ticket: i64) -> Result<Vec<String>, Error> {
    // Changing `tags` of a ticket would replace them all, and lose what an agent adds at the same moment. These do not.
    client.send(tickets::add_tags(ticket, &[], &["late".to_owned(), "erp-late".to_owned()])).await?;
    client.send(tickets::remove_tags(ticket, &[], &["waiting".to_owned()])).await?;

    // Names are case-sensitive; the library may hold `VIP` and `vip`.
    let both = client.send(tags::list().search("late")).await?.data;
    let id = |name: &str| both.iter().find(|tag| tag.name == name).map(|tag| tag.id);
    if let (Some(kept), Some(gone)) = (id("late"), id("erp-late")) {
        client.send(tags::merge(&[gone], kept)).await?;
        client
            .send(tags::update(kept, tags::UpdateTag::new().name("delivery-late").color("#C0392B")))
            .await?;
    }

    let now = client.send(tickets::list_tags(ticket)).await?;
    let names: Vec<String> = now.into_iter().map(|tag| tag.name).collect();
    println!("ticket {ticket} is tagged {names:?}");
    Ok(names)
}
