use gorgias::Error;
use gorgias::resources::customers::{self, NewChannel, NewCustomer, UpdateCustomer};

use serde_json::json;

use super::sandbox;

#[tokio::test]
async fn customers_are_found_by_channel_and_by_where_they_live() {
    let (sandbox, client) = sandbox().await;
    let new = NewCustomer::reached_by(NewChannel::phone("+351210000001"))
        .channel(NewChannel::email("Maria@teapots.example"))
        .name("Maria Reis")
        .language("pt")
        .timezone("Atlantic/Azores");
    let maria = client.send(customers::create(new)).await.unwrap();
    assert_eq!(maria.channels.as_ref().map(Vec::len), Some(2));
    let found = client.send(customers::list().channel("phone", "+351210000001")).await.unwrap();
    assert_eq!(found.data.iter().map(|row| row.id).collect::<Vec<_>>(), [maria.id]);
    let there = client.send(customers::list_by_locale(Some("pt"), Some("Atlantic/Azores"))).await.unwrap();
    assert!(there.iter().any(|row| row.id == maria.id));
    assert!(there.iter().all(|row| row.timezone.as_deref() == Some("Atlantic/Azores")));

    let change = UpdateCustomer::new().timezone(None).channels(&[NewChannel::email("maria@teapots.example")]);
    let changed = client.send(customers::update(maria.id, change)).await.unwrap();
    assert_eq!((changed.timezone, changed.channels.map(|channels| channels.len())), (None, Some(1)));

    let other = client.send(customers::create(NewCustomer::email("m.reis@teapots.example"))).await.unwrap();
    let values = UpdateCustomer::new().name("M. Reis").email("maria@teapots.example");
    let kept = client.send(customers::merge_with(other.id, maria.id, values)).await.unwrap();
    assert_eq!((kept.id, kept.name.as_deref()), (maria.id, Some("M. Reis")));
    let refused = client.send(customers::merge(maria.id, maria.id)).await.unwrap_err();
    assert!(matches!(refused, Error::Invalid { field: "source_id", .. }), "{refused:?}");
    sandbox.stop().await;
}

#[tokio::test]
async fn customers_change_and_merge() {
    let (sandbox, client) = sandbox().await;
    let make = |email: &str| {
        customers::create(customers::NewCustomer::email(email).name("Ana Old").external_id(email))
    };
    let old = client.send(make("ana.old@teapots.example")).await.unwrap();
    let kept = client.send(make("ana.kept@teapots.example")).await.unwrap();
    let change = customers::UpdateCustomer::new().name("Ana Kept");
    assert_eq!(
        client.send(customers::update(kept.id, change)).await.unwrap().name.as_deref(),
        Some("Ana Kept")
    );
    client.send(customers::update_data(kept.id, json!({ "tier": "gold" }), None)).await.unwrap();
    assert_eq!(client.send(customers::get(kept.id)).await.unwrap().data, Some(json!({ "tier": "gold" })));
    let found = client.send(customers::list().email("ana.kept@teapots.example")).await.unwrap();
    assert_eq!(found.data[0].id, kept.id);

    client.send(customers::merge(old.id, kept.id)).await.unwrap();
    let merged = client.send(customers::get(old.id)).await.unwrap_err();
    assert!(matches!(merged, Error::Merged { into: Some(id), .. } if id == kept.id), "{merged:?}");
    let merged = client.send(customers::update_data(old.id, json!({}), None)).await.unwrap_err();
    assert!(matches!(merged, Error::Merged { .. }), "{merged:?}");

    let nothing =
        client.send(customers::update(kept.id, customers::UpdateCustomer::new())).await.unwrap_err();
    assert!(matches!(nothing, Error::Invalid { field: "body", .. }), "{nothing:?}");
    client.send(customers::delete(kept.id)).await.unwrap();
    sandbox.stop().await;
}
