//! Orders of storefronts and ERPs, from their canonical form.

use super::Kind::{Decimal, Text, Timestamp};
use super::{Child, From, Table, column};

/// See the module.
pub const TABLE: Table = Table {
    name: "orders",
    doc: "Orders of storefronts and ERPs. The same sale can be a row of each; they share `name`.",
    from: From::Canonical,
    key: "external_id",
    columns: &[
        column("external_id", Text, "external_id", "The order's id in its system."),
        column("name", Text, "name", "What people call it, such as `#1042`."),
        column(
            "status",
            Text,
            "status",
            "Where it stands: `open`, `backordered`, `delivered`, `cancelled` ...",
        ),
        column("financial_status", Text, "financial_status", "Whether it is paid, in the system's own word."),
        column(
            "fulfillment_status",
            Text,
            "fulfillment_status",
            "Whether it is shipped, in the system's own word.",
        ),
        column("total_amount", Decimal, "total.amount", "What it costs in all."),
        column("currency", Text, "total.currency", "Currency, three letters."),
        column(
            "customer_external_id",
            Text,
            "customer.external_id",
            "Who ordered; see `commerce_customers.external_id`.",
        ),
        column("customer_email", Text, "customer.email", "Address of who ordered, in lower case."),
        column("country", Text, "country", "Where it is shipped to, two-letter code."),
        column("placed_at", Timestamp, "placed_at", "When it was placed."),
        column("updated_at", Timestamp, "updated_at", "When it last changed."),
    ],
    children: &[Child {
        table: "order_lines",
        doc: "What was ordered, one row for each position.",
        parent: "order_external_id",
        path: "lines",
        columns: &[
            column("sku", Text, "sku", "Article number."),
            column("title", Text, "title", "What it is."),
            column("quantity", Decimal, "quantity", "How many."),
            column("price", Decimal, "price.amount", "Price of one."),
            column("currency", Text, "price.currency", "Currency of the price, three letters."),
        ],
        indexes: &[&["sku"]],
    }],
    indexes: &[&["customer_email"], &["customer_external_id"], &["name"], &["updated_at"]],
};
