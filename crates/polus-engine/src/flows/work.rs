//! Doing what runs ask for: lease, journal, act, end.
//!
//! Guarantees: a step is journaled as begun before it writes anything outside, and as done with its
//! output after; a run that is taken up again goes on at the first step that is not done, and a step
//! that was begun looks for its own effect before it makes it again. Does not decide what a step does
//! (see [`super::steps`]) nor which runs there are (see [`super::plan`]).

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use polus_connect::expr::ExprError;
use polus_store::{Connection, LeasedRun, Outcome, Problem, StepRecord, StepState, Store};
use serde_json::{Map, Value, json};

use super::FlowSet;
use super::definition::{Flow, Step};
use super::steps::Context;
use crate::clock::Clock;
use crate::error::{Class, EngineError};

/// How long a run may go unrenewed before another worker takes it over.
pub const LEASE: Duration = Duration::from_secs(60);

/// How every identity of ours begins.
pub const OWN: &str = "polus-";

/// After this many attempts a failing run is left to a person. With the schedule below that is a
/// little more than an hour.
const MOST_ATTEMPTS: u32 = 16;

/// Longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// How long an effect of unknown outcome is given to show before it is looked for.
const SETTLE: Duration = Duration::from_secs(2);

/// What a run has at hand.
pub struct Workplace {
    /// The local store.
    pub store: Store,
    /// Time.
    pub clock: Clock,
    /// Name of this worker in leases.
    pub owner: String,
    /// Tells this store's effects from those of every other one.
    pub store_name: String,
    /// The helpdesk that the run's account has, and its client in the request class of flows.
    pub helpdesk: Option<(Connection, gorgias::Client)>,
}

impl Workplace {
    /// Takes one leased run to its end, or to its next attempt. Errors are those of the store alone:
    /// what goes wrong in a step is recorded with the run.
    pub async fn perform(&self, flows: &FlowSet, run: LeasedRun) -> Result<(), EngineError> {
        let result = match (flows.get(&run.flow), &self.helpdesk) {
            (None, _) => Err(EngineError::NoFlow(run.flow.clone())),
            (_, None) => Err(EngineError::NoHelpdesk),
            (Some(flow), Some((helpdesk, gorgias))) => {
                let attempt = Attempt { place: self, flow, run: &run, helpdesk, gorgias };
                self.renewing(&run, attempt.work()).await
            }
        };
        let now = self.clock.now();
        let outcome = result.unwrap_or_else(|error| outcome_of(&error, run.attempt, now));
        self.store.finish_run(run.id, &self.owner, outcome, now).await?;
        Ok(())
    }

    /// Does the work while keeping the lease.
    async fn renewing(
        &self,
        run: &LeasedRun,
        work: impl Future<Output = Result<Outcome, EngineError>>,
    ) -> Result<Outcome, EngineError> {
        let mut work = std::pin::pin!(work);
        let mut beat = tokio::time::interval(LEASE / 3);
        beat.tick().await;
        loop {
            tokio::select! {
                result = &mut work => return result,
                _ = beat.tick() => self.store.renew(run.id, &self.owner, LEASE, self.clock.now()).await?,
            }
        }
    }
}

/// One attempt at a run.
struct Attempt<'a> {
    place: &'a Workplace,
    flow: &'a Flow,
    run: &'a LeasedRun,
    helpdesk: &'a Connection,
    gorgias: &'a gorgias::Client,
}

impl Attempt<'_> {
    async fn work(&self) -> Result<Outcome, EngineError> {
        let mut scope = scope(self.flow, &self.run.input);
        // Once more: it may not have been possible to evaluate it when the run was made, or the flow has changed.
        if let Some(when) = &self.flow.when {
            let holds = when.is_true(&Value::Object(scope.clone()));
            if !holds.map_err(|error| in_flow(self.flow, "`when`".into(), &error))? {
                return Ok(Outcome::Skipped {
                    reason: "the condition of the flow does not hold any more".into(),
                });
            }
        }
        let journal = self.place.store.steps(self.run.id).await?;
        let journal: HashMap<String, StepRecord> =
            journal.into_iter().map(|step| (step.step.clone(), step)).collect();
        let mut outputs = Map::new();
        for step in &self.flow.steps {
            scope.insert("steps".into(), Value::Object(outputs.clone()));
            scope.insert("item".into(), Value::Null);
            let seen = Value::Object(scope.clone());
            if let Some(condition) = &step.condition
                && !condition.is_true(&seen).map_err(|error| self.wrong(step, "`if`", &error))?
            {
                continue;
            }
            let output = match &step.each {
                None => self.step(step, &journal, &step.name, &seen).await?,
                Some(each) => {
                    let items = each.eval(&seen).map_err(|error| self.wrong(step, "`each`", &error))?;
                    let Value::Array(items) = items else {
                        return Err(EngineError::Expression {
                            flow: self.flow.name.clone(),
                            place: format!("`each` of step `{}`", step.name),
                            reason: "it must give a list".into(),
                        });
                    };
                    let mut done = Vec::with_capacity(items.len());
                    let mut keys = HashSet::new();
                    for (number, item) in items.into_iter().enumerate() {
                        let key = format!("{}[{}]", step.name, item_key(&item, number));
                        // What the list names twice is done once.
                        if !keys.insert(key.clone()) {
                            continue;
                        }
                        scope.insert("item".into(), item);
                        let seen = Value::Object(scope.clone());
                        done.push(self.step(step, &journal, &key, &seen).await?);
                    }
                    json!({ "items": done })
                }
            };
            outputs.insert(step.name.clone(), output);
        }
        Ok(Outcome::Done)
    }

    /// One step, unless the journal has it as done.
    async fn step(
        &self,
        step: &Step,
        journal: &HashMap<String, StepRecord>,
        key: &str,
        scope: &Value,
    ) -> Result<Value, EngineError> {
        let begun = journal.get(key);
        if let Some(StepRecord { state: StepState::Done, output, .. }) = begun {
            return Ok(output.clone().unwrap_or(Value::Null));
        }
        let Workplace { store, clock, owner, store_name, .. } = self.place;
        let arguments = step.with.eval(scope).map_err(|error| self.wrong(step, "`with`", &error))?;
        let identity = identity(store_name, self.run.id.get(), key);
        if step.kind.writes {
            let (effect, target) = (Some(identity.clone()), Some(arguments.clone()));
            store.begin_step(self.run.id, owner, key, effect, target, clock.now()).await?;
        }
        let context = Context {
            store,
            gorgias: self.gorgias,
            helpdesk: self.helpdesk,
            identity: &identity,
            again: begun.is_some(),
        };
        let output = (step.kind.perform)(&context, arguments).await?;
        store.finish_step(self.run.id, owner, key, output.clone(), clock.now()).await?;
        Ok(output)
    }

    fn wrong(&self, step: &Step, what: &str, error: &ExprError) -> EngineError {
        in_flow(self.flow, format!("{what} of step `{}`", step.name), error)
    }
}

