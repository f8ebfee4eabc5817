//! Webhooks: stored, taken, settled.

use polus_store::FailureFilter;

use crate::support::{TestStore, at};

#[tokio::test]
async fn a_webhook_is_handed_out_until_it_is_settled() {
    let t = TestStore::new().await;
    let mut ids = Vec::new();
    for number in 0..3u8 {
        let body = vec![b'{', number, b'}'];
        ids.push(t.store.receive(t.helpdesk.id, "{}".into(), body, at(number.into())).await.unwrap());
    }
    assert_eq!(t.store.inbox_depth().await.unwrap(), 3);
    let taken = t.store.inbox_take(2).await.unwrap();
    assert_eq!(taken.iter().map(|webhook| webhook.id).collect::<Vec<_>>(), ids[..2]);
    assert_eq!(
        (taken[1].body.as_slice(), taken[1].received_ms),
        (&[b'{', 1, b'}'][..], at(1).as_millisecond())
    );
    assert_eq!(t.store.inbox_take(2).await.unwrap(), taken);

    t.store.inbox_done(&ids[..1]).await.unwrap();
    t.store.inbox_failed(ids[1], "not JSON", at(9)).await.unwrap();
    assert_eq!(
        t.store.inbox_take(9).await.unwrap().iter().map(|webhook| webhook.id).collect::<Vec<_>>(),
        ids[2..]
    );
    assert_eq!(t.store.inbox_depth().await.unwrap(), 1);

    let failures =
        t.store.failures(FailureFilter { kind: Some("inbox".into()), ..FailureFilter::default() }, 9).await;
    let failures = failures.unwrap();
    assert_eq!((failures[0].inbox, failures[0].problem.reason.as_str()), (Some(ids[1]), "not JSON"));
    assert_eq!(failures[0].account_id, Some(t.account()));
    t.store.inbox_done(&ids).await.unwrap();
    assert_eq!(t.value("SELECT count(*) FROM inbox").await, 1, "a failed webhook is kept");
}

#[tokio::test]
async fn a_webhook_for_nobody_is_refused() {
    let t = TestStore::new().await;
    assert!(t.store.receive(polus_store::ConnectionId::new(9), "{}".into(), "x", at(0)).await.is_err());
    assert!(t.store.inbox_failed(polus_store::InboxId::new(9), "x", at(0)).await.is_err());
}
