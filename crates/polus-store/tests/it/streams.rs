//! Connections, checkpoints, stale marks.

use polus_store::{ConnectionState, StreamResult};
use serde_json::json;

use crate::support::{TestStore, at, connection, ticket};

#[tokio::test]
async fn a_connection_is_replaced_by_name_and_keeps_its_id() {
    let t = TestStore::new().await;
    let mut changed = connection("main", "helpdesk", "gorgias", "helpdesk");
    changed.url = "https://new.example".into();
    changed.settings = json!({"class": "app"});
    changed.sealed = b"other".to_vec();
    let replaced = t.store.put_connection(changed, at(5)).await.unwrap();
    assert_eq!(replaced.id, t.helpdesk.id);
    assert_eq!(
        (replaced.url.as_str(), &replaced.settings),
        ("https://new.example", &json!({"class": "app"}))
    );
    assert_eq!(replaced.created_ms, t.helpdesk.created_ms);
    assert_eq!(replaced.sealed, b"other");

    let message = Some("503".to_owned());
    t.store.set_connection_state(replaced.id, ConnectionState::Failing, message, at(6)).await.unwrap();
    let found = t.store.connection("main", "helpdesk").await.unwrap().unwrap();
    assert_eq!((found.state, found.message.as_deref()), (ConnectionState::Failing, Some("503")));
    t.connect("a", "z", "shopify", "storefront").await;
    let all = t.store.connections().await.unwrap();
    assert_eq!(
        all.iter().map(|c| (c.account.as_str(), c.name.as_str())).collect::<Vec<_>>(),
        [("a", "z"), ("main", "helpdesk")]
    );
    assert_eq!(t.store.connection("main", "z").await.unwrap(), None);
}

#[tokio::test]
async fn a_checkpoint_moves_with_the_records_it_stands_for() {
    let t = TestStore::new().await;
    assert_eq!(t.store.stream_state(t.helpdesk.id, "tickets").await.unwrap().rows, 0);
    let mut batch = t.batch(5, vec![ticket(1, 1, "a")]);
    batch.checkpoint = Some(json!({"cursor": "c1"}));
    t.store.apply(batch).await.unwrap();
    t.tickets(6, vec![ticket(1, 1, "a")]).await;
    t.store
        .set_stream_result(t.helpdesk.id, "tickets", StreamResult::Err("502".into()), at(7))
        .await
        .unwrap();
    t.store.mark_backfilled(t.helpdesk.id, "tickets", at(8)).await.unwrap();
    t.store.mark_backfilled(t.helpdesk.id, "tickets", at(9)).await.unwrap();

    let state = t.store.stream_state(t.helpdesk.id, "tickets").await.unwrap();
    assert_eq!(state.checkpoint, Some(json!({"cursor": "c1"})));
    assert_eq!(state.last_change_ms, Some(at(5).as_millisecond()), "reading the same again is no change");
    assert_eq!(
        (state.last_error.as_deref(), state.last_error_ms),
        (Some("502"), Some(at(7).as_millisecond()))
    );
    assert_eq!((state.backfill_done_ms, state.last_ok_ms), (Some(at(8).as_millisecond()), None));
    t.store.set_stream_result(t.helpdesk.id, "tickets", StreamResult::Ok, at(10)).await.unwrap();
    let state = t.store.stream_state(t.helpdesk.id, "tickets").await.unwrap();
    assert_eq!((state.last_error, state.last_ok_ms), (None, Some(at(10).as_millisecond())));
    assert_eq!(t.store.streams(t.helpdesk.id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_stale_mark_is_cleared_by_what_was_read_after_it() {
    let t = TestStore::new().await;
    let id = t.helpdesk.id;
    let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
    t.store.mark_stale(id, "tickets", &keys(&["1", "2", "3"]), "webhook", at(10)).await.unwrap();
    t.store.mark_stale(id, "tickets", &keys(&["1"]), "webhook", at(20)).await.unwrap();
    assert_eq!(t.store.stale(id, "tickets", 9).await.unwrap(), ["2", "3", "1"]);

    // Read at 15: the mark of 1 came later and stays.
    t.tickets(15, vec![ticket(1, 1, "a"), ticket(2, 1, "b")]).await;
    assert_eq!(t.store.stale(id, "tickets", 9).await.unwrap(), ["3", "1"]);
    let marked = async |key: &str| t.store.is_stale(id, "tickets", key).await.unwrap();
    assert_eq!((marked("1").await, marked("2").await), (true, false));
    // Also by content that is as stored.
    t.tickets(20, vec![ticket(1, 1, "a")]).await;
    assert_eq!(t.store.stale_count(id, "tickets").await.unwrap(), 1);
    t.store.clear_stale(id, "tickets", &keys(&["3"]), at(9)).await.unwrap();
    assert_eq!(t.store.stale_count(id, "tickets").await.unwrap(), 1);
    t.store.clear_stale(id, "tickets", &keys(&["3"]), at(10)).await.unwrap();
    assert_eq!(t.store.stale_count(id, "tickets").await.unwrap(), 0);
    assert_eq!(t.store.stale(id, "nothing", 9).await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn the_last_time_of_something_is_the_one_noted_last() {
    let t = TestStore::new().await;
    assert_eq!(t.store.last_time("audit of 3").await.unwrap(), None);
    for second in [5, 9] {
        t.store.set_last_time("audit of 3", at(second)).await.unwrap();
    }
    assert_eq!(t.store.last_time("audit of 3").await.unwrap(), Some(at(9)));
    assert_eq!(t.store.last_time("audit of 4").await.unwrap(), None);
}
