//! The ERP, called as its server calls it.

mod calls;

use gorgias_sandbox::erp::{Erp, ErpOptions};
use gorgias_sandbox::system::{Request, Response, System};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Seconds after the beginning.
pub fn at(seconds: i64) -> Timestamp {
    "2026-11-24T09:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

/// Sixteen orders.
pub fn erp() -> Erp {
    Erp::new(ErpOptions { tickets: 20, ..ErpOptions::new(7, at(0)) })
}

pub fn send(erp: &mut Erp, method: &str, path: &str, body: impl Into<Vec<u8>>) -> Response {
    let request = Request {
        method: method.to_owned(),
        path: path.to_owned(),
        body: body.into().into(),
        ..Request::default()
    };
    erp.handle(at(0), &request)
}

/// Calls `res.partner/search_read` and the like: status and answer.
pub fn call(erp: &mut Erp, what: &str, body: Value) -> (u16, Value) {
    let response = send(erp, "POST", &format!("/json/2/{what}"), body.to_string());
    (response.status, serde_json::from_slice(&response.body).unwrap())
}

pub fn read(erp: &mut Erp, what: &str, body: Value) -> Value {
    let (status, answer) = call(erp, what, body);
    assert_eq!(status, 200, "{answer}");
    answer
}

#[test]
fn the_same_calls_give_the_same_bytes() {
    let calls = |erp: &mut Erp| {
        let mut said = Vec::new();
        erp.act(at(1), &json!({ "do": "subscribe", "url": "http://127.0.0.1/hook" })).unwrap();
        for action in [
            json!({ "do": "order-imported", "order": "#2", "email": "a@example.com", "total": "3.33", "country": "US" }),
            json!({ "do": "order-backordered", "order": "#2" }),
            json!({ "do": "order-shipped", "pick": 5 }),
        ] {
            said.push(erp.act(at(2), &action).unwrap().to_string().into());
        }
        said.extend(erp.deliveries().into_iter().map(|delivery| delivery.body));
        for model in ["res.partner", "sale.order", "sale.order.line", "stock.picking"] {
            said.push(send(erp, "POST", &format!("/json/2/{model}/search_read"), "{}").body);
        }
        said
    };
    assert_eq!(calls(&mut erp()), calls(&mut erp()));
}

#[test]
fn a_rule_posts_the_record_s_name_once() {
    let mut erp = erp();
    for _ in 0..2 {
        erp.act(at(0), &json!({ "do": "subscribe", "url": "http://127.0.0.1/hook/secret" })).unwrap();
    }
    let shipped = erp.act(at(1), &json!({ "do": "order-shipped", "pick": 0 })).unwrap();
    let deliveries = erp.deliveries();
    assert_eq!(deliveries.len(), 1);
    let body: Value = serde_json::from_slice(&deliveries[0].body).unwrap();
    assert_eq!(
        body,
        json!({ "_model": "sale.order", "_id": shipped["id"], "_action": "Order changed(#201)" })
    );
    erp.tick(at(1_000_000));
    assert!(erp.deliveries().is_empty());
}

#[test]
fn what_cannot_be_done_is_refused() {
    let mut erp = erp();
    let order = json!({ "do": "order-imported", "order": "#2", "email": "a@example.com", "total": "3.33", "country": "US" });
    erp.act(at(1), &order).unwrap();
    let mut refused = |action: Value| erp.act(at(1), &action).unwrap_err().to_string();
    assert_eq!(refused(order.clone()), "order #2 is in the books already");
    assert!(refused(json!({ "do": "dance" })).contains("it knows order-imported"));
    assert!(refused(json!({ "do": "order-imported", "order": "#3" })).contains("`email`"));
    assert_eq!(refused(json!({ "do": "goods-arrived", "order": "#2" })), "no order #2 waits for goods");
    erp.act(at(2), &json!({ "do": "order-backordered", "order": "#2" })).unwrap();
    let again = erp.act(at(2), &json!({ "do": "order-backordered", "order": "#2" })).unwrap_err();
    assert_eq!(again.to_string(), "no order #2 can go out in parts");
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        Just(json!("write_date")),
        Just(json!("picking_ids.write_date")),
        Just(json!(">=")),
        Just(json!("|")),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| proptest::collection::vec(inner, 0..4).prop_map(Value::from))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_call_is_too_strange(
        model in prop_oneof![Just("res.partner"), Just("sale.order"), Just("stock.picking"), Just("x")],
        method in prop_oneof![Just("search_read"), Just("read"), Just("search"), Just("search_count"), Just("write")],
        arguments in proptest::collection::btree_map(
            prop_oneof![
                Just("domain"), Just("fields"), Just("limit"), Just("offset"), Just("order"), Just("context"), Just("ids"),
                Just("load"),
            ],
            anything(),
            0..5,
        ),
    ) {
        let (status, _) = call(&mut erp(), &format!("{model}/{method}"), json!(arguments));
        prop_assert!([200, 400, 403, 404, 422, 500].contains(&status));
    }

    #[test]
    fn no_body_or_path_is_too_strange(path in "/[a-z/.0-9]{0,30}", body in proptest::collection::vec(any::<u8>(), 0..60)) {
        send(&mut erp(), "POST", &path, body.clone());
        send(&mut erp(), "POST", "/json/2/sale.order/search_read", body);
    }

    #[test]
    fn no_action_is_too_strange(
        name in prop_oneof![
            Just("order-imported"), Just("order-backordered"), Just("order-shipped"), Just("goods-arrived"), Just("subscribe")
        ],
        fields in proptest::collection::btree_map(
            prop_oneof![Just("pick"), Just("order"), Just("email"), Just("total"), Just("country"), Just("name"), Just("url")],
            prop_oneof![anything(), any::<u64>().prop_map(Value::from), Just(json!("999999999999.99"))],
            0..6,
        ),
    ) {
        let mut action = json!(fields);
        action["do"] = name.into();
        let mut erp = erp();
        for seconds in 0..3 {
            let _ = erp.act(at(seconds), &action);
        }
        prop_assert!(erp.rows("orders").unwrap().len() >= 16);
    }
}
