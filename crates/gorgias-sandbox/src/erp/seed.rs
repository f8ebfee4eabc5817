//! The ERP as it stands when the sandbox begins: what the shop sold, in its own books.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::books::{self, Sale, fields};
use super::call::{BOT, COMPANY};
use super::database::Database;
use super::schema::Model;
use crate::people::{Person, order_name, person};
use crate::shop::history::{CATALOGUE, Fate, history};

/// Id of the first customer; the ones before are the house's own.
const FIRST_PARTNER: u64 = 14;

/// Fills the books with the past.
pub(super) fn fill(database: &mut Database, seed: u64, tickets: u32, now: Timestamp) {
    let long_ago = now.checked_sub(SignedDuration::from_hours(24 * 200)).unwrap_or(now);
    house(database, long_ago);
    for past in history(seed, tickets, now) {
        // A while after it was placed, and never on the second.
        let entered = SignedDuration::from_micros(90_000_000 + i64::from(past.n) * 777_777 % 400_000_000);
        let at = past.placed_at.checked_add(entered).unwrap_or(past.placed_at);
        let partner = FIRST_PARTNER + u64::from(past.person);
        if database.get(Model::Partner, partner).is_none() {
            new_partner(database, partner, past.person, &person(seed, past.person), at);
        }
        let reference = order_name(past.n);
        let sale = Sale { reference: &reference, partner, shipping: partner, lines: &past.lines, at };
        let order = books::enter(database, &sale);
        let after = |event: Timestamp| event.max(at) + SignedDuration::from_micros(123_456);
        match past.fate {
            Fate::Open => {}
            Fate::Partial { at } => books::backorder(database, order, after(at)),
            Fate::Shipped { at } | Fate::Delivered { shipped_at: at, .. } => {
                books::ship(database, order, after(at))
            }
            Fate::Cancelled { at } => books::cancel(database, order, after(at)),
        }
    }
}

fn house(database: &mut Database, at: Timestamp) {
    let company = json!({ "name": "Teapots & Friends" });
    database.create_as(Model::Company, COMPANY, at, fields(company));
    let currency = json!({ "name": crate::shop::money::CURRENCY, "symbol": "$", "decimal_places": 2 });
    database.create(Model::Currency, at, fields(currency));
    database.create(Model::Carrier, at, fields(json!({ "name": "Lorry Express" })));
    for (id, name, login) in
        [(2, "Administrator", "admin"), (BOT, "Integration", "integration@teapots.example")]
    {
        let user = json!({ "name": name, "login": login, "active": true, "company_id": COMPANY });
        database.create_as(Model::User, id, at, fields(user));
    }
    for product in CATALOGUE {
        let values = json!({
            "name": product.title,
            "default_code": product.sku,
            "lst_price": product.price.to_number(),
            "type": "consu",
            "active": true,
        });
        database.create(Model::Product, at, fields(values));
    }
    let own = json!({
        "name": "Teapots & Friends",
        "email": "hello@teapots.example",
        "is_company": true,
        "commercial_company_name": "Teapots & Friends",
        "type": "contact",
        "country_code": "US",
        "customer_rank": 0,
        "active": true,
    });
    database.create_as(Model::Partner, 1, at, fields(own));
}

fn new_partner(database: &mut Database, id: u64, index: u32, who: &Person, at: Timestamp) {
    let mut values = json!({
        "name": format!("{} {}", who.first_name, who.last_name),
        "email": who.email,
        "phone": who.phone,
        "is_company": false,
        "type": "contact",
        "street": who.address1,
        "city": who.city,
        "zip": who.zip,
        "country_code": who.country_code,
        "lang": "en_US",
        "customer_rank": 1,
        "active": !index.is_multiple_of(50) || index == 0,
    });
    if index % 9 == 4 {
        values["commercial_company_name"] = format!("{} & Co", who.last_name).into();
    }
    if index % 7 == 3 {
        values["comment"] = "<p>Prefers deliveries <b>before noon</b>.</p>".into();
    }
    database.create_as(Model::Partner, id, at, fields(values));
}
