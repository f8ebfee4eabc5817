//! Every row as the connector's manifest reads it, for comparisons: an order with its partner, shipping
//! address, deliveries and lines under the names that the manifest gives them.

use serde_json::Value;

use super::database::{Database, id_of};
use super::schema::Model;

const PARTNER: &[&str] = &[
    "name",
    "email",
    "phone",
    "is_company",
    "commercial_company_name",
    "street",
    "city",
    "zip",
    "country_code",
    "ref",
    "comment",
    "active",
    "create_date",
    "write_date",
];
const ORDER: &[&str] = &[
    "name",
    "state",
    "partner_id",
    "partner_shipping_id",
    "client_order_ref",
    "date_order",
    "amount_total",
    "currency_id",
    "invoice_status",
    "delivery_status",
    "picking_ids",
    "order_line",
    "create_date",
    "write_date",
];
const PICKING: &[&str] = &[
    "name",
    "sale_id",
    "state",
    "backorder_id",
    "date_done",
    "write_date",
    "carrier_id",
    "carrier_tracking_ref",
    "carrier_tracking_url",
];
const LINE: &[&str] = &["order_id", "product_id", "name", "product_uom_qty", "qty_delivered", "price_unit"];

pub(super) fn rows(database: &Database, collection: &str) -> Option<Vec<Value>> {
    match collection {
        "customers" => Some(all(database, Model::Partner, PARTNER)),
        "orders" => {
            let mut orders = all(database, Model::Order, ORDER);
            for order in &mut orders {
                order["partner"] =
                    show(database, Model::Partner, &order["partner_id"][0], &["name", "email", "phone"]);
                order["shipping"] =
                    show(database, Model::Partner, &order["partner_shipping_id"][0], &["country_code"]);
                order["pickings"] = many(database, Model::Picking, &order["picking_ids"], PICKING);
                order["lines"] = many(database, Model::Line, &order["order_line"], LINE);
            }
            Some(orders)
        }
        _ => None,
    }
}

fn all(database: &Database, model: Model, fields: &[&'static str]) -> Vec<Value> {
    database.all(model).map(|(id, _)| show(database, model, &id.into(), fields)).collect()
}

/// Sections and notes among the lines are left out.
fn many(database: &Database, model: Model, ids: &Value, fields: &[&'static str]) -> Value {
    let plain = |id: &&Value| {
        database.get(model, id_of(id)).is_some_and(|record| !record.contains_key("display_type"))
    };
    ids.as_array().into_iter().flatten().filter(plain).map(|id| show(database, model, id, fields)).collect()
}

fn show(database: &Database, model: Model, id: &Value, fields: &[&'static str]) -> Value {
    let fields: Vec<_> = fields.iter().filter_map(|name| Some((*name, model.field(name)?))).collect();
    database.get(model, id_of(id)).map_or(Value::Null, |record| database.show(model, record, &fields, true))
}
