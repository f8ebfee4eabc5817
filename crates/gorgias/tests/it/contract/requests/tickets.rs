use gorgias::resources::tickets::{self, NewTicket, Party, UpdateTicket};
use serde_json::json;

use super::moment;
use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let names = ["vip".to_owned()];
    let list = tickets::list()
        .limit(100)
        .cursor("c")
        .external_id("e")
        .customer_id(1)
        .ticket_ids(&[1, 2])
        .trashed(false)
        .view_id(3)
        .rule_id(4);
    let new = NewTicket::incoming(Party::email("a@x.example", Some("A")), "s", "t");
    let change = UpdateTicket::new().snooze(Some(moment())).tags(&names);
    let mut all = vec![
        sent("tickets.list", list),
        sent("tickets.get", tickets::get(1).with_custom_fields()),
        sent("tickets.create", tickets::create(new)),
        sent("tickets.update", tickets::update(1, change)),
        sent("tickets.delete", tickets::delete(1)),
        sent("tickets.list_tags", tickets::list_tags(1)),
        sent("tickets.add_tags", tickets::add_tags(1, &[2], &names)),
        sent("tickets.set_tags", tickets::set_tags(1, &[2], &names)),
        sent("tickets.set_tags", tickets::set_tags(1, &[], &[])),
        sent("tickets.remove_tags", tickets::remove_tags(1, &[2], &names)),
        sent("tickets.list_custom_fields", tickets::list_custom_fields(1)),
        sent("tickets.set_custom_fields", tickets::set_custom_fields(1, &[(2, json!("x"))])),
        sent("tickets.set_custom_field", tickets::set_custom_field(1, 2, json!(true))),
        sent("tickets.delete_custom_field", tickets::delete_custom_field(1, 2)),
    ];
    all.extend(tickets::Order::ALL.map(|order| sent("tickets.list", tickets::list().order_by(order))));
    all
}
