//! Messages, from what `GET /api/messages` gives of them (reference page "TicketMessage").

use super::Kind::{Boolean, Integer, Text, Timestamp};
use super::{From, Table, column};

/// See the module.
pub const TABLE: Table = Table {
    name: "messages",
    doc: "Messages of tickets, internal notes included. The source keeps no time of change for a message.",
    from: From::Payload,
    key: "id",
    columns: &[
        column("id", Integer, "id", "The message's id in the helpdesk."),
        column("ticket_id", Integer, "ticket_id", "Its ticket; see `tickets.id`."),
        column("channel", Text, "channel", "`email`, `chat`, `internal-note` ..."),
        column("via", Text, "via", "How it came in: `email`, `helpdesk`, `api`, `rule` ..."),
        column("public", Boolean, "public", "False for internal notes."),
        column(
            "from_agent",
            Boolean,
            "from_agent",
            "Written by the company; then the sender is a user, else a customer.",
        ),
        column("sender_id", Integer, "sender.id", "Who wrote it."),
        column("sender_email", Text, "sender.email", "Address of who wrote it."),
        column("receiver_id", Integer, "receiver.id", "Whom it is for."),
        column("receiver_email", Text, "receiver.email", "Address of whom it is for."),
        column("subject", Text, "subject", "Subject line."),
        column("body_text", Text, "body_text", "The whole text."),
        column("external_id", Text, "external_id", "Id given by whoever created it through the API."),
        column(
            "integration_id",
            Integer,
            "integration_id",
            "The integration it went through; see `integrations.id`.",
        ),
        column("rule_id", Integer, "rule_id", "The rule that sent it."),
        column("last_sending_error", Text, "last_sending_error.error", "Why it could not be sent."),
        column("created_datetime", Timestamp, "created_datetime", "When it was created."),
        column(
            "sent_datetime",
            Timestamp,
            "sent_datetime",
            "When it was sent; empty if it was not, or not yet.",
        ),
        column("failed_datetime", Timestamp, "failed_datetime", "When sending failed."),
        column("opened_datetime", Timestamp, "opened_datetime", "When the receiver read it."),
    ],
    children: &[],
    indexes: &[&["ticket_id"], &["sender_email"], &["created_datetime"]],
};
