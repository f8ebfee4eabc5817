use gorgias::resources::integrations::{
    self, HttpMethod, NewHttp, NewIntegration, OAuth2, TokenLocation, Trigger, UpdateIntegration,
};

use super::moment;
use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let http = || {
        NewHttp::new(HttpMethod::Post, "https://hooks.acme.example")
            .header("x-secret", &"s".into())
            .whole_context()
            .on(&[Trigger::TicketCreated])
            .hmac_secret(&"h".into())
            .oauth2(&OAuth2 {
                token_url: "https://hooks.acme.example/token".into(),
                client_id: "c".into(),
                client_secret: "s".into(),
                token_location: TokenLocation::Header,
                token_key: "authorization".into(),
                scopes: "hooks".into(),
            })
    };
    let new = NewIntegration::http("Acme", http()).description("d").managed(true).deactivated(moment());
    let change = UpdateIntegration::named("Acme").description("d").http(http()).deactivated(None);
    let mut all = vec![
        sent("integrations.list", integrations::list().limit(1).cursor("c").http_only()),
        sent("integrations.get", integrations::get(1)),
        sent("integrations.create", integrations::create(new)),
        sent("integrations.update", integrations::update(1, change)),
        sent("integrations.delete", integrations::delete(1)),
    ];
    all.extend(
        integrations::Order::ALL
            .iter()
            .map(|&order| sent("integrations.list", integrations::list().order_by(order))),
    );
    all
}