/// What a run's expressions see.
fn scope(flow: &Flow, input: &Value) -> Map<String, Value> {
    let view = |side: &str| match input.get(side) {
        None | Some(Value::Null) => Value::Null,
        Some(record) => match record.get("canonical") {
            None | Some(Value::Null) => record.get("payload").cloned().unwrap_or(Value::Null),
            Some(canonical) => canonical.clone(),
        },
    };
    let mut scope = Map::new();
    scope.insert("record".into(), view("after"));
    scope.insert("before".into(), view("before"));
    scope.insert("change".into(), input.get("change").cloned().unwrap_or(Value::Null));
    scope.insert("settings".into(), flow.settings.clone());
    scope
}

/// An item is told from its neighbours by its id where it has one, so that a list that grows between two
/// attempts does not shift their identities.
fn item_key(item: &Value, number: usize) -> String {
    match item.get("id").unwrap_or(item) {
        Value::Number(id) => id.to_string(),
        Value::String(id) => id.clone(),
        _ => format!("#{number}"),
    }
}

/// The identity of an effect. 30 characters, well under the 255 that an `external_id` may have.
fn identity(store_name: &str, run: i64, key: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, format!("{store_name}/{run}/{key}").as_bytes());
    let hex: String = digest.as_ref().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("{OWN}{hex}")
}

fn in_flow(flow: &Flow, place: String, error: &ExprError) -> EngineError {
    EngineError::Expression { flow: flow.name.clone(), place, reason: error.to_string() }
}

/// Decides what becomes of a run whose step went wrong.
fn outcome_of(error: &EngineError, attempt: u32, now: Timestamp) -> Outcome {
    let failed = || Outcome::Failed {
        error: Problem {
            reason: error.to_string(),
            class: error.class_name().to_owned(),
            hint: error.hint(),
        },
    };
    let later = |wait: Duration| Outcome::Retry {
        at: now.checked_add(SignedDuration::try_from(wait).unwrap_or(SignedDuration::ZERO)).unwrap_or(now),
        error: error.to_string(),
    };
    match error.class() {
        Class::Permanent | Class::Ours => failed(),
        _ if attempt >= MOST_ATTEMPTS => failed(),
        Class::OutcomeUnknown => later(SETTLE.max(backoff(attempt))),
        Class::Transient(Some(wait)) => later(wait.max(backoff(attempt))),
        Class::Transient(None) => later(backoff(attempt)),
    }
}

/// 1, 2, 4 ... seconds, at most [`LONGEST_WAIT`].
fn backoff(attempt: u32) -> Duration {
    Duration::from_secs(1 << attempt.saturating_sub(1).min(10)).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_the_same_for_every_attempt_and_for_nothing_else() {
        let first = identity("store", 7, "ticket");
        assert_eq!(first, identity("store", 7, "ticket"));
        assert_eq!(first.len(), 30);
        assert_ne!(first, identity("store", 8, "ticket"));
        assert_ne!(first, identity("store", 7, "note"));
        assert_ne!(first, identity("other", 7, "ticket"));
    }

    #[test]
    fn the_wait_doubles_to_ten_minutes() {
        let waits: Vec<u64> = [1, 2, 3, 9, 10, 11, 30].into_iter().map(|n| backoff(n).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 256, 512, 600, 600]);
    }

    #[test]
    fn a_permanent_error_fails_at_once_and_a_transient_one_only_after_many_attempts() {
        let now = Timestamp::UNIX_EPOCH;
        let permanent = EngineError::NoFlow("gone".into());
        assert!(matches!(outcome_of(&permanent, 1, now), Outcome::Failed { .. }));
        let odd = EngineError::Unexpected { system: "shop".into(), what: "a poem".into() };
        assert!(matches!(outcome_of(&odd, 1, now), Outcome::Retry { .. }));
        assert!(matches!(outcome_of(&odd, MOST_ATTEMPTS, now), Outcome::Failed { .. }));
    }
}
