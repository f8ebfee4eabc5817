use gorgias::resources::tags::{self, NewTag, UpdateTag};

use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let mut all = vec![
        sent("tags.list", tags::list().limit(1).cursor("c").search("v")),
        sent("tags.get", tags::get(1)),
        sent("tags.create", tags::create(NewTag::named("vip").description("d").color("#fff"))),
        sent("tags.update", tags::update(1, UpdateTag::new().name("vip").description(None).color(None))),
        sent("tags.delete", tags::delete(1)),
        sent("tags.delete_all", tags::delete_all(&[1])),
        sent("tags.merge", tags::merge(&[1], 2)),
    ];
    all.extend(tags::Order::ALL.iter().map(|&order| sent("tags.list", tags::list().order_by(order))));
    all
}
