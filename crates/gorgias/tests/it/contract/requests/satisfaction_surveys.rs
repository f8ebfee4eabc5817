use gorgias::resources::Map;
use gorgias::resources::satisfaction_surveys::{
    self as surveys, NewSatisfactionSurvey, UpdateSatisfactionSurvey,
};

use super::moment;
use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let fields = || {
        UpdateSatisfactionSurvey::new()
            .score(4)
            .text("Quick")
            .created(moment())
            .scored(moment())
            .sent(moment())
            .send_at(None)
            .meta(Map::new())
    };
    let mut all = vec![
        sent("satisfaction_surveys.list", surveys::list().limit(1).cursor("c").ticket_id(1)),
        sent("satisfaction_surveys.get", surveys::get(1)),
        sent("satisfaction_surveys.create", surveys::create(NewSatisfactionSurvey::new(1, 2, fields()))),
        sent("satisfaction_surveys.update", surveys::update(1, fields().of(1, 2))),
    ];
    all.extend(
        surveys::Order::ALL
            .iter()
            .map(|&order| sent("satisfaction_surveys.list", surveys::list().order_by(order))),
    );
    all
}
