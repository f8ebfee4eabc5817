//! `gorgias.add_note`: an internal note on a ticket, once.

use futures_util::TryStreamExt;
use futures_util::future::{BoxFuture, FutureExt};
use gorgias::resources::messages;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Context, StepKind, arguments};
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
        if context.again {
            let pages = context.gorgias.pages(messages::list().ticket_id(wanted.ticket).limit(100));
            let mut pages = std::pin::pin!(pages);
            while let Some(page) = pages.try_next().await? {
                let ours = |m: &&messages::Message| m.external_id.as_deref() == Some(context.identity);
                if let Some(message) = page.data.iter().find(ours) {
                    return Ok(json!({ "id": message.id, "created": false }));
                }
            }
        }
        let note = messages::NewMessage::internal_note(wanted.text.trim()).external_id(context.identity);
        let created = context.gorgias.send(messages::create(wanted.ticket, note)).await?;
        Ok(json!({ "id": created.id, "created": true }))
    }
    .boxed()
}
