//! Staying in step: one state machine a stream, driven by pages.
//!
//! [`walk`] decides and is pure; [`helpdesk`] and [`commerce`] read and store. What is known to be out of date
//! is a mark in the store, of a record or of a whole list ([`marks`]): marks are set before whatever told of
//! them is forgotten, so a crash costs a request and never a change.

pub mod commerce;
pub mod helpdesk;
pub mod marks;
pub mod walk;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use crate::error::EngineError;

/// Something worth telling a progress bar or a worker.
#[derive(Debug, Clone, Copy)]
pub enum Notice<'a> {
    /// A page was read and stored.
    Page {
        /// Of this connection.
        connection: &'a str,
        /// Of this stream.
        stream: &'a str,
        /// With so many rows.
        rows: u64,
    },
    /// The first full walk of a stream is done.
    Complete {
        /// Of this connection.
        connection: &'a str,
        /// This stream.
        stream: &'a str,
    },
    /// So many runs have become due.
    Runs(u64),
}

/// Hears notices; must be quick.
pub type Observer = Arc<dyn Fn(&Notice<'_>) + Send + Sync>;

/// What is due in a round, beside what is marked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Due {
    /// Ask for news: the events feed of a helpdesk, the lists of other systems.
    pub news: bool,
    /// Walk every list from its top to its end and look for what is missing.
    pub audit: bool,
}

/// Where a stream stands, as it is stored.
fn checkpoint(progress: &impl Serialize) -> Result<Value, EngineError> {
    serde_json::to_value(progress)
        .map_err(|error| EngineError::Broken(format!("a checkpoint cannot be written: {error}")))
}

/// What went wrong in a round without ending it: lists that a system refuses do not keep the others from being read.
#[derive(Debug, Default)]
struct Refusals(BTreeMap<String, EngineError>);

impl Refusals {
    /// Whether this stream was refused in this round.
    fn has(&self, stream: &str) -> bool {
        self.0.contains_key(stream)
    }

    /// Takes note of how reading a stream went; an error that concerns the whole system comes back.
    fn note<T>(&mut self, stream: &str, result: Result<T, EngineError>) -> Result<Option<T>, EngineError> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.concerns_the_system() => Err(error),
            Err(error) => {
                self.0.entry(stream.to_owned()).or_insert(error);
                Ok(None)
            }
        }
    }

    /// The round's result.
    fn into_result(self) -> Result<(), EngineError> {
        self.0.into_values().next().map_or(Ok(()), Err)
    }
}
