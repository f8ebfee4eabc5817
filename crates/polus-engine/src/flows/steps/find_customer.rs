//! `gorgias.find_customer`: the helpdesk customer with an e-mail address.

use futures_util::future::{BoxFuture, FutureExt};
use gorgias::resources::customers;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Context, StepKind, arguments};
use crate::error::EngineError;

const NAME: &str = "gorgias.find_customer";

/// See the module.
pub const KIND: StepKind = StepKind {
    name: NAME,
    writes: false,
    doc: "The helpdesk customer with this e-mail address: {email} gives {found, id, name, external_id}",
    perform,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    email: String,
}

fn perform<'a>(context: &'a Context<'a>, value: Value) -> BoxFuture<'a, Result<Value, EngineError>> {
    async move {
        let wanted: Arguments = arguments(NAME, value)?;
        let email = wanted.email.trim().to_lowercase();
        let filter = vec![
            ("connection_id".to_owned(), json!(context.helpdesk.id)),
            ("email".to_owned(), json!(email)),
        ];
        // The local copy answers without a request; the account is asked only for strangers.
        if let Some(row) = context.store.find(context.helpdesk.account_id, "customers", &filter, 1).await?.into_iter().next() {
            return Ok(json!({
                "found": true, "id": row.get("id"), "name": row.get("name"), "external_id": row.get("external_id"),
            }));
        }
        let page = context.gorgias.send(customers::list().email(&email).limit(1)).await?;
        Ok(match page.data.first() {
            Some(customer) => json!({
                "found": true, "id": customer.id, "name": customer.name, "external_id": customer.external_id,
            }),
            None => json!({ "found": false, "id": null, "name": null, "external_id": null }),
        })
    }
    .boxed()
}
