//! The systems of one sandbox, their common time, and the order in which everything happened to them.
//!
//! One lock guards everything: a call takes well under a millisecond, and one order of all events is what
//! makes the journal a complete description. Every change goes through [`World::apply`], live and at replay
//! alike, so that the two cannot drift apart.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{Timestamp, ToSpan as _};
use serde_json::Value;

use super::entry::{Entry, Moment};
use super::journal::{Journal, Line};
use super::name::SystemName;
use super::oauth::{Given, Grants, Refusal};
use super::options::SandboxClock;
use crate::system::{ActError, Delivery, DeliveryOutcome, Request, Response, System};
use crate::traffic::{self, Call, Played};

/// A delivery and whose it is.
#[derive(Debug, Clone)]
pub(crate) struct Owed {
    pub system: SystemName,
    pub delivery: Delivery,
}

/// What a change gave.
#[derive(Debug)]
pub(crate) enum Outcome {
    Answered(Response),
    Acted(Result<Value, ActError>),
    Played(Played),
    Granted(Result<Given, Refusal>),
    /// Nothing to tell.
    Done,
}

/// See the module.
pub(crate) struct World {
    inner: Mutex<Inner>,
    clock: SandboxClock,
}

struct Inner {
    systems: HashMap<SystemName, Box<dyn System>>,
    grants: Grants,
    /// Deliveries taken from a system and not yet reported back to it.
    owed: BTreeMap<(SystemName, u64), Delivery>,
    /// Taken and not yet handed to whoever sends them.
    fresh: Vec<Owed>,
    journal: Option<Journal>,
    closed: bool,
    /// The latest moment that anything has seen.
    last: Timestamp,
    script: BTreeMap<u64, Played>,
    next_traffic: u64,
}

impl World {
    /// A world that has just begun, or that is about to hear what happened to it.
    pub(crate) fn new(
        systems: HashMap<SystemName, Box<dyn System>>,
        grants: Grants,
        start: Timestamp,
        clock: SandboxClock,
    ) -> Self {
        let inner = Inner {
            systems,
            grants,
            owed: BTreeMap::new(),
            fresh: Vec::new(),
            journal: None,
            closed: false,
            last: start,
            script: BTreeMap::new(),
            next_traffic: 0,
        };
        Self { inner: Mutex::new(inner), clock }
    }

    /// Lets everything happen again that a journal tells of, and keeps the journal from then on. What is
    /// still owed afterwards is handed out as if it had just become due.
    pub(crate) fn replay(&mut self, lines: Vec<Line>, journal: Journal) {
        let inner = self.inner.get_mut().unwrap_or_else(PoisonError::into_inner);
        for line in lines {
            inner.apply(line.at.timestamp(), line.entry);
        }
        inner.fresh = inner
            .owed
            .iter()
            .map(|((system, _), delivery)| Owed { system: *system, delivery: delivery.clone() })
            .collect();
        inner.journal = Some(journal);
    }

    /// Answers a request that changes nothing.
    pub(crate) fn read(&self, system: SystemName, request: &Request) -> Option<Response> {
        let mut inner = self.lock();
        if inner.closed {
            return None;
        }
        let now = self.clock.now().max(inner.last);
        inner.last = now;
        inner.systems.get_mut(&system).map(|system| system.handle(now, request))
    }

    /// Lets something happen: on paper first, then in the systems.
    ///
    /// # Errors
    ///
    /// The journal could not be written, or the world is closed; nothing has happened.
    pub(crate) fn change(&self, entry: Entry) -> io::Result<Outcome> {
        self.lock().change(&self.clock, entry)
    }

    /// Does a step of the script, unless it has been done: then tells what it gave.
    pub(crate) fn play(&self, number: u64, name: String, calls: Vec<Call>) -> io::Result<Played> {
        let mut inner = self.lock();
        if let Some(played) = inner.script.get(&number) {
            return Ok(played.clone());
        }
        match inner.change(&self.clock, Entry::Play { number, name, calls })? {
            Outcome::Played(played) => Ok(played),
            _ => Err(io::Error::other("a step of the script gave no result")),
        }
    }

    /// What a step of the script gave, if it has been done.
    pub(crate) fn played(&self, number: u64) -> Option<Played> {
        self.lock().script.get(&number).cloned()
    }

    /// Does a step of the endless traffic, unless it or a later one has been done.
    pub(crate) fn traffic(&self, number: u64, calls: Vec<Call>) -> io::Result<Option<Played>> {
        let mut inner = self.lock();
        if number < inner.next_traffic {
            return Ok(None);
        }
        match inner.change(&self.clock, Entry::Traffic { number, calls })? {
            Outcome::Played(played) => Ok(Some(played)),
            _ => Err(io::Error::other("a step of the traffic gave no result")),
        }
    }

