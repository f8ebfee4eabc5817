use gorgias::resources::account;

use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    vec![sent("account.get", account::get())]
}
