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
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
        let mut change = customers::UpdateCustomer::new();
        if let Some(name) = filled(wanted.name) {
            change = change.name(name.as_str());
        }
        if let Some(id) = filled(wanted.external_id) {
            change = change.external_id(id.as_str());
        }
        if change.is_empty() {
            return Ok(json!({ "customer": wanted.customer, "changed": false }));
        }
        let update = |customer| context.gorgias.send(customers::update(customer, change.clone()));
        let (customer, _) = to_survivor(wanted.customer, update).await?;
        Ok(json!({ "customer": customer, "changed": true }))
    }
    .boxed()
}
