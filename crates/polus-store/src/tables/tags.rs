//! The tag library (reference page "Tag").

use super::Kind::{Integer, Text, Timestamp};
use super::{From, Table, column};

/// See the module.
pub const TABLE: Table = Table {
    name: "tags",
    doc: "Tags that tickets can carry; which carry them is in `ticket_tags`.",
    from: From::Payload,
    key: "id",
    columns: &[
        column("id", Integer, "id", "The tag's id in the helpdesk."),
        column("name", Text, "name", "Its name; case matters."),
        column("description", Text, "description", "What it is for."),
        column("color", Text, "decoration.color", "Its colour, such as `#C0392B`."),
        column("usage", Integer, "usage", "Tickets that carry it, by the helpdesk's own count."),
        column("created_datetime", Timestamp, "created_datetime", "When it was created."),
        column(
            "deleted_datetime",
            Timestamp,
            "deleted_datetime",
            "When it was deleted, as the helpdesk says.",
        ),
    ],
    children: &[],
    indexes: &[&["name"]],
};
