use gorgias::resources::Map;
use gorgias::resources::jobs::{self, JobStatus, JobType, NewJob, Params, Target, UpdateJob};

use super::moment;
use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let new = NewJob::apply_macro(1, Target::Tickets(vec![2])).scheduled(moment()).meta(Map::new());
    let change = UpdateJob::new()
        .params(&Params::default())
        .status(&JobStatus::CancelRequested)
        .scheduled(None)
        .meta(Map::new());
    let full = jobs::list().limit(1).cursor("c").status(&JobStatus::Done).kind(&JobType::ApplyMacro);
    let mut all = vec![
        sent("jobs.list", full),
        sent("jobs.get", jobs::get(1)),
        sent("jobs.create", jobs::create(new)),
        sent("jobs.update", jobs::update(1, change)),
        sent("jobs.cancel", jobs::cancel(1)),
    ];
    all.extend(jobs::Order::ALL.iter().map(|&order| sent("jobs.list", jobs::list().order_by(order))));
    all
}
