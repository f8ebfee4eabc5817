//! The life of a run: steps, journal, failures.

use std::time::Duration;

use polus_store::{
    ChangeKind, FailureFilter, LeasedRun, Outcome, Problem, RunFilter, RunState, StepState, StoreError,
};
use serde_json::json;

use crate::support::{TestStore, at, planned, ticket};

const LEASE: Duration = Duration::from_secs(10);

async fn one_run(t: &TestStore) -> LeasedRun {
    t.store.apply(planned(t.batch(0, vec![ticket(1, 1, "a")]))).await.unwrap();
    t.store.lease_runs("me", 9, LEASE, at(0)).await.unwrap().remove(0)
}

#[tokio::test]
async fn steps_are_journaled_in_order_and_survive_a_second_worker() {
    let t = TestStore::new().await;
    let run = one_run(&t).await;
    assert_eq!((run.attempt, run.account_id, run.flow.as_str()), (1, t.account(), "f"));
    assert_eq!(run.input["change"]["kind"], json!(ChangeKind::Created));

    t.store.finish_step(run.id, "me", "find", json!({"found": true}), at(1)).await.unwrap();
    let target = Some(json!({"ticket": 7}));
    t.store.begin_step(run.id, "me", "create", Some("polus-1".into()), target.clone(), at(2)).await.unwrap();

    // The worker dies here; another takes over and finds what may have happened.
    let again = t.store.lease_runs("other", 9, LEASE, at(10)).await.unwrap().remove(0);
    assert_eq!((again.id, again.attempt), (run.id, 2));
    let steps = t.store.steps(run.id).await.unwrap();
    assert_eq!(
        steps.iter().map(|step| (step.step.as_str(), step.state)).collect::<Vec<_>>(),
        [("find", StepState::Done), ("create", StepState::Started)]
    );
    assert_eq!(steps[0].output, Some(json!({"found": true})));
    assert_eq!(
        (steps[1].identity.as_deref(), &steps[1].target, steps[1].attempts),
        (Some("polus-1"), &target, 1)
    );

    t.store.begin_step(run.id, "other", "create", Some("polus-1".into()), target, at(11)).await.unwrap();
    t.store.finish_step(run.id, "other", "create", json!({"id": 7}), at(12)).await.unwrap();
    t.store.skip_step(run.id, "other", "note", at(12)).await.unwrap();
    t.store.finish_run(run.id, "other", Outcome::Done, at(13)).await.unwrap();
    let steps = t.store.steps(run.id).await.unwrap();
    assert_eq!((steps[1].attempts, steps[1].state, steps[2].state), (2, StepState::Done, StepState::Skipped));
    let done =
        t.store.runs(RunFilter { state: Some(RunState::Done), ..RunFilter::default() }, 9).await.unwrap();
    assert_eq!(done[0].finished_ms, Some(at(13).as_millisecond()));
}

#[tokio::test]
async fn nobody_writes_to_the_outside_with_a_lease_that_is_lost_or_over() {
    let t = TestStore::new().await;
    let run = one_run(&t).await;
    let over = t.store.begin_step(run.id, "me", "create", None, None, at(10)).await.unwrap_err();
    insta::assert_snapshot!(over, @"run 1 was leased to me, but the lease is over");
    t.store.renew(run.id, "me", LEASE, at(10)).await.unwrap();
    t.store.begin_step(run.id, "me", "create", None, None, at(19)).await.unwrap();

    t.store.lease_runs("other", 9, LEASE, at(20)).await.unwrap();
    let lost = t.store.begin_step(run.id, "me", "create", None, None, at(20)).await.unwrap_err();
    insta::assert_snapshot!(lost, @"run 1 is no longer leased to me");
    assert!(t.store.renew(run.id, "me", LEASE, at(20)).await.is_err());
    assert!(t.store.finish_step(run.id, "me", "create", json!(1), at(20)).await.is_err());
    assert!(t.store.finish_run(run.id, "me", Outcome::Done, at(20)).await.is_err());

    t.store.finish_step(run.id, "other", "create", json!(1), at(21)).await.unwrap();
    let twice = t.store.begin_step(run.id, "other", "create", None, None, at(21)).await.unwrap_err();
    insta::assert_snapshot!(twice, @"run 1 has step create behind it already");
    assert!(matches!(
        t.store.renew(polus_store::RunId::new(77), "me", LEASE, at(0)).await,
        Err(StoreError::NotFound { .. })
    ));
}

