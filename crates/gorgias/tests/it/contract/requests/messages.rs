use gorgias::resources::messages::{self, Action, NewMessage, UpdateMessage};

use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let change = UpdateMessage::new("email", true).text("x");
    let mut all = vec![
        sent("messages.list", messages::list().limit(1).cursor("c").ticket_id(2)),
        sent("messages.get", messages::get(1, 2)),
        sent("messages.create", messages::create(1, NewMessage::internal_note("x").external_id("e"))),
        sent("messages.update", messages::update(1, 2, change).action(Action::Retry)),
        sent("messages.delete", messages::delete(1, 2)),
    ];
    all.extend(messages::Order::ALL.map(|order| sent("messages.list", messages::list().order_by(order))));
    all
}
