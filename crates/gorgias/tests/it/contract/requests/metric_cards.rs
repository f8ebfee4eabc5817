use gorgias::resources::metric_cards::{self, Feedback, Status};

use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let full = metric_cards::search()
        .containing("time")
        .category("support")
        .status(&Status::Published)
        .include_deprecated();
    let feedback = Feedback::new("formula", "support").comment("c");
    vec![
        sent("metric_cards.search", full),
        sent("metric_cards.get", metric_cards::get("one-touch-tickets")),
        sent("metric_cards.send_feedback", metric_cards::send_feedback("one-touch-tickets", feedback)),
    ]
}
