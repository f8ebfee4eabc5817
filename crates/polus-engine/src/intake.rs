//! Webhooks: proven genuine, stored, answered, and only then looked into.
//!
//! A webhook is never believed for content. It says that a record is out of date; what it is now is read from the
//! system itself. So a repeated, late or reordered webhook is harmless, and one about something that the copy is up
//! with already costs no request.

use std::collections::BTreeMap;

use gorgias::webhook::Delivery;
use polus_connect::WebhookRefused;
use polus_store::{Connection, ConnectionId, InboxId, Received, Store};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use subtle::ConstantTimeEq;

use crate::clock::Clock;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::sync::helpdesk::rows::version;
use crate::sync::marks::Marks;
use crate::systems::{Attached, Speaks, Systems};

/// Header that carries the shared secret of a helpdesk's HTTP integration. Gorgias signs nothing by
/// itself; a secret in a header is the documented way ("Broken or Disconnected HTTP Integration",
/// "The Integration object").
pub const SECRET_HEADER: &str = "x-polus-secret";

/// Webhooks looked into at once.
const BATCH: usize = 500;

/// Why a webhook was turned away. Says nothing about what would have been accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No such connection, or the proof is missing or wrong: the two are not told apart.
    #[error("not accepted")]
    NotGenuine,
}

/// A webhook that was proven genuine and is not stored yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    connection: ConnectionId,
    told: String,
    body: Vec<u8>,
}

/// What a connector's webhook says. Kept in place of the headers, which hold secrets.
#[derive(Default, Serialize, Deserialize)]
struct Told {
    /// Stream and key of records that are out of date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    records: Vec<(String, String)>,
    /// Why nothing can be understood of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unreadable: Option<String>,
}

impl Engine {
    /// Whether a webhook really comes from the connection's system. `headers`: names in lower case, with the called
    /// path as `:path`. Does no work that an unproven caller could make expensive, and changes nothing.
    pub fn webhook(
        &self,
        connection: &str,
        headers: &[(String, String)],
        body: &[u8],
    ) -> Result<Verified, Refused> {
        let attached = self.inner.systems.by_name(connection).map_err(|_| Refused::NotGenuine)?;
        let told = verify(&attached, headers, body)?;
        let told = serde_json::to_string(&told).map_err(|_| Refused::NotGenuine)?;
        Ok(Verified { connection: attached.connection.id, told, body: body.to_vec() })
    }

    /// Whether a webhook can still prove genuine, as far as its headers tell: a helpdesk's proof is one of them, a
    /// connector's may cover the body. Asked before the body is read, so that what is forged holds nothing up.
    pub fn webhook_announced(&self, connection: &str, headers: &[(String, String)]) -> Result<(), Refused> {
        let attached = self.inner.systems.by_name(connection).map_err(|_| Refused::NotGenuine)?;
        match attached.speaks {
            Speaks::Helpdesk(_) => has_secret(&attached, headers),
            Speaks::Connector(_) => Ok(()),
        }
    }

    /// What webhooks and sidebar of a helpdesk connection must carry, for those who set them up by hand.
    pub fn webhook_secret_of(&self, connection: &str) -> Result<polus_connect::Secret, EngineError> {
        Ok(self.inner.systems.by_name(connection)?.webhook_secret.clone())
    }

    /// Stores a genuine webhook; it survives a power cut once this answers `Ok`. It is looked into soon after.
    pub async fn receive(&self, webhook: Verified) -> Result<(), EngineError> {
        let inner = &self.inner;
        inner.store.receive(webhook.connection, webhook.told, webhook.body, inner.clock.now()).await?;
        self.woken_by_webhook();
        Ok(())
    }
}

fn verify(attached: &Attached, headers: &[(String, String)], body: &[u8]) -> Result<Told, Refused> {
    match &attached.speaks {
        Speaks::Helpdesk(_) => has_secret(attached, headers).map(|()| Told::default()),
        Speaks::Connector(connector) => match connector.verify_webhook(headers, body) {
            Ok(hints) => {
                let records = hints.into_iter().map(|hint| (hint.stream, hint.key)).collect();
                Ok(Told { records, unreadable: None })
            }
            Err(WebhookRefused::NotGenuine) => Err(Refused::NotGenuine),
            Err(error @ WebhookRefused::Unreadable { .. }) => {
                Ok(Told { records: Vec::new(), unreadable: Some(error.to_string()) })
            }
        },
    }
}

