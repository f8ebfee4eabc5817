//! The hand on the sandbox: lets people act, looks at rows, plays the script.

use std::io;
use std::sync::Arc;

use serde_json::Value;

use super::entry::{Entry, too_deep};
use super::name::SystemName;
use super::shared::{Counts, LedgerLine, Shared};
use super::world::Outcome;
use crate::system::ActError;
use crate::traffic::{self, Played};

/// Steers a running sandbox. Cheap to clone; once the sandbox has stopped, nothing can be changed any more.
#[derive(Clone)]
pub struct Control {
    shared: Arc<Shared>,
}

impl Control {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Lets somebody act in a system.
    ///
    /// # Errors
    ///
    /// The system says why it cannot be done, or the state could not be kept.
    pub async fn act(&self, system: SystemName, action: Value) -> Result<Value, ActError> {
        if too_deep(&action) {
            return Err(ActError("the action is nested too deep".to_owned()));
        }
        match self.shared.change(Entry::Act { system, action }) {
            Ok(Outcome::Acted(result)) => result,
            Ok(_) => Err(ActError("the action gave no result".to_owned())),
            Err(error) => Err(not_kept(&error)),
        }
    }

    /// Every row of a collection as its list would show it; `None` when there is no such collection.
    pub async fn rows(&self, system: SystemName, collection: &str) -> Option<Vec<Value>> {
        self.shared.world.rows(system, collection)
    }

    /// Does step `number` of [`traffic::script`] once, however often it is asked: later calls, after a
    /// restart too, give what the first one gave. `None`: the script has no such step.
    ///
    /// # Errors
    ///
    /// The state could not be kept; the step was not done.
    pub async fn play(&self, number: u64) -> Result<Option<Played>, ActError> {
        if let Some(played) = self.shared.world.played(number) {
            return Ok(Some(played));
        }
        let Some(step) = usize::try_from(number)
            .ok()
            .and_then(|number| traffic::script(self.shared.seed).into_iter().nth(number))
        else {
            return Ok(None);
        };
        let played = self.shared.world.play(number, step.name, step.calls);
        self.shared.wake.notify_one();
        played.map(Some).map_err(|error| not_kept(&error))
    }

    /// Does step `number` of the endless [`traffic::step`] unless it or a later one has been done, before a
    /// restart perhaps: then `None`.
    ///
    /// # Errors
    ///
    /// The state could not be kept; the step was not done.
    pub async fn traffic(&self, number: u64) -> Result<Option<Played>, ActError> {
        let calls = traffic::step(self.shared.seed, number);
        let played = self.shared.world.traffic(number, calls);
        self.shared.wake.notify_one();
        played.map_err(|error| not_kept(&error))
    }

    /// The first step of the endless traffic that has not been done.
    pub fn next_traffic(&self) -> u64 {
        self.shared.world.next_traffic()
    }

    /// Waits until no webhook is owed or under way, or the sandbox has stopped.
    pub async fn deliveries_idle(&self) {
        let mut ended = self.shared.ended.subscribe();
        while self.shared.world.owed() > 0 && !self.shared.world.is_closed() {
            // The sender is part of what is held here.
            let _ = ended.changed().await;
        }
    }

    /// What has been counted since the start.
    pub fn counts(&self) -> Counts {
        self.shared.counters.read()
    }

    /// How the latest deliveries ended, oldest first.
    pub fn ledger(&self) -> Vec<LedgerLine> {
        self.shared.ledger()
    }
}

fn not_kept(error: &io::Error) -> ActError {
    ActError(format!("the state could not be kept, so nothing was done: {error}"))
}