#[tokio::test]
async fn a_failed_run_is_listed_until_it_is_begun_again() {
    let t = TestStore::new().await;
    let run = one_run(&t).await;
    let error =
        Problem { reason: "no such customer".into(), class: "permanent".into(), hint: Some("look".into()) };
    t.store.finish_run(run.id, "me", Outcome::Failed { error: error.clone() }, at(1)).await.unwrap();

    let failures = t.store.failures(FailureFilter::default(), 9).await.unwrap();
    assert_eq!(failures.len(), 1);
    let failure = &failures[0];
    assert_eq!((failure.kind.as_str(), failure.run, &failure.problem), ("run", Some(run.id), &error));
    assert_eq!((failure.stream.as_deref(), failure.key.as_deref()), (Some("tickets"), Some("1")));
    assert_eq!(failure.account_id, Some(t.account()));
    assert_eq!(failure.detail, json!({"flow": "f", "subject": "ticket 1"}));

    t.store.retry_failed(run.id, at(2)).await.unwrap();
    assert_eq!(t.store.failures(FailureFilter::default(), 9).await.unwrap(), []);
    insta::assert_snapshot!(t.store.retry_failed(run.id, at(2)).await.unwrap_err(), @"run 1 is waiting, not failed");
    assert_eq!(t.store.lease_runs("me", 9, LEASE, at(2)).await.unwrap()[0].attempt, 1);
}

#[tokio::test]
async fn runs_of_one_subject_wait_for_each_other_and_others_do_not() {
    let t = TestStore::new().await;
    let changes = vec![ticket(1, 1, "a"), ticket(2, 1, "b"), ticket(1, 2, "c")];
    t.store.apply(planned(t.batch(0, changes))).await.unwrap();
    let leased = t.store.lease_runs("me", 9, LEASE, at(0)).await.unwrap();
    assert_eq!(leased.iter().map(|run| run.subject.as_str()).collect::<Vec<_>>(), ["ticket 1", "ticket 2"]);
    assert_eq!(t.store.lease_runs("other", 9, LEASE, at(0)).await.unwrap(), []);

    let later = Outcome::Retry { at: at(5), error: "busy".into() };
    t.store.finish_run(leased[0].id, "me", later, at(1)).await.unwrap();
    assert_eq!(t.store.lease_runs("other", 9, LEASE, at(4)).await.unwrap(), [], "the later run waits too");
    assert_eq!(t.store.next_due().await.unwrap(), Some(at(5)));
    let first = t.store.lease_runs("other", 9, LEASE, at(5)).await.unwrap();
    assert_eq!((first.len(), first[0].id), (1, leased[0].id));
    t.store.finish_run(first[0].id, "other", Outcome::Done, at(6)).await.unwrap();
    assert_eq!(
        t.store.lease_runs("other", 9, LEASE, at(6)).await.unwrap()[0].input["after"]["payload"]["subject"],
        "c"
    );
}

#[tokio::test]
async fn leases_of_a_process_that_is_gone_end_at_once() {
    let t = TestStore::new().await;
    let run = one_run(&t).await;
    assert_eq!(t.store.lease_runs("other", 9, LEASE, at(1)).await.unwrap(), []);
    assert_eq!(t.store.release_leases(at(1)).await.unwrap(), 1);
    let taken = t.store.lease_runs("other", 9, LEASE, at(1)).await.unwrap();
    assert_eq!((taken[0].id, taken[0].attempt), (run.id, 2));
    // Whoever had it before and lives after all is told so.
    let late = t.store.finish_run(run.id, "me", Outcome::Done, at(2)).await;
    assert!(matches!(late, Err(StoreError::Conflict { .. })));
}
