//! A connection to one system, spoken to as its manifest says.
//!
//! Guarantees: credentials go only to the connection's own host, over TLS (loopback excepted), and are
//! masked in errors; redirects are not followed; every request is a read and is repeated with jitter after
//! transient failures, never more than [`HttpOptions::attempts`] times; a record that does not fit its
//! mapping is handed on with the reason and does not fail its page. Not guaranteed: that a record seen twice
//! is not handed on twice; the store decides what is new.

mod address;
mod answer;
mod error;
mod pace;
mod read;
mod record;
mod transport;
mod webhook;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use minijinja::Value as Jinja;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

pub use error::{Class, ConnectError};
pub use webhook::{Hint, WebhookRefused};

use crate::canonical::{Entity, Identity};
use crate::document::one_of;
use crate::expr::Scope;
use crate::manifest::{Manifest, Stream};
use crate::secret::Secret;
use transport::Transport;

/// What a connection brings to its manifest.
#[derive(Clone, Default)]
pub struct ConnectionSettings {
    /// Where the system is; without it the manifest's `base_url` says so.
    pub url: Option<String>,
    /// Values of the manifest's settings, by name.
    pub settings: Map<String, Value>,
    /// Credentials, by name.
    pub secrets: Map<String, Value>,
}

impl fmt::Debug for ConnectionSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionSettings")
            .field("url", &self.url)
            .field("settings", &self.settings)
            .field("secrets", &self.secrets.keys().map(|name| (name, "***")).collect::<BTreeMap<_, _>>())
            .finish()
    }
}

/// How requests are made.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// Seed of the jitter between attempts.
    pub seed: u64,
    /// How long one request may take, answer included.
    pub timeout: Duration,
    /// How long making the connection may take.
    pub connect_timeout: Duration,
    /// How often a request is sent at most.
    pub attempts: u32,
    /// The longest wait between two attempts. A system that asks for a longer one is left alone: the
    /// error says when to come back.
    pub longest_wait: Duration,
    /// Largest answer that is read, in bytes.
    pub max_body_bytes: usize,
}

impl Default for HttpOptions {
    fn default() -> Self {
        HttpOptions {
            seed: 0,
            timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            attempts: 5,
            longest_wait: Duration::from_secs(30),
            max_body_bytes: 32 * 1024 * 1024,
        }
    }
}

/// A stream that a connection offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamInfo {
    /// Its name: `orders`.
    pub name: String,
    /// What its records are.
    pub entity: Entity,
}

/// Where a read goes on.
#[derive(Debug, Clone, Default)]
pub struct ReadRequest {
    /// The watermark of the last complete read; `None` reads everything.
    pub since: Option<String>,
    /// [`ReadPage::next`] of the page before; `None` begins.
    pub page: Option<Value>,
}

/// One page of a stream.
#[derive(Debug)]
pub struct ReadPage {
    /// Its records; possibly some that were seen before.
    pub records: Vec<SourceRecord>,
    /// Where the next page is; `None` when this was the last. May be stored.
    pub next: Option<Value>,
    /// How far the read has come, RFC 3339 in UTC with whole seconds, so that texts compare as times. Never
    /// before the request's `since`. Valid as `since` once the last page is read. The overlap that a source
    /// needs is taken off when it is used.
    pub watermark: Option<String>,
}

/// A record as the source has it, and what it means.
#[derive(Debug)]
pub struct SourceRecord {
    /// Its key within the stream.
    pub key: String,
    /// The source's version of it; a later one compares greater. `None` when the source has none.
    pub version: Option<String>,
    /// The source's record; with the parts that the manifest fetches separately under their names.
    pub payload: Box<RawValue>,
    /// The canonical form, or why the record does not fit its mapping.
    pub canonical: Result<Value, String>,
    /// What it is recognised by in other systems.
    pub identities: Vec<Identity>,
}

/// A live connection. Cheap requests share one pool; use it from as many tasks as needed.
#[derive(Debug)]
pub struct Connector {
    manifest: Manifest,
    streams: Vec<StreamInfo>,
    settings: Jinja,
    texts: Jinja,
    secrets: Scope,
    transport: Transport,
}

