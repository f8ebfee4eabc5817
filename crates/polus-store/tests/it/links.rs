//! Links: found by identities, taken back with them, corrected by people.

use polus_store::{Connection, Identity, Record};
use serde_json::json;

use crate::support::{TestStore, at, batch, deleted, known_as, present};

async fn put(t: &TestStore, from: &Connection, key: &str, second: i64, emails: &[&str]) -> Record {
    let identities: Vec<(&str, &str)> = emails.iter().map(|email| ("email", *email)).collect();
    let incoming = known_as(present(key, None, &json!({"id": key, "emails": emails})), &identities, None);
    t.store.apply(batch(from, "customers", None, second, vec![incoming])).await.unwrap();
    t.store.record(from.id, "customers", key).await.unwrap().unwrap()
}

async fn linked(t: &TestStore, record: &Record) -> Vec<String> {
    let links = t.store.links_of(record.id).await.unwrap();
    links.iter().map(|link| format!("{} {} {}", link.record.system, link.record.key, link.evidence)).collect()
}

#[tokio::test]
async fn records_that_share_an_identity_are_linked_while_they_share_it() {
    let t = TestStore::new().await;
    let shop = t.connect("main", "shop", "shopify", "storefront").await;
    let elsewhere = t.connect("other", "shop", "shopify", "storefront").await;
    let a = put(&t, &t.helpdesk, "1", 1, &["ada@example.com"]).await;
    let b = put(&t, &shop, "10", 2, &["ada@example.com", "ada@work.example"]).await;
    put(&t, &t.helpdesk, "2", 3, &["ada@example.com"]).await;
    put(&t, &elsewhere, "20", 3, &["ada@example.com"]).await;

    assert_eq!(
        linked(&t, &a).await,
        ["shopify 10 ada@example.com"],
        "not with the same system, not with another account"
    );
    assert_eq!(linked(&t, &b).await, ["gorgias 1 ada@example.com", "gorgias 2 ada@example.com"]);

    put(&t, &t.helpdesk, "1", 4, &["ada@work.example"]).await;
    assert_eq!(linked(&t, &a).await, ["shopify 10 ada@work.example"]);
    t.store.apply(batch(&shop, "customers", None, 5, vec![deleted("10", None)])).await.unwrap();
    assert_eq!(linked(&t, &a).await, Vec::<String>::new());

    let ada = [Identity { kind: "email".into(), value: "ada@example.com".into() }];
    let found = t.store.records_by_identity(t.account(), &ada).await.unwrap();
    assert_eq!(found.iter().map(|record| record.key.as_str()).collect::<Vec<_>>(), ["2"]);
}

#[tokio::test]
async fn a_correction_outlives_the_next_sync() {
    let t = TestStore::new().await;
    let shop = t.connect("main", "shop", "shopify", "storefront").await;
    let a = put(&t, &t.helpdesk, "1", 1, &["info@example.com"]).await;
    let b = put(&t, &shop, "10", 2, &["info@example.com"]).await;
    let c = put(&t, &shop, "11", 3, &[]).await;
    t.store.correct_link(a.id, b.id, false, at(4)).await.unwrap();
    t.store.correct_link(c.id, a.id, true, at(4)).await.unwrap();
    assert_eq!(linked(&t, &a).await, ["shopify 11 "]);

    put(&t, &shop, "10", 5, &[]).await;
    put(&t, &shop, "10", 6, &["info@example.com"]).await;
    put(&t, &shop, "11", 6, &["c@example.com"]).await;
    assert_eq!(linked(&t, &a).await, ["shopify 11 "]);
    assert!(t.store.links_of(a.id).await.unwrap()[0].manual);
    assert!(t.store.correct_link(a.id, a.id, true, at(7)).await.is_err());
}

#[tokio::test]
async fn a_value_that_everybody_has_links_with_few() {
    let t = TestStore::new().await;
    let shop = t.connect("main", "shop", "shopify", "storefront").await;
    let crowd = (0..150).map(|key| {
        known_as(
            present(&key.to_string(), None, &json!({"id": key})),
            &[("email", "noreply@example.com")],
            None,
        )
    });
    t.store.apply(batch(&shop, "customers", None, 1, crowd.collect())).await.unwrap();
    let one = put(&t, &t.helpdesk, "1", 2, &["noreply@example.com"]).await;
    assert_eq!(linked(&t, &one).await.len(), polus_store::MAX_LINKS_PER_IDENTITY);
}
