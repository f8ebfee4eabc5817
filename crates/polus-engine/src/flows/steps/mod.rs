//! What a step of a flow can do.
//!
//! To add one: write `steps/<verb>.rs` with its arguments, its `perform` and its [`StepKind`], and add a
//! line to [`KINDS`]. A step that writes to the outside must be safe to begin again: either the write is
//! idempotent by nature (a set of tags, a field set to a value), or it carries the [`Context::identity`]
//! and looks for it when [`Context::again`] says that an earlier attempt may have got through. A step that writes to
//! a ticket or customer does so through `to_survivor`: it may have been merged since the flow looked.

mod add_note;
mod add_tags;
mod create_ticket;
mod find;
mod find_customer;
mod set_customer_data;
mod update_customer;

use futures_util::future::BoxFuture;
use polus_store::{Connection, Store};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::EngineError;

/// Every step there is.
pub const KINDS: &[StepKind] = &[
    find::KIND,
    find_customer::KIND,
    create_ticket::KIND,
    update_customer::KIND,
    set_customer_data::KIND,
    add_tags::KIND,
    add_note::KIND,
];

/// One thing a step can do.
#[derive(Debug)]
pub struct StepKind {
    /// What a flow writes after `do:`.
    pub name: &'static str,
    /// Whether it writes to another system; such a step is journaled before it begins.
    pub writes: bool,
    /// One line for people.
    pub doc: &'static str,
    /// Does it, with its rendered arguments; the answer becomes `steps.<name>`.
    pub perform: for<'a> fn(&'a Context<'a>, Value) -> BoxFuture<'a, Result<Value, EngineError>>,
}

/// What a step has at hand.
pub struct Context<'a> {
    /// The local copy.
    pub store: &'a Store,
    /// The account's helpdesk, in the request class of flows.
    pub gorgias: &'a gorgias::Client,
    /// The helpdesk's connection.
    pub helpdesk: &'a Connection,
    /// Identity of the effect: the same for every attempt of this step of this run, and for no other.
    pub identity: &'a str,
    /// An earlier attempt was begun and its outcome is unknown.
    pub again: bool,
}

/// The step with this name.
pub fn find(name: &str) -> Option<&'static StepKind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// The names of all steps.
pub fn names() -> Vec<&'static str> {
    KINDS.iter().map(|kind| kind.name).collect()
}

/// So many merges one after the other are followed; a longer chain is a fault of the helpdesk.
const MOST_MERGES: usize = 10;

/// Writes to a ticket or customer, or to the one that it was merged into; gives the id of the one written to.
async fn to_survivor<T, F>(id: i64, write: impl Fn(i64) -> F) -> Result<(i64, T), EngineError>
where
    F: Future<Output = Result<T, gorgias::Error>>,
{
    let mut id = id;
    for _ in 0..MOST_MERGES {
        match write(id).await {
            Err(gorgias::Error::Merged { into: Some(into), .. }) if into != id => id = into,
            written => return Ok((id, written?)),
        }
    }
    Ok((id, write(id).await?))
}

/// Reads rendered arguments; a wrong one is named.
fn arguments<T: DeserializeOwned>(step: &str, value: Value) -> Result<T, EngineError> {
    serde_json::from_value(value)
        .map_err(|error| EngineError::Arguments { step: step.to_owned(), reason: error.to_string() })
}
