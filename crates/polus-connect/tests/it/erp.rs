//! `connectors/odoo.yaml` against the ERP.

use gorgias_sandbox::erp::{Erp, ErpOptions};
use gorgias_sandbox::shop::{Shop, ShopOptions};
use gorgias_sandbox::system::System;
use polus_connect::{Class, Connector, Identity, WebhookRefused};
use serde_json::{Value, json};

use crate::front::{Front, START, TICKETS, canonical, payload, read_all, received};

const SECRET: &str = "9f6b0c";

async fn erp() -> (Front, Connector) {
    let front = Front::start(
        Erp::new(ErpOptions { tickets: TICKETS, ..ErpOptions::new(7, START.parse().unwrap()) }),
        ("authorization", "bearer k3y"),
    )
    .await;
    let connector = connect(&front, json!({ "database": "teapots" }), "k3y");
    (front, connector)
}

fn connect(front: &Front, mut settings: Value, key: &str) -> Connector {
    settings["requests_per_second"] = json!(10_000);
    settings["page_size"] = json!(57);
    front.connector("odoo", settings, json!({ "api_key": key, "webhook_secret": SECRET }))
}

#[tokio::test]
async fn it_says_who_it_is_and_refuses_a_wrong_key_or_database() {
    let (front, connector) = erp().await;
    assert_eq!(connector.check().await.unwrap(), "user 5");
    let error = connect(&front, json!({}), "wrong").check().await.unwrap_err();
    assert_eq!(error.to_string(), "odoo does not accept the credentials (401): Invalid apikey");
    let error = connect(&front, json!({ "database": "kettles" }), "k3y").check().await.unwrap_err();
    assert_eq!(
        (error.class(), error.to_string()),
        (Class::Permanent, "odoo refused the request (404): Not Found".to_owned())
    );
}

#[tokio::test]
async fn a_whole_read_gives_every_row_once_in_pages() {
    let (front, connector) = erp().await;
    for (stream, pages) in [("customers", vec![57, 57, 1]), ("orders", vec![57, 57, 57, 57, 0])] {
        let (records, sizes, watermark) = read_all(&connector, stream, None).await;
        assert_eq!(sizes, pages, "{stream}");
        let payloads: Vec<Value> = records.iter().map(payload).collect();
        assert_eq!(payloads, front.rows(stream), "{stream}");
        let newest =
            records.iter().map(|record| canonical(record)["updated_at"].as_str().unwrap()).max().unwrap();
        assert_eq!(watermark.as_deref(), Some(newest), "{stream}");
    }
}

#[tokio::test]
async fn the_shop_s_orders_are_in_its_books() {
    let (_front, connector) = erp().await;
    let (records, ..) = read_all(&connector, "orders", None).await;
    let shop = Shop::new(ShopOptions { tickets: TICKETS, ..ShopOptions::new(7, START.parse().unwrap()) })
        .rows("orders")
        .unwrap();
    let mut backordered = 0;
    for (record, sold) in records.iter().zip(&shop) {
        let form = canonical(record);
        assert_eq!(form["name"], sold["name"]);
        assert_eq!(form["customer"]["email"], sold["email"]);
        assert_eq!(form["country"], sold["shippingAddress"]["countryCodeV2"]);
        assert_eq!(form["total"]["amount"], sold["totalPriceSet"]["shopMoney"]["amount"]);
        assert_eq!(form["status"] == "cancelled", !sold["cancelledAt"].is_null());
        backordered += usize::from(form["status"] == "backordered");
    }
    assert!((1..20).contains(&backordered), "{backordered} of {}", records.len());
}

#[tokio::test]
async fn an_order_in_canonical_form_from_import_to_shipping() {
    let (front, connector) = erp().await;
    let order = json!({
        "do": "order-imported", "order": "#1229", "email": "Nadia@Example.com", "name": "Nadia Cole", "total": "412.50",
        "country": "DE",
    });
    let imported = front.act_after(60, order);
    let key = imported["id"].to_string();
    let record = connector.read_by_keys("orders", std::slice::from_ref(&key)).await.unwrap().swap_remove(0);
    let form = canonical(&record);
    assert_eq!(
        (&form["external_id"], &form["name"], &form["status"]),
        (&json!("229"), &json!("#1229"), &json!("open"))
    );
    assert_eq!(form["total"], json!({ "amount": "412.50", "currency": "USD" }));
    assert_eq!(form["customer"]["email"], "nadia@example.com");
    assert_eq!((&form["country"], &form["placed_at"]), (&json!("DE"), &json!("2026-11-24T09:01:00Z")));
    assert_eq!(
        (&form["financial_status"], &form["fulfillment_status"]),
        (&json!("to invoice"), &json!("pending"))
    );
    assert_eq!(
        (form["lines"][0]["quantity"].as_str(), form["tracking"].as_array().map(Vec::len)),
        (Some("2"), Some(0))
    );
    let identity = |kind: &str, value: &str| Identity { kind: kind.to_owned(), value: value.to_owned() };
    assert!(record.identities.contains(&identity("order_name", "#1229")));
    assert!(record.identities.contains(&identity("email", "nadia@example.com")));

    front.act_after(60, json!({ "do": "order-backordered", "order": "#1229" }));
    let form = one(&connector, &key).await;
    assert_eq!((&form["status"], &form["fulfillment_status"]), (&json!("backordered"), &json!("partial")));
    assert_eq!(form["tracking"][0]["company"], "Lorry Express");

    front.act_after(60, json!({ "do": "goods-arrived", "order": "#1229" }));
    assert_eq!(one(&connector, &key).await["status"], "open");

    front.act_after(60, json!({ "do": "order-shipped", "order": "#1229" }));
    let form = one(&connector, &key).await;
    assert_eq!((&form["status"], &form["fulfillment_status"]), (&json!("shipped"), &json!("full")));
    assert_eq!(form["tracking"].as_array().unwrap().len(), 2);
}

