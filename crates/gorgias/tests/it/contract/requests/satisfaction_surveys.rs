use gorgias::resources::satisfaction_surveys::{
    self as surveys, NewSatisfactionSurvey, UpdateSatisfactionSurvey,
};

use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let fields = || UpdateSatisfactionSurvey { score: Some(4), ..UpdateSatisfactionSurvey::default() };
    let new = NewSatisfactionSurvey::new(1, 2, fields());
    let mut all = vec![
        sent("satisfaction_surveys.list", surveys::list().limit(1).cursor("c").ticket_id(1)),
        sent("satisfaction_surveys.get", surveys::get(1)),
        sent("satisfaction_surveys.create", surveys::create(new)),
        sent("satisfaction_surveys.update", surveys::update(1, fields())),
    ];
    all.extend(
        surveys::Order::ALL.map(|order| sent("satisfaction_surveys.list", surveys::list().order_by(order))),
    );
    all
}
