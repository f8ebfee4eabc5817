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
    /// the disk. `weight` says how many rows it writes, about. `work` is run again, after everything was undone, if
    /// somebody else's work in the transaction fails: it must do nothing but write.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        weight: usize,
        work: impl Fn(&Connection) -> Result<T, Fault> + Send + 'static,
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

#[cfg(test)]
mod tests {
    use rusqlite::Connection;
    use serde_json::json;

    use super::Fault;
    use crate::{Result, Store, StoreError};

    async fn open() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path().join("polus.db"), jiff::Timestamp::UNIX_EPOCH).await.unwrap();
        store.write(1, |sql| Ok(sql.execute_batch("CREATE TABLE note (text TEXT)")?)).await.unwrap();
        (folder, store)
    }

    fn note(sql: &Connection, text: &str) -> Result<(), Fault> {
        sql.execute("INSERT INTO note VALUES (?1)", [text])?;
        Ok(())
    }

    async fn notes(store: &Store) -> serde_json::Value {
        json!(store.query("SELECT text FROM note", 2000).await.unwrap().rows)
    }

    #[tokio::test]
    async fn what_is_queued_is_committed_at_once_and_a_failing_piece_harms_no_other() {
        let (_folder, store) = open().await;
        // The writer is held up by one piece of work until all others are queued.
        let (release, held) = std::sync::mpsc::channel::<()>();
        let (begun, mut holds) = tokio::sync::mpsc::channel(1);
        let holding = store.write(1, move |_| {
            begun.blocking_send(()).unwrap();
            held.recv().unwrap();
            Ok(())
        });
        let path = store.database().path().to_owned();
        let outside = Connection::open(path).unwrap();
        let others: Vec<_> = (0..40)
            .map(|number| {
                store.write(1, move |sql| {
                    note(sql, &number.to_string())?;
                    match number {
                        13 => Err(StoreError::Query { reason: "refused".to_owned() }.into()),
                        14 => panic!("a fault in a caller's work"),
                        _ => Ok(number),
                    }
                })
            })
            .collect();
        let last = store.write(1, move |_| {
            Ok(outside.query_row("SELECT count(*) FROM note", [], |row| row.get::<_, i64>(0))?)
        });
        let mut all: Vec<_> = others.into_iter().map(Box::pin).collect();
        let (mut holding, mut last) = (Box::pin(holding), Box::pin(last));
        // Polled once each, they are in the queue, in this order.
        assert!(poll_once(&mut holding).await.is_none());
        holds.recv().await.unwrap();
        for other in &mut all {
            assert!(poll_once(other).await.is_none());
        }
        assert!(poll_once(&mut last).await.is_none());
        release.send(()).unwrap();
        holding.await.unwrap();
        for (number, other) in all.into_iter().enumerate() {
            match other.await {
                Ok(answer) => assert_eq!(answer, number),
                Err(StoreError::Query { .. }) => assert_eq!(number, 13),
                Err(StoreError::Internal { .. }) => assert_eq!(number, 14),
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(notes(&store).await.as_array().unwrap().len(), 38);
        assert_eq!(last.await.unwrap(), 0, "when the last piece ran, none of the others was committed yet");
    }

    /// Polls a future once; `None` if it is not ready. (One poll of a task may do so much and no more: hence 40 pieces.)
    async fn poll_once<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
        std::future::poll_fn(|context| {
            std::task::Poll::Ready(match std::pin::Pin::new(&mut *future).poll(context) {
                std::task::Poll::Ready(output) => Some(output),
                std::task::Poll::Pending => None,
            })
        })
        .await
    }

    #[tokio::test]
    async fn a_full_disk_is_said_so_and_work_goes_on_when_there_is_room() {
        let (_folder, store) = open().await;
        store.write(1, |sql| note(sql, "before")).await.unwrap();
        let pages = async |more: i64| {
            let set = move |sql: &Connection| {
                let now: i64 = sql.pragma_query_value(None, "page_count", |row| row.get(0))?;
                Ok(sql.pragma_update(None, "max_page_count", now + more)?)
            };
            store.write(1, set).await.unwrap();
        };
        pages(2).await;
        let large = "x".repeat(100_000);
        let text = large.clone();
        let error = store.write(1, move |sql| note(sql, &text)).await.unwrap_err();
        assert!(matches!(error, StoreError::DiskFull { .. }), "{error:?}");
        assert_eq!(error.class(), crate::Class::Transient);
        assert!(error.hint().unwrap().starts_with("make room on the disk"));
        assert_eq!(
            notes(&store).await,
            json!([["before"]]),
            "nothing of it is stored, nothing before it is lost"
        );

        pages(1000).await;
        store.write(1, move |sql| note(sql, &large)).await.unwrap();
        assert_eq!(notes(&store).await.as_array().unwrap().len(), 2);
    }
}
