//! Satisfaction surveys (reference page "Satisfaction survey").

use super::Kind::{Integer, Text, Timestamp};
use super::{From, Table, column};

/// See the module.
pub const TABLE: Table = Table {
    name: "satisfaction_surveys",
    doc: "Satisfaction surveys, at most one a ticket. The score comes days after the row.",
    from: From::Payload,
    key: "id",
    columns: &[
        column("id", Integer, "id", "The survey's id in the helpdesk."),
        column("ticket_id", Integer, "ticket_id", "The ticket asked about; see `tickets.id`."),
        column("customer_id", Integer, "customer_id", "Who is asked; see `customers.id`."),
        column("score", Integer, "score", "1 to 5; empty until answered."),
        column("body_text", Text, "body_text", "The customer's comment."),
        column("created_datetime", Timestamp, "created_datetime", "When it was created."),
        column(
            "should_send_datetime",
            Timestamp,
            "should_send_datetime",
            "When it is to be sent; empty if never.",
        ),
        column("sent_datetime", Timestamp, "sent_datetime", "When it was sent."),
        column("scored_datetime", Timestamp, "scored_datetime", "When it was answered."),
    ],
    children: &[],
    indexes: &[&["ticket_id"], &["scored_datetime"]],
};
