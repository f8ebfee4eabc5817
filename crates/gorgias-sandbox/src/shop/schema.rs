//! The object types that can be asked for ("GraphQL Admin API reference"), and the rows in their shape.
//!
//! No type reaches itself, so a selection is never deeper than the schema.

use serde_json::{Value, json};

use super::graphql::Kind::{Connection, List, Object, Scalar};
use super::graphql::Type;
use super::model::{Address, Customer, Order, Shipment};
use super::money::{CURRENCY, Cents};

pub(super) const SHOP: Type = Type {
    name: "Shop",
    fields: &[
        ("id", Scalar),
        ("name", Scalar),
        ("email", Scalar),
        ("myshopifyDomain", Scalar),
        ("url", Scalar),
        ("currencyCode", Scalar),
        ("ianaTimezone", Scalar),
    ],
};

const MONEY: Type = Type { name: "MoneyV2", fields: &[("amount", Scalar), ("currencyCode", Scalar)] };

const MONEY_BAG: Type =
    Type { name: "MoneyBag", fields: &[("shopMoney", Object(&MONEY)), ("presentmentMoney", Object(&MONEY))] };

const EMAIL: Type = Type { name: "CustomerEmailAddress", fields: &[("emailAddress", Scalar)] };
const PHONE: Type = Type { name: "CustomerPhoneNumber", fields: &[("phoneNumber", Scalar)] };

const ADDRESS: Type = Type {
    name: "MailingAddress",
    fields: &[
        ("name", Scalar),
        ("company", Scalar),
        ("address1", Scalar),
        ("address2", Scalar),
        ("city", Scalar),
        ("zip", Scalar),
        ("countryCodeV2", Scalar),
        ("phone", Scalar),
    ],
};

pub(super) const CUSTOMER: Type = Type {
    name: "Customer",
    fields: &[
        ("id", Scalar),
        ("legacyResourceId", Scalar),
        ("firstName", Scalar),
        ("lastName", Scalar),
        ("displayName", Scalar),
        ("state", Scalar),
        ("tags", Scalar),
        ("note", Scalar),
        ("numberOfOrders", Scalar),
        ("createdAt", Scalar),
        ("updatedAt", Scalar),
        ("amountSpent", Object(&MONEY)),
        ("defaultEmailAddress", Object(&EMAIL)),
        ("defaultPhoneNumber", Object(&PHONE)),
        ("defaultAddress", Object(&ADDRESS)),
    ],
};

const TRACKING: Type = Type {
    name: "FulfillmentTrackingInfo",
    fields: &[("company", Scalar), ("number", Scalar), ("url", Scalar)],
};

const FULFILLMENT: Type = Type {
    name: "Fulfillment",
    fields: &[
        ("id", Scalar),
        ("name", Scalar),
        ("status", Scalar),
        ("displayStatus", Scalar),
        ("createdAt", Scalar),
        ("deliveredAt", Scalar),
        ("trackingInfo", List(&TRACKING)),
    ],
};

const LINE: Type = Type {
    name: "LineItem",
    fields: &[
        ("id", Scalar),
        ("sku", Scalar),
        ("title", Scalar),
        ("quantity", Scalar),
        ("currentQuantity", Scalar),
        ("originalUnitPriceSet", Object(&MONEY_BAG)),
        ("discountedUnitPriceAfterAllDiscountsSet", Object(&MONEY_BAG)),
    ],
};

pub(super) const ORDER: Type = Type {
    name: "Order",
    fields: &[
        ("id", Scalar),
        ("legacyResourceId", Scalar),
        ("name", Scalar),
        ("email", Scalar),
        ("phone", Scalar),
        ("note", Scalar),
        ("tags", Scalar),
        ("test", Scalar),
        ("confirmed", Scalar),
        ("currencyCode", Scalar),
        ("createdAt", Scalar),
        ("updatedAt", Scalar),
        ("processedAt", Scalar),
        ("cancelledAt", Scalar),
        ("cancelReason", Scalar),
        ("closedAt", Scalar),
        ("closed", Scalar),
        ("displayFinancialStatus", Scalar),
        ("displayFulfillmentStatus", Scalar),
        ("totalPriceSet", Object(&MONEY_BAG)),
        ("currentTotalPriceSet", Object(&MONEY_BAG)),
        ("customer", Object(&CUSTOMER)),
        ("shippingAddress", Object(&ADDRESS)),
        ("billingAddress", Object(&ADDRESS)),
        ("fulfillments", List(&FULFILLMENT)),
        ("lineItems", Connection(&LINE)),
    ],
};

pub(super) fn gid(of: &Type, id: u64) -> String {
    format!("gid://shopify/{}/{id}", of.name)
}

fn money(amount: Cents) -> Value {
    json!({ "amount": amount.to_string(), "currencyCode": CURRENCY })
}

fn money_bag(amount: Cents) -> Value {
    json!({ "shopMoney": money(amount), "presentmentMoney": money(amount) })
}

