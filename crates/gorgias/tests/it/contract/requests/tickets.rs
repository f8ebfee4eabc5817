use gorgias::resources::Map;
use gorgias::resources::messages::NewMessage;
use gorgias::resources::tickets::{self, Channel, NewTicket, Party, Priority, Status, UpdateTicket, Via};
use serde_json::json;

use super::moment;
use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let names = ["vip".to_owned()];
    let fields = [(2, json!("x"))];
    let list = tickets::list()
        .limit(100)
        .cursor("c")
        .external_id("e")
        .customer_id(1)
        .ticket_ids(&[1, 2])
        .trashed(false)
        .view_id(3)
        .rule_id(4);
    let new = NewTicket::incoming(Party::email("a@x.example", Some("A")), "s", "t")
        .message(NewMessage::internal_note("n"))
        .via(Via::Api)
        .external_id("e")
        .tags(&names)
        .status(&Status::Open)
        .priority(&Priority::High)
        .assignee_user(1)
        .assignee_team(2)
        .custom_fields(&fields)
        .language("en")
        .spam()
        .meta(Map::new())
        .snoozed(moment())
        .split_from(9)
        .created(moment())
        .updated(moment())
        .opened(moment())
        .closed(moment())
        .trashed(moment())
        .last_message(moment())
        .last_received_message(moment())
        .imported();
    let change = UpdateTicket::new()
        .status(&Status::Closed)
        .priority(&Priority::Low)
        .subject("s")
        .external_id(None)
        .customer(1)
        .assignee_user(None)
        .assignee_team(Some(2))
        .tags(&names)
        .custom_fields(&fields)
        .channel(Channel::Email)
        .via("api")
        .from_agent(true)
        .language(None)
        .spam(false)
        .unread(true)
        .snooze(moment())
        .trash(None)
        .meta(None)
        .updated(moment())
        .opened(moment())
        .closed(None)
        .last_message(moment())
        .last_received_message(None);
    let mut all = vec![
        sent("tickets.list", list),
        sent("tickets.get", tickets::get(1).with_custom_fields()),
        sent("tickets.create", tickets::create(new)),
        sent("tickets.create", tickets::create(NewTicket::beginning_with(NewMessage::internal_note("n")))),
        sent("tickets.update", tickets::update(1, change)),
        sent("tickets.delete", tickets::delete(1)),
        sent("tickets.list_tags", tickets::list_tags(1)),
        sent("tickets.add_tags", tickets::add_tags(1, &[2], &names)),
        sent("tickets.set_tags", tickets::set_tags(1, &[2], &names)),
        sent("tickets.set_tags", tickets::set_tags(1, &[], &[])),
        sent("tickets.remove_tags", tickets::remove_tags(1, &[2], &names)),
        sent("tickets.list_custom_fields", tickets::list_custom_fields(1)),
        sent("tickets.set_custom_fields", tickets::set_custom_fields(1, &fields)),
        sent("tickets.set_custom_field", tickets::set_custom_field(1, 2, json!(true))),
        sent("tickets.delete_custom_field", tickets::delete_custom_field(1, 2)),
    ];
    all.extend(
        tickets::Order::ALL.iter().map(|&order| sent("tickets.list", tickets::list().order_by(order))),
    );
    all
}
