//! The live connections: a stored connection with its credentials opened and its client made.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use polus_connect::{ConnectionSettings, Connector, HttpOptions, Manifest, Secret};
use polus_store::sealed::SealingKey;
use polus_store::{AccountId, Connection, ConnectionId, ConnectionState};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::sync::Notify;
use zeroize::Zeroizing;

use crate::error::EngineError;
use crate::sync::helpdesk::streams::STREAMS;

/// The name under which the helpdesk is known; every other system has a manifest.
pub const GORGIAS: &str = "gorgias";

/// Credentials of a connection, as they are sealed.
#[derive(Default, Serialize, Deserialize)]
pub struct Credentials {
    /// What the system needs, by name.
    pub secrets: Map<String, Value>,
    /// What the system's webhooks must carry.
    pub webhook_secret: String,
}

impl Credentials {
    /// Seals them for one connection; they open for no other.
    pub fn seal(
        &self,
        key: &SealingKey,
        account: &str,
        name: &str,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, EngineError> {
        let wrong = |reason: String| EngineError::Credentials { name: name.to_owned(), reason };
        let plain = Zeroizing::new(serde_json::to_vec(self).map_err(|error| wrong(error.to_string()))?);
        key.seal(&context(account, name), &plain, rng).map_err(|error| wrong(error.to_string()))
    }

    /// Opens those of a stored connection.
    pub fn open(key: &SealingKey, connection: &Connection) -> Result<Credentials, EngineError> {
        let wrong = |reason: String| EngineError::Credentials { name: connection.name.clone(), reason };
        let plain = key
            .open(&context(&connection.account, &connection.name), &connection.sealed)
            .map_err(|error| wrong(error.to_string()))?;
        serde_json::from_slice(plain.expose())
            .map_err(|_| wrong("the sealed text is not what this version writes".into()))
    }

    /// A secret by name.
    pub fn secret(&self, name: &str) -> &str {
        self.secrets.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}

fn context(account: &str, name: &str) -> String {
    format!("connection {account}/{name}")
}

/// How to speak to a system.
#[derive(Clone)]
pub enum Speaks {
    /// Through the crate `gorgias`.
    Helpdesk(gorgias::Client),
    /// Through a manifest.
    Connector(Arc<Connector>),
}

impl Speaks {
    /// Makes the client for a system. No request is made.
    pub fn new(
        system: &str,
        url: &str,
        settings: &Map<String, Value>,
        credentials: &Credentials,
        seed: u64,
    ) -> Result<Speaks, EngineError> {
        if system == GORGIAS {
            let email = settings.get("email").and_then(Value::as_str).unwrap_or_default();
            let key = gorgias::Secret::new(credentials.secret("api_key"));
            let client = gorgias::Client::builder(url).api_key(email, key).seed(seed).build()?;
            return Ok(Speaks::Helpdesk(client));
        }
        let manifest = Manifest::built_in(system)?;
        let settings = ConnectionSettings {
            url: Some(url.to_owned()).filter(|url| !url.is_empty()),
            settings: settings.clone(),
            secrets: credentials.secrets.clone(),
        };
        let connector = Connector::new(manifest, settings, HttpOptions { seed, ..HttpOptions::default() })?;
        Ok(Speaks::Connector(Arc::new(connector)))
    }

    /// How many streams there are to read.
    pub fn streams(&self) -> usize {
        match self {
            Speaks::Helpdesk(_) => STREAMS.len(),
            Speaks::Connector(connector) => connector.streams().len(),
        }
    }

    /// `helpdesk`, `storefront`, `erp` or `crm`.
    pub fn kind(&self) -> &'static str {
        match self {
            Speaks::Helpdesk(_) => "helpdesk",
            Speaks::Connector(connector) => connector.manifest().kind.as_str(),
        }
    }
}

/// A live connection.
pub struct Attached {
    /// As it is stored.
    pub connection: Connection,
    /// Its client.
    pub speaks: Speaks,
    /// What the webhooks of a helpdesk must carry.
    pub webhook_secret: Secret,
    wake: Notify,
    /// How it was doing when last written down.
    noted: Mutex<(ConnectionState, Option<String>)>,
}

impl Attached {
    /// Opens the credentials and makes the client. No request is made.
    pub fn new(connection: Connection, key: &SealingKey, seed: u64) -> Result<Attached, EngineError> {
        let credentials = Credentials::open(key, &connection)?;
        let none = Map::new();
        let settings = connection.settings.as_object().unwrap_or(&none);
        let speaks = Speaks::new(&connection.system, &connection.url, settings, &credentials, seed)?;
        let webhook_secret = Secret::new(credentials.webhook_secret.as_str());
        let noted = Mutex::new((connection.state, connection.message.clone()));
        Ok(Attached { connection, speaks, webhook_secret, wake: Notify::new(), noted })
    }

    /// Takes note of how the connection is doing; says whether that is news.
    pub fn notes(&self, state: ConnectionState, message: Option<&str>) -> bool {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        let news = noted.0 != state || noted.1.as_deref() != message;
        *noted = (state, message.map(str::to_owned));
        news
    }

    /// Lets the connection's sync begin its next round now.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Waits for [`Attached::wake`]; one that came before counts.
    pub async fn woken(&self) {
        self.wake.notified().await;
    }
}

/// All live connections.
#[derive(Default)]
pub struct Systems {
    all: RwLock<Vec<Arc<Attached>>>,
    changed: Notify,
}

impl Systems {
    /// Adds one; one with the same id is replaced, and whoever serves it is woken to notice.
    pub fn attach(&self, attached: Attached) -> Arc<Attached> {
        let attached = Arc::new(attached);
        let mut all = self.all.write().unwrap_or_else(PoisonError::into_inner);
        all.retain(|other| {
            let stays = other.connection.id != attached.connection.id;
            if !stays {
                other.wake();
            }
            stays
        });
        all.push(Arc::clone(&attached));
        self.changed.notify_one();
        attached
    }

    /// Waits until one was attached; one that came before counts.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    /// All of them.
    pub fn all(&self) -> Vec<Arc<Attached>> {
        self.all.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether this very one is still in use.
    pub fn has(&self, attached: &Arc<Attached>) -> bool {
        self.all().iter().any(|other| Arc::ptr_eq(other, attached))
    }

    /// The one with this id.
    pub fn by_id(&self, id: ConnectionId) -> Option<Arc<Attached>> {
        self.all().into_iter().find(|attached| attached.connection.id == id)
    }

    /// The one with this name, or an error that says which ones there are.
    pub fn by_name(&self, name: &str) -> Result<Arc<Attached>, EngineError> {
        let all = self.all();
        let found = all.iter().find(|attached| attached.connection.name == name).cloned();
        found.ok_or_else(|| {
            let mut known: Vec<&str> = all.iter().map(|attached| attached.connection.name.as_str()).collect();
            known.sort_unstable();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            EngineError::NoConnection { name: name.to_owned(), known }
        })
    }

    /// The helpdesk of an account, with its client.
    pub fn helpdesk_of(&self, account: AccountId) -> Option<(Arc<Attached>, gorgias::Client)> {
        self.all().into_iter().find_map(|attached| match &attached.speaks {
            Speaks::Helpdesk(client) if attached.connection.account_id == account => {
                let client = client.clone();
                Some((attached, client))
            }
            _ => None,
        })
    }
}
