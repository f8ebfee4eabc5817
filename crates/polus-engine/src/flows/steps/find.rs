//! `find`: rows of a table of the local copy.
//!
//! It looks once the copy holds what the systems have told of by then: an order and the ticket that was written a
//! moment before it arrive on different ways, and the order must not overtake the ticket.

use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Context, StepKind, arguments};
use crate::error::EngineError;

const NAME: &str = "find";

/// At most this many rows; a flow that means more than that means something else.
const MOST: usize = 500;

/// How long to wait for the copy. Where news never stops coming in, what is known is good enough.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often to look whether the copy has caught up.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// See the module.
pub const KIND: StepKind = StepKind {
    name: NAME,
    writes: false,
    doc: "Rows of a table of the local copy whose columns equal the given values: {table, where, limit}",
    perform,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    table: String,
    #[serde(default, rename = "where")]
    filter: Map<String, Value>,
    #[serde(default)]
    limit: Option<usize>,
}

fn perform<'a>(context: &'a Context<'a>, value: Value) -> BoxFuture<'a, Result<Value, EngineError>> {
    async move {
        let wanted: Arguments = arguments(NAME, value)?;
        let filter: Vec<(String, Value)> = wanted.filter.into_iter().collect();
        let limit = wanted.limit.unwrap_or(MOST).min(MOST);
        // Running out of patience is no error.
        if let Ok(result) = tokio::time::timeout(PATIENCE, caught_up(context)).await {
            result?;
        }
        let rows = context.store.find(context.helpdesk.account_id, &wanted.table, &filter, limit).await?;
        Ok(json!({ "rows": rows, "count": rows.len() }))
    }
    .boxed()
}

/// Waits until no webhook waits and nothing of the helpdesk is known to be out of date.
async fn caught_up(context: &Context<'_>) -> Result<(), EngineError> {
    loop {
        let overview = context.store.overview().await?;
        let helpdesk = overview.connections.iter().find(|of| of.connection.id == context.helpdesk.id);
        let behind = helpdesk.is_some_and(|of| of.streams.iter().any(|stream| stream.stale > 0));
        if overview.inbox_depth == 0 && !behind {
            return Ok(());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
