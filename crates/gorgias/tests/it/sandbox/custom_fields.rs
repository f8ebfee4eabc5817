use gorgias::resources::custom_fields::{
    self, CustomFieldValue, DataType, Definition, InputSettings, NewCustomField, ObjectType, Order,
    Requirement, UpdateCustomField,
};
use gorgias::resources::{customers, tickets};
use gorgias::{DateTime, Error};
use serde_json::json;

use super::{sandbox, whole};

#[tokio::test]
async fn definitions_of_all_kinds_are_made_changed_and_archived() {
    let (sandbox, client) = sandbox().await;
    let mut made = Vec::new();
    for (label, definition) in [
        ("Part", Definition::dropdown(["Lid", "Spout::Glass"], Some("Lid"))),
        ("Serial", Definition::text(Some("SN-"))),
        ("Pieces", Definition::number(Some(1.into()), Some(12.into()))),
        ("Gift", Definition::boolean(None)),
    ] {
        let new = NewCustomField::new(ObjectType::Ticket, label, definition.clone()).priority(7);
        let field = client.send(custom_fields::create(new)).await.unwrap();
        assert_eq!((field.label.as_deref(), &field.definition), (Some(label), &Some(definition)));
        made.push(field);
    }
    let listed = whole(&client, custom_fields::list(ObjectType::Ticket).order_by(Order::PriorityAsc)).await;
    assert!(made.iter().all(|field| listed.contains(field)));
    assert!(listed.windows(2).all(|pair| pair[0].priority <= pair[1].priority));
    let found = client.send(custom_fields::list(ObjectType::Ticket).search("seri")).await.unwrap();
    assert_eq!(found.data, [made[1].clone()]);

    let order = [
        (made[0].id, UpdateCustomField::new().priority(20).requirement(Requirement::Required)),
        (made[1].id, UpdateCustomField::new().priority(10)),
    ];
    let answered = client.send(custom_fields::update_all(order)).await.unwrap();
    assert_eq!(answered.iter().map(|field| field.priority).collect::<Vec<_>>(), [Some(20), Some(10)]);
    let at: DateTime = "2026-06-01T00:00:00Z".parse().unwrap();
    let gone =
        client.send(custom_fields::update(made[3].id, UpdateCustomField::new().archived(at))).await.unwrap();
    assert_eq!(gone.deactivated_datetime, Some(at));
    let archived = client.send(custom_fields::list(ObjectType::Ticket).archived(true)).await.unwrap();
    assert!(archived.data.contains(&gone));
    assert!(archived.data.iter().all(|field| field.deactivated_datetime.is_some()));
    let back = client
        .send(custom_fields::update(made[3].id, UpdateCustomField::new().archived(None)))
        .await
        .unwrap();
    assert_eq!(back.deactivated_datetime, None);
    sandbox.stop().await;
}

#[tokio::test]
async fn values_are_set_read_and_removed_by_the_id_of_the_field() {
    let (sandbox, client) = sandbox().await;
    let part = NewCustomField::new(ObjectType::Ticket, "Part", Definition::dropdown(["Lid", "Spout"], None));
    let part = client.send(custom_fields::create(part)).await.unwrap().id;
    let pieces = NewCustomField::new(ObjectType::Ticket, "Pieces", Definition::number(None, None));
    let pieces = client.send(custom_fields::create(pieces)).await.unwrap().id;
    let ticket = whole(&client, tickets::list()).await[0].id;
    let both = [(part, json!("Lid")), (pieces, json!(3))];
    let values = client.send(tickets::set_custom_fields(ticket, &both)).await.unwrap();
    // What the product manages stays beside them.
    let of = |values: &[CustomFieldValue], field: i64| {
        let found = values.iter().find(|value| value.field.as_ref().is_some_and(|row| row.id == field));
        found.map(|value| value.value.clone())
    };
    assert_eq!((of(&values, part), of(&values, pieces)), (Some(json!("Lid")), Some(json!(3))));
    let value = client.send(tickets::set_custom_field(ticket, part, json!("Spout"))).await.unwrap();
    let definition = value.field.and_then(|field| field.definition).unwrap();
    assert_eq!((value.value, definition.data_type), (json!("Spout"), Some(DataType::Text)));
    assert!(matches!(definition.input_settings, Some(InputSettings::Dropdown { .. })));
    let detail = client.send(tickets::get(ticket).with_custom_fields()).await.unwrap();
    assert_eq!(detail.custom_field(pieces), Some(&json!(3)));
    client.send(tickets::delete_custom_field(ticket, pieces)).await.unwrap();
    let left = client.send(tickets::list_custom_fields(ticket)).await.unwrap();
    assert_eq!((of(&left, part), of(&left, pieces).unwrap_or_default()), (Some(json!("Spout")), json!(null)));

    let tier = NewCustomField::new(ObjectType::Customer, "Tier", Definition::text(None));
    let tier = client.send(custom_fields::create(tier)).await.unwrap().id;
    let customer = whole(&client, customers::list()).await[0].id;
    client.send(customers::set_custom_field(customer, tier, json!("gold"))).await.unwrap();
    let detail = client.send(customers::get(customer).with_custom_fields()).await.unwrap();
    assert_eq!(detail.custom_field(tier), Some(&json!("gold")));

    let refused = client.send(tickets::set_custom_field(ticket, part, json!("Handle"))).await.unwrap_err();
    assert!(matches!(refused, Error::Refused { status: 400, .. }), "{refused:?}");
    let refused = client.send(tickets::set_custom_field(ticket, part, json!(["Lid"]))).await.unwrap_err();
    assert!(matches!(refused, Error::Invalid { field: "value", .. }), "{refused:?}");
    sandbox.stop().await;
}
