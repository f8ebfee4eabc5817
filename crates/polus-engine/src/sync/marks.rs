//! What is known to be out of date: records to be read again, lists to be looked at from the top.
//!
//! Marks live in the store, so that they outlive a crash. A list is marked under the key [`LIST`], which is the
//! key of no record.

use std::collections::BTreeSet;

use jiff::Timestamp;
use polus_store::{ConnectionId, Store};

use crate::error::EngineError;

/// The key under which a whole list is marked.
pub const LIST: &str = "*";

/// Keys looked at at once when a whole list is compared with the copy.
const KEYS: usize = 1000;

/// Marks to be set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks(BTreeSet<(String, String)>);

impl Marks {
    /// The head of this stream's list has news.
    pub fn list(&mut self, stream: &str) {
        self.0.insert((stream.to_owned(), LIST.to_owned()));
    }

    /// This record must be read again.
    pub fn record(&mut self, stream: &str, key: impl ToString) {
        self.0.insert((stream.to_owned(), key.to_string()));
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds all of another set.
    pub fn extend(&mut self, other: Marks) {
        self.0.extend(other.0);
    }

    /// Writes them down; on the disk when this returns.
    pub async fn save(
        self,
        store: &Store,
        connection: ConnectionId,
        why: &str,
        now: Timestamp,
    ) -> Result<(), EngineError> {
        let mut marks = self.0.into_iter().peekable();
        while let Some((stream, key)) = marks.next() {
            let mut keys = vec![key];
            while let Some((_, key)) = marks.next_if(|(next, _)| *next == stream) {
                keys.push(key);
            }
            store.mark_stale(connection, &stream, &keys, why, now).await?;
        }
        Ok(())
    }
}

/// Marks what exists in the copy and was not in the whole list. Whether it is gone, its key will tell.
pub async fn mark_missing(
    store: &Store,
    connection: ConnectionId,
    stream: &str,
    listed: impl Fn(&str) -> bool,
    now: Timestamp,
) -> Result<(), EngineError> {
    let mut marks = Marks::default();
    let mut after = String::new();
    loop {
        let keys = store.present_keys(connection, stream, &after, KEYS).await?;
        let Some(last) = keys.last() else { break };
        after.clone_from(last);
        for key in keys.iter().filter(|key| !listed(key)) {
            marks.record(stream, key);
        }
    }
    marks.save(store, connection, "not in the list", now).await
}