fn address(name: &str, phone: Option<&String>, address: &Address) -> Value {
    json!({
        "name": name,
        "address1": address.address1,
        "city": address.city,
        "zip": address.zip,
        "countryCodeV2": address.country_code,
        "phone": phone,
    })
}

pub(super) fn customer(customer: &Customer) -> Value {
    let name = customer.name();
    json!({
        "id": gid(&CUSTOMER, customer.id),
        "legacyResourceId": customer.id.to_string(),
        "firstName": customer.first_name,
        "lastName": customer.last_name,
        "displayName": if name.is_empty() { &customer.email } else { &name },
        "state": "DISABLED",
        "tags": customer.tags,
        "note": customer.note,
        "numberOfOrders": customer.orders.to_string(),
        "createdAt": customer.created_at.to_string(),
        "updatedAt": customer.updated_at.to_string(),
        "amountSpent": money(customer.spent),
        "defaultEmailAddress": { "emailAddress": customer.email },
        "defaultPhoneNumber": customer.phone.as_ref().map(|phone| json!({ "phoneNumber": phone })),
        "defaultAddress": address(&name, customer.phone.as_ref(), &customer.address),
    })
}

/// An order with its customer.
pub(super) fn order(order: &Order, buyer: Option<&Customer>) -> Value {
    let shipping = address(&order.shipping_name, order.phone.as_ref(), &order.shipping);
    let mut shown = json!({
        "id": gid(&ORDER, order.id),
        "legacyResourceId": order.id.to_string(),
        "name": order.name,
        "email": order.email,
        "phone": order.phone,
        "tags": [],
        "test": false,
        "confirmed": true,
        "currencyCode": CURRENCY,
        "createdAt": order.created_at.to_string(),
        "updatedAt": order.updated_at.to_string(),
        "processedAt": order.created_at.to_string(),
        "cancelledAt": order.cancelled_at.map(|at| at.to_string()),
        "cancelReason": order.cancelled_at.map(|_| "CUSTOMER"),
        "closedAt": order.closed_at.map(|at| at.to_string()),
        "closed": order.closed_at.is_some(),
        "displayFinancialStatus": financial_status(order),
        "displayFulfillmentStatus": fulfillment_status(order),
        "totalPriceSet": money_bag(order.total()),
        "currentTotalPriceSet": money_bag(current_total(order)),
        "billingAddress": shipping,
        "shippingAddress": shipping,
        "fulfillments": order.shipments.iter().enumerate().map(|(i, s)| fulfillment(order, i, s)).collect::<Vec<_>>(),
        "lineItems": lines(order),
    });
    shown["customer"] = buyer.map_or(Value::Null, customer);
    shown
}

fn lines(order: &Order) -> Value {
    let line = |(index, line): (usize, &super::history::Line)| {
        json!({
            "id": format!("gid://shopify/LineItem/{}", line_id(order, index)),
            "sku": line.product().sku,
            "title": line.product().title,
            "quantity": line.quantity,
            "currentQuantity": if order.cancelled_at.is_some() { 0 } else { line.quantity },
            "originalUnitPriceSet": money_bag(line.price),
            "discountedUnitPriceAfterAllDiscountsSet": money_bag(line.price),
        })
    };
    order.lines.iter().enumerate().map(line).collect()
}

fn fulfillment(order: &Order, index: usize, shipment: &Shipment) -> Value {
    json!({
        "id": format!("gid://shopify/Fulfillment/{}", line_id(order, index)),
        "name": format!("{}-F{}", order.name, index + 1),
        "status": "SUCCESS",
        "displayStatus": if shipment.delivered_at.is_some() { "DELIVERED" } else { "IN_TRANSIT" },
        "createdAt": shipment.at.to_string(),
        "deliveredAt": shipment.delivered_at.map(|at| at.to_string()),
        "trackingInfo": [{
            "company": CARRIER,
            "number": shipment.number,
            "url": tracking_url(&shipment.number),
        }],
    })
}

pub(super) const CARRIER: &str = "Parcel Post";

pub(super) fn tracking_url(number: &str) -> String {
    format!("https://track.example.com/{number}")
}

/// Ids of the parts of an order: an order has a few at most.
pub(super) fn line_id(order: &Order, index: usize) -> u64 {
    order.id.saturating_mul(10).saturating_add(index as u64)
}

pub(super) fn financial_status(order: &Order) -> &'static str {
    if order.cancelled_at.is_some() { "REFUNDED" } else { "PAID" }
}

pub(super) fn fulfillment_status(order: &Order) -> &'static str {
    match (order.complete, order.shipments.is_empty()) {
        (true, _) => "FULFILLED",
        (false, false) => "PARTIALLY_FULFILLED",
        (false, true) => "UNFULFILLED",
    }
}

pub(super) fn current_total(order: &Order) -> Cents {
    if order.cancelled_at.is_some() { Cents(0) } else { order.total() }
}
