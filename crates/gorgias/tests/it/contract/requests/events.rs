use gorgias::resources::events::{self, EventType, ObjectType};

use super::moment;
use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let list = events::list()
        .limit(1)
        .cursor("c")
        .types(&[EventType::TicketCreated, EventType::TicketMerged])
        .object(ObjectType::Ticket, 1)
        .user_id(2)
        .created_after(moment())
        .created_since(moment())
        .created_before(moment())
        .created_until(moment());
    let mut all = vec![sent("events.list", list), sent("events.get", events::get(1))];
    all.extend(events::Order::ALL.iter().map(|&order| sent("events.list", events::list().order_by(order))));
    all
}
