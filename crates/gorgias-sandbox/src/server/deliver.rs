//! Sends the webhooks that the systems owe.
//!
//! Guarantees: those of one subscription go out one after the other, in the order in which they became due;
//! subscriptions do not wait for one another, and no request waits for any of it. What gets no answer is
//! tried again after the pauses of [`DeliveryOptions`]; every answer ends the delivery, whatever its status.
//! With kept state, what had not ended when the process died is sent again: a receiver may see it twice.
//!
//! Does not: reach beyond this machine. A target that is not a loopback address counts as unreachable, so a
//! sandbox cannot be used to send requests into a network.

use std::collections::HashMap;
use std::sync::Arc;

use reqwest::header::CONTENT_TYPE;
use reqwest::redirect;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use url::{Host, Url};

use super::entry::Entry;
use super::error::StartError;
use super::name::SystemName;
use super::options::DeliveryOptions;
use super::shared::{LedgerLine, Shared};
use super::world::Owed;
use crate::system::{Delivery, DeliveryOutcome};

/// More of an answer than this is not read.
const LONGEST_ANSWER: usize = 1 << 20;

/// Sends for one sandbox.
pub(crate) struct Deliverer {
    shared: Arc<Shared>,
    client: reqwest::Client,
    options: DeliveryOptions,
}

impl Deliverer {
    pub(crate) fn new(shared: Arc<Shared>, options: DeliveryOptions) -> Result<Self, StartError> {
        // Targets are plain http on this machine. No authority is trusted, so https ones are unreachable.
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| StartError::Deliveries { source: Box::new(error) })?
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .timeout(options.timeout)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .resolve("localhost", ([127, 0, 0, 1], 0).into())
            .user_agent("gorgias-sandbox")
            .build()
            .map_err(|error| StartError::Deliveries { source: Box::new(error) })?;
        Ok(Self { shared, client, options })
    }

    /// Sends until it is dropped.
    pub(crate) async fn run(self) {
        let this = Arc::new(self);
        let mut queues: HashMap<(SystemName, u64), mpsc::UnboundedSender<Delivery>> = HashMap::new();
        // Dropped with this future, and the senders with it.
        let mut senders = JoinSet::new();
        loop {
            for Owed { system, delivery } in this.shared.world.take_deliveries() {
                let queue = queues.entry((system, delivery.subscription)).or_insert_with(|| {
                    let (queue, deliveries) = mpsc::unbounded_channel();
                    senders.spawn(Arc::clone(&this).serve(system, deliveries));
                    queue
                });
                // Its receiver lives as long as `senders`.
                let _ = queue.send(delivery);
            }
            this.shared.wake.notified().await;
        }
    }

    /// Sends what one subscription is owed.
    async fn serve(self: Arc<Self>, system: SystemName, mut deliveries: mpsc::UnboundedReceiver<Delivery>) {
        while let Some(delivery) = deliveries.recv().await {
            let (outcome, attempts) = self.send(&delivery).await;
            self.shared.note(LedgerLine {
                system,
                id: delivery.id,
                topic: delivery.topic,
                subscription: delivery.subscription,
                url: delivery.url,
                attempts,
                status: outcome.status,
                error: failure(&outcome),
            });
            let entry = Entry::Delivered { system, id: delivery.id, outcome: outcome.into() };
            if let Err(error) = self.shared.change(entry) {
                tracing::error!(%error, %system, delivery = delivery.id, "the end of a delivery could not be recorded");
            }
            self.shared.ended.send_replace(());
        }
    }

    /// Sends one delivery as often as it takes or as is allowed.
    async fn send(&self, delivery: &Delivery) -> (DeliveryOutcome, u32) {
        if let Err(error) = reachable(&delivery.url) {
            return (DeliveryOutcome { status: None, json: None, error: Some(error) }, 1);
        }
        let mut attempts = 0;
        let mut pauses = self.options.pauses.iter();
        loop {
            attempts += 1;
            let error = match self.attempt(delivery).await {
                Ok(outcome) => return (outcome, attempts),
                Err(error) => error,
            };
            match pauses.next() {
                Some(pause) => tokio::time::sleep(*pause).await,
                None => return (DeliveryOutcome { status: None, json: None, error: Some(error) }, attempts),
            }
        }
    }

    async fn attempt(&self, delivery: &Delivery) -> Result<DeliveryOutcome, String> {
        let method = delivery.method.parse().map_err(|_| format!("`{}` is no method", delivery.method))?;
        let mut request = self.client.request(method, &delivery.url).body(delivery.body.clone());
        for (name, value) in &delivery.headers {
            request = request.header(name, value);
        }
        let mut response = request.send().await.map_err(|error| reason(&error))?;
        let status = response.status().as_u16();
        let is_json = response
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.contains("json"));
        let mut body = Vec::new();
        while is_json && let Some(chunk) = response.chunk().await.map_err(|error| reason(&error))? {
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST_ANSWER {
                return Ok(DeliveryOutcome { status: Some(status), json: None, error: None });
            }
        }
        // `null` says as much as no answer, and the journal writes both the same way.
        let json = serde_json::from_slice(&body).ok().filter(|value: &Value| !value.is_null());
        Ok(DeliveryOutcome { status: Some(status), json, error: None })
    }
}

/// Refuses what is not on this machine. Names other than `localhost` are refused too: what they stand for
/// may change between this look and the connection.
fn reachable(url: &str) -> Result<(), String> {
    let url = Url::parse(url).map_err(|error| format!("the URL cannot be read: {error}"))?;
    let local = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    match (url.scheme(), local) {
        ("http" | "https", true) => Ok(()),
        _ => Err("unreachable: the sandbox sends to this machine only".to_owned()),
    }
}

/// What kept the receiver from being heard; the error itself would repeat the address.
fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        "no answer in time".to_owned()
    } else if error.is_connect() {
        "no connection".to_owned()
    } else if error.is_builder() {
        "the request cannot be built: a header or the address is malformed".to_owned()
    } else {
        "the connection ended before the answer".to_owned()
    }
}

fn failure(outcome: &DeliveryOutcome) -> Option<String> {
    match (&outcome.error, outcome.status) {
        (Some(error), _) => Some(error.clone()),
        (None, Some(200..=299)) => None,
        (None, Some(status)) => Some(format!("answered {status}")),
        (None, None) => Some("no answer".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_reachable() {
        for url in ["http://127.0.0.1:9/x", "http://localhost:80", "http://[::1]:5/", "http://127.8.8.8/"] {
            assert_eq!(reachable(url), Ok(()), "{url}");
        }
        for url in [
            "http://10.0.0.1/",
            "http://example.com/",
            "http://localhost.example.com/",
            "http://0.0.0.0/",
            "http://[::ffff:10.0.0.1]/",
            "file:///etc/hostname",
            "nonsense",
        ] {
            assert!(reachable(url).is_err(), "{url}");
        }
    }
}
