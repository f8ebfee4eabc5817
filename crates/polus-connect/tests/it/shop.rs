//! `connectors/shopify.yaml` against the shop.

use std::time::Duration;

use gorgias_sandbox::shop::{Shop, ShopOptions};
use polus_connect::{Class, ConnectError, Connector, HttpOptions, Identity, WebhookRefused};
use serde_json::{Value, json};

use crate::front::{Front, START, TICKETS, canonical, json_response, payload, read_all, received};

const TOKEN: &str = "shpat_0123456789";
const SECRET: &str = "shpss_abcdefgh";

async fn shop() -> (Front, Connector) {
    let options = ShopOptions {
        webhook_secret: SECRET.to_owned(),
        tickets: TICKETS,
        ..ShopOptions::new(7, START.parse().unwrap())
    };
    let front = Front::start(Shop::new(options), ("x-shopify-access-token", TOKEN)).await;
    let connector = connect(&front, TOKEN, HttpOptions::default());
    (front, connector)
}

fn connect(front: &Front, token: &str, http: HttpOptions) -> Connector {
    let settings = json!({ "requests_per_second": 10_000 });
    front.connector_with(
        "shopify",
        settings,
        json!({ "access_token": token, "webhook_secret": SECRET }),
        http,
    )
}

#[tokio::test]
async fn it_says_who_it_is_and_refuses_a_wrong_token() {
    let (front, connector) = shop().await;
    assert_eq!(connector.check().await.unwrap(), "Teapots & Friends");
    assert_eq!(front.last_request().path, "/admin/api/2026-10/graphql.json");
    let error = connect(&front, "shpat_wrong", HttpOptions::default()).check().await.unwrap_err();
    assert_eq!(error.to_string(), "shopify does not accept the credentials (401): [API] Invalid credentials");
    assert_eq!(error.class(), Class::Permanent);
}

#[tokio::test]
async fn a_whole_read_gives_every_row_once_in_pages() {
    let (front, connector) = shop().await;
    for (stream, pages) in [("customers", vec![100, 14]), ("orders", vec![50, 50, 50, 50, 28])] {
        let (records, sizes, watermark) = read_all(&connector, stream, None).await;
        assert_eq!(sizes, pages, "{stream}");
        let mut payloads: Vec<Value> = records.iter().map(payload).collect();
        payloads.sort_by_key(|row| row["id"].as_str().unwrap().to_owned());
        assert_eq!(payloads, front.rows(stream), "{stream}");
        let newest =
            records.iter().map(|record| canonical(record)["updated_at"].as_str().unwrap()).max().unwrap();
        assert_eq!(watermark.as_deref(), Some(newest), "{stream}");
    }
}

