use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Map, json};

use super::*;
use crate::erp::books::fields;

fn database() -> Database {
    let at: Timestamp = "2026-11-20T08:00:00.5Z".parse().unwrap();
    let later: Timestamp = "2026-11-24T08:00:00Z".parse().unwrap();
    let mut database = Database::default();
    let ada = json!({ "name": "Ada Stone", "email": "ada@example.com", "customer_rank": 1, "active": true });
    database.create_as(Model::Partner, 14, at, fields(ada));
    let order = json!({ "name": "S00001", "state": "sale", "partner_id": 14, "amount_total": 39.8, "picking_ids": [1, 2] });
    database.create(Model::Order, at, fields(order));
    database.create(Model::Order, at, Map::new());
    database.create(Model::Picking, at, fields(json!({ "state": "done" })));
    database.create(Model::Picking, later, fields(json!({ "state": "confirmed", "backorder_id": 1 })));
    database
}

fn found(model: Model, domain: &Value) -> Vec<u64> {
    let database = database();
    let domain = Domain::parse(model, domain).unwrap();
    database.all(model).filter(|(_, record)| domain.finds(&database, record)).map(|(id, _)| id).collect()
}

fn refused(domain: &Value) -> String {
    Domain::parse(Model::Order, domain).unwrap_err().to_value()["message"].as_str().unwrap().to_owned()
}

#[test]
fn conditions_side_by_side_are_joined_and_operators_come_first() {
    let order = |domain: Value| found(Model::Order, &domain);
    assert_eq!(order(json!([])), [1, 2]);
    assert_eq!(order(json!([["state", "=", "sale"], ["id", ">", 0]])), [1]);
    assert_eq!(order(json!(["|", ["id", "=", 2], ["state", "=", "sale"]])), [1, 2]);
    assert_eq!(order(json!(["|", ["id", "=", 2], ["state", "=", "sale"], ["id", ">", 1]])), [2]);
    assert_eq!(order(json!(["!", "|", ["id", "=", 2], ["state", "=", "sale"]])), [0u64; 0]);
    assert_eq!(order(json!(["&", "!", ["id", "=", 2], ["id", "in", [1, 2]]])), [1]);
    assert_eq!(order(json!([[1, "=", 1]])), [1, 2]);
    assert_eq!(order(json!([[0, "=", 1]])), [0u64; 0]);
}

#[test]
fn a_page_by_id_begins_where_it_says() {
    let floor = |domain: Value| Domain::parse(Model::Order, &domain).unwrap().floor();
    assert_eq!(floor(json!([["state", "=", "sale"], ["id", ">", 7], ["id", ">", 5]])), 7);
    assert_eq!(floor(json!([["id", ">=", 7]])), 0);
    assert_eq!(floor(json!(["|", ["id", ">", 7], ["id", "<", 3]])), 0);
    assert_eq!(floor(json!(["!", ["id", ">", 7]])), 0);
    assert_eq!(floor(json!([["partner_id.id", ">", 7], ["id", ">", -7]])), 0);
}

#[test]
fn every_operator() {
    let order = |leaf: Value| found(Model::Order, &json!([leaf]));
    assert_eq!(order(json!(["state", "!=", "sale"])), [2], "what is empty is different too");
    assert_eq!(order(json!(["state", "=", false])), [2]);
    assert_eq!(order(json!(["amount_total", ">=", 39.8])), [1]);
    assert_eq!(order(json!(["amount_total", "<", 39.8])), [0u64; 0], "what is empty is not compared");
    assert_eq!(order(json!(["amount_total", "=", 0])), [2]);
    assert_eq!(order(json!(["state", "in", ["sale", false]])), [1, 2]);
    assert_eq!(order(json!(["id", "not in", [1]])), [2]);
    assert_eq!(order(json!(["name", "like", "S00"])), [1]);
    assert_eq!(order(json!(["name", "like", "s00"])), [0u64; 0]);
    assert_eq!(order(json!(["name", "=ilike", "s%1"])), [1]);
    assert_eq!(order(json!(["name", "not ilike", "s0"])), [2]);
    assert_eq!(order(json!(["partner_id", "ilike", "stone"])), [1], "a relation by its name");
    assert_eq!(order(json!(["partner_id", "=", 14])), [1]);
    assert_eq!(order(json!(["display_name", "=", "S00001"])), [1]);
    assert_eq!(order(json!(["partner_id.display_name", "like", "Ada"])), [1]);
}

#[test]
fn relations_are_followed_and_one_of_many_is_enough() {
    let order = |leaf: Value| found(Model::Order, &json!([leaf]));
    assert_eq!(order(json!(["partner_id.email", "=", "ada@example.com"])), [1]);
    assert_eq!(order(json!(["picking_ids.write_date", ">=", "2026-11-24 08:00:00"])), [1]);
    assert_eq!(order(json!(["picking_ids.write_date", ">", "2026-11-25 00:00:00"])), [0u64; 0]);
    assert_eq!(order(json!(["picking_ids.backorder_id.state", "=", "done"])), [1]);
    assert_eq!(order(json!(["picking_ids", "in", [2]])), [1]);
    assert_eq!(order(json!(["picking_ids", "=", false])), [2]);
}

#[test]
fn a_stamp_of_seconds_does_not_equal_one_of_microseconds() {
    let at =
        |operator: &str| found(Model::Partner, &json!([["write_date", operator, "2026-11-20 08:00:00"]]));
    assert_eq!((at(">="), at("=")), (vec![14], vec![]));
    assert_eq!(at("<="), [0u64; 0], "it lies half a second behind");
}

#[test]
fn mistakes_are_named() {
    assert_eq!(
        refused(&json!([["colour", "=", 1]])),
        "Invalid field sale.order.colour in condition ('colour', '=', 1)"
    );
    assert!(refused(&json!([["partner_id.colour", "=", 1]])).contains("res.partner.colour"));
    assert!(refused(&json!([["name.colour", "=", 1]])).contains("is no relation"));
    assert!(refused(&json!([["name", "~", 1]])).contains("Invalid operator"));
    assert!(refused(&json!([["name", "in", "x"]])).contains("Invalid operator"));
    assert!(refused(&json!(["|", ["id", "=", 1]])).contains("malformed"));
    assert!(refused(&json!(["?"])).contains("invalid item"));
    assert!(refused(&json!([["id", "="]])).contains("invalid item"));
    assert!(refused(&json!(vec!["!"; 5_000])).contains("too long"));
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!("|")),
        Just(json!("!")),
        Just(json!(false)),
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        "[a-z_.%]{0,12}".prop_map(Value::from),
        Just(json!("picking_ids.sale_id")),
        Just(json!("write_date")),
        Just(json!("ilike")),
        Just(json!("in")),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| proptest::collection::vec(inner, 0..4).prop_map(Value::from))
}

proptest! {
    #[test]
    fn nothing_panics(domain in anything()) {
        let database = database();
        if let Ok(domain) = Domain::parse(Model::Order, &domain) {
            let _ = database.all(Model::Order).filter(|(_, record)| domain.finds(&database, record)).count();
        }
    }
}