    /// The first step of the endless traffic that has not been done.
    pub(crate) fn next_traffic(&self) -> u64 {
        self.lock().next_traffic
    }

    /// Rows of a collection.
    pub(crate) fn rows(&self, system: SystemName, collection: &str) -> Option<Vec<Value>> {
        self.lock().systems.get(&system)?.rows(collection)
    }

    /// The present moment of the world.
    pub(crate) fn now(&self) -> Timestamp {
        let last = self.lock().last;
        self.clock.now().max(last)
    }

    /// Takes the deliveries to be sent, oldest first.
    pub(crate) fn take_deliveries(&self) -> Vec<Owed> {
        std::mem::take(&mut self.lock().fresh)
    }

    /// How many deliveries have not been reported back.
    pub(crate) fn owed(&self) -> usize {
        self.lock().owed.len()
    }

    /// Ends the world and lets go of its journal. Whoever still holds it can change nothing any more: the
    /// folder may belong to the next process already.
    pub(crate) fn close(&self) {
        let mut inner = self.lock();
        inner.closed = true;
        inner.journal = None;
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn change(&mut self, clock: &SandboxClock, entry: Entry) -> io::Result<Outcome> {
        if self.closed {
            return Err(io::Error::other("the sandbox has stopped"));
        }
        // Strictly later than everything before, whatever the wall clock does, in whole microseconds.
        let at = Moment::from(clock.now()).max(Moment(Moment::from(self.last).0 + 1));
        let line = Line { at, entry };
        if let Some(journal) = &mut self.journal {
            journal.append(&line)?;
        }
        Ok(self.apply(at.timestamp(), line.entry))
    }

    fn apply(&mut self, at: Timestamp, entry: Entry) -> Outcome {
        self.last = self.last.max(at);
        let outcome = match entry {
            Entry::Call { system, request } => match self.systems.get_mut(&system) {
                Some(system) => Outcome::Answered(system.handle(at, &request.into())),
                None => Outcome::Done,
            },
            Entry::Act { system, action } => Outcome::Acted(self.act(at, system, &action)),
            Entry::Tick => {
                for name in SystemName::ALL {
                    if let Some(system) = self.systems.get_mut(&name) {
                        system.tick(at);
                    }
                }
                Outcome::Done
            }
            Entry::Delivered { system, id, outcome } => {
                let outcome = DeliveryOutcome::from(outcome);
                if let Some(delivery) = self.owed.remove(&(system, id))
                    && let Some(system) = self.systems.get_mut(&system)
                {
                    // What was due before it comes before it, whether or not a read has noticed already.
                    system.tick(at);
                    system.delivered(at, &delivery, &outcome);
                }
                Outcome::Done
            }
            Entry::Oauth { step } => Outcome::Granted(self.grants.apply(at, step)),
            Entry::Play { number, name, calls } => {
                let played = self.step(at, number, name, calls);
                self.script.insert(number, played.clone());
                Outcome::Played(played)
            }
            Entry::Traffic { number, calls } => {
                self.next_traffic = number.saturating_add(1);
                Outcome::Played(self.step(at, number, "traffic".to_owned(), calls))
            }
        };
        self.collect();
        outcome
    }

    /// The calls of a step, each a microsecond after the one before.
    fn step(&mut self, at: Timestamp, number: u64, name: String, calls: Vec<Call>) -> Played {
        let mut played = Played { number, name, done: Vec::with_capacity(calls.len()), effects: Vec::new() };
        for (index, (system, action)) in (0_i64..).zip(calls) {
            let now = at.saturating_add(index.microseconds()).unwrap_or(at);
            self.last = self.last.max(now);
            let done = match traffic::resolve(&action, &played, &self.script) {
                Ok(action) => {
                    let result = self.act(now, system, &action);
                    traffic::Done::new(system, action, result)
                }
                Err(error) => traffic::Done::new(system, action, Err(error)),
            };
            played.done.push(done);
        }
        played.effects = traffic::effects(&played, |request| {
            self.systems.get_mut(&SystemName::Helpdesk).map(|helpdesk| helpdesk.handle(self.last, request))
        });
        played
    }

    fn act(&mut self, at: Timestamp, system: SystemName, action: &Value) -> Result<Value, ActError> {
        match self.systems.get_mut(&system) {
            Some(system) => system.act(at, action),
            None => Err(ActError(format!("this sandbox has no {system}"))),
        }
    }

    fn collect(&mut self) {
        for name in SystemName::ALL {
            let Some(system) = self.systems.get_mut(&name) else { continue };
            for delivery in system.deliveries() {
                self.owed.insert((name, delivery.id), delivery.clone());
                self.fresh.push(Owed { system: name, delivery });
            }
        }
    }
}
