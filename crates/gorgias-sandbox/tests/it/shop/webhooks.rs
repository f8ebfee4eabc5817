//! What the shop tells others of its own accord.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gorgias_sandbox::system::{Delivery, DeliveryOutcome, System};
use insta::assert_json_snapshot;
use ring::hmac;
use serde_json::{Value, json};

use super::{SECRET, at, shop};

fn outcome(status: Option<u16>) -> DeliveryOutcome {
    DeliveryOutcome { status, json: None, error: status.is_none().then(|| "no answer".to_owned()) }
}

fn header<'a>(delivery: &'a Delivery, name: &str) -> &'a str {
    &delivery.headers.iter().find(|(known, _)| known == name).unwrap().1
}

#[test]
fn a_payload_has_the_shape_of_the_older_api_and_a_signature() {
    let mut shop = shop(20);
    for _ in 0..2 {
        shop.act(at(0), &json!({ "do": "subscribe", "url": "http://127.0.0.1/hook" })).unwrap();
    }
    shop.act(at(5), &json!({ "do": "order-placed", "person": 2, "total": "99.99", "country": "FR" }))
        .unwrap();
    let deliveries = shop.deliveries();
    assert_eq!(
        deliveries.iter().map(|delivery| delivery.topic.as_str()).collect::<Vec<_>>(),
        ["customers/update", "orders/create"]
    );
    let order = &deliveries[1];
    assert_json_snapshot!(serde_json::from_slice::<Value>(&order.body).unwrap(), @r##"
{
  "id": 5512008000017,
  "admin_graphql_api_id": "gid://shopify/Order/5512008000017",
  "name": "#1017",
  "order_number": 1017,
  "email": "mara.reyes2@example.org",
  "phone": "+12015550102",
  "currency": "USD",
  "total_price": "99.99",
  "current_total_price": "99.99",
  "financial_status": "paid",
  "fulfillment_status": null,
  "test": false,
  "created_at": "2026-11-24T09:00:05Z",
  "updated_at": "2026-11-24T09:00:05Z",
  "processed_at": "2026-11-24T09:00:05Z",
  "cancelled_at": null,
  "cancel_reason": null,
  "closed_at": null,
  "customer": {
    "id": 7361004000003,
    "admin_graphql_api_id": "gid://shopify/Customer/7361004000003",
    "email": "mara.reyes2@example.org",
    "first_name": "Mara",
    "last_name": "Reyes",
    "phone": "+12015550102",
    "note": null,
    "tags": "",
    "orders_count": 3,
    "total_spent": "696.14",
    "currency": "USD",
    "state": "disabled",
    "created_at": "2026-06-22T06:49:42Z",
    "updated_at": "2026-11-24T09:00:05Z",
    "default_address": {
      "name": "Mara Reyes",
      "address1": "165 Lakeview Drive",
      "city": "Boston",
      "zip": "02116",
      "country_code": "US"
    }
  },
  "shipping_address": {
    "name": "Mara Reyes",
    "address1": "165 Lakeview Drive",
    "city": "Boston",
    "zip": "02116",
    "country_code": "FR"
  },
  "line_items": [
    {
      "id": 55120080000170,
      "sku": "CUP-200",
      "title": "Set of four cups",
      "quantity": 1,
      "price": "49.99"
    },
    {
      "id": 55120080000171,
      "sku": "CUP-201",
      "title": "Travel mug",
      "quantity": 1,
      "price": "50.00"
    }
  ],
  "fulfillments": []
}
"##);
    let signature = STANDARD.decode(header(order, "X-Shopify-Hmac-Sha256")).unwrap();
    hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), &order.body, &signature).unwrap();
    assert_eq!(header(order, "X-Shopify-Topic"), "orders/create");
    assert_eq!(header(order, "X-Shopify-Shop-Domain"), "teapots.myshopify.com");
    assert_eq!(header(order, "X-Shopify-Triggered-At"), "2026-11-24T09:00:05Z");
    assert_ne!(header(order, "X-Shopify-Webhook-Id"), header(&deliveries[0], "X-Shopify-Webhook-Id"));
}

#[test]
fn what_is_not_accepted_comes_again_until_nobody_is_told_any_more() {
    let mut shop = shop(20);
    shop.act(at(0), &json!({ "do": "subscribe", "url": "http://127.0.0.1/hook" })).unwrap();
    shop.act(at(0), &json!({ "do": "customer-changed", "pick": 1 })).unwrap();
    let first = shop.deliveries().remove(0);
    let (mut now, mut sent, mut delivery) = (0, 1, first.clone());
    loop {
        shop.delivered(at(now), &delivery, &outcome([Some(503), None, Some(302)][sent % 3]));
        assert!(shop.deliveries().is_empty(), "not at once");
        now += 4 * 3_600;
        shop.tick(at(now));
        let Some(again) = shop.deliveries().pop() else { break };
        assert_eq!(
            (&again.body, header(&again, "X-Shopify-Webhook-Id")),
            (&first.body, header(&first, "X-Shopify-Webhook-Id"))
        );
        (sent, delivery) = (sent + 1, again);
    }
    assert_eq!(sent, 9);
    shop.act(at(now), &json!({ "do": "customer-changed", "pick": 1 })).unwrap();
    assert!(shop.deliveries().is_empty());
}

#[test]
fn what_is_accepted_does_not_come_again() {
    let mut shop = shop(20);
    shop.act(at(0), &json!({ "do": "subscribe", "url": "http://127.0.0.1/hook" })).unwrap();
    shop.act(at(0), &json!({ "do": "customer-changed", "pick": 1 })).unwrap();
    let delivery = shop.deliveries().remove(0);
    shop.delivered(at(0), &delivery, &outcome(Some(503)));
    shop.tick(at(9));
    assert!(shop.deliveries().is_empty());
    shop.tick(at(10));
    let again = shop.deliveries().remove(0);
    shop.delivered(at(10), &again, &outcome(Some(200)));
    shop.tick(at(1_000_000));
    assert!(shop.deliveries().is_empty());
}
