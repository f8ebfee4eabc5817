//! The store: opening, closing.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use crate::Result;

/// The durable state; cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    inner: Arc<()>,
}

impl Store {
    /// Opens the database at `path` for reading and writing; makes it, or brings it up to date, if need be.
    pub async fn open(path: impl AsRef<Path>, now: Timestamp) -> Result<Store> {
        todo!()
    }

    /// Opens an existing database for reading, also while another process writes it.
    pub async fn open_read_only(path: impl AsRef<Path>) -> Result<Store> {
        todo!()
    }

    /// Finishes what is queued, folds the write-ahead log into the file and closes it. Other clones answer
    /// [`crate::StoreError::Closed`] from then on.
    pub async fn close(self) -> Result<()> {
        todo!()
    }
}
