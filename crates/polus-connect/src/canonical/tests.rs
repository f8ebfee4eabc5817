use insta::assert_snapshot;
use serde_json::json;

use super::*;

#[test]
fn an_order_is_brought_into_form() {
    let order = Entity::Order
        .normalise(&json!({
            "external_id": 5012, "name": " #1042 ", "status": "BACKORDERED",
            "total": {"amount": 59.699999999999996, "currency": "eur"},
            "customer": {"email": "Ada Holm <Ada@Example.com>"},
            "country": "de", "placed_at": "2026-11-23 06:41:02",
            "lines": [{"sku": "A-1", "quantity": 2.0, "price": {"amount": "12.345", "currency": "EUR"}}],
        }))
        .unwrap();
    assert_eq!(order["external_id"], "5012");
    assert_eq!(order["name"], "#1042");
    assert_eq!(order["status"], "backordered");
    assert_eq!(order["total"], json!({"amount": "59.70", "currency": "EUR"}));
    assert_eq!(
        order["customer"],
        json!({"external_id": null, "email": "ada@example.com", "name": null, "phone": null})
    );
    assert_eq!(order["country"], "DE");
    assert_eq!(order["placed_at"], "2026-11-23T06:41:02Z");
    assert_eq!(order["tracking"], json!([]));
    assert_eq!(order["lines"][0]["quantity"], "2");
    assert_eq!(order["lines"][0]["price"]["amount"], "12.345", "text keeps its digits");
    assert_eq!(order.as_object().unwrap().keys().collect::<Vec<_>>(), Entity::Order.fields());
}

#[test]
fn currencies_have_their_own_number_of_digits() {
    let total = |amount: Value, currency: &str| {
        let order = json!({"external_id": "1", "name": "1", "status": "open",
                           "total": {"amount": amount, "currency": currency}});
        Entity::Order.normalise(&order).unwrap()["total"]["amount"].clone()
    };
    assert_eq!(total(json!(1200.4), "JPY"), "1200");
    assert_eq!(total(json!("39.8"), "USD"), "39.80");
    assert_eq!(total(json!(1.2345), "KWD"), "1.235");
}

#[test]
fn what_does_not_fit_is_named() {
    let wrong = |field: &str, value: Value| {
        let mut order = json!({"external_id": "1", "name": "1", "status": "open"});
        order[field] = value;
        Entity::Order.normalise(&order).unwrap_err()
    };
    assert_snapshot!(wrong("country", json!("Germany")), @r#"`country`: a two-letter country code is expected, not "Germany""#);
    assert_snapshot!(wrong("total", json!(12)), @"`total`: {amount, currency} is expected, not 12");
    assert_snapshot!(wrong("total", json!({"amount": "1.234,56"})), @r#"`total.amount`: a decimal number is expected, not "1.234,56""#);
    assert_snapshot!(wrong("customer", json!({"phone": false})), @"`customer.phone`: a text is expected, not false");
    assert_snapshot!(wrong("lines", json!([{"quantity": "x"}])), @r#"`lines[0].quantity`: a number is expected, not "x""#);
    assert_snapshot!(wrong("placed_at", json!("yesterday")), @r#"`placed_at`: a point in time is expected, not "yesterday""#);
    assert_snapshot!(wrong("colour", json!("red")), @"`colour` is not a canonical field");
    assert_snapshot!(Entity::Customer.normalise(&json!({})).unwrap_err(), @"`external_id` is missing");
}

#[test]
fn a_customer_always_has_all_fields() {
    let customer = Entity::Customer.normalise(&json!({"external_id": "7", "orders_count": "3"})).unwrap();
    assert_eq!(customer["orders_count"], 3);
    assert_eq!(customer["address"]["city"], Value::Null);
    assert_eq!(customer["total_spent"], Value::Null);
    assert_eq!(customer.as_object().unwrap().keys().collect::<Vec<_>>(), Entity::Customer.fields());
}
