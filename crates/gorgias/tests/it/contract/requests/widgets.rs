use gorgias::resources::widgets::{self, Context, NewWidget, Node, UpdateWidget};

use super::moment;
use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let template = || Node::wrapper([Node::text("points", "Points")]);
    let http = NewWidget::http(1, template()).context(Context::Ticket).order(2).deactivated(moment());
    let change = UpdateWidget::new()
        .template(template())
        .context(Context::Customer)
        .integration(None)
        .app(None)
        .order(1)
        .deactivated(None);
    let mut all = vec![
        sent("widgets.list", widgets::list().limit(1).cursor("c").integration_id(1).app_id("a")),
        sent("widgets.get", widgets::get(1)),
        sent("widgets.create", widgets::create(http)),
        sent("widgets.create", widgets::create(NewWidget::app("0123456789abcdef01234567", template()))),
        sent("widgets.update", widgets::update(1, change)),
        sent("widgets.delete", widgets::delete(1)),
    ];
    all.extend(
        widgets::Order::ALL.iter().map(|&order| sent("widgets.list", widgets::list().order_by(order))),
    );
    all
}
