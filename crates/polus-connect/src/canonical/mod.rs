//! What a customer and an order are, whatever system they come from.
//!
//! A manifest's `map` gives the fields; here they are brought into one form. Guarantees about a canonical
//! record: every field is there (null when the source does not say), texts are trimmed and not empty,
//! times are RFC 3339 in UTC, e-mail addresses are lower case, countries two upper-case letters, money
//! is `{amount, currency}` with the amount as decimal text. Not guaranteed: that what a source claims is true.
//!
//! **customer**: external_id, email, phone, name, first_name, last_name, company, address {line1, city,
//! zip, country}, tags, note, created_at, updated_at, orders_count, total_spent {amount, currency}.
//!
//! **order**: external_id, name (what people quote), status (`draft`, `open`, `backordered`, `shipped`,
//! `delivered`, `closed`, `cancelled`), financial_status, fulfillment_status, total {amount, currency},
//! customer {external_id, email, name, phone}, country, placed_at, updated_at, tracking [{company, number,
//! url}], lines [{sku, title, quantity, price {amount, currency}}].

mod decimal;
mod identity;
mod shape;

use serde::Deserialize;
use serde_json::Value;

pub use decimal::Decimal;
pub(crate) use identity::identity;
pub use identity::{Identity, KINDS as IDENTITY_KINDS};
use shape::Shape::{Address, Country, Instant, Integer, List, Money, Object, Quantity, Text, Texts, Word};
use shape::{Field, field};

/// What a stream's records are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entity {
    /// A person or company that buys.
    Customer,
    /// A sale.
    Order,
}

const CUSTOMER: &[Field] = &[
    field("external_id", Text).required(),
    field("email", Address),
    field("phone", Text),
    field("name", Text),
    field("first_name", Text),
    field("last_name", Text),
    field("company", Text),
    field(
        "address",
        Object(&[field("line1", Text), field("city", Text), field("zip", Text), field("country", Country)]),
    ),
    field("tags", Texts),
    field("note", Text),
    field("created_at", Instant),
    field("updated_at", Instant),
    field("orders_count", Integer),
    field("total_spent", Money),
];

const ORDER: &[Field] = &[
    field("external_id", Text).required(),
    field("name", Text).required(),
    field("status", Word).required(),
    field("financial_status", Word),
    field("fulfillment_status", Word),
    field("total", Money),
    field(
        "customer",
        Object(&[
            field("external_id", Text),
            field("email", Address),
            field("name", Text),
            field("phone", Text),
        ]),
    ),
    field("country", Country),
    field("placed_at", Instant),
    field("updated_at", Instant),
    field("tracking", List(&[field("company", Text), field("number", Text), field("url", Text)])),
    field(
        "lines",
        List(&[field("sku", Text), field("title", Text), field("quantity", Quantity), field("price", Money)]),
    ),
];

impl Entity {
    /// The typed table that records of this kind are shown in.
    pub fn table(self) -> &'static str {
        match self {
            Entity::Customer => "commerce_customers",
            Entity::Order => "orders",
        }
    }

    /// The canonical fields, in the order of the documentation.
    pub fn fields(self) -> Vec<&'static str> {
        self.shape().iter().map(|field| field.name).collect()
    }

    /// Brings mapped fields into the canonical form. The error names the field and what was wrong with it.
    pub fn normalise(self, mapped: &Value) -> Result<Value, String> {
        shape::object(self.shape(), mapped, "")
    }

    fn shape(self) -> &'static [Field] {
        match self {
            Entity::Customer => CUSTOMER,
            Entity::Order => ORDER,
        }
    }
}

#[cfg(test)]
mod tests;
