use gorgias::resources::Map;
use gorgias::resources::rules::{self, NewRule, Trigger, UpdateRule};

use super::moment;
use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let new = NewRule::new("Close", "Action('setStatus', {status: 'closed'})")
        .on(&[Trigger::TicketCreated])
        .code_ast(Map::new())
        .description("d")
        .priority(1)
        .deactivated(moment());
    let change = UpdateRule::new()
        .name("Open")
        .code("Action('setStatus', {status: 'open'})")
        .code_ast(Map::new())
        .on(&[Trigger::TicketUpdated])
        .description(None)
        .priority(2)
        .deactivated(None);
    let mut all = vec![
        sent("rules.list", rules::list().limit(1).cursor("c")),
        sent("rules.get", rules::get(1)),
        sent("rules.create", rules::create(new)),
        sent("rules.update", rules::update(1, change)),
        sent("rules.delete", rules::delete(1)),
        sent("rules.set_priorities", rules::set_priorities(&[(1, 2)])),
    ];
    all.extend(rules::Order::ALL.iter().map(|&order| sent("rules.list", rules::list().order_by(order))));
    all
}
