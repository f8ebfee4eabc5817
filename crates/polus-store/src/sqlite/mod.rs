//! The engine room: one database file, one thread that writes it, a few connections that read it.
//!
//! Nothing of this shows in the signatures of [`crate::Store`], so that another database can stand behind
//! them.

mod lock;
mod migrate;
mod open;
mod readers;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::types::FromSqlError;
use rusqlite::{Connection, Row};
use serde_json::Value;

pub(crate) use open::read_only as open_reader;

use crate::{Result, StoreError};

/// An open database.
#[derive(Debug)]
pub(crate) struct Database {
    path: PathBuf,
    writer: Option<writer::Writer>,
    readers: readers::Readers,
}

/// What stops a piece of work on a connection: SQLite, or a reason of our own.
#[derive(Debug)]
pub(crate) enum Fault {
    Sql(rusqlite::Error),
    Store(StoreError),
}

impl Fault {
    /// Says it in the words of the store; `path` is the database.
    pub(crate) fn at(self, path: &Path) -> StoreError {
        match self {
            Fault::Sql(error) => StoreError::sqlite(path, &error),
            Fault::Store(error) => error,
        }
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Fault {
        Fault::Sql(error)
    }
}

impl From<FromSqlError> for Fault {
    fn from(error: FromSqlError) -> Fault {
        Fault::Sql(error.into())
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        Fault::Store(error)
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Fault {
        Fault::Store(StoreError::Internal { detail: format!("stored JSON cannot be read: {error}") })
    }
}

impl Database {
    /// Opens, makes or migrates the database at `path`, and starts its writer.
    pub(crate) async fn open(path: PathBuf, now: Timestamp) -> Result<Arc<Database>> {
        blocking(move || {
            let opened = open::writable(&path, now)?;
            let writer = writer::Writer::start(path.clone(), opened)?;
            let readers = readers::Readers::new();
            Ok(Arc::new(Database { path, writer: Some(writer), readers }))
        })
        .await
    }

    /// Opens the database at `path` without a writer.
    pub(crate) async fn open_read_only(path: PathBuf) -> Result<Arc<Database>> {
        blocking(move || {
            drop(open::read_only(&path)?);
            Ok(Arc::new(Database { path, writer: None, readers: readers::Readers::new() }))
        })
        .await
    }

    /// The database file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Runs `work` in a transaction of its own, together with what others have queued. When this returns `Ok`, it is on
    /// the disk. `weight` says how many rows it writes, about.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        weight: usize,
        work: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T> {
        match &self.writer {
            Some(writer) => writer.submit(weight, work).await,
            None => Err(StoreError::ReadOnly { path: self.path.clone() }),
        }
    }

    /// Runs `work` on a connection that reads.
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T> {
        let _permit = self.readers.permit().await?;
        let database = Arc::clone(self);
        blocking(move || {
            let connection = database.readers.take(&database.path)?;
            let result = work(&connection).map_err(|fault| fault.at(&database.path));
            database.readers.give_back(connection);
            result
        })
        .await
    }

    /// Ends reading and writing; waits for both.
    pub(crate) async fn close(&self) -> Result<()> {
        self.readers.close().await;
        match &self.writer {
            Some(writer) => writer.close().await,
            None => Ok(()),
        }
    }
}

/// Runs work that waits for the disk where it holds up nobody else.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(StoreError::Internal { detail: format!("a call was broken off: {error}") }),
    }
}

/// A JSON column.
pub(crate) fn json(row: &Row<'_>, column: usize) -> rusqlite::Result<Value> {
    Ok(json_option(row, column)?.unwrap_or(Value::Null))
}

/// A JSON column that may be NULL.
pub(crate) fn json_option(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Value>> {
    let text = row.get_ref(column)?.as_str_or_null()?;
    text.map(serde_json::from_str).transpose().map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
    })
}

/// JSON of ours that cannot be written.
pub(crate) fn unprintable(error: serde_json::Error) -> StoreError {
    StoreError::Internal { detail: format!("JSON cannot be written: {error}") }
}
