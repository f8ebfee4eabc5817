//! `gorgias.set_customer_data`: the free data shown on a helpdesk customer; replaces it as a whole.

use futures_util::future::{BoxFuture, FutureExt};
use gorgias::resources::customers;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Context, StepKind, arguments, to_survivor};
use crate::error::EngineError;

const NAME: &str = "gorgias.set_customer_data";

/// See the module.
pub const KIND: StepKind = StepKind {
    name: NAME,
    writes: true,
    doc: "Replaces the free data of a helpdesk customer: {customer, data}",
    perform,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    customer: i64,
    data: Value,
}

fn perform<'a>(context: &'a Context<'a>, value: Value) -> BoxFuture<'a, Result<Value, EngineError>> {
    async move {
        let wanted: Arguments = arguments(NAME, value)?;
        let set =
            |customer| context.gorgias.send(customers::update_data(customer, wanted.data.clone(), None));
        let (customer, _) = to_survivor(wanted.customer, set).await?;
        Ok(json!({ "customer": customer }))
    }
    .boxed()
}
