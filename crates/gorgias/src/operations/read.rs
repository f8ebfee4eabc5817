//! Reading the tables of `contract/`. They are part of the program, and its tests read every row.

use super::{Answer, Body, Field, Operation, Parameter};

const OPERATIONS: &str = include_str!("../../contract/operations.tsv");
const BODIES: &str = include_str!("../../contract/bodies.tsv");

/// The tables of the objects that are written as a whole, by the name that operations call them.
const OBJECTS: &[(&str, &str)] = &[
    ("account_setting", include_str!("../../contract/objects/account_setting.tsv")),
    ("custom_field", include_str!("../../contract/objects/custom_field.tsv")),
    ("customer", include_str!("../../contract/objects/customer.tsv")),
    ("integration", include_str!("../../contract/objects/integration.tsv")),
    ("job", include_str!("../../contract/objects/job.tsv")),
    ("macro", include_str!("../../contract/objects/macro.tsv")),
    ("message", include_str!("../../contract/objects/message.tsv")),
    ("rule", include_str!("../../contract/objects/rule.tsv")),
    ("satisfaction_survey", include_str!("../../contract/objects/satisfaction_survey.tsv")),
    ("tag", include_str!("../../contract/objects/tag.tsv")),
    ("team", include_str!("../../contract/objects/team.tsv")),
    ("ticket", include_str!("../../contract/objects/ticket.tsv")),
    ("user", include_str!("../../contract/objects/user.tsv")),
    ("view", include_str!("../../contract/objects/view.tsv")),
    ("widget", include_str!("../../contract/objects/widget.tsv")),
];

/// A line of a table, cells by the name of their column.
struct Row {
    columns: &'static str,
    cells: &'static str,
}

impl Row {
    /// A cell; empty and `-` are nothing.
    fn get(&self, column: &str) -> Option<&'static str> {
        let at = self.columns.split('\t').position(|name| name == column)?;
        self.cells.split('\t').nth(at).filter(|cell| !matches!(*cell, "" | "-"))
    }

    fn words(&self, column: &str) -> impl Iterator<Item = &'static str> {
        self.get(column).unwrap_or_default().split_whitespace()
    }
}

fn rows(table: &'static str) -> impl Iterator<Item = Row> {
    let (columns, rest) = table.split_once('\n').unwrap_or((table, ""));
    rest.lines().map(move |cells| Row { columns, cells })
}

pub(super) fn operations() -> Vec<Operation> {
    rows(OPERATIONS).map(|row| operation(&row)).collect()
}

fn operation(row: &Row) -> Operation {
    let id = row.get("operation_id").unwrap_or_default();
    let body = body(row.get("body"));
    let mut orders: Vec<_> = row.words("order_by").collect();
    orders.sort_by_key(|order| Some(*order) != row.get("default_order"));
    Operation {
        name: row.get("name").unwrap_or_default(),
        id,
        method: row.get("method").unwrap_or_default(),
        path: row.get("path").unwrap_or_default(),
        query: row.words("query").map(parameter).collect(),
        body,
        fields: if matches!(body, Body::Object | Body::Array) { fields(id, row) } else { Vec::new() },
        answer: answer(row.get("answer"), row.get("paging")),
        limit: row.get("limit").and_then(|limit| {
            let (default, most) = limit.split_once('/')?;
            Some((default.parse().ok()?, most.parse().ok()?))
        }),
        orders,
        scope: row.get("scope"),
        note: row.get("note"),
    }
}

fn body(cell: Option<&str>) -> Body {
    match cell {
        Some("object") => Body::Object,
        Some("array") => Body::Array,
        Some("value") => Body::Value,
        Some("multipart") => Body::Multipart,
        _ => Body::None,
    }
}

fn answer(answer: Option<&str>, paging: Option<&str>) -> Answer {
    match (answer, paging) {
        (_, Some("cursor")) => Answer::Pages,
        (_, Some("items")) => Answer::Items,
        (Some("list" | "array"), _) => Answer::Whole,
        (Some("object"), _) => Answer::Object,
        (Some("csv"), _) => Answer::Csv,
        (Some("redirect"), _) => Answer::Redirect,
        _ => Answer::Empty,
    }
}

/// `name[]` is repeated, `name!` required, `name=x` has a default; `created_datetime[gt]` is sent as written.
fn parameter(written: &'static str) -> Parameter {
    let (name, default) = match written.split_once('=') {
        Some((name, default)) => (name, Some(default)),
        None => (written, None),
    };
    let (name, required) = name.strip_suffix('!').map_or((name, false), |name| (name, true));
    let (name, repeated) = name.strip_suffix("[]").map_or((name, false), |name| (name, true));
    Parameter { name, required, repeated, default }
}

/// The fields in `bodies.tsv`; where it has none, or says `*`, those of the object that may be written by this method.
fn fields(id: &str, operation: &Row) -> Vec<Field> {
    let own = rows(BODIES).filter(|row| row.get("operation_id") == Some(id));
    let mut fields: Vec<_> = own
        .map(|row| {
            let name = row.get("field").unwrap_or_default();
            Field {
                name: name.strip_prefix("[].").unwrap_or(name),
                kind: row.get("type").unwrap_or("any"),
                required: row.get("required") == Some("yes"),
                note: row.get("note"),
            }
        })
        .collect();
    let listed = fields.len();
    fields.retain(|field| field.name != "*");
    if listed == 0 || fields.len() < listed {
        fields.extend(written_fields(operation));
    }
    fields
}

fn written_fields(operation: &Row) -> impl Iterator<Item = Field> {
    let creates = operation.get("method") == Some("POST");
    let when = if creates { "create" } else { "update" };
    let object = operation.get("object");
    let table = OBJECTS.iter().find(|(name, _)| Some(*name) == object).map_or("", |(_, table)| *table);
    rows(table).filter_map(move |row| {
        let write = row.get("write")?;
        let (whether, required) = write.strip_suffix('!').map_or((write, false), |write| (write, true));
        ["both", when].contains(&whether).then(|| Field {
            name: row.get("field").unwrap_or_default(),
            kind: row.get("type").unwrap_or("any"),
            required: required && creates,
            note: row.get("note"),
        })
    })
}
