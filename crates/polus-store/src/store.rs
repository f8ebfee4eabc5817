//! The store: opening, closing.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

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

    /// A name that tells this store from every other one: `fresh` when it is first asked for, and the same ever after.
    pub async fn own_name(&self, fresh: &str) -> Result<String> {
        const FIND: &str = "SELECT value FROM facts WHERE name = 'own_name'";
        // Read first, so that a store that is open for reading knows its name as well.
        let known = self
            .read(|sql| Ok(sql.prepare_cached(FIND)?.query_row([], |row| row.get(0)).optional()?))
            .await?;
        if let Some(name) = known {
            return Ok(name);
        }
        let fresh = fresh.to_owned();
        self.write(1, move |sql| {
            sql.prepare_cached(
                "INSERT INTO facts (name, value) VALUES ('own_name', ?1) ON CONFLICT DO NOTHING",
            )?
            .execute([&fresh])?;
            Ok(sql.prepare_cached(FIND)?.query_row([], |row| row.get(0))?)
        })
        .await
    }

    /// When something was last done that has no record of its own, such as `audit of 3`.
    pub async fn last_time(&self, what: &str) -> Result<Option<Timestamp>> {
        let name = format!("last {what}");
        let found: Option<String> = self
            .read(move |sql| {
                let mut find = sql.prepare_cached("SELECT value FROM facts WHERE name = ?1")?;
                Ok(find.query_row([name], |row| row.get(0)).optional()?)
            })
            .await?;
        Ok(found.and_then(|at| at.parse().ok()))
    }

    /// Notes when something was done last.
    pub async fn set_last_time(&self, what: &str, at: Timestamp) -> Result<()> {
        let (name, at) = (format!("last {what}"), at.to_string());
        self.write(1, move |sql| {
            sql.prepare_cached(
                "INSERT INTO facts (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
            )?
            .execute([&name, &at])?;
            Ok(())
        })
        .await
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
