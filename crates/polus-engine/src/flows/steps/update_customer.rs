//! `gorgias.update_customer`: sets fields of a helpdesk customer; setting them again changes nothing.

use futures_util::future::{BoxFuture, FutureExt};
use gorgias::resources::customers;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Context, StepKind, arguments, to_survivor};
use crate::error::EngineError;

const NAME: &str = "gorgias.update_customer";

/// See the module.
pub const KIND: StepKind = StepKind {
    name: NAME,
    writes: true,
    doc: "Sets fields of a helpdesk customer: {customer, name, external_id}; what is null stays as it is",
    perform,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    customer: i64,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    external_id: Option<String>,
}

fn perform<'a>(context: &'a Context<'a>, value: Value) -> BoxFuture<'a, Result<Value, EngineError>> {
    async move {
        let wanted: Arguments = arguments(NAME, value)?;
        let change = customers::UpdateCustomer {
            name: wanted.name.filter(|name| !name.is_empty()),
            external_id: wanted.external_id.filter(|id| !id.is_empty()),
            ..customers::UpdateCustomer::default()
        };
        if change.name.is_none() && change.external_id.is_none() {
            return Ok(json!({ "customer": wanted.customer, "changed": false }));
        }
        let update = |customer| context.gorgias.send(customers::update(customer, change.clone()));
        let (customer, _) = to_survivor(wanted.customer, update).await?;
        Ok(json!({ "customer": customer, "changed": true }))
    }
    .boxed()
}
