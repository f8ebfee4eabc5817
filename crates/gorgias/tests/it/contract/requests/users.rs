use gorgias::resources::Map;
use gorgias::resources::users::{self, NewUser, RoleName, UpdateUser};

use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let list = users::list()
        .limit(1)
        .cursor("c")
        .email("e")
        .external_id("x")
        .search("s")
        .roles(&[RoleName::Admin, RoleName::from("wizard")])
        .available_first(true);
    let new = NewUser::new("a@x.example", "A", &RoleName::BasicAgent)
        .bio("b")
        .country("PT")
        .language("en")
        .timezone("Europe/Lisbon")
        .external_id("x")
        .meta(Map::new());
    let change = UpdateUser::new()
        .name("B")
        .email("b@x.example", &"present".into())
        .password(&"old".into(), &"new".into())
        .two_fa_code(&"123456".into())
        .role(&RoleName::Agent)
        .bio(None)
        .country("PT")
        .language(None)
        .timezone("Europe/Lisbon")
        .external_id(None)
        .meta(None);
    let mut all = vec![
        sent("users.list", list),
        sent("users.get", users::me()),
        sent("users.create", users::create(new)),
        sent("users.update", users::update(1, change)),
        sent("users.delete", users::delete(1)),
    ];
    all.extend(users::Order::ALL.iter().map(|&order| sent("users.list", users::list().order_by(order))));
    all
}
