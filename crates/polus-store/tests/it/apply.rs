//! What one batch does, and what it leaves alone.

use std::sync::Arc;

use polus_store::{Applied, Origin, RunFilter};
use serde_json::{Value, json};

use crate::support::{Flows, TestStore, at, deleted, merged, planned, present, ticket, version};

#[tokio::test]
async fn applying_the_same_again_changes_nothing() {
    let t = TestStore::new().await;
    let batch = || vec![ticket(1, 10, "a"), ticket(2, 11, "b")];
    let first = t.tickets(20, batch()).await;
    assert_eq!((first.created, first.updated, first.unchanged, first.stale, first.gone), (2, 0, 0, 0, 0));
    let (from, to) = first.changes.unwrap();
    assert_eq!((from.get(), to.get()), (1, 2));

    let again = t.tickets(30, batch()).await;
    assert_eq!(again, Applied { unchanged: 2, ..Applied::default() });
    assert_eq!(t.value("SELECT count(*) FROM changes").await, json!(2));
    assert_eq!(t.rows("SELECT id, subject FROM tickets ORDER BY id").await, json!([[1, "a"], [2, "b"]]));
}

#[tokio::test]
async fn newer_content_is_an_update_and_older_content_is_stale() {
    let t = TestStore::new().await;
    t.tickets(20, vec![ticket(1, 10, "a")]).await;
    let applied = t.tickets(30, vec![ticket(1, 12, "c"), ticket(1, 11, "b"), ticket(1, 12, "c")]).await;
    assert_eq!((applied.updated, applied.stale, applied.unchanged), (1, 1, 1));
    let record = t.store.record(t.helpdesk.id, "tickets", "1").await.unwrap().unwrap();
    assert_eq!(record.payload["subject"], "c");
    assert_eq!(record.version, Some(version(12)));
    assert_eq!(record.change_id, applied.changes.map(|(first, _)| first));
    assert_eq!(t.rows("SELECT kind FROM changes ORDER BY id").await, json!([["created"], ["updated"]]));
    assert_eq!(t.rows("SELECT subject FROM tickets").await, json!([["c"]]));
}

#[tokio::test]
async fn white_space_in_the_payload_is_no_change() {
    let t = TestStore::new().await;
    t.tickets(20, vec![ticket(1, 10, "a b")]).await;
    let mut spaced = ticket(1, 10, "a b");
    if let polus_store::State::Present { payload, .. } = &mut spaced.state {
        let pretty =
            serde_json::to_string_pretty(&serde_json::from_str::<Value>(payload.get()).unwrap()).unwrap();
        *payload = serde_json::value::RawValue::from_string(pretty).unwrap();
    }
    assert_eq!(t.tickets(30, vec![spaced]).await.unchanged, 1);
}

#[tokio::test]
async fn a_deleted_record_stays_readable_and_counts_no_more() {
    let t = TestStore::new().await;
    t.tickets(20, vec![ticket(1, 10, "a"), ticket(2, 10, "b"), ticket(3, 10, "c")]).await;
    let gone = t.tickets(30, vec![deleted("1", Some(&version(15))), merged("2", None, "3")]).await;
    assert_eq!(gone.gone, 2);
    assert_eq!(t.store.stream_state(t.helpdesk.id, "tickets").await.unwrap().rows, 1);
    assert_eq!(
        t.rows("SELECT id, subject, deleted_at, merged_into FROM tickets ORDER BY id").await,
        json!([[1, "a", version(15), null], [2, "b", version(30), "3"], [3, "c", null, null],])
    );
    let two = t.store.record(t.helpdesk.id, "tickets", "2").await.unwrap().unwrap();
    assert!(two.deleted);
    assert_eq!(two.merged_into.as_deref(), Some("3"));

    let back = t.tickets(40, vec![ticket(1, 20, "back")]).await;
    assert_eq!((back.created, back.updated), (1, 0));
    assert_eq!(
        t.rows("SELECT kind FROM changes ORDER BY id DESC LIMIT 3").await,
        json!([["restored"], ["merged"], ["deleted"]])
    );
    assert_eq!(t.rows("SELECT deleted_at FROM tickets WHERE id = 1").await, json!([[null]]));
    assert_eq!(t.store.stream_state(t.helpdesk.id, "tickets").await.unwrap().rows, 2);
}

#[tokio::test]
async fn a_page_that_was_read_before_a_delete_does_not_bring_the_record_back() {
    let t = TestStore::new().await;
    let gone = t.tickets(20, vec![deleted("1", Some(&version(15)))]).await;
    assert_eq!((gone.gone, gone.changes), (1, None), "nobody knew it, so nothing happened");
    let late = t.tickets(30, vec![ticket(1, 10, "late")]).await;
    assert_eq!((late.created, late.stale, late.changes), (0, 1, None));
    assert_eq!(t.store.stream_state(t.helpdesk.id, "tickets").await.unwrap().rows, 0);
    assert_eq!(
        t.rows("SELECT subject, deleted_at FROM tickets").await,
        json!([["late", version(15)]]),
        "what it was is kept all the same"
    );
}

