use gorgias::resources::integrations::{
    self, HttpMethod, NewHttp, NewIntegration, Trigger, UpdateIntegration,
};

use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let http = || {
        NewHttp::new(HttpMethod::Post, "https://hooks.acme.example")
            .header("x-secret", &"s".into())
            .whole_context()
            .on(&[Trigger::TicketCreated])
    };
    let new = NewIntegration::http("Acme", http()).description("d");
    let change = UpdateIntegration::named("Acme").description("d").http(http()).reactivate();
    let mut all = vec![
        sent("integrations.list", integrations::list().limit(1).cursor("c").http_only()),
        sent("integrations.get", integrations::get(1)),
        sent("integrations.create", integrations::create(new)),
        sent("integrations.update", integrations::update(1, change)),
        sent("integrations.delete", integrations::delete(1)),
    ];
    all.extend(
        integrations::Order::ALL.map(|order| sent("integrations.list", integrations::list().order_by(order))),
    );
    all
}
