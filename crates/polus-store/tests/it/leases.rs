//! Leasing against a model that knows nothing of heads or indexes.

use std::time::Duration;

use polus_store::{Outcome, Problem, RunId, RunState};
use proptest::prelude::*;

use crate::support::{TestStore, at, planned, ticket};

#[derive(Debug, Clone)]
enum Action {
    /// A change makes a run for this subject.
    Make { subject: i64 },
    /// A worker takes up to `limit` runs for `seconds`.
    Lease { owner: u8, limit: usize, seconds: u8 },
    /// The owner of the n-th leased run ends it.
    Finish { nth: usize, how: How },
    /// A worker that may not have the n-th run tries to end it.
    Meddle { nth: usize, owner: u8 },
    /// The n-th failed run is begun again.
    Retry { nth: usize },
    /// Time goes on.
    Wait { seconds: u8 },
}

#[derive(Debug, Clone, Copy)]
enum How {
    Done,
    Skipped,
    Failed,
    RetryIn(u8),
}

fn action() -> impl Strategy<Value = Action> {
    let how = prop_oneof![
        3 => Just(How::Done),
        1 => Just(How::Skipped),
        2 => Just(How::Failed),
        2 => (0u8..30).prop_map(How::RetryIn),
    ];
    prop_oneof![
        5 => (1i64..4).prop_map(|subject| Action::Make { subject }),
        5 => (0u8..2, 1usize..4, 1u8..20).prop_map(|(owner, limit, seconds)| Action::Lease { owner, limit, seconds }),
        5 => (any::<usize>(), how).prop_map(|(nth, how)| Action::Finish { nth, how }),
        1 => (any::<usize>(), 0u8..2).prop_map(|(nth, owner)| Action::Meddle { nth, owner }),
        2 => any::<usize>().prop_map(|nth| Action::Retry { nth }),
        3 => (1u8..15).prop_map(|seconds| Action::Wait { seconds }),
    ]
}

#[derive(Debug, Clone)]
struct ModelRun {
    subject: i64,
    state: RunState,
    due: i64,
    owner: u8,
    attempt: u32,
}

#[derive(Debug, Default)]
struct Model {
    runs: Vec<ModelRun>,
    now: i64,
}

impl Model {
    /// Whose turn it is in a subject: who is being worked on, else who came first.
    fn turn(&self, subject: i64) -> Option<usize> {
        let of = |state| self.runs.iter().position(move |run| run.subject == subject && run.state == state);
        of(RunState::Leased).or_else(|| of(RunState::Waiting))
    }

    fn lease(&mut self, owner: u8, limit: usize, seconds: u8) -> Vec<usize> {
        let mut due: Vec<usize> = (1..4).filter_map(|subject| self.turn(subject)).collect();
        due.retain(|at| self.runs[*at].due <= self.now);
        due.sort_by_key(|at| (self.runs[*at].due, *at));
        due.truncate(limit);
        for at in &due {
            let run = &mut self.runs[*at];
            run.state = RunState::Leased;
            run.owner = owner;
            run.due = self.now + i64::from(seconds);
            run.attempt += 1;
        }
        due
    }

    fn nth(&self, nth: usize, state: RunState) -> Option<usize> {
        let all: Vec<usize> = (0..self.runs.len()).filter(|at| self.runs[*at].state == state).collect();
        if all.is_empty() { None } else { Some(all[nth % all.len()]) }
    }
}

fn name(owner: u8) -> String {
    format!("worker-{owner}")
}

fn id(at: usize) -> RunId {
    RunId::new(at as i64 + 1)
}

async fn follow(actions: Vec<Action>) -> Result<(), TestCaseError> {
    let t = TestStore::new().await;
    let mut model = Model::default();
    for action in actions {
        match action {
            Action::Make { subject } => {
                let change = ticket(subject, model.runs.len() as i64, &format!("{}", model.runs.len()));
                t.store.apply(planned(t.batch(model.now, vec![change]))).await.unwrap();
                model.runs.push(ModelRun {
                    subject,
                    state: RunState::Waiting,
                    due: model.now,
                    owner: 9,
                    attempt: 0,
                });
            }
            Action::Lease { owner, limit, seconds } => {
                let lease = Duration::from_secs(seconds.into());
                let leased = t.store.lease_runs(&name(owner), limit, lease, at(model.now)).await.unwrap();
                let wanted = model.lease(owner, limit, seconds);
                prop_assert_eq!(
                    leased.iter().map(|run| run.id).collect::<Vec<_>>(),
                    wanted.iter().map(|at| id(*at)).collect::<Vec<_>>()
                );
                for (run, at) in leased.iter().zip(wanted) {
                    prop_assert_eq!(run.attempt, model.runs[at].attempt);
                    prop_assert_eq!(&run.subject, &format!("ticket {}", model.runs[at].subject));
                }
            }
            Action::Finish { nth, how } => {
                let Some(run) = model.nth(nth, RunState::Leased) else { continue };
                let (outcome, state) = match how {
                    How::Done => (Outcome::Done, RunState::Done),
                    How::Skipped => (Outcome::Skipped { reason: "nothing to do".into() }, RunState::Skipped),
                    How::Failed => (Outcome::Failed { error: Problem::default() }, RunState::Failed),
                    How::RetryIn(seconds) => {
                        model.runs[run].due = model.now + i64::from(seconds);
                        (
                            Outcome::Retry { at: at(model.runs[run].due), error: "busy".into() },
                            RunState::Waiting,
                        )
                    }
                };
                t.store
                    .finish_run(id(run), &name(model.runs[run].owner), outcome, at(model.now))
                    .await
                    .unwrap();
                model.runs[run].state = state;
            }
            Action::Meddle { nth, owner } => {
                if model.runs.is_empty() {
                    continue;
                }
                let run = nth % model.runs.len();
                let owns = model.runs[run].state == RunState::Leased && model.runs[run].owner == owner;
                if !owns {
                    prop_assert!(
                        t.store
                            .finish_run(id(run), &name(owner), Outcome::Done, at(model.now))
                            .await
                            .is_err()
                    );
                }
            }
            Action::Retry { nth } => {
                let Some(run) = model.nth(nth, RunState::Failed) else { continue };
                t.store.retry_failed(id(run), at(model.now)).await.unwrap();
                let run = &mut model.runs[run];
                (run.state, run.due, run.attempt) = (RunState::Waiting, model.now, 0);
            }
            Action::Wait { seconds } => model.now += i64::from(seconds),
        }
        check(&t, &model).await?;
    }
    Ok(())
}

async fn check(t: &TestStore, model: &Model) -> Result<(), TestCaseError> {
    let turns: Vec<usize> = (1..4).filter_map(|subject| model.turn(subject)).collect();
    let due = turns.iter().filter(|run| model.runs[**run].due <= model.now).count();
    prop_assert_eq!(t.store.due_count(at(model.now)).await.unwrap(), due as u64);
    let next = turns.iter().map(|run| at(model.runs[*run].due)).min();
    prop_assert_eq!(t.store.next_due().await.unwrap(), next);
    let counts = t.store.run_counts().await.unwrap();
    let count = |state| model.runs.iter().filter(|run| run.state == state).count() as u64;
    prop_assert_eq!(
        (counts.waiting, counts.leased, counts.done, counts.skipped, counts.failed),
        (
            count(RunState::Waiting),
            count(RunState::Leased),
            count(RunState::Done),
            count(RunState::Skipped),
            count(RunState::Failed)
        )
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn leases_follow_the_model(actions in proptest::collection::vec(action(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(follow(actions))?;
    }
}
