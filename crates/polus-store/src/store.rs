//! The store: opening, closing.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::Connection;

use crate::Result;
use crate::sqlite::{Database, Fault};

/// The durable state; cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    database: Arc<Database>,
}

impl Store {
    /// Opens the database at `path` for reading and writing; makes it, or brings it up to date, if need be.
    /// The folder must exist. A file `<path>.lock` beside it keeps a second writing process out.
    pub async fn open(path: impl AsRef<Path>, now: Timestamp) -> Result<Store> {
        Ok(Store { database: Database::open(path.as_ref().to_owned(), now).await? })
    }

    /// Opens an existing database for reading, also while another process writes it.
    pub async fn open_read_only(path: impl AsRef<Path>) -> Result<Store> {
        Ok(Store { database: Database::open_read_only(path.as_ref().to_owned()).await? })
    }

    /// Where the database is, for people.
    pub fn location(&self) -> String {
        self.database.path().display().to_string()
    }

    /// Finishes what is queued, folds the write-ahead log into the file and closes it. Other clones answer
    /// [`crate::StoreError::Closed`] from then on.
    pub async fn close(self) -> Result<()> {
        self.database.close().await
    }

    pub(crate) fn database(&self) -> &Arc<Database> {
        &self.database
    }

    pub(crate) async fn write<T: Send + 'static>(
        &self,
        weight: usize,
        work: impl Fn(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T> {
        self.database.write(weight, work).await
    }

    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T> {
        self.database.read(work).await
    }
}
