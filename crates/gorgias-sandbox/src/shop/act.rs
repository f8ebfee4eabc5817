//! What people do in the shop: buy, move house, ship, cancel.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::history::{lines_of_total, whole_second};
use super::model::{Customer, Order, Shipment};
use super::money::{CURRENCY, Cents};
use super::{FIRST_ORDER, State, seed};
use crate::people::{order_name, person};
use crate::system::ActError;

/// Where people move to when an action does not say where.
const CITIES: &[&str] = &["Eugene", "Boulder", "Duluth", "Asheville", "Santa Fe", "Burlington", "Olympia"];

/// What happened: rows that changed, with the topics of webhooks, and what the action answers.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) events: Vec<(&'static str, Subject)>,
    pub(super) answer: Value,
}

/// A row that a webhook is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject {
    Customer(u64),
    Order(u64),
}

/// Does an action; `seed` makes the people.
pub(super) fn act(state: &mut State, seed: u64, now: Timestamp, action: &Value) -> Result<Done, ActError> {
    let now = whole_second(now);
    match action["do"].as_str() {
        Some("customer-changed") => customer_changed(state, now, action),
        Some("order-placed") => order_placed(state, seed, now, action),
        Some("order-shipped") => order_shipped(state, now, action),
        Some("order-cancelled") => order_cancelled(state, now, action),
        _ => Err(ActError(format!(
            "the shop cannot do {}: it knows customer-changed, order-placed, order-shipped, order-cancelled, subscribe",
            action["do"]
        ))),
    }
}

fn customer_changed(state: &mut State, now: Timestamp, action: &Value) -> Result<Done, ActError> {
    let pick = action["pick"].as_u64().unwrap_or_default();
    let mut customer = match action["email"].as_str() {
        Some(email) => state.customers.iter().find(|customer| customer.email == email),
        None => nth(state.customers.iter(), pick),
    }
    .cloned()
    .ok_or_else(|| ActError(format!("there is no such customer: {action}")))?;
    if let Some(name) = action["name"].as_str() {
        let (first, last) = name.split_once(' ').unwrap_or((name, ""));
        customer.first_name = first.to_owned();
        customer.last_name = last.trim().to_owned();
    }
    let tags = action["tags"].as_array();
    if let Some(tags) = tags {
        customer.tags = tags.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    }
    if let Some(city) = action["city"].as_str() {
        customer.address.city = city.to_owned();
    } else if action["name"].is_null() && tags.is_none() {
        let others: Vec<&&str> = CITIES.iter().filter(|city| **city != customer.address.city).collect();
        customer.address.city =
            nth(others.into_iter(), pick).map_or_else(String::new, |city| (*city).to_owned());
    }
    customer.updated_at = now.max(customer.updated_at);
    let events = vec![("customers/update", Subject::Customer(customer.id))];
    let answer = json!({
        "customer": {
            "id": customer.id, "email": customer.email, "name": customer.name(),
            "city": customer.address.city, "tags": customer.tags,
        }
    });
    state.customers.put(customer);
    Ok(Done { events, answer })
}

fn order_placed(state: &mut State, seed: u64, now: Timestamp, action: &Value) -> Result<Done, ActError> {
    let index = action["person"].as_u64().and_then(|index| u32::try_from(index).ok());
    let index = index.ok_or_else(|| ActError("order-placed needs `person`, an index".to_owned()))?;
    let total = Cents::of(&action["total"]).filter(|total| total.0 > 0);
    let total =
        total.ok_or_else(|| ActError("order-placed needs `total`, an amount like \"412.50\"".to_owned()))?;
    let who = person(seed, index);
    let known = state.customers.iter().find(|customer| customer.email == who.email).cloned();
    let topic = if known.is_some() { "customers/update" } else { "customers/create" };
    let mut buyer = known.unwrap_or_else(|| seed::new_customer(state.customers.next_id(), &who, now));
    buyer.orders += 1;
    buyer.spent = [buyer.spent, total].into_iter().sum();
    buyer.updated_at = now.max(buyer.updated_at);
    let id = state.orders.next_id();
    let mut shipping = buyer.address.clone();
    if let Some(country) = action["country"].as_str() {
        shipping.country_code = country.to_uppercase();
    }
    let number = u32::try_from(id.saturating_sub(FIRST_ORDER)).unwrap_or(u32::MAX);
    let order = Order {
        id,
        name: order_name(number),
        customer: buyer.id,
        email: buyer.email.clone(),
        phone: buyer.phone.clone(),
        shipping,
        shipping_name: buyer.name(),
        lines: lines_of_total(total),
        shipments: Vec::new(),
        complete: false,
        created_at: now,
        updated_at: now,
        cancelled_at: None,
        closed_at: None,
    };
    let answer = about(&order, &buyer);
    let events = vec![(topic, Subject::Customer(buyer.id)), ("orders/create", Subject::Order(id))];
    state.customers.put(buyer);
    state.orders.put(order);
    Ok(Done { events, answer })
}

fn order_shipped(state: &mut State, now: Timestamp, action: &Value) -> Result<Done, ActError> {
    let mut order = waiting(state, action)?;
    let number = seed::tracking_number(order.id, order.shipments.len());
    order.shipments.push(Shipment { at: now, delivered_at: None, number });
    order.complete = true;
    order.closed_at = Some(now);
    Ok(changed(state, order, now, "orders/fulfilled"))
}

fn order_cancelled(state: &mut State, now: Timestamp, action: &Value) -> Result<Done, ActError> {
    let mut order = waiting(state, action)?;
    order.cancelled_at = Some(now);
    Ok(changed(state, order, now, "orders/cancelled"))
}

fn changed(state: &mut State, mut order: Order, now: Timestamp, topic: &'static str) -> Done {
    order.updated_at = now.max(order.updated_at);
    let events = vec![(topic, Subject::Order(order.id)), ("orders/updated", Subject::Order(order.id))];
    let answer = state.customers.get(order.customer).map_or(Value::Null, |buyer| about(&order, buyer));
    state.orders.put(order);
    Done { events, answer }
}

/// The order that the action names, or one of those that wait to be sent.
fn waiting(state: &State, action: &Value) -> Result<Order, ActError> {
    let mut waiting = state.orders.iter().filter(|order| order.waits());
    let found = match action["order"].as_str() {
        Some(name) => waiting.find(|order| order.name == name),
        None => nth(waiting, action["pick"].as_u64().unwrap_or_default()),
    };
    found.cloned().ok_or_else(|| match action["order"].as_str() {
        Some(name) => ActError(format!("no order {name} waits to be sent")),
        None => ActError("no order waits to be sent".to_owned()),
    })
}

fn about(order: &Order, buyer: &Customer) -> Value {
    json!({
        "order": order.name,
        "id": order.id,
        "email": order.email,
        "name": buyer.name(),
        "customer": buyer.id,
        "total": order.total().to_string(),
        "currency": CURRENCY,
        "country": order.shipping.country_code,
    })
}

/// The one that a number picks, however large it is.
pub(crate) fn nth<T>(candidates: impl Iterator<Item = T>, pick: u64) -> Option<T> {
    let mut candidates: Vec<T> = candidates.collect();
    let index = pick.checked_rem(candidates.len() as u64)?;
    Some(candidates.swap_remove(usize::try_from(index).ok()?))
}
