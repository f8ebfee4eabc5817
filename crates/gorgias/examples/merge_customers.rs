//! Merge two customers, and find the survivor from the old id afterwards.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use gorgias::resources::customers::{self, Customer, NewChannel, NewCustomer};
use gorgias::{Client, Error};

mod common;

#[tokio::main]
async fn main() -> common::Done {
    run(&common::account()?.build()?).await?;
    Ok(())
}

pub(crate) async fn run(client: &Client) -> Result<Customer, Error> {
    let phone = NewChannel::phone("+351210000001");
    let caller = client.send(customers::create(NewCustomer::reached_by(phone).name("Rui"))).await?;
    let writer = client.send(customers::create(NewCustomer::email("rui@example.com"))).await?;

    // The first becomes part of the second. A merge is never sent twice by itself.
    client.send(customers::merge(caller.id, writer.id)).await?;

    let survivor = follow(client, caller.id).await?;
    println!("customer {} is now {}", caller.id, survivor.id);
    Ok(survivor)
}

/// The customer that has this id now.
async fn follow(client: &Client, id: i64) -> Result<Customer, Error> {
    match client.send(customers::get(id)).await {
        Err(Error::Merged { into: Some(into), .. }) => client.send(customers::get(into)).await,
        answer => answer,
    }
}
