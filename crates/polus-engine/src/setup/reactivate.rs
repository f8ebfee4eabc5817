//! Switching on again what the helpdesk switched off: it does so with an integration that it could not reach a
//! hundred times in a row ("Broken or Disconnected HTTP Integration").

use gorgias::resources::integrations::{self, UpdateIntegration};
use serde_json::{Value, json};

use super::{SIDEBAR, WEBHOOKS};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::sync::marks::Marks;
use crate::systems::{Attached, Speaks};

impl Engine {
    /// Switches on integrations of ours that the copy shows as switched off; says whether there were any. Costs no
    /// request where there are none.
    pub(crate) async fn reactivate(&self, attached: &Attached) -> Result<bool, EngineError> {
        let Speaks::Helpdesk(client) = &attached.speaks else { return Ok(false) };
        let connection = &attached.connection;
        let mut any = false;
        for (name, path) in [(WEBHOOKS, "webhooks"), (SIDEBAR, "sidebar")] {
            let filter = [("connection_id", json!(connection.id)), ("name", json!(name))];
            let filter = filter.map(|(column, value)| (column.to_owned(), value));
            let ours = format!("/{path}/{}", connection.name);
            for have in self.inner.store.find(connection.account_id, "integrations", &filter, 100).await? {
                let calls_us =
                    have.get("http_url").and_then(Value::as_str).is_some_and(|url| url.contains(&ours));
                let is_off = have.get("deactivated_datetime").is_some_and(|at| !at.is_null());
                let Some(id) = have.get("id").and_then(Value::as_i64).filter(|_| calls_us && is_off) else {
                    continue;
                };
                // Marked first: whatever comes of the request is read afterwards.
                let mut marks = Marks::default();
                marks.list("integrations");
                marks.save(&self.inner.store, connection.id, "reactivated", self.inner.clock.now()).await?;
                let update = UpdateIntegration::named(name).deactivated(None);
                client.in_class(gorgias::Class::Flows).send(integrations::update(id, update)).await?;
                tracing::warn!(
                    connection = connection.name,
                    integration = name,
                    "Gorgias had switched an integration off; it is on again"
                );
                any = true;
            }
        }
        Ok(any)
    }
}
