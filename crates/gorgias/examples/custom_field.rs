//! Define a field of tickets with a tree of choices, set it, and read it back.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use gorgias::resources::custom_fields::{self, Definition, NewCustomField, ObjectType};
use gorgias::resources::tickets;
use gorgias::{Client, Error};
use serde_json::Value;

mod common;

#[tokio::main]
async fn main() -> common::Done {
    let client = common::account()?.build()?;
    let tickets = client.send(tickets::list().limit(1)).await?.data;
    let ticket = tickets.first().ok_or("the account has no ticket")?;
    run(&client, ticket.id).await?;
    Ok(())
}

pub(crate) async fn run(client: &Client, ticket: i64) -> Result<Option<Value>, Error> {
    let label = "Way of delivery";
    let fields = client.send(custom_fields::list(ObjectType::Ticket).search(label)).await?.data;
    let field = match fields.into_iter().find(|field| field.label.as_deref() == Some(label)) {
        Some(field) => field,
        None => {
            let choices = Definition::dropdown(["Road", "Air::Standard", "Air::Express"], None);
            let new = NewCustomField::new(ObjectType::Ticket, label, choices).description("How it was sent");
            client.send(custom_fields::create(new)).await?
        }
    };

    // One value at a time: setting all of them would remove what is not named.
    client.send(tickets::set_custom_field(ticket, field.id, "Air::Express".into())).await?;
    let values = client.send(tickets::list_custom_fields(ticket)).await?;
    let ours =
        |value: &&custom_fields::CustomFieldValue| value.field.as_ref().is_some_and(|of| of.id == field.id);
    let value = values.iter().find(ours).map(|value| value.value.clone());
    println!("{label} of ticket {ticket}: {value:?}");
    Ok(value)
}
