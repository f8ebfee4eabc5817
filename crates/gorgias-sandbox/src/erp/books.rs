//! What happens to an order in the ERP: it is entered, goes out in whole or in part, is cancelled.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::call::COMPANY;
use super::database::{Database, Record, id_of, stamp, value};
use super::schema::Model;
use crate::shop::history::Line;
use crate::shop::money::Cents;

const CURRENCY: u64 = 1;
const CARRIER: u64 = 1;

/// Fields of a record; anything but an object is none.
pub(super) fn fields(values: Value) -> Record {
    match values {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// An order to be entered.
pub(super) struct Sale<'a> {
    /// The storefront's name of it.
    pub(super) reference: &'a str,
    pub(super) partner: u64,
    pub(super) shipping: u64,
    pub(super) lines: &'a [Line],
    pub(super) at: Timestamp,
}

/// Enters an order: its lines, and the delivery that is ready to go.
pub(super) fn enter(database: &mut Database, sale: &Sale<'_>) -> u64 {
    let at = sale.at;
    let total: Cents = sale.lines.iter().map(|line| line.price.times(line.quantity)).sum();
    let order = database.create(Model::Order, at, Record::new());
    let number = format!("S{order:05}");
    let mut order_lines = Vec::new();
    for line in sale.lines {
        let product = u64::try_from(line.product).unwrap_or_default() + 1;
        let sum = line.price.times(line.quantity).to_number();
        let values = json!({
            "order_id": order,
            "product_id": product,
            "name": line.product().title,
            "product_uom_qty": f64::from(line.quantity),
            "qty_delivered": 0.0,
            "qty_invoiced": 0.0,
            "price_unit": line.price.to_number(),
            "discount": 0.0,
            "price_subtotal": sum,
            "price_total": sum,
        });
        order_lines.push(database.create(Model::Line, at, fields(values)));
    }
    if order.is_multiple_of(10) {
        let note = json!({ "order_id": order, "name": "Please ring twice.", "display_type": "line_note" });
        order_lines.push(database.create(Model::Line, at, fields(note)));
    }
    let picking = new_picking(database, at, order, &number, sale.shipping, "assigned");
    let values = json!({
        "name": number,
        "state": "sale",
        "locked": false,
        "partner_id": sale.partner,
        "partner_invoice_id": sale.partner,
        "partner_shipping_id": sale.shipping,
        "company_id": COMPANY,
        "client_order_ref": sale.reference,
        "origin": sale.reference,
        "date_order": stamp(at),
        "amount_untaxed": total.to_number(),
        "amount_tax": 0.0,
        "amount_total": total.to_number(),
        "currency_id": CURRENCY,
        "invoice_status": "to invoice",
        "delivery_status": "pending",
        "picking_ids": [picking],
        "order_line": order_lines,
    });
    database.write(Model::Order, order, at, fields(values));
    order
}

fn new_picking(
    database: &mut Database,
    at: Timestamp,
    order: u64,
    origin: &str,
    partner: u64,
    state: &str,
) -> u64 {
    let values = json!({
        "origin": origin,
        "sale_id": order,
        "partner_id": partner,
        "state": state,
        "picking_type_code": "outgoing",
        "scheduled_date": stamp(at),
    });
    let picking = database.create(Model::Picking, at, fields(values));
    let name = json!({ "name": format!("WH/OUT/{picking:05}") });
    database.write(Model::Picking, picking, at, fields(name));
    picking
}

/// The deliveries of an order that are in one of these states.
pub(super) fn pickings(database: &Database, order: u64, states: &[&str]) -> Vec<u64> {
    let order = database.get(Model::Order, order);
    let ids = order.and_then(|order| value(order, "picking_ids").as_array());
    let ids = ids.into_iter().flatten().map(id_of);
    let fits = |id: &u64| {
        let picking = database.get(Model::Picking, *id);
        picking.is_some_and(|picking| states.iter().any(|state| value(picking, "state") == state))
    };
    ids.filter(fits).collect()
}

/// Sends everything that has not gone out.
pub(super) fn ship(database: &mut Database, order: u64, at: Timestamp) {
    for picking in pickings(database, order, &["waiting", "confirmed", "assigned"]) {
        send(database, picking, at);
    }
    for (line, quantity) in lines(database, order) {
        let quantities = json!({ "qty_delivered": quantity, "qty_invoiced": quantity });
        database.write(Model::Line, line, at, fields(quantities));
    }
    let statuses = json!({ "delivery_status": "full", "invoice_status": "invoiced" });
    database.write(Model::Order, order, at, fields(statuses));
}

/// Sends a part; the rest waits for goods in a delivery of its own.
pub(super) fn backorder(database: &mut Database, order: u64, at: Timestamp) {
    let Some(record) = database.get(Model::Order, order) else { return };
    let number = value(record, "name").as_str().unwrap_or_default().to_owned();
    let shipping = id_of(value(record, "partner_shipping_id"));
    let mut all: Vec<Value> = value(record, "picking_ids").as_array().cloned().unwrap_or_default();
    let Some(first) = pickings(database, order, &["assigned"]).first().copied() else { return };
    send(database, first, at);
    let rest = new_picking(database, at, order, &number, shipping, "confirmed");
    database.write(Model::Picking, rest, at, fields(json!({ "backorder_id": first })));
    // Every second piece, the first one always.
    let mut sent = 0.0;
    for (line, quantity) in lines(database, order) {
        let part = ((quantity + sent) / 2.0).ceil() - (sent / 2.0f64).ceil();
        sent += quantity;
        database.write(Model::Line, line, at, fields(json!({ "qty_delivered": part })));
    }
    all.push(rest.into());
    database.write(
        Model::Order,
        order,
        at,
        fields(json!({ "picking_ids": all, "delivery_status": "partial" })),
    );
}

/// The goods have come: what waits can go out. Nothing of this is written to the order.
pub(super) fn goods_arrived(database: &mut Database, order: u64, at: Timestamp) {
    for picking in pickings(database, order, &["waiting", "confirmed"]) {
        database.write(Model::Picking, picking, at, fields(json!({ "state": "assigned" })));
    }
}

pub(super) fn cancel(database: &mut Database, order: u64, at: Timestamp) {
    for picking in pickings(database, order, &["waiting", "confirmed", "assigned"]) {
        database.write(Model::Picking, picking, at, fields(json!({ "state": "cancel" })));
    }
    let statuses = json!({ "state": "cancel", "delivery_status": false, "invoice_status": "no" });
    database.write(Model::Order, order, at, fields(statuses));
}

fn send(database: &mut Database, picking: u64, at: Timestamp) {
    let number = format!("LX{:09}", picking.wrapping_mul(7_919) % 1_000_000_000);
    let values = json!({
        "state": "done",
        "date_done": stamp(at),
        "carrier_id": CARRIER,
        "carrier_tracking_url": format!("https://track.example.com/{number}"),
        "carrier_tracking_ref": number,
    });
    database.write(Model::Picking, picking, at, fields(values));
}

/// The lines of goods, with their quantities.
fn lines(database: &Database, order: u64) -> Vec<(u64, f64)> {
    let order = database.get(Model::Order, order);
    let ids = order.and_then(|order| value(order, "order_line").as_array());
    let line = |id: &Value| {
        let line = database.get(Model::Line, id_of(id))?;
        (!value(line, "display_type").is_string()).then_some(())?;
        Some((id_of(id), value(line, "product_uom_qty").as_f64()?))
    };
    ids.into_iter().flatten().filter_map(line).collect()
}