async fn one(connector: &Connector, key: &str) -> Value {
    let records = connector.read_by_keys("orders", &[key.to_owned()]).await.unwrap();
    canonical(&records[0]).clone()
}

#[tokio::test]
async fn a_later_read_finds_exactly_what_changed() {
    let (front, connector) = erp().await;
    let (_, _, watermark) = read_all(&connector, "orders", None).await;
    front.pass(7_200);
    let backordered = front.act_after(1, json!({ "do": "order-backordered", "pick": 0 }));
    let shipped = front.act_after(1, json!({ "do": "order-shipped", "pick": 7 }));
    let (found, watermark) = changed(&connector, "orders", &watermark).await;
    assert_eq!(found, sorted([backordered["id"].to_string(), shipped["id"].to_string()]));
    assert_eq!(watermark.as_deref(), Some("2026-11-24T11:00:02Z"));

    // A delivery changes and its order does not: it is found through the delivery, and counts as newer.
    front.pass(7_200);
    let arrived = front.act_after(1, json!({ "do": "goods-arrived", "order": backordered["order"] }));
    let (found, watermark) = changed(&connector, "orders", &watermark).await;
    assert_eq!(found, [arrived["id"].to_string()]);

    // As far as the orders themselves go nothing is newer, so it is found again until one is.
    front.pass(7_200);
    assert_eq!(changed(&connector, "orders", &watermark).await.0, [arrived["id"].to_string()]);
    let order = json!({ "do": "order-imported", "order": "#9", "email": "x@example.com", "total": 10, "country": "US" });
    let imported = front.act_after(1, order);
    let (found, watermark) = changed(&connector, "orders", &watermark).await;
    assert_eq!(found, sorted([arrived["id"].to_string(), imported["id"].to_string()]));
    assert_eq!(changed(&connector, "orders", &watermark).await.0, [""; 0]);
}

#[tokio::test]
async fn a_new_partner_is_found_since_the_last_read() {
    let (front, connector) = erp().await;
    let (_, _, watermark) = read_all(&connector, "customers", None).await;
    front.pass(7_200);
    assert_eq!(changed(&connector, "customers", &watermark).await.0, [""; 0]);
    let order = json!({ "do": "order-imported", "order": "#9", "email": "x@example.com", "total": "10", "country": "US" });
    front.act_after(1, order);
    let (found, watermark) = changed(&connector, "customers", &watermark).await;
    assert_eq!((found.len(), watermark.as_deref()), (1, Some("2026-11-24T11:00:01Z")));
}

#[tokio::test]
async fn an_odoo_without_carriers_is_not_asked_for_them() {
    let (front, _) = erp().await;
    let connector = connect(&front, json!({ "carriers": false }), "k3y");
    let record = connector.read_by_keys("orders", &["1".to_owned()]).await.unwrap().swap_remove(0);
    assert_eq!(canonical(&record)["tracking"], json!([]));
    let pickings = &payload(&record)["pickings"];
    assert!(pickings[0]["state"].is_string() && pickings[0].get("carrier_id").is_none(), "{pickings}");
}

/// Keys of the records that a read since a watermark finds, less those of the overlap.
async fn changed(
    connector: &Connector,
    stream: &str,
    watermark: &Option<String>,
) -> (Vec<String>, Option<String>) {
    let since = watermark.as_deref().unwrap();
    let (records, _, next) = read_all(connector, stream, Some(since)).await;
    let wire = since.replace('T', " ").replace('Z', "");
    let new = records.iter().filter(|record| record.version.as_deref().unwrap() > wire.as_str());
    (sorted(new.map(|record| record.key.clone())), next)
}

fn sorted(keys: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut keys: Vec<String> = keys.into_iter().collect();
    keys.sort();
    keys
}

#[tokio::test]
async fn automation_rules_tell_and_the_secret_in_the_address_proves_it() {
    let (front, connector) = erp().await;
    let url = format!("https://polus.example.com/webhooks/erp/{SECRET}");
    front.act_after(0, json!({ "do": "subscribe", "url": url }));
    let order = json!({ "do": "order-imported", "order": "#1229", "email": "a@example.com", "total": "9.99", "country": "US" });
    let imported = front.act_after(1, order);
    front.act_after(1, json!({ "do": "order-backordered", "order": "#1229" }));
    let deliveries = front.deliveries();
    let hints: Vec<_> = deliveries
        .iter()
        .flat_map(|delivery| connector.verify_webhook(&received(delivery), &delivery.body).unwrap())
        .map(|hint| (hint.stream, hint.key))
        .collect();
    let id = imported["id"].to_string();
    assert_eq!(hints[0].0, "customers");
    assert_eq!(hints[1..], [("orders".to_owned(), id.clone()), ("orders".to_owned(), id)]);

    for path in ["/webhooks/erp/wrong", "/webhooks/erp", "/webhooks/erp/"] {
        let headers = [(":path".to_owned(), path.to_owned())];
        let answer = connector.verify_webhook(&headers, &deliveries[0].body);
        assert_eq!(answer, Err(WebhookRefused::NotGenuine), "{path}");
    }
}
