//! Sidebar widgets (reference page "Widget").

use super::Kind::{Integer, Json, Text, Timestamp};
use super::{From, Table, column};

/// See the module.
pub const TABLE: Table = Table {
    name: "widgets",
    doc: "Cards in the helpdesk's sidebar.",
    from: From::Payload,
    key: "id",
    columns: &[
        column("id", Integer, "id", "The widget's id in the helpdesk."),
        column("type", Text, "type", "`http`, `shopify`, `custom` ..."),
        column("context", Text, "context", "Beside what it is shown: `ticket`, `customer` or `user`."),
        column(
            "integration_id",
            Integer,
            "integration_id",
            "Where its data come from; see `integrations.id`.",
        ),
        column("app_id", Text, "app_id", "The app it belongs to."),
        column("position", Integer, "order", "Lower is shown first."),
        column("template", Json, "template", "Its layout."),
        column("created_datetime", Timestamp, "created_datetime", "When it was created."),
        column("updated_datetime", Timestamp, "updated_datetime", "When it last changed."),
        column("deactivated_datetime", Timestamp, "deactivated_datetime", "When it was switched off."),
    ],
    children: &[],
    indexes: &[&["integration_id"]],
};
