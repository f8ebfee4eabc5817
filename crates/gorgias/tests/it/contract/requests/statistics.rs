use gorgias::resources::legacy_statistics::{self, Filters, Name};
use gorgias::resources::statistics::{self, Dimension, Measure, Query, Scope};

use super::moment;
use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let query = Query::new(Scope::TicketsCreated, "2026-05-01", "2026-06-01")
        .measure(Measure::TICKET_COUNT)
        .dimension(Dimension::CHANNEL);
    let may = Filters::period(moment(), moment());
    vec![
        sent("statistics.query", statistics::query(&query).rows(10_000).cursor("c")),
        sent("legacy_statistics.download", legacy_statistics::download(&Name::Overview, &may)),
        sent("legacy_statistics.get", legacy_statistics::get(&Name::Overview, &may)),
    ]
}
