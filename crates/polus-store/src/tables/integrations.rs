//! Integrations of the helpdesk (reference page "Integration").

use super::Kind::{Boolean, Integer, Json, Text, Timestamp};
use super::{From, Table, column};

/// See the module.
pub const TABLE: Table = Table {
    name: "integrations",
    doc: "What is connected to the helpdesk: addresses, shops, chats, HTTP integrations.",
    from: From::Payload,
    key: "id",
    columns: &[
        column("id", Integer, "id", "The integration's id in the helpdesk."),
        column("name", Text, "name", "Its name."),
        column("type", Text, "type", "`email`, `http`, `shopify` ..."),
        column("description", Text, "description", "What it is for."),
        column("managed", Boolean, "managed", "An app looks after it."),
        column("application_id", Text, "application_id", "The app it belongs to."),
        column("http_url", Text, "http.url", "Where an HTTP integration sends to."),
        column("http_triggers", Json, "http.triggers", "On what it sends: trigger name to true or false."),
        column("created_datetime", Timestamp, "created_datetime", "When it was created."),
        column("updated_datetime", Timestamp, "updated_datetime", "When it last changed."),
        column("deactivated_datetime", Timestamp, "deactivated_datetime", "When it was switched off."),
    ],
    children: &[],
    indexes: &[&["type"]],
};
