//! Failures: one for each thing that is wrong, gone when it is right again.

use polus_store::{FailureFilter, NewFailure, Problem};
use serde_json::json;

use crate::support::{TestStore, at, present, version};

#[tokio::test]
async fn a_value_of_the_wrong_type_is_a_failure_until_it_is_right() {
    let t = TestStore::new().await;
    let broken = |number: i64| {
        present(
            "1",
            Some(&version(number)),
            &json!({"id": 1, "subject": "kept", "messages_count": "many", "n": number}),
        )
    };
    assert_eq!(t.tickets(10, vec![broken(1)]).await.created, 1);
    assert_eq!(t.rows("SELECT id, subject, messages_count FROM tickets").await, json!([[1, "kept", null]]));
    t.tickets(11, vec![broken(2)]).await;
    let open = t.store.failures(FailureFilter::default(), 9).await.unwrap();
    assert_eq!(open.len(), 1, "one for one record");
    assert_eq!((open[0].kind.as_str(), open[0].key.as_deref()), ("projection", Some("1")));
    insta::assert_snapshot!(open[0].problem.reason, @"column tickets.messages_count wants a whole number, found text");
    assert_eq!(t.store.failure_counts().await.unwrap(), [("projection".to_owned(), 1)]);

    t.tickets(12, vec![present("1", Some(&version(3)), &json!({"id": 1, "messages_count": 2}))]).await;
    assert_eq!(t.store.failures(FailureFilter::default(), 9).await.unwrap(), []);
    let all = FailureFilter { resolved: true, ..FailureFilter::default() };
    assert_eq!(t.store.failures(all, 9).await.unwrap()[0].resolved_ms, Some(at(12).as_millisecond()));
}

#[tokio::test]
async fn a_record_that_could_not_be_read_is_a_failure_until_it_comes_through() {
    let t = TestStore::new().await;
    let ticket = || present("1", Some(&version(1)), &json!({"id": 1}));
    t.tickets(10, vec![ticket()]).await;
    for key in ["1", "2"] {
        let failure = NewFailure {
            kind: "record".into(),
            connection: Some(t.helpdesk.id),
            stream: Some("tickets".into()),
            key: Some(key.into()),
            ..NewFailure::default()
        };
        t.store.add_failure(failure, at(11)).await.unwrap();
    }
    // As it was before it failed, so that nothing changes.
    assert_eq!(t.tickets(12, vec![ticket()]).await.changes, None);
    let open = t.store.failures(FailureFilter::default(), 9).await.unwrap();
    assert_eq!(open.iter().map(|failure| failure.key.as_deref()).collect::<Vec<_>>(), [Some("2")]);
}

#[tokio::test]
async fn failures_are_written_replaced_and_settled() {
    let t = TestStore::new().await;
    let about = |key: &str, reason: &str| NewFailure {
        kind: "record".into(),
        connection: Some(t.helpdesk.id),
        stream: Some("tickets".into()),
        key: Some(key.into()),
        problem: Problem { reason: reason.into(), class: "permanent".into(), hint: None },
        detail: json!({"body": "x"}),
    };
    t.store.add_failure(about("1", "old"), at(1)).await.unwrap();
    let new = t.store.add_failure(about("1", "new"), at(2)).await.unwrap();
    let other = t.store.add_failure(about("2", "other"), at(3)).await.unwrap();
    let open = t
        .store
        .failures(FailureFilter { account: Some(t.account()), ..FailureFilter::default() }, 9)
        .await
        .unwrap();
    assert_eq!(open.iter().map(|failure| failure.id).collect::<Vec<_>>(), [other, new]);
    assert_eq!(open[1].detail, json!({"body": "x"}));
    t.store.resolve_failure(new, at(4)).await.unwrap();
    assert!(t.store.resolve_failure(new, at(4)).await.is_err());
    assert_eq!(t.store.failure_counts().await.unwrap(), [("record".to_owned(), 1)]);
}
