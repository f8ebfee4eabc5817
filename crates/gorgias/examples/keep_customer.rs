//! Keep a customer in step with a shop: found by e-mail, made if missing, changed if different, with data for the sidebar.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use gorgias::resources::customers::{self, Customer, NewChannel, NewCustomer, UpdateCustomer};
use gorgias::{Client, Error};
use serde_json::json;

mod common;

#[tokio::main]
async fn main() -> common::Done {
    run(&common::account()?.build()?).await?;
    Ok(())
}

pub(crate) async fn run(client: &Client) -> Result<Customer, Error> {
    let (email, name) = ("ines@example.com", "Ines Duarte");

    // Addresses are unique, so this is one customer or none.
    let found = client.send(customers::list().email(email).limit(1)).await?.data.into_iter().next();
    let customer = match found {
        None => {
            let new = NewCustomer::email(email).name(name).channel(NewChannel::phone("+351210000000"));
            client.send(customers::create(new)).await?
        }
        Some(customer) if customer.name.as_deref() != Some(name) => {
            let change = UpdateCustomer::new().name(name);
            client.send(customers::update(customer.id, change)).await?
        }
        Some(customer) => customer,
    };

    // Free data, replaced as a whole; widgets of the sidebar can show it. An older version than is there is ignored.
    let orders = json!({ "orders": [{ "number": "#1042", "state": "backordered" }] });
    client.send(customers::update_data(customer.id, orders, customer.updated_datetime)).await?;
    println!("customer {} is up to date", customer.id);
    Ok(customer)
}
