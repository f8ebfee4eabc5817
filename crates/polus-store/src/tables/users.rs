//! Agents (reference page "User").

use super::Kind::{Boolean, Integer, Text, Timestamp};
use super::{From, Table, column};

/// See the module.
pub const TABLE: Table = Table {
    name: "users",
    doc: "Users of the helpdesk: agents, administrators, bots.",
    from: From::Payload,
    key: "id",
    columns: &[
        column("id", Integer, "id", "The user's id in the helpdesk."),
        column("external_id", Text, "external_id", "Id in another system."),
        column("email", Text, "email", "Address."),
        column("name", Text, "name", "Whole name."),
        column("firstname", Text, "firstname", "First part of the name."),
        column("lastname", Text, "lastname", "The rest of the name."),
        column("role", Text, "role.name", "`admin`, `agent`, `basic-agent`, `bot` ..."),
        column("active", Boolean, "active", "May log in."),
        column("country", Text, "country", "Two-letter code."),
        column("language", Text, "language", "Two-letter code."),
        column("timezone", Text, "timezone", "Name in the IANA database."),
        column("created_datetime", Timestamp, "created_datetime", "When it was created."),
        column("updated_datetime", Timestamp, "updated_datetime", "When it last changed."),
        column("deactivated_datetime", Timestamp, "deactivated_datetime", "When it was switched off."),
    ],
    children: &[],
    indexes: &[&["email"]],
};