impl Connector {
    /// Checks the settings and makes the connection ready. Sends nothing.
    pub fn new(
        manifest: Manifest,
        connection: ConnectionSettings,
        options: HttpOptions,
    ) -> Result<Connector, ConnectError> {
        let settings = settings(&manifest, &connection)?;
        let secrets = secrets(&manifest, &connection)?;
        let exposed: Map<String, Value> = manifest
            .secrets
            .iter()
            .map(|known| {
                let value = secrets.get(&known.name).map_or(Value::Null, |secret| secret.expose().into());
                (known.name.clone(), value)
            })
            .collect();
        let exposed = Scope::from(&serde_json::json!({ "secrets": exposed, "settings": &settings }));
        let transport = Transport::new(
            &manifest,
            connection.url.as_deref(),
            &exposed,
            secrets.into_values().collect(),
            options,
        )?;
        Ok(Connector {
            streams: manifest
                .streams
                .iter()
                .map(|stream| StreamInfo { name: stream.name.clone(), entity: stream.entity })
                .collect(),
            texts: Jinja::from(minijinja::value::Serde(&manifest.texts)),
            settings: Jinja::from(minijinja::value::Serde(&settings)),
            secrets: exposed,
            manifest,
            transport,
        })
    }

    /// The manifest it follows.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// What it offers.
    pub fn streams(&self) -> &[StreamInfo] {
        &self.streams
    }

    /// Proves address and credentials with one request; answers who answers (the shop's name, the user).
    pub async fn check(&self) -> Result<String, ConnectError> {
        let check = &self.manifest.check;
        let answer = self.call(&check.request, []).await?;
        check
            .name
            .render(Scope::of([("body", answer.body)]))
            .map_err(|error| self.wrong_expression("check.name", error))
    }

    fn stream(&self, name: &str) -> Result<&Stream, ConnectError> {
        self.manifest.streams.iter().find(|stream| stream.name == name).ok_or_else(|| {
            let known: Vec<&str> = self.streams.iter().map(|stream| stream.name.as_str()).collect();
            ConnectError::NoStream {
                system: self.manifest.system.clone(),
                stream: name.to_owned(),
                hint: one_of(name, &known),
            }
        })
    }

    fn wrong_expression(&self, place: &str, error: crate::expr::ExprError) -> ConnectError {
        ConnectError::Expression {
            system: self.manifest.system.clone(),
            place: place.to_owned(),
            reason: self.transport.mask(&error.message),
        }
    }
}

/// The connection's settings over the manifest's defaults; every setting of the manifest is there.
fn settings(
    manifest: &Manifest,
    connection: &ConnectionSettings,
) -> Result<Map<String, Value>, ConnectError> {
    let wrong = |what: String, hint: &str| ConnectError::settings(&manifest.system, what, hint);
    let known: Vec<&str> = manifest.settings.iter().map(|setting| setting.name.as_str()).collect();
    if let Some(stranger) = connection.settings.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(wrong(format!("there is no setting `{stranger}`"), &one_of(stranger, &known)));
    }
    let mut settings = Map::new();
    for setting in &manifest.settings {
        let given = connection.settings.get(&setting.name).filter(|value| !value.is_null());
        let value = given.or(setting.default.as_ref()).cloned().unwrap_or(Value::Null);
        let path = format!("settings.{}", setting.name);
        let for_the_address = manifest.base_url.as_ref().is_some_and(|url| url.mentions(&path));
        if setting.required && value.is_null() && !(for_the_address && connection.url.is_some()) {
            return Err(wrong(format!("the setting `{}` is missing", setting.name), &setting.title));
        }
        settings.insert(setting.name.clone(), value);
    }
    Ok(settings)
}

fn secrets(
    manifest: &Manifest,
    connection: &ConnectionSettings,
) -> Result<BTreeMap<String, Secret>, ConnectError> {
    let mut secrets = BTreeMap::new();
    for known in &manifest.secrets {
        match connection.secrets.get(&known.name) {
            Some(Value::String(text)) if !text.is_empty() => {
                secrets.insert(known.name.clone(), Secret::new(text));
            }
            _ if known.required => {
                let what = format!("the credential `{}` is missing", known.name);
                return Err(ConnectError::settings(&manifest.system, what, &known.title));
            }
            _ => {}
        }
    }
    Ok(secrets)
}
