//! Accounts and their connections to systems.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row};
use serde_json::Value;

use crate::sqlite::{Fault, json};
use crate::{AccountId, ConnectionId, Result, Store, StoreError};

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

impl ConnectionState {
    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            ConnectionState::New => "new",
            ConnectionState::Ok => "ok",
            ConnectionState::Failing => "failing",
            ConnectionState::Refused => "refused",
        }
    }

    fn read(text: &str) -> ConnectionState {
        match text {
            "ok" => ConnectionState::Ok,
            "failing" => ConnectionState::Failing,
            "refused" => ConnectionState::Refused,
            _ => ConnectionState::New,
        }
    }
}

impl Store {
    /// Writes a connection down; one with the same account and name is replaced and keeps its id.
    pub async fn put_connection(&self, connection: NewConnection, now: Timestamp) -> Result<Connection> {
        let settings = serde_json::to_string(&connection.settings).map_err(crate::sqlite::unprintable)?;
        self.write(1, move |sql| {
            sql.prepare_cached(
                "INSERT INTO accounts (name, created_ms) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )?
            .execute((&connection.account, now.as_millisecond()))?;
            sql.prepare_cached(
                "INSERT INTO connections (account_id, name, system, kind, url, settings, sealed, created_ms)
                 SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM accounts WHERE name = ?1
                 ON CONFLICT (account_id, name) DO UPDATE SET system = excluded.system, kind = excluded.kind,
                     url = excluded.url, settings = excluded.settings, sealed = excluded.sealed",
            )?
            .execute((
                &connection.account,
                &connection.name,
                &connection.system,
                &connection.kind,
                &connection.url,
                &settings,
                &connection.sealed,
                now.as_millisecond(),
            ))?;
            let by_name = format!("{SELECT} WHERE a.name = ?1 AND c.name = ?2");
            Ok(sql.prepare_cached(&by_name)?.query_row((&connection.account, &connection.name), from_row)?)
        })
        .await
    }

    /// All connections of all accounts, by account and name.
    pub async fn connections(&self) -> Result<Vec<Connection>> {
        self.read(all).await
    }

    /// The connection of this name in this account.
    pub async fn connection(&self, account: &str, name: &str) -> Result<Option<Connection>> {
        let (account, name) = (account.to_owned(), name.to_owned());
        self.read(move |sql| {
            let by_name = format!("{SELECT} WHERE a.name = ?1 AND c.name = ?2");
            Ok(sql.prepare_cached(&by_name)?.query_row((account, name), from_row).optional()?)
        })
        .await
    }

    /// Notes how a connection is doing.
    pub async fn set_connection_state(
        &self,
        id: ConnectionId,
        state: ConnectionState,
        message: Option<String>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(1, move |sql| {
            let changed = sql
                .prepare_cached(
                    "UPDATE connections SET state = ?2, message = ?3, state_ms = ?4 WHERE id = ?1",
                )?
                .execute((id, state.as_str(), &message, now.as_millisecond()))?;
            if changed == 0 { Err(unknown(id).into()) } else { Ok(()) }
        })
        .await
    }
}

const SELECT: &str =
    "SELECT c.id, c.account_id, a.name, c.name, c.system, c.kind, c.url, c.settings, c.sealed,
    c.state, c.message, c.state_ms, c.created_ms
    FROM connections c JOIN accounts a ON a.id = c.account_id";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Connection> {
    Ok(Connection {
        id: row.get(0)?,
        account_id: row.get(1)?,
        account: row.get(2)?,
        name: row.get(3)?,
        system: row.get(4)?,
        kind: row.get(5)?,
        url: row.get(6)?,
        settings: json(row, 7)?,
        sealed: row.get(8)?,
        state: ConnectionState::read(row.get_ref(9)?.as_str()?),
        message: row.get(10)?,
        state_ms: row.get(11)?,
        created_ms: row.get(12)?,
    })
}

/// Every connection, by account and name.
pub(crate) fn all(sql: &rusqlite::Connection) -> Result<Vec<Connection>, Fault> {
    let sorted = format!("{SELECT} ORDER BY a.name, c.name");
    let mut statement = sql.prepare_cached(&sorted)?;
    Ok(statement.query_map([], from_row)?.collect::<rusqlite::Result<_>>()?)
}

/// The connection with this id, for work that cannot go on without it.
pub(crate) fn by_id(sql: &rusqlite::Connection, id: ConnectionId) -> Result<Connection, Fault> {
    let by_id = format!("{SELECT} WHERE c.id = ?1");
    let found = sql.prepare_cached(&by_id)?.query_row([id], from_row).optional()?;
    found.ok_or_else(|| unknown(id).into())
}

fn unknown(id: ConnectionId) -> StoreError {
    StoreError::NotFound { what: format!("connection {id}"), hint: None }
}
