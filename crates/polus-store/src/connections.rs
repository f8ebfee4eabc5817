//! Accounts and their connections to systems.

use jiff::Timestamp;
use serde_json::Value;

use crate::{AccountId, ConnectionId, Result, Store};

/// What is needed to write a connection down.
#[derive(Debug, Clone)]
pub struct NewConnection {
    /// The merchant; made if it is not there yet.
    pub account: String,
    /// The connection's name, unique in the account.
    pub name: String,
    /// The product, such as `gorgias` or `shopify`.
    pub system: String,
    /// `helpdesk`, `storefront`, `erp` or `crm`.
    pub kind: String,
    /// Base address.
    pub url: String,
    /// Settings of the connector; never secrets.
    pub settings: Value,
    /// Credentials, sealed with [`crate::sealed::SealingKey::seal`].
    pub sealed: Vec<u8>,
}

/// An account's access to one system.
#[derive(Debug, Clone, PartialEq)]
pub struct Connection {
    /// The connection.
    pub id: ConnectionId,
    /// Its account.
    pub account_id: AccountId,
    /// The account's name.
    pub account: String,
    /// The connection's name, unique in the account.
    pub name: String,
    /// The product.
    pub system: String,
    /// `helpdesk`, `storefront`, `erp` or `crm`.
    pub kind: String,
    /// Base address.
    pub url: String,
    /// Settings of the connector.
    pub settings: Value,
    /// Sealed credentials.
    pub sealed: Vec<u8>,
    /// How it is doing.
    pub state: ConnectionState,
    /// What is the matter, if something is.
    pub message: Option<String>,
    /// When `state` was last written, in milliseconds since 1970.
    pub state_ms: Option<i64>,
    /// When it was first written down, in milliseconds since 1970.
    pub created_ms: i64,
}

/// How a connection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// Never used so far.
    New,
    /// The last request was answered.
    Ok,
    /// Requests fail; they are tried again.
    Failing,
    /// The credentials are refused; nothing is tried until they are changed.
    Refused,
}

impl Store {
    /// Writes a connection down; one with the same account and name is replaced and keeps its id.
    pub async fn put_connection(&self, connection: NewConnection, now: Timestamp) -> Result<Connection> {
        todo!()
    }

    /// All connections of all accounts, by account and name.
    pub async fn connections(&self) -> Result<Vec<Connection>> {
        todo!()
    }

    /// The connection of this name in this account.
    pub async fn connection(&self, account: &str, name: &str) -> Result<Option<Connection>> {
        todo!()
    }

    /// Notes how a connection is doing.
    pub async fn set_connection_state(
        &self,
        id: ConnectionId,
        state: ConnectionState,
        message: Option<String>,
        now: Timestamp,
    ) -> Result<()> {
        todo!()
    }
}
