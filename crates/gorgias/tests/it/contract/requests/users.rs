use gorgias::resources::users::{self, NewUser, RoleName, UpdateUser};

use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let list = users::list().limit(1).cursor("c").email("e").external_id("x").search("s");
    let change = UpdateUser { bio: Some("b".into()), ..UpdateUser::default() };
    let mut all = vec![
        sent("users.list", list),
        sent("users.get", users::me()),
        sent("users.create", users::create(NewUser::new("a@x.example", "A", &RoleName::BasicAgent))),
        sent("users.update", users::update(1, change)),
        sent("users.delete", users::delete(1)),
    ];
    all.extend(users::Order::ALL.map(|order| sent("users.list", users::list().order_by(order))));
    all
}
