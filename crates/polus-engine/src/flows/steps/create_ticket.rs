//! `gorgias.create_ticket`: opens a ticket for a customer, once.

use futures_util::future::{BoxFuture, FutureExt};
use gorgias::resources::tickets;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Context, StepKind, arguments};
use crate::error::EngineError;

const NAME: &str = "gorgias.create_ticket";

/// See the module.
pub const KIND: StepKind = StepKind {
    name: NAME,
    writes: true,
    doc: "Opens a ticket for a customer, once: {customer: {email, name}, subject, text, tags} gives {id}",
    perform,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    customer: Person,
    subject: String,
    text: String,
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    email: String,
    #[serde(default)]
    name: Option<String>,
}

fn perform<'a>(context: &'a Context<'a>, value: Value) -> BoxFuture<'a, Result<Value, EngineError>> {
    async move {
        let wanted: Arguments = arguments(NAME, value)?;
        if context.again {
            let page = context.gorgias.send(tickets::list().external_id(context.identity).limit(1)).await?;
            if let Some(ticket) = page.data.first() {
                return Ok(json!({ "id": ticket.id, "created": false }));
            }
        }
        let ticket = tickets::NewTicket::incoming(
            tickets::Party::email(wanted.customer.email.trim(), wanted.customer.name.as_deref()),
            &wanted.subject,
            &wanted.text,
        )
        .external_id(context.identity)
        .tags(&wanted.tags);
        let created = context.gorgias.send(tickets::create(ticket)).await?;
        Ok(json!({ "id": created.id, "created": true }))
    }
    .boxed()
}
