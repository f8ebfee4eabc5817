//! Typed tables follow the records and their own definition.

use polus_store::Store;
use rusqlite::Connection;
use serde_json::json;

use crate::support::{TestStore, at, batch, deleted, known_as, present, ticket, version};

#[tokio::test]
async fn tables_of_commerce_are_made_from_the_canonical_form() {
    let t = TestStore::new().await;
    let shop = t.connect("main", "shop", "shopify", "storefront").await;
    let order = json!({
        "external_id": "gid-1", "name": "#1042", "status": "open", "total": {"amount": "59.80", "currency": "EUR"},
        "customer": {"email": "ada@example.com"}, "placed_at": "2026-03-01T10:00:00+02:00",
        "lines": [{"sku": "LID", "title": "Lid", "quantity": 2, "price": {"amount": "29.90", "currency": "EUR"}}],
    });
    let incoming = known_as(present("gid-1", Some("1"), &json!({"raw": true})), &[], Some(order));
    t.store.apply(batch(&shop, "orders", Some("orders"), 1, vec![incoming])).await.unwrap();
    assert_eq!(
        t.rows("SELECT system, name, total_amount, currency, customer_email, placed_at FROM orders").await,
        json!([["shopify", "#1042", "59.80", "EUR", "ada@example.com", "2026-03-01T08:00:00.000000Z"]])
    );
    assert_eq!(
        t.rows("SELECT order_external_id, line, sku, quantity, price FROM order_lines").await,
        json!([["gid-1", 0, "LID", "2", "29.90"]])
    );
}

#[tokio::test]
async fn lists_in_a_record_are_replaced_with_it() {
    let t = TestStore::new().await;
    let tagged = |number: i64, names: &[&str]| {
        let tags: Vec<_> =
            names.iter().enumerate().map(|(id, name)| json!({"id": id, "name": name})).collect();
        present("1", Some(&version(number)), &json!({"id": 1, "tags": tags}))
    };
    t.tickets(1, vec![tagged(1, &["a", "b", "c"])]).await;
    t.tickets(2, vec![tagged(2, &["c"])]).await;
    assert_eq!(t.rows("SELECT ticket_id, tag_id, name FROM ticket_tags").await, json!([[1, 0, "c"]]));
}

#[tokio::test]
async fn a_table_whose_definition_has_changed_is_made_anew_from_the_records() {
    let t = TestStore::new().await;
    t.tickets(1, vec![ticket(1, 1, "a"), ticket(2, 1, "b"), present("3", Some("1"), &json!({"id": "x"}))])
        .await;
    t.tickets(2, vec![deleted("2", Some(&version(2)))]).await;
    let before = t.rows("SELECT * FROM tickets ORDER BY record_id").await;
    let path = t.path();
    t.store.clone().close().await.unwrap();

    // As an earlier version might have left it: another definition, other columns, nothing in it.
    let sql = Connection::open(&path).unwrap();
    sql.execute_batch(
        "UPDATE typed_tables SET definition = 'old' WHERE name = 'tickets';
         DROP TABLE tickets; CREATE TABLE tickets (gone_column TEXT); UPDATE failures SET resolved_ms = 0;",
    )
    .unwrap();
    drop(sql);
    let store = Store::open(&path, at(9)).await.unwrap();
    let after = store.query("SELECT * FROM tickets ORDER BY record_id", 9).await.unwrap().rows;
    assert_eq!(json!(after), before);
    assert_eq!(store.failure_counts().await.unwrap(), [("projection".to_owned(), 1)]);
}

#[tokio::test]
async fn a_stream_that_gets_its_table_later_is_filled_with_what_is_there() {
    let t = TestStore::new().await;
    t.store.apply(batch(&t.helpdesk, "tickets", None, 1, vec![ticket(1, 1, "a")])).await.unwrap();
    assert_eq!(t.value("SELECT count(*) FROM tickets").await, json!(0));
    t.tickets(2, vec![ticket(2, 1, "b")]).await;
    assert_eq!(t.rows("SELECT subject FROM tickets ORDER BY id").await, json!([["a"], ["b"]]));
}
