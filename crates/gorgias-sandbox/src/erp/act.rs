//! What people do in the ERP.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::books::{self, Sale, fields};
use super::database::{Database, Record, id_of, value};
use super::schema::Model;
use crate::shop::history::lines_of_total;
use crate::shop::money::{CURRENCY, Cents};
use crate::shop::nth;
use crate::system::ActError;

/// What happened: records that automation rules watch, and what the action answers.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) written: Vec<(Model, u64)>,
    pub(super) answer: Value,
}

/// Does an action.
pub(super) fn act(database: &mut Database, now: Timestamp, action: &Value) -> Result<Done, ActError> {
    match action["do"].as_str() {
        Some("order-imported") => order_imported(database, now, action),
        Some("order-backordered") => {
            let order = chosen(database, action, "can go out in parts", can_split)?;
            books::backorder(database, order, now);
            Ok(done(database, order, true))
        }
        Some("order-shipped") => {
            let order = chosen(database, action, "waits to be sent", waits)?;
            books::ship(database, order, now);
            Ok(done(database, order, true))
        }
        Some("goods-arrived") => {
            let order = chosen(database, action, "waits for goods", |database, order| {
                !books::pickings(database, order, &["confirmed"]).is_empty()
            })?;
            books::goods_arrived(database, order, now);
            Ok(done(database, order, false))
        }
        Some("order-saved") => {
            // Somebody saves an order as it is: it is written, the rules fire, and nothing about it differs.
            let order = chosen(database, action, "is in the books", |_, _| true)?;
            database.write(Model::Order, order, now, Record::new());
            Ok(done(database, order, true))
        }
        _ => Err(ActError(format!(
            "the ERP cannot do {}: it knows order-imported, order-backordered, order-shipped, order-saved, goods-arrived, subscribe",
            action["do"]
        ))),
    }
}

fn order_imported(database: &mut Database, now: Timestamp, action: &Value) -> Result<Done, ActError> {
    let text = |name: &str| {
        let given = action[name].as_str().filter(|text| !text.is_empty());
        given.map(str::to_owned).ok_or_else(|| ActError(format!("order-imported needs `{name}`")))
    };
    let (reference, email, country) =
        (text("order")?, text("email")?.to_lowercase(), text("country")?.to_uppercase());
    let name = action["name"].as_str().unwrap_or(&email).to_owned();
    let total = Cents::of(&action["total"]).filter(|total| total.0 > 0);
    let total = total
        .ok_or_else(|| ActError("order-imported needs `total`, an amount like \"412.50\"".to_owned()))?;
    if find(database, &reference).is_some() {
        return Err(ActError(format!("order {reference} is in the books already")));
    }
    let mut written = Vec::new();
    let known = database.all(Model::Partner).find(|(_, partner)| value(partner, "email") == email.as_str());
    let known = known.map(|(id, partner)| (id, value(partner, "country_code").clone()));
    let (partner, home) = known.unwrap_or_else(|| {
        let id = new_partner(database, now, json!({ "name": name, "email": email, "country_code": country, "type": "contact", "customer_rank": 1 }));
        written.push((Model::Partner, id));
        (id, country.clone().into())
    });
    let mut shipping = partner;
    if home != country.as_str() {
        // It goes elsewhere than the customer lives: an address of its own.
        shipping =
            new_partner(database, now, json!({ "name": name, "country_code": country, "type": "delivery" }));
        written.push((Model::Partner, shipping));
    }
    let sale = Sale { reference: &reference, partner, shipping, lines: &lines_of_total(total), at: now };
    let order = books::enter(database, &sale);
    let mut done = done(database, order, true);
    done.written.splice(0..0, written);
    Ok(done)
}

fn new_partner(database: &mut Database, now: Timestamp, values: Value) -> u64 {
    let mut values = fields(values);
    values.insert("is_company".to_owned(), false.into());
    values.insert("active".to_owned(), true.into());
    database.create(Model::Partner, now, values)
}

/// A live order whose only delivery is ready: nothing of it went out.
fn can_split(database: &Database, order: u64) -> bool {
    let all = books::pickings(database, order, &["draft", "waiting", "confirmed", "assigned", "done"]);
    all.len() == 1 && !books::pickings(database, order, &["assigned"]).is_empty()
}

fn waits(database: &Database, order: u64) -> bool {
    !books::pickings(database, order, &["waiting", "confirmed", "assigned"]).is_empty()
}

/// The order that the action names, by the storefront's name or the ERP's own, or one of those that fit.
fn chosen(
    database: &Database,
    action: &Value,
    what: &str,
    fits: impl Fn(&Database, u64) -> bool,
) -> Result<u64, ActError> {
    if let Some(name) = action["order"].as_str() {
        let order = find(database, name).filter(|order| fits(database, *order));
        return order.ok_or_else(|| ActError(format!("no order {name} {what}")));
    }
    let candidates = database.all(Model::Order).map(|(id, _)| id).filter(|id| fits(database, *id));
    nth(candidates, action["pick"].as_u64().unwrap_or_default())
        .ok_or_else(|| ActError(format!("no order {what}")))
}

fn find(database: &Database, name: &str) -> Option<u64> {
    let named = |order: &Record| value(order, "client_order_ref") == name || value(order, "name") == name;
    database.all(Model::Order).rev().find(|(_, order)| named(order)).map(|(id, _)| id)
}

fn done(database: &Database, order: u64, written: bool) -> Done {
    let none = Record::new();
    let record = database.get(Model::Order, order).unwrap_or(&none);
    let partner = |field: &str| database.get(Model::Partner, id_of(value(record, field))).unwrap_or(&none);
    let buyer = partner("partner_id");
    let answer = json!({
        "order": value(record, "client_order_ref"),
        "id": order,
        "email": value(buyer, "email"),
        "name": value(buyer, "name"),
        "total": value(record, "amount_total"),
        "currency": CURRENCY,
        "country": value(partner("partner_shipping_id"), "country_code"),
    });
    Done { written: written.then_some((Model::Order, order)).into_iter().collect(), answer }
}
