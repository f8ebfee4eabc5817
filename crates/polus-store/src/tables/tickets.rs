//! Tickets, from what `GET /api/tickets` gives of them (reference page "Ticket").

use super::Kind::{Boolean, Integer, Text, Timestamp};
use super::{Child, From, Table, column};

/// See the module.
pub const TABLE: Table = Table {
    name: "tickets",
    doc: "Conversations of the helpdesk. Tickets in the trash are here, with `trashed_datetime` set.",
    from: From::Payload,
    key: "id",
    columns: &[
        column("id", Integer, "id", "The ticket's id in the helpdesk."),
        column(
            "external_id",
            Text,
            "external_id",
            "Id given by whoever created it through the API; not unique.",
        ),
        column("subject", Text, "subject", "Subject line."),
        column("status", Text, "status", "`open` or `closed`."),
        column("priority", Text, "priority", "`critical`, `high`, `normal` or `low`."),
        column("channel", Text, "channel", "Where the conversation began: `email`, `chat`, `phone` ..."),
        column("via", Text, "via", "How the first message came in: `email`, `helpdesk`, `api`, `rule` ..."),
        column("from_agent", Boolean, "from_agent", "The first message was written by the company."),
        column("customer_id", Integer, "customer.id", "The customer; see `customers.id`."),
        column(
            "customer_email",
            Text,
            "customer.email",
            "The customer's primary address when the ticket was read.",
        ),
        column(
            "assignee_user_id",
            Integer,
            "assignee_user.id",
            "The agent it is assigned to; see `users.id`.",
        ),
        column("assignee_team_id", Integer, "assignee_team.id", "The team it is assigned to."),
        column("language", Text, "language", "Detected from the first messages."),
        column("spam", Boolean, "spam", "Marked as spam."),
        column("is_unread", Boolean, "is_unread", "Unread for the user whose key reads the tickets."),
        column("messages_count", Integer, "messages_count", "Number of messages."),
        column("excerpt", Text, "excerpt", "Beginning of the latest message."),
        column("created_datetime", Timestamp, "created_datetime", "When it was created."),
        column("opened_datetime", Timestamp, "opened_datetime", "When an agent first opened it."),
        column("updated_datetime", Timestamp, "updated_datetime", "When it last changed."),
        column("closed_datetime", Timestamp, "closed_datetime", "When it was closed."),
        column("snooze_datetime", Timestamp, "snooze_datetime", "When it reopens by itself."),
        column("trashed_datetime", Timestamp, "trashed_datetime", "When it went to the trash."),
        column(
            "last_message_datetime",
            Timestamp,
            "last_message_datetime",
            "Latest message, notes not counted.",
        ),
        column(
            "last_received_message_datetime",
            Timestamp,
            "last_received_message_datetime",
            "Latest message of the customer.",
        ),
    ],
    children: &[Child {
        table: "ticket_tags",
        doc: "Tags on tickets, one row for each.",
        parent: "ticket_id",
        path: "tags",
        columns: &[
            column("tag_id", Integer, "id", "The tag; see `tags.id`."),
            column("name", Text, "name", "Its name when the ticket was read; case matters."),
        ],
        indexes: &[&["name"]],
    }],
    indexes: &[&["customer_id"], &["status", "updated_datetime"], &["updated_datetime"]],
};
