//! The audit log (reference page "Event").

use super::Kind::{Integer, Json, Text, Timestamp};
use super::{From, Table, column};

/// See the module.
pub const TABLE: Table = Table {
    name: "events",
    doc: "What happened in the helpdesk: who did what to which object.",
    from: From::Payload,
    key: "id",
    columns: &[
        column("id", Integer, "id", "The event's id in the helpdesk."),
        column("type", Text, "type", "`ticket-created`, `customer-merged` ..."),
        column("object_type", Text, "object_type", "`Ticket`, `Customer`, `TicketMessage` ..."),
        column("object_id", Integer, "object_id", "Id of what it happened to."),
        column(
            "user_id",
            Integer,
            "user_id",
            "Who did it; empty for rules, customers and the helpdesk itself.",
        ),
        column("context", Text, "context", "The same for all events of one cause."),
        column("data", Json, "data", "Particulars; they depend on the type."),
        column("created_datetime", Timestamp, "created_datetime", "When it happened."),
    ],
    children: &[],
    indexes: &[&["object_type", "object_id"], &["created_datetime"]],
};
