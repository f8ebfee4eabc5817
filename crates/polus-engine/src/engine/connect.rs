//! A new connection: proven with a request, sealed, stored, attached.

use std::sync::PoisonError;

use gorgias::resources::account;
use polus_store::{Connection, ConnectionState, NewConnection};
use rand::Rng;
use serde_json::{Map, Value};

use super::{Engine, hex};
use crate::error::EngineError;
use crate::systems::{Attached, Credentials, Speaks};

/// What is needed to connect a system.
#[derive(Clone, Default)]
pub struct NewSystem {
    /// The merchant it belongs to.
    pub account: String,
    /// The connection's name, unique in the installation.
    pub name: String,
    /// `gorgias`, or the name of a connector's manifest.
    pub system: String,
    /// Its address, where the settings do not say it.
    pub url: Option<String>,
    /// Settings; for `gorgias` the `email` of the API user.
    pub settings: Map<String, Value>,
    /// Credentials; for `gorgias` the `api_key`. Sealed before they are stored.
    pub secrets: Map<String, Value>,
}

/// A connection that works.
#[derive(Debug, Clone)]
pub struct Connected {
    /// As it is stored.
    pub connection: Connection,
    /// Who answered: the helpdesk's domain, the shop's name.
    pub who: String,
    /// What webhooks of a helpdesk and its sidebar must carry; empty for other systems.
    pub webhook_secret: String,
}

impl Engine {
    /// Connects a system. Its address and credentials are proven with a request first; nothing is stored if they do
    /// not work. A connection of the same account and name is replaced and keeps its data and its webhook secret.
    pub async fn connect(&self, new: NewSystem) -> Result<Connected, EngineError> {
        let inner = &self.inner;
        let url = new.url.unwrap_or_default();
        let mut credentials = Credentials { secrets: new.secrets, webhook_secret: String::new() };
        let speaks = Speaks::new(&new.system, &url, &new.settings, &credentials, self.random())?;
        self.refuse_a_clash(&new.account, &new.name, &speaks).await?;
        let who = match &speaks {
            Speaks::Helpdesk(client) => {
                credentials.webhook_secret = self.webhook_secret(&new.account, &new.name).await?;
                client.in_class(gorgias::Class::Interactive).send(account::get()).await?.domain
            }
            Speaks::Connector(connector) => connector.check().await?,
        };

        let sealed = {
            let mut rng = inner.rng.lock().unwrap_or_else(PoisonError::into_inner);
            credentials.seal(&inner.key, &new.account, &new.name, &mut *rng)?
        };
        let now = inner.clock.now();
        let stored = NewConnection {
            account: new.account,
            name: new.name,
            system: new.system,
            kind: speaks.kind().to_owned(),
            url,
            settings: Value::Object(new.settings),
            sealed,
        };
        let mut connection = inner.store.put_connection(stored, now).await?;
        inner.store.set_connection_state(connection.id, ConnectionState::Ok, None, now).await?;
        (connection.state, connection.message) = (ConnectionState::Ok, None);
        inner.systems.attach(Attached::new(connection.clone(), &inner.key, self.random())?);
        Ok(Connected { connection, who, webhook_secret: credentials.webhook_secret })
    }

    /// Attaches what is stored.
    pub(super) async fn attach_stored(&self) -> Result<(), EngineError> {
        let inner = &self.inner;
        for connection in inner.store.connections().await? {
            let id = connection.id;
            match Attached::new(connection, &inner.key, self.random()) {
                Ok(attached) => drop(inner.systems.attach(attached)),
                Err(error) => {
                    let why = Some(error.to_string());
                    let now = inner.clock.now();
                    inner.store.set_connection_state(id, ConnectionState::Refused, why, now).await?;
                }
            }
        }
        Ok(())
    }

    /// Names are unique, because addresses of webhooks have no account in them, and effects of flows go to the one
    /// helpdesk of an account.
    async fn refuse_a_clash(&self, account: &str, name: &str, speaks: &Speaks) -> Result<(), EngineError> {
        for other in self.inner.store.connections().await? {
            if other.name == name && other.account != account {
                let theirs = other.account;
                return Err(EngineError::Refused(format!(
                    "account `{theirs}` has a connection `{name}` already"
                )));
            }
            if other.account == account
                && other.name != name
                && other.kind == "helpdesk"
                && speaks.kind() == "helpdesk"
            {
                let theirs = other.name;
                return Err(EngineError::Refused(format!(
                    "account `{account}` has a helpdesk already: `{theirs}`"
                )));
            }
        }
        Ok(())
    }

    /// The secret that the connection has, else a new one.
    async fn webhook_secret(&self, account: &str, name: &str) -> Result<String, EngineError> {
        let stored = self.inner.store.connection(account, name).await?;
        let opened = stored.and_then(|stored| Credentials::open(&self.inner.key, &stored).ok());
        if let Some(secret) = opened.map(|opened| opened.webhook_secret).filter(|secret| !secret.is_empty()) {
            return Ok(secret);
        }
        let mut bytes = [0; 24];
        self.inner.rng.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        Ok(hex(&bytes))
    }
}
