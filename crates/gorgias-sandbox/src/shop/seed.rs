//! The shop as it stands when the sandbox begins.

use jiff::{SignedDuration, Timestamp};

use super::history::{Fate, PastOrder, history, whole_second};
use super::model::{Address, Customer, Order, Shipment};
use super::{FIRST_CUSTOMER, FIRST_ORDER, State};
use crate::people::{Person, order_name, person};

/// Fills the shop with the past.
pub(super) fn fill(state: &mut State, seed: u64, tickets: u32, now: Timestamp) {
    for past in history(seed, tickets, now) {
        let who = person(seed, past.person);
        let id = FIRST_CUSTOMER + u64::from(past.person);
        let mut buyer = state.customers.get(id).cloned().unwrap_or_else(|| {
            // Registered a while before the first order.
            let before = SignedDuration::from_hours(1 + i64::from(past.n.wrapping_mul(37) % 700));
            let at = past.placed_at.checked_sub(before).unwrap_or(past.placed_at);
            new_customer(id, &who, at)
        });
        let order = past_order(&past, &who, id);
        if order.cancelled_at.is_none() {
            buyer.spent = [buyer.spent, order.total()].into_iter().sum();
        }
        buyer.orders += 1;
        buyer.updated_at = past.placed_at;
        if buyer.orders > 1 && past.person.is_multiple_of(4) {
            buyer.tags = vec!["returning".to_owned()];
        }
        state.customers.put(buyer);
        state.orders.put(order);
    }
}

/// A customer who has just registered.
pub(super) fn new_customer(id: u64, who: &Person, at: Timestamp) -> Customer {
    let at = whole_second(at);
    Customer {
        id,
        first_name: who.first_name.to_owned(),
        last_name: who.last_name.to_owned(),
        email: who.email.clone(),
        phone: Some(who.phone.clone()),
        address: Address {
            address1: who.address1.clone(),
            city: who.city.to_owned(),
            zip: who.zip.clone(),
            country_code: who.country_code.to_owned(),
        },
        tags: Vec::new(),
        note: None,
        orders: 0,
        spent: super::money::Cents::default(),
        created_at: at,
        updated_at: at,
    }
}

fn past_order(past: &PastOrder, who: &Person, customer: u64) -> Order {
    let id = FIRST_ORDER + u64::from(past.n);
    let shipment =
        |at: Timestamp, delivered_at| Shipment { at, delivered_at, number: tracking_number(id, 0) };
    let (shipments, updated_at, cancelled_at, closed_at) = match past.fate {
        Fate::Open => (vec![], past.placed_at, None, None),
        Fate::Partial { at } => (vec![shipment(at, None)], at, None, None),
        Fate::Shipped { at } => (vec![shipment(at, None)], at, None, Some(at)),
        Fate::Delivered { shipped_at, at } => {
            (vec![shipment(shipped_at, Some(at))], at, None, Some(shipped_at))
        }
        Fate::Cancelled { at } => (vec![], at, Some(at), None),
    };
    Order {
        id,
        name: order_name(past.n),
        customer,
        email: who.email.clone(),
        phone: Some(who.phone.clone()),
        shipping: Address {
            address1: who.address1.clone(),
            city: who.city.to_owned(),
            zip: who.zip.clone(),
            country_code: who.country_code.to_owned(),
        },
        shipping_name: format!("{} {}", who.first_name, who.last_name),
        lines: past.lines.clone(),
        shipments,
        complete: closed_at.is_some(),
        created_at: past.placed_at,
        updated_at,
        cancelled_at,
        closed_at,
    }
}

/// The carrier's number of a parcel.
pub(super) fn tracking_number(order: u64, parcel: usize) -> String {
    format!("PP{:010}{parcel}US", order.wrapping_mul(7_919) % 10_000_000_000)
}
