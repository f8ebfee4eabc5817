//! Webhooks of the shop ("Webhooks: verify deliveries"): signed, repeated while nobody accepts them.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use ring::hmac;
use serde_json::{Value, json};

use super::model::{Address, Customer, Order};
use super::money::CURRENCY;
use super::schema::{self, CUSTOMER, ORDER};
use super::{NEWEST_VERSION, State, act::Subject};
use crate::system::{Delivery, DeliveryOutcome};

/// Seconds before each repetition: eight of them in four hours.
const REPEATS: &[i64] = &[10, 30, 90, 300, 900, 1_800, 3_600, 7_200];

/// Who hears about changes, and what is still owed to them.
#[derive(Debug)]
pub(super) struct Webhooks {
    secret: String,
    domain: String,
    subscriptions: Vec<Subscription>,
    /// Given out so far.
    ids: u64,
    events: u64,
    due: Vec<Delivery>,
    /// To be sent again, by moment and delivery.
    later: BTreeMap<(Timestamp, u64), Delivery>,
}

#[derive(Debug)]
struct Subscription {
    id: u64,
    url: String,
}

impl Webhooks {
    pub(super) fn new(secret: String, domain: String) -> Webhooks {
        Webhooks {
            secret,
            domain,
            subscriptions: Vec::new(),
            ids: 0,
            events: 0,
            due: Vec::new(),
            later: BTreeMap::new(),
        }
    }

    /// Subscribes an address to every topic; the same one twice is one subscription.
    pub(super) fn subscribe(&mut self, url: &str) -> u64 {
        if let Some(known) = self.subscriptions.iter().find(|subscription| subscription.url == url) {
            return known.id;
        }
        let id = self.subscriptions.last().map_or(1, |last| last.id + 1);
        self.subscriptions.push(Subscription { id, url: url.to_owned() });
        id
    }

    /// Owes everybody word of a change, in the state of this moment.
    pub(super) fn announce(&mut self, state: &State, now: Timestamp, topic: &str, subject: Subject) {
        let payload = match subject {
            Subject::Customer(id) => state.customers.get(id).map(customer),
            Subject::Order(id) => state.orders.get(id).map(|o| order(o, state.customers.get(o.customer))),
        };
        let Some(payload) = payload else { return };
        self.events += 1;
        let body = Bytes::from(payload.to_string());
        let signature = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, self.secret.as_bytes()), &body);
        let signature = STANDARD.encode(signature);
        for subscription in &self.subscriptions {
            self.ids += 1;
            let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
            self.due.push(Delivery {
                id: self.ids,
                topic: topic.to_owned(),
                subscription: subscription.id,
                url: subscription.url.clone(),
                method: "POST".to_owned(),
                headers: vec![
                    header("Content-Type", "application/json"),
                    header("X-Shopify-Topic", topic),
                    header("X-Shopify-Hmac-Sha256", &signature),
                    header("X-Shopify-Shop-Domain", &self.domain),
                    header("X-Shopify-API-Version", NEWEST_VERSION),
                    header("X-Shopify-Webhook-Id", &uuid("webhook", self.ids)),
                    header("X-Shopify-Event-Id", &uuid("event", self.events)),
                    header("X-Shopify-Triggered-At", &now.to_string()),
                ],
                body: body.clone(),
                context: json!({ "repeats": 0 }),
            });
        }
    }

    pub(super) fn take_due(&mut self) -> Vec<Delivery> {
        std::mem::take(&mut self.due)
    }

    pub(super) fn tick(&mut self, now: Timestamp) {
        while let Some(entry) = self.later.first_entry().filter(|entry| entry.key().0 <= now) {
            self.due.push(entry.remove());
        }
    }

    /// Repeats what was not accepted. Who refuses to the end is not told anything any more.
    pub(super) fn delivered(&mut self, now: Timestamp, delivery: &Delivery, outcome: &DeliveryOutcome) {
        if outcome.status.is_some_and(|status| (200..300).contains(&status)) {
            return;
        }
        let repeats = delivery.context["repeats"].as_u64().unwrap_or_default();
        let wait = usize::try_from(repeats).ok().and_then(|repeats| REPEATS.get(repeats));
        let Some(at) = wait.and_then(|wait| now.checked_add(SignedDuration::from_secs(*wait)).ok()) else {
            self.subscriptions.retain(|subscription| subscription.id != delivery.subscription);
            self.later.retain(|_, later| later.subscription != delivery.subscription);
            return;
        };
        if self.subscriptions.iter().any(|subscription| subscription.id == delivery.subscription) {
            let again = Delivery { context: json!({ "repeats": repeats + 1 }), ..delivery.clone() };
            self.later.insert((at, delivery.id), again);
        }
    }
}

