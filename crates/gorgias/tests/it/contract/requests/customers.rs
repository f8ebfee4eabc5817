use gorgias::resources::Map;
use gorgias::resources::customers::{self, NewChannel, NewCustomer, UpdateCustomer};
use serde_json::json;

use super::moment;
use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let list = customers::list()
        .limit(1)
        .cursor("c")
        .email("e")
        .external_id("x")
        .name("n")
        .channel("email", "e")
        .view_id(1);
    let new = NewCustomer::email("a@x.example")
        .channel(NewChannel::phone("+351210000000").preferred())
        .name("A")
        .external_id("x")
        .language("pt")
        .timezone("Europe/Lisbon")
        .note("n")
        .meta(Map::new())
        .custom_fields(&[(2, json!(3))]);
    let change = || {
        UpdateCustomer::new()
            .name("B")
            .email("b@x.example")
            .external_id(None)
            .language("pt")
            .timezone(None)
            .note("n")
            .channels(&[NewChannel::email("b@x.example").preferred()])
            .meta(Map::new())
            .custom_fields(&[(2, json!(3))])
    };
    let mut all = vec![
        sent("customers.list", list),
        sent("customers.list", customers::list_by_locale(Some("pt"), Some("Europe/Lisbon"))),
        sent("customers.get", customers::get(1).with_custom_fields()),
        sent("customers.create", customers::create(new)),
        sent("customers.update", customers::update(1, change())),
        sent("customers.delete", customers::delete(1)),
        sent("customers.delete_all", customers::delete_all(&[1])),
        sent("customers.merge", customers::merge(1, 2)),
        sent("customers.merge", customers::merge_with(1, 2, change())),
        sent("customers.update_data", customers::update_data(1, json!({ "tier": "gold" }), Some(moment()))),
        sent("customers.list_custom_fields", customers::list_custom_fields(1)),
        sent("customers.set_custom_fields", customers::set_custom_fields(1, &[(2, json!(3))])),
        sent("customers.set_custom_field", customers::set_custom_field(1, 2, json!("x"))),
        sent("customers.delete_custom_field", customers::delete_custom_field(1, 2)),
    ];
    all.extend(
        customers::Order::ALL.iter().map(|&order| sent("customers.list", customers::list().order_by(order))),
    );
    all
}
