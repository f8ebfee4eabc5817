//! Helpdesk customers, from what `GET /api/customers` gives of them (reference page "Customer").

use super::Kind::{Integer, Json, Text, Timestamp};
use super::{From, Table, column};

/// See the module.
pub const TABLE: Table = Table {
    name: "customers",
    doc: "Customers as the helpdesk knows them. One that was merged away has `merged_into` set.",
    from: From::Payload,
    key: "id",
    columns: &[
        column("id", Integer, "id", "The customer's id in the helpdesk."),
        column("external_id", Text, "external_id", "Id in another system, as somebody wrote it there."),
        column("email", Text, "email", "Primary address."),
        column("name", Text, "name", "Whole name."),
        column("firstname", Text, "firstname", "First part of the name, split off by the helpdesk."),
        column("lastname", Text, "lastname", "The rest of the name."),
        column("language", Text, "language", "Two-letter code."),
        column("timezone", Text, "timezone", "Name in the IANA database."),
        column("note", Text, "note", "Note of the agents."),
        column("data", Json, "data", "Facts that an integration has put there."),
        column("created_datetime", Timestamp, "created_datetime", "When it was created."),
        column("updated_datetime", Timestamp, "updated_datetime", "When it last changed."),
    ],
    children: &[],
    indexes: &[&["email"], &["external_id"], &["updated_datetime"]],
};
