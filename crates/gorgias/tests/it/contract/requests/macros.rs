use gorgias::resources::macros::{self, Action, IntentName, NewMacro, UpdateMacro};

use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let new = NewMacro::new("Late", &[Action::add_tags(&["late"])])
        .external_id("e")
        .intent(&IntentName::ShippingStatus)
        .language("en");
    let change = UpdateMacro::new()
        .name("Later")
        .actions(&[])
        .external_id(None)
        .intent(Some(&IntentName::OrderDamaged))
        .language(None);
    let full = macros::list()
        .limit(1)
        .cursor("c")
        .search("s")
        .tag("a")
        .tag("b")
        .language("en")
        .language("fr")
        .number_predictions(3)
        .archived(true)
        .most_relevant_to_message(1, 2);
    let mut all = vec![
        sent("macros.list", full),
        sent("macros.get", macros::get(1)),
        sent("macros.create", macros::create(new)),
        sent("macros.update", macros::update(1, change)),
        sent("macros.delete", macros::delete(1)),
        sent("macros.archive", macros::archive(&[1])),
        sent("macros.unarchive", macros::unarchive(&[1])),
    ];
    all.extend(macros::Order::ALL.iter().map(|&order| sent("macros.list", macros::list().order_by(order))));
    all
}
