use gorgias::resources::custom_fields::{
    self, Definition, ManagedType, NewCustomField, ObjectType, Order, Requirement, UpdateCustomField,
};

use super::moment;
use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let list = || custom_fields::list(ObjectType::Ticket);
    let new = NewCustomField::new(ObjectType::Ticket, "Part", Definition::dropdown(["Lid", "Spout"], None))
        .description("d")
        .external_id("e")
        .priority(10)
        .required()
        .managed(ManagedType::Product)
        .archived(moment());
    let change = || {
        UpdateCustomField::new()
            .label("Part")
            .object_type(ObjectType::Ticket)
            .definition(Definition::text(None))
            .description(None)
            .external_id("e")
            .priority(10)
            .required(true)
            .archived(moment())
    };
    let many =
        [(1, change().requirement(Requirement::Conditional)), (2, UpdateCustomField::new().archived(None))];
    let mut all = vec![
        sent("custom_fields.list", list().limit(1).cursor("c").search("s").archived(true)),
        sent("custom_fields.get", custom_fields::get(1)),
        sent("custom_fields.create", custom_fields::create(new)),
        sent("custom_fields.update", custom_fields::update(1, change())),
        sent("custom_fields.update_all", custom_fields::update_all(many)),
    ];
    all.extend(Order::ALL.iter().map(|&order| sent("custom_fields.list", list().order_by(order))));
    all
}