#[tokio::test]
async fn a_customer_in_canonical_form() {
    let (front, connector) = shop().await;
    front.act_after(60, json!({ "do": "customer-changed", "pick": 3, "city": "Eugene", "name": "Ada Stone", "tags": ["vip"] }));
    let row = front.rows("customers").swap_remove(3);
    let key = row["id"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let record =
        connector.read_by_keys("customers", std::slice::from_ref(&key)).await.unwrap().swap_remove(0);
    let email = row["defaultEmailAddress"]["emailAddress"].as_str().unwrap();
    let form = canonical(&record);
    assert_eq!(form["external_id"], key.as_str());
    assert_eq!(
        (&form["name"], &form["first_name"], &form["last_name"]),
        (&json!("Ada Stone"), &json!("Ada"), &json!("Stone"))
    );
    assert_eq!((&form["email"], &form["tags"]), (&json!(email), &json!(["vip"])));
    assert_eq!(form["address"]["city"], "Eugene");
    assert_eq!(form["updated_at"], "2026-11-24T09:01:00Z");
    assert_eq!(form["orders_count"], 2);
    assert_eq!(form["total_spent"]["currency"], "USD");
    let identity = |kind: &str, value: &str| Identity { kind: kind.to_owned(), value: value.to_owned() };
    assert!(record.identities.contains(&identity("email", email)));
    assert!(record.identities.contains(&identity("external_id", &key)));
}

#[tokio::test]
async fn a_later_read_finds_exactly_what_changed() {
    let (front, connector) = shop().await;
    let (_, _, customers) = read_all(&connector, "customers", None).await;
    let (_, _, orders) = read_all(&connector, "orders", None).await;
    front.pass(3_600);
    assert_eq!(changed(&connector, "customers", &customers).await.0, ["an hour has passed"; 0]);
    let placed =
        front.act_after(1, json!({ "do": "order-placed", "person": 5, "total": "412.50", "country": "de" }));
    let moved = front.act_after(1, json!({ "do": "customer-changed", "pick": 9 }));
    let shipped = front.act_after(1, json!({ "do": "order-shipped", "pick": 0 }));

    let (found, customers) = changed(&connector, "customers", &customers).await;
    assert_eq!(found, sorted([moved["customer"]["id"].to_string(), placed["customer"].to_string()]));
    let (found, orders) = changed(&connector, "orders", &orders).await;
    assert_eq!(found, sorted([placed["id"].to_string(), shipped["id"].to_string()]));

    front.pass(3_600);
    assert!(changed(&connector, "customers", &customers).await.0.is_empty());
    assert!(changed(&connector, "orders", &orders).await.0.is_empty());
}

/// Keys of the records that a read since a watermark finds, less those of the overlap.
async fn changed(
    connector: &Connector,
    stream: &str,
    watermark: &Option<String>,
) -> (Vec<String>, Option<String>) {
    let since = watermark.as_deref().unwrap();
    let (records, _, next) = read_all(connector, stream, Some(since)).await;
    let new = records.iter().filter(|record| record.version.as_deref().unwrap() > since);
    (sorted(new.map(|record| record.key.clone())), next)
}

fn sorted(keys: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut keys: Vec<String> = keys.into_iter().collect();
    keys.sort();
    keys
}

#[tokio::test]
async fn an_order_in_canonical_form_from_sale_to_shipping() {
    let (front, connector) = shop().await;
    let placed =
        front.act_after(60, json!({ "do": "order-placed", "person": 5, "total": "412.50", "country": "de" }));
    assert_eq!(placed["order"], "#1229");
    let key = placed["id"].to_string();
    let form = one(&connector, &key).await;
    assert_eq!((&form["name"], &form["status"]), (&json!("#1229"), &json!("open")));
    assert_eq!(form["total"], json!({ "amount": "412.50", "currency": "USD" }));
    assert_eq!(form["customer"]["email"], placed["email"]);
    assert_eq!(form["customer"]["name"], placed["name"]);
    assert_eq!((&form["country"], &form["placed_at"]), (&json!("DE"), &json!("2026-11-24T09:01:00Z")));
    assert_eq!(
        (&form["financial_status"], &form["fulfillment_status"]),
        (&json!("paid"), &json!("unfulfilled"))
    );
    assert_eq!(form["lines"][0]["quantity"], "2");
    assert_eq!(form["lines"][0]["price"], json!({ "amount": "206.25", "currency": "USD" }));

    front.act_after(60, json!({ "do": "order-shipped", "order": "#1229" }));
    let form = one(&connector, &key).await;
    assert_eq!(form["status"], "shipped");
    assert_eq!(form["tracking"][0]["company"], "Parcel Post");
    assert!(form["tracking"][0]["number"].as_str().unwrap().starts_with("PP"));

    let cancelled = front.act_after(60, json!({ "do": "order-cancelled", "pick": 1 }));
    assert_eq!(one(&connector, &cancelled["id"].to_string()).await["status"], "cancelled");
}

async fn one(connector: &Connector, key: &str) -> Value {
    let records = connector.read_by_keys("orders", &[key.to_owned()]).await.unwrap();
    canonical(&records[0]).clone()
}

#[tokio::test]
async fn single_records_are_read_by_key_and_missing_ones_left_out() {
    let (front, connector) = shop().await;
    let rows = front.rows("orders");
    let mut keys: Vec<String> = rows
        .iter()
        .take(100)
        .map(|row| row["id"].as_str().unwrap().rsplit('/').next().unwrap().to_owned())
        .collect();
    keys.push("4711".to_owned());
    let records = connector.read_by_keys("orders", &keys).await.unwrap();
    assert_eq!(records.iter().map(payload).collect::<Vec<_>>(), rows[..100]);
    assert!(connector.read_by_keys("customers", &["1".to_owned()]).await.unwrap().is_empty());
}

#[tokio::test]
async fn genuine_webhooks_are_accepted_and_forged_ones_refused() {
    let (front, connector) = shop().await;
    front.act_after(0, json!({ "do": "subscribe", "url": "https://polus.example.com/webhooks/shop" }));
    front.act_after(1, json!({ "do": "order-placed", "person": 900, "total": "20.00" }));
    let placed = front.deliveries();
    front.act_after(1, json!({ "do": "order-shipped", "order": "#1229" }));
    front.act_after(1, json!({ "do": "customer-changed", "pick": 0 }));
    front.act_after(1, json!({ "do": "order-cancelled", "pick": 0 }));
    let mut topics = Vec::new();
    for delivery in placed.iter().chain(&front.deliveries()) {
        topics.push(delivery.topic.clone());
        let headers = received(delivery);
        let hints = connector.verify_webhook(&headers, &delivery.body).unwrap();
        assert_eq!(hints.len(), 1);
        let found =
            connector.read_by_keys(&hints[0].stream, std::slice::from_ref(&hints[0].key)).await.unwrap();
        assert_eq!(found.len(), 1, "{}", delivery.topic);

        let mut forged = delivery.body.to_vec();
        forged.push(b' ');
        assert_eq!(connector.verify_webhook(&headers, &forged), Err(WebhookRefused::NotGenuine));
        let unsigned: Vec<_> =
            headers.into_iter().filter(|(name, _)| name != "x-shopify-hmac-sha256").collect();
        assert_eq!(connector.verify_webhook(&unsigned, &delivery.body), Err(WebhookRefused::NotGenuine));
    }
    let wanted = [
        "customers/create",
        "orders/create",
        "orders/fulfilled",
        "orders/updated",
        "customers/update",
        "orders/cancelled",
        "orders/updated",
    ];
    assert_eq!(topics, wanted);
}

#[tokio::test]
async fn a_throttled_query_is_waited_out() {
    let (front, connector) = shop().await;
    let mut refusals = 2;
    front.stand_in(move |_| {
        if refusals == 0 {
            return None;
        }
        refusals -= 1;
        let status = json!({ "maximumAvailable": 2000.0, "currentlyAvailable": 0, "restoreRate": 1000.0 });
        Some(json_response(200, &json!({
            "errors": [{ "message": "Throttled", "extensions": { "code": "THROTTLED" } }],
            "extensions": { "cost": { "requestedQueryCost": 10, "actualQueryCost": null, "throttleStatus": status } },
        })))
    });
    assert_eq!(connector.check().await.unwrap(), "Teapots & Friends");
    assert_eq!(front.requests(), 3);
}

#[tokio::test]
async fn a_long_wait_is_handed_to_the_caller() {
    // A tiny plan, and a clock that stands still: the points that are used up never come back.
    let options =
        ShopOptions { points_per_second: 1, tickets: TICKETS, ..ShopOptions::new(7, START.parse().unwrap()) };
    let front = Front::start(Shop::new(options), ("x-shopify-access-token", TOKEN)).await;
    let http = HttpOptions { longest_wait: Duration::from_secs(1), ..HttpOptions::default() };
    let connector = connect(&front, TOKEN, http);
    let error = connector.read("customers", Default::default()).await.unwrap_err();
    let ConnectError::Throttled { wait, .. } = &error else { panic!("{error}") };
    // The query costs 52 points, of which there are 20.
    assert_eq!(*wait, Duration::from_secs(32));
    assert_eq!(error.class(), Class::Transient { retry_after: Some(Duration::from_secs(32)) });
    assert_eq!(front.requests(), 1);
}
