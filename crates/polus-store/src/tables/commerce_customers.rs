//! Customers of storefronts, ERPs and CRMs, from their canonical form.

use super::Kind::{Decimal, Integer, Json, Text, Timestamp};
use super::{From, Table, column};

/// See the module.
pub const TABLE: Table = Table {
    name: "commerce_customers",
    doc: "Customers as storefronts, ERPs and CRMs know them; one person can be several rows.",
    from: From::Canonical,
    key: "external_id",
    columns: &[
        column("external_id", Text, "external_id", "The customer's id in its system."),
        column("name", Text, "name", "Whole name."),
        column("email", Text, "email", "Address, in lower case."),
        column("phone", Text, "phone", "Telephone number."),
        column("city", Text, "address.city", "City of the main address."),
        column("country", Text, "address.country", "Country of the main address, two-letter code."),
        column("tags", Json, "tags", "Tags it carries there."),
        column("orders_count", Integer, "orders_count", "Number of orders."),
        column("total_spent", Decimal, "total_spent.amount", "Value of all orders."),
        column("currency", Text, "total_spent.currency", "Currency of `total_spent`, three letters."),
        column("updated_at", Timestamp, "updated_at", "When it last changed."),
    ],
    children: &[],
    indexes: &[&["email"], &["phone"]],
};
