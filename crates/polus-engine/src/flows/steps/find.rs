//! `find`: rows of a table of the local copy.

use futures_util::future::{BoxFuture, FutureExt};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Context, StepKind, arguments};
use crate::error::EngineError;

const NAME: &str = "find";

/// At most this many rows; a flow that means more than that means something else.
const MOST: usize = 500;

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
        let rows = context.store.find(context.helpdesk.account_id, &wanted.table, &filter, limit).await?;
        Ok(json!({ "rows": rows, "count": rows.len() }))
    }
    .boxed()
}
