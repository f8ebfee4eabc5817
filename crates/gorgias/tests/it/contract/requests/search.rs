use gorgias::resources::search::{self, Kind};

use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    Kind::ALL.map(|kind| sent("search.find", search::find(kind, "ann@").size(50))).into()
}
