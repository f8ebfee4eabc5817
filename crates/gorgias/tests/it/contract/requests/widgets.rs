use gorgias::resources::widgets::{self, Context, NewWidget, UpdateWidget};
use serde_json::json;

use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let template = json!({ "type": "wrapper", "widgets": [] }).as_object().cloned().unwrap();
    let change = UpdateWidget { order: Some(1), ..UpdateWidget::default() };
    let mut all = vec![
        sent("widgets.list", widgets::list().limit(1).cursor("c").integration_id(1).app_id("a")),
        sent("widgets.get", widgets::get(1)),
        sent(
            "widgets.create",
            widgets::create(NewWidget::http(1, template).context(Context::Ticket).order(2)),
        ),
        sent("widgets.update", widgets::update(1, change)),
        sent("widgets.delete", widgets::delete(1)),
    ];
    all.extend(widgets::Order::ALL.map(|order| sent("widgets.list", widgets::list().order_by(order))));
    all
}
