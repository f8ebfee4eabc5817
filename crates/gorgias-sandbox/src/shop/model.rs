//! What the shop knows: customers, orders, and the two in order of their last change.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::history::{Line, total};
use super::money::Cents;

#[derive(Debug, Clone)]
pub(super) struct Address {
    pub(super) address1: String,
    pub(super) city: String,
    pub(super) zip: String,
    pub(super) country_code: String,
}

#[derive(Debug, Clone)]
pub(super) struct Customer {
    pub(super) id: u64,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) email: String,
    pub(super) phone: Option<String>,
    pub(super) address: Address,
    pub(super) tags: Vec<String>,
    pub(super) note: Option<String>,
    pub(super) orders: u32,
    pub(super) spent: Cents,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
}

impl Customer {
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }
}

#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) id: u64,
    pub(super) name: String,
    /// Whose it is.
    pub(super) customer: u64,
    pub(super) email: String,
    pub(super) phone: Option<String>,
    pub(super) shipping: Address,
    pub(super) shipping_name: String,
    pub(super) lines: Vec<Line>,
    pub(super) shipments: Vec<Shipment>,
    /// Everything was sent.
    pub(super) complete: bool,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(super) cancelled_at: Option<Timestamp>,
    pub(super) closed_at: Option<Timestamp>,
}

impl Order {
    pub(super) fn total(&self) -> Cents {
        total(&self.lines)
    }

    /// Neither sent in full nor cancelled.
    pub(super) fn waits(&self) -> bool {
        !self.complete && self.cancelled_at.is_none()
    }
}

#[derive(Debug, Clone)]
pub(super) struct Shipment {
    pub(super) at: Timestamp,
    pub(super) delivered_at: Option<Timestamp>,
    pub(super) number: String,
}

/// Rows by id, and their ids by the time of the last change.
#[derive(Debug)]
pub(super) struct Table<T> {
    rows: BTreeMap<u64, T>,
    changed: BTreeSet<(Timestamp, u64)>,
    first: u64,
}

pub(super) trait Row {
    fn key(&self) -> (Timestamp, u64);
}

impl Row for Customer {
    fn key(&self) -> (Timestamp, u64) {
        (self.updated_at, self.id)
    }
}

impl Row for Order {
    fn key(&self) -> (Timestamp, u64) {
        (self.updated_at, self.id)
    }
}

impl<T: Row> Table<T> {
    pub(super) fn starting_at(first: u64) -> Self {
        Table { rows: BTreeMap::new(), changed: BTreeSet::new(), first }
    }

    /// The id of the next new row.
    pub(super) fn next_id(&self) -> u64 {
        self.rows.last_key_value().map_or(self.first, |(id, _)| id + 1)
    }

    /// Adds a row or replaces it.
    pub(super) fn put(&mut self, row: T) {
        let (at, id) = row.key();
        if let Some(old) = self.rows.insert(id, row) {
            self.changed.remove(&old.key());
        }
        self.changed.insert((at, id));
    }

    pub(super) fn get(&self, id: u64) -> Option<&T> {
        self.rows.get(&id)
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.rows.values()
    }

    pub(super) fn changed(&self) -> &BTreeSet<(Timestamp, u64)> {
        &self.changed
    }
}
