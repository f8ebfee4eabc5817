use gorgias::resources::Emoji;
use gorgias::resources::teams::{self, NewTeam, UpdateTeam};

use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let emoji = Emoji::new("🫖");
    let new = NewTeam::named("Kettles").description("d").decoration(&emoji).members(&[1, 2]);
    let change = UpdateTeam::new().name("Kettles").description(None).decoration(&emoji).members(&[]);
    let mut all = vec![
        sent("teams.list", teams::list().limit(1).cursor("c")),
        sent("teams.get", teams::get(1)),
        sent("teams.create", teams::create(new)),
        sent("teams.update", teams::update(1, change)),
        sent("teams.delete", teams::delete(1)),
    ];
    all.extend(teams::Order::ALL.iter().map(|&order| sent("teams.list", teams::list().order_by(order))));
    all
}
