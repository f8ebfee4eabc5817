//! `gorgias.add_note`: an internal note on a ticket, once.

use futures_util::TryStreamExt;
use futures_util::future::{BoxFuture, FutureExt};
use gorgias::resources::messages;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Context, StepKind, arguments, to_survivor};
use crate::error::EngineError;

const NAME: &str = "gorgias.add_note";

/// See the module.
pub const KIND: StepKind = StepKind {
    name: NAME,
    writes: true,
    doc: "Adds an internal note to a ticket, once: {ticket, text} gives {id}",
    perform,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    ticket: i64,
    text: String,
}

fn perform<'a>(context: &'a Context<'a>, value: Value) -> BoxFuture<'a, Result<Value, EngineError>> {
    async move {
        let wanted: Arguments = arguments(NAME, value)?;
        let note = |ticket| note(context, ticket, wanted.text.trim());
        let (ticket, (id, created)) = to_survivor(wanted.ticket, note).await?;
        Ok(json!({ "id": id, "ticket": ticket, "created": created }))
    }
    .boxed()
}

/// The note's id, and whether it was made just now.
async fn note(context: &Context<'_>, ticket: i64, text: &str) -> Result<(i64, bool), gorgias::Error> {
    // Notes move with their ticket when it is merged, so the survivor is searched too before the note is made there.
    if context.again
        && let Some(id) = made_before(context, ticket).await?
    {
        return Ok((id, false));
    }
    let note = messages::NewMessage::internal_note(text).external_id(context.identity);
    Ok((context.gorgias.send(messages::create(ticket, note)).await?.id, true))
}

async fn made_before(context: &Context<'_>, ticket: i64) -> Result<Option<i64>, gorgias::Error> {
    let mut pages = std::pin::pin!(context.gorgias.pages(messages::list().ticket_id(ticket).limit(100)));
    while let Some(page) = pages.try_next().await? {
        let ours = |message: &&messages::Message| message.external_id.as_deref() == Some(context.identity);
        if let Some(message) = page.data.iter().find(ours) {
            return Ok(Some(message.id));
        }
    }
    Ok(None)
}