/// An id in the usual form, the same for the same number.
fn uuid(of: &str, number: u64) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, format!("{of} {number}").as_bytes());
    let hex = crate::hex::encode(digest.as_ref());
    format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
}

/// The payload of a customer: the shape of the older REST API.
fn customer(customer: &Customer) -> Value {
    json!({
        "id": customer.id,
        "admin_graphql_api_id": schema::gid(&CUSTOMER, customer.id),
        "email": customer.email,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "phone": customer.phone,
        "note": customer.note,
        "tags": customer.tags.join(", "),
        "orders_count": customer.orders,
        "total_spent": customer.spent.to_string(),
        "currency": CURRENCY,
        "state": "disabled",
        "created_at": customer.created_at.to_string(),
        "updated_at": customer.updated_at.to_string(),
        "default_address": address(&customer.name(), &customer.address),
    })
}

fn address(name: &str, address: &Address) -> Value {
    json!({
        "name": name,
        "address1": address.address1,
        "city": address.city,
        "zip": address.zip,
        "country_code": address.country_code,
    })
}

/// The payload of an order.
fn order(order: &Order, buyer: Option<&Customer>) -> Value {
    let line = |(index, line): (usize, &super::history::Line)| {
        json!({
            "id": schema::line_id(order, index),
            "sku": line.product().sku,
            "title": line.product().title,
            "quantity": line.quantity,
            "price": line.price.to_string(),
        })
    };
    let fulfillment = |(index, shipment): (usize, &super::model::Shipment)| {
        json!({
            "id": schema::line_id(order, index),
            "status": "success",
            "created_at": shipment.at.to_string(),
            "tracking_company": schema::CARRIER,
            "tracking_number": shipment.number,
            "tracking_url": schema::tracking_url(&shipment.number),
        })
    };
    json!({
        "id": order.id,
        "admin_graphql_api_id": schema::gid(&ORDER, order.id),
        "name": order.name,
        "order_number": order.name.trim_start_matches('#').parse::<u64>().ok(),
        "email": order.email,
        "phone": order.phone,
        "currency": CURRENCY,
        "total_price": order.total().to_string(),
        "current_total_price": schema::current_total(order).to_string(),
        "financial_status": schema::financial_status(order).to_lowercase(),
        "fulfillment_status": match schema::fulfillment_status(order) {
            "FULFILLED" => Some("fulfilled"),
            "PARTIALLY_FULFILLED" => Some("partial"),
            _ => None,
        },
        "test": false,
        "created_at": order.created_at.to_string(),
        "updated_at": order.updated_at.to_string(),
        "processed_at": order.created_at.to_string(),
        "cancelled_at": order.cancelled_at.map(|at| at.to_string()),
        "cancel_reason": order.cancelled_at.map(|_| "customer"),
        "closed_at": order.closed_at.map(|at| at.to_string()),
        "customer": buyer.map(customer),
        "shipping_address": address(&order.shipping_name, &order.shipping),
        "line_items": order.lines.iter().enumerate().map(line).collect::<Vec<_>>(),
        "fulfillments": order.shipments.iter().enumerate().map(fulfillment).collect::<Vec<_>>(),
    })
}