fn has_secret(attached: &Attached, headers: &[(String, String)]) -> Result<(), Refused> {
    let given =
        headers.iter().find(|(name, _)| name == SECRET_HEADER).map_or("", |(_, value)| value.as_str());
    if is_secret(attached, given) { Ok(()) } else { Err(Refused::NotGenuine) }
}

/// Whether this is the secret of the helpdesk's integrations, compared in constant time.
pub(crate) fn is_secret(attached: &Attached, given: &str) -> bool {
    let wanted = attached.webhook_secret.expose();
    bool::from(given.as_bytes().ct_eq(wanted.as_bytes())) && !wanted.is_empty()
}

/// Turns everything in the inbox into marks and wakes the connections concerned. Answers how many webhooks were
/// looked into.
pub(crate) async fn drain(store: &Store, systems: &Systems, clock: &Clock) -> Result<u64, EngineError> {
    let mut looked_into = 0;
    loop {
        let received = store.inbox_take(BATCH).await?;
        if received.is_empty() {
            return Ok(looked_into);
        }
        looked_into += received.len() as u64;
        let mut of_connection: BTreeMap<ConnectionId, Vec<Received>> = BTreeMap::new();
        for webhook in received {
            of_connection.entry(webhook.connection).or_default().push(webhook);
        }
        for (connection, webhooks) in of_connection {
            let attached = systems.by_id(connection);
            let Said { understood, not, marks } = said(store, attached.as_deref(), webhooks).await?;
            let news = !marks.is_empty();
            // Marked first, forgotten then: a crash in between marks once more, which changes nothing.
            marks.save(store, connection, "webhook", clock.now()).await?;
            store.inbox_done(&understood).await?;
            for (webhook, reason) in not {
                store.inbox_failed(webhook, &reason, clock.now()).await?;
            }
            if let Some(attached) = attached.filter(|_| news) {
                attached.wake();
            }
        }
    }
}

/// What webhooks of one connection say.
#[derive(Default)]
struct Said {
    understood: Vec<InboxId>,
    not: Vec<(InboxId, String)>,
    marks: Marks,
}

async fn said(
    store: &Store,
    attached: Option<&Attached>,
    webhooks: Vec<Received>,
) -> Result<Said, EngineError> {
    let mut said = Said::default();
    let mut deliveries = Vec::new();
    for webhook in webhooks {
        let read = match attached.map(|attached| &attached.speaks) {
            None => Err("its connection is no longer in use".to_owned()),
            Some(Speaks::Helpdesk(_)) => {
                let parsed = Delivery::parse(&webhook.body).map_err(|error| error.to_string());
                parsed.map(|delivery| deliveries.push(delivery))
            }
            Some(Speaks::Connector(_)) => {
                of_connector(&webhook.headers_json).map(|marks| said.marks.extend(marks))
            }
        };
        match read {
            Ok(()) => said.understood.push(webhook.id),
            Err(reason) => said.not.push((webhook.id, reason)),
        }
    }
    if let Some(attached) = attached.filter(|_| !deliveries.is_empty()) {
        said.marks.extend(of_helpdesk(store, &attached.connection, &deliveries).await?);
    }
    Ok(said)
}

async fn of_helpdesk(
    store: &Store,
    connection: &Connection,
    deliveries: &[Delivery],
) -> Result<Marks, EngineError> {
    let tickets = deliveries.iter().filter_map(Delivery::ticket_id).map(|id| id.to_string()).collect();
    let tickets = store.versions(connection.id, "tickets", tickets).await?;
    let messages = deliveries.iter().filter_map(Delivery::message_id).map(|id| id.to_string()).collect();
    let messages = store.versions(connection.id, "messages", messages).await?;
    let mut marks = Marks::default();
    for delivery in deliveries {
        if let Some(key) = delivery.ticket_id().map(|id| id.to_string()) {
            let told = delivery.body().get("ticket").and_then(|ticket| ticket.get("updated_datetime"));
            let told = told.and_then(Value::as_str).and_then(version);
            let known = tickets.get(&key).and_then(Option::as_ref);
            if known.zip(told.as_ref()).is_none_or(|(known, told)| known < told) {
                marks.record("tickets", key);
            }
        }
        if delivery.message_id().is_some_and(|id| !messages.contains_key(&id.to_string())) {
            marks.list("messages");
        }
    }
    Ok(marks)
}

fn of_connector(told: &str) -> Result<Marks, String> {
    let told: Told = serde_json::from_str(told).map_err(|error| error.to_string())?;
    if let Some(reason) = told.unreadable {
        return Err(reason);
    }
    let mut marks = Marks::default();
    for (stream, key) in told.records {
        marks.record(&stream, key);
    }
    Ok(marks)
}
