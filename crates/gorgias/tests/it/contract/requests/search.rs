use gorgias::resources::search::{self, Kind};

use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    Kind::ALL.iter().map(|&kind| sent("search.find", search::find(kind, "ann@").size(50))).collect()
}
