//! A few connections that read, each used by one call at a time.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::open;
use crate::{Result, StoreError};

/// Calls that read at the same time; more wait for their turn.
const READERS: u32 = 4;

#[derive(Debug)]
pub(super) struct Readers {
    permits: Semaphore,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn new() -> Readers {
        Readers { permits: Semaphore::new(READERS as usize), idle: Mutex::new(Vec::new()) }
    }

    /// Waits for the turn to read.
    pub(super) async fn permit(&self) -> Result<SemaphorePermit<'_>> {
        self.permits.acquire().await.map_err(|_| StoreError::Closed)
    }

    /// A connection; the caller has a permit.
    pub(super) fn take(&self, path: &Path) -> Result<Connection> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(connection) => Ok(connection),
            None => open::read_only(path),
        }
    }

    pub(super) fn give_back(&self, connection: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }

    /// Waits for those who read, lets nobody read after them.
    pub(super) async fn close(&self) {
        let everyone = self.permits.acquire_many(READERS).await;
        self.permits.close();
        drop(everyone);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
