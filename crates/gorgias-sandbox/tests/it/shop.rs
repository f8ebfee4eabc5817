//! The shop, called as its server calls it.

mod paging;
mod queries;
mod webhooks;

use gorgias_sandbox::shop::{Shop, ShopOptions};
use gorgias_sandbox::system::{Request, Response, System};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

pub const SECRET: &str = "shpss_abcdefgh";

/// Seconds after the beginning.
pub fn at(seconds: i64) -> Timestamp {
    "2026-11-24T09:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

/// Eight customers and sixteen orders, or more.
pub fn shop(tickets: u32) -> Shop {
    Shop::new(ShopOptions { tickets, webhook_secret: SECRET.to_owned(), ..ShopOptions::new(7, at(0)) })
}

pub fn send(shop: &mut Shop, now: Timestamp, body: impl Into<Vec<u8>>) -> Response {
    let request = Request {
        method: "POST".to_owned(),
        path: "/admin/api/2026-10/graphql.json".to_owned(),
        body: body.into().into(),
        ..Request::default()
    };
    shop.handle(now, &request)
}

pub fn ask_with(shop: &mut Shop, query: &str, variables: Value) -> Value {
    let response = send(shop, at(0), json!({ "query": query, "variables": variables }).to_string());
    assert_eq!(response.status, 200);
    serde_json::from_slice(&response.body).unwrap()
}

pub fn ask(shop: &mut Shop, query: &str) -> Value {
    ask_with(shop, query, json!({}))
}

#[test]
fn the_same_calls_give_the_same_bytes() {
    let calls = |shop: &mut Shop| {
        let query = json!({ "query": "{ orders(first: 9, sortKey: UPDATED_AT, reverse: true) { nodes { id name updatedAt } } }" });
        let mut said = vec![send(shop, at(1), query.to_string()).body];
        shop.act(at(2), &json!({ "do": "subscribe", "url": "http://127.0.0.1/hook" })).unwrap();
        for action in [
            json!({ "do": "order-placed", "person": 3, "total": "412.50" }),
            json!({ "do": "order-shipped", "pick": 12 }),
            json!({ "do": "customer-changed", "pick": 12 }),
        ] {
            said.push(shop.act(at(3), &action).unwrap().to_string().into());
        }
        said.extend(
            shop.deliveries()
                .into_iter()
                .flat_map(|delivery| [delivery.body, format!("{:?}", delivery.headers).into()]),
        );
        said.push(send(shop, at(4), query.to_string()).body);
        said
    };
    let said = calls(&mut shop(200));
    assert_eq!(said, calls(&mut shop(200)));
    let other = &mut Shop::new(ShopOptions { tickets: 200, ..ShopOptions::new(8, at(0)) });
    assert_ne!(said, calls(other));
}

#[test]
fn only_one_address_answers_and_dead_versions_fall_forward() {
    let mut shop = shop(20);
    let mut call = |method: &str, path: &str, body: &str| {
        let request = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            body: body.to_owned().into(),
            ..Request::default()
        };
        let response = shop.handle(at(0), &request);
        let version = response.headers.iter().find(|(name, _)| name == "X-Shopify-API-Version");
        (response.status, version.map_or_else(String::new, |(_, version)| version.clone()))
    };
    let query = r#"{ "query": "{ shop { name } }" }"#;
    assert_eq!(call("POST", "/admin/api/2026-07/graphql.json", query), (200, "2026-07".to_owned()));
    assert_eq!(call("POST", "/admin/api/2022-01/graphql.json", query), (200, "2026-01".to_owned()));
    for path in
        ["/", "/admin/api/2026-13/graphql.json", "/admin/api/2031-01/graphql.json", "/admin/api/graphql.json"]
    {
        assert_eq!(call("POST", path, query).0, 404, "{path}");
    }
    assert_eq!(call("GET", "/admin/api/2026-10/graphql.json", "").0, 406);
    for body in
        ["", "shop", "[]", "{}", r#"{ "query": 5 }"#, r#"{ "query": "{ shop { name } }", "variables": 5 }"#]
    {
        assert_eq!(call("POST", "/admin/api/2026-10/graphql.json", body).0, 400, "{body}");
    }
}

#[test]
fn what_cannot_be_done_is_refused() {
    let mut shop = shop(20);
    let mut refused = |action: Value| shop.act(at(1), &action).unwrap_err().to_string();
    assert!(refused(json!({ "do": "dance" })).contains("it knows customer-changed"));
    assert_eq!(refused(json!({ "do": "order-shipped", "order": "#1" })), "no order #1 waits to be sent");
    assert!(refused(json!({ "do": "order-placed", "total": "5" })).contains("`person`"));
    assert!(refused(json!({ "do": "order-placed", "person": 1, "total": "5.001" })).contains("`total`"));
    assert!(
        refused(json!({ "do": "customer-changed", "email": "nobody@example.com" }))
            .contains("no such customer")
    );
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 12, 3, |inner| proptest::collection::vec(inner, 0..3).prop_map(Value::from))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_body_is_too_strange(body in proptest::collection::vec(any::<u8>(), 0..80)) {
        send(&mut shop(20), at(0), body);
    }

    #[test]
    fn no_document_is_too_strange(
        words in proptest::collection::vec(prop_oneof![
            Just("{"), Just("}"), Just("query($a: Int)"), Just("fragment f on Order"), Just("...f"), Just("orders(first: 2)"),
            Just("nodes(ids: [\"gid://shopify/Order/5512008000001\"])"), Just("nodes"), Just("id"), Just("customer"),
            Just("lineItems(first: $a)"), Just("edges { node"), Just("pageInfo"), Just("shop"), Just("... on Order"),
            Just("__typename"), Just("x:"), Just("@skip(if: true)"), Just("fulfillments"),
        ], 0..24),
        variable in anything(),
    ) {
        ask_with(&mut shop(20), &words.join(" "), json!({ "a": variable }));
    }

    #[test]
    fn no_action_is_too_strange(
        name in prop_oneof![
            Just("customer-changed"), Just("order-placed"), Just("order-shipped"), Just("order-cancelled"), Just("subscribe")
        ],
        fields in proptest::collection::btree_map(
            prop_oneof![Just("pick"), Just("person"), Just("total"), Just("country"), Just("name"), Just("tags"), Just("order"), Just("url")],
            prop_oneof![anything(), any::<u64>().prop_map(Value::from), Just(json!("999999999999.99"))],
            0..5,
        ),
    ) {
        let mut action = json!(fields);
        action["do"] = name.into();
        let mut shop = shop(20);
        for seconds in 0..3 {
            let _ = shop.act(at(seconds), &action);
        }
        prop_assert!(shop.rows("orders").unwrap().len() >= 16 && shop.rows("customers").unwrap().len() >= 8);
    }
}