#[tokio::test]
async fn runs_are_made_with_the_change_they_belong_to() {
    let t = TestStore::new().await;
    let mut batch = t.batch(20, vec![ticket(1, 10, "a"), ticket(2, 10, "b")]);
    batch.plan = Some(Arc::new(Flows(&["tag", "note"])));
    let applied = t.store.apply(batch).await.unwrap();
    assert_eq!(applied.runs, 4);
    t.store.apply(planned(t.batch(30, vec![ticket(1, 11, "a2")]))).await.unwrap();
    t.store.apply(planned(t.batch(40, vec![deleted("1", Some(&version(12)))]))).await.unwrap();

    let inputs = t.rows("SELECT input FROM runs ORDER BY id DESC LIMIT 2").await;
    let input = |at: usize| serde_json::from_str::<Value>(inputs[at][0].as_str().unwrap()).unwrap();
    assert_eq!(
        input(1),
        json!({
            "change": {
                "id": 3, "kind": "updated", "account": "main", "connection": "helpdesk", "system": "gorgias",
                "system_kind": "helpdesk", "stream": "tickets", "key": "1", "observed": at(30),
            },
            "before": {
                "payload": {"id": 1, "subject": "a", "status": "open", "updated_datetime": version(10)},
                "canonical": null,
            },
            "after": {
                "payload": {"id": 1, "subject": "a2", "status": "open", "updated_datetime": version(11)},
                "canonical": null,
            },
        })
    );
    assert_eq!(input(0)["change"]["kind"], "deleted");
    assert_eq!(input(0)["before"]["payload"]["subject"], "a2");
    assert_eq!(input(0)["after"], Value::Null);
}

#[tokio::test]
async fn history_and_streams_that_nobody_waits_for_make_no_runs() {
    let t = TestStore::new().await;
    let mut backfill = planned(t.batch(20, vec![ticket(1, 10, "a")]));
    backfill.origin = Origin::Backfill;
    assert_eq!(t.store.apply(backfill).await.unwrap().runs, 0);
    let mut other = planned(t.batch(20, vec![present("1", None, &json!({"id": 1}))]));
    other.stream = "tags".into();
    other.table = Some("tags".into());
    assert_eq!(t.store.apply(other).await.unwrap().runs, 0);
    assert!(t.store.runs(RunFilter::default(), 10).await.unwrap().is_empty());
    assert_eq!(
        t.rows("SELECT origin, kind FROM changes ORDER BY id").await,
        json!([["backfill", "created"], ["sync", "created"]])
    );
}

#[tokio::test]
async fn a_batch_is_all_or_nothing() {
    struct Broken;
    impl polus_store::Planner for Broken {
        fn wants(&self, _: &str, _: &str, _: &str) -> bool {
            true
        }
        fn plan(&self, change: &polus_store::Change<'_>) -> Vec<polus_store::NewRun> {
            assert!(change.key != "2", "planner is broken");
            Vec::new()
        }
    }
    let t = TestStore::new().await;
    let mut batch = t.batch(20, vec![ticket(1, 10, "a"), ticket(2, 10, "b")]);
    batch.checkpoint = Some(json!({"cursor": "x"}));
    batch.plan = Some(Arc::new(Broken));
    let error = t.store.apply(batch).await.unwrap_err();
    insta::assert_snapshot!(error, @"internal fault in the store: a write panicked");
    assert_eq!(t.value("SELECT count(*) FROM records").await, json!(0));
    assert_eq!(t.store.stream_state(t.helpdesk.id, "tickets").await.unwrap().checkpoint, None);
    assert_eq!(t.tickets(30, vec![ticket(1, 10, "a")]).await.created, 1, "the writer works on");
}

#[tokio::test]
async fn unknown_tables_and_connections_are_refused_by_name() {
    let t = TestStore::new().await;
    let mut batch = t.batch(20, Vec::new());
    batch.table = Some("ticket".into());
    let error = t.store.apply(batch).await.unwrap_err();
    insta::assert_snapshot!(error, @"there is no typed table ticket");
    assert!(error.hint().unwrap().starts_with("there are tickets, messages, "));
    let mut batch = t.batch(20, Vec::new());
    batch.connection = polus_store::ConnectionId::new(99);
    insta::assert_snapshot!(t.store.apply(batch).await.unwrap_err(), @"there is no connection 99");
}
