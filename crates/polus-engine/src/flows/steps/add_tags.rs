//! `gorgias.add_tags`: tags on a ticket; tags already there stay, so doing it again changes nothing.

use futures_util::future::{BoxFuture, FutureExt};
use gorgias::resources::tickets;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Context, StepKind, arguments, to_survivor};
use crate::error::EngineError;

const NAME: &str = "gorgias.add_tags";

/// See the module.
pub const KIND: StepKind =
    StepKind { name: NAME, writes: true, doc: "Adds tags by name to a ticket: {ticket, tags}", perform };

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    ticket: i64,
    tags: Vec<String>,
}

fn perform<'a>(context: &'a Context<'a>, value: Value) -> BoxFuture<'a, Result<Value, EngineError>> {
    async move {
        let wanted: Arguments = arguments(NAME, value)?;
        let add = |ticket| context.gorgias.send(tickets::add_tags(ticket, &[], &wanted.tags));
        let (ticket, _) = to_survivor(wanted.ticket, add).await?;
        Ok(json!({ "ticket": ticket, "tags": wanted.tags }))
    }
    .boxed()
}
