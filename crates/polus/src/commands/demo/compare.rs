//! Whether the local copy equals the far systems: every record of every stream, field by field.

use std::collections::BTreeMap;

use gorgias_sandbox::{Control, SystemName};
use polus_store::{Connection, Store};
use serde::Serialize;
use serde_json::Value;

use crate::failure::{Exit, Failure};

/// How many differing records are named for a stream.
const NAMED: usize = 5;

/// One stream on both sides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// The connection.
    pub connection: String,
    /// The stream.
    pub stream: String,
    /// Records in the far system.
    pub remote: usize,
    /// Records in the local copy.
    pub local: usize,
    /// How many are missing, too many or not equal.
    pub differing: usize,
    /// What differs, the first few.
    pub differences: Vec<String>,
}

/// Compares every stream of the connections.
pub async fn all(control: &Control, store: &Store) -> Result<Vec<Compared>, Failure> {
    let mut compared = Vec::new();
    for connection in store.connections().await? {
        let system = match connection.kind.as_str() {
            "helpdesk" => SystemName::Helpdesk,
            "storefront" => SystemName::Shop,
            _ => SystemName::Erp,
        };
        for stream in store.streams(connection.id).await? {
            let remote = control.rows(system, &stream.stream).await.ok_or_else(|| {
                Failure::new(Exit::Internal, format!("the {system} has no collection `{}`", stream.stream))
            })?;
            let local = payloads(store, &connection, &stream.stream).await?;
            let [remote, local] = [remote, local].map(|mut rows| {
                rows.retain(|row| is_kept(&connection, &stream.stream, row));
                by_id(rows)
            });
            compared.push(compare(&connection.name, &stream.stream, remote, local));
        }
    }
    Ok(compared)
}

/// Whether a record is one that Polus promises to have: of the events, those of the week before it was connected and
/// later. Older ones that share a page with these are there as well.
fn is_kept(connection: &Connection, stream: &str, row: &Value) -> bool {
    const WEEK_MS: i64 = 7 * 24 * 60 * 60 * 1000;
    let happened = row["created_datetime"].as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    stream != "events"
        || happened.is_none_or(|happened| happened.as_millisecond() >= connection.created_ms - WEEK_MS)
}

async fn payloads(store: &Store, connection: &Connection, stream: &str) -> Result<Vec<Value>, Failure> {
    let mut payloads = Vec::new();
    let present = |record: polus_store::Record| {
        if !record.deleted {
            payloads.push(record.payload);
        }
    };
    store.each_record(connection.id, stream, present).await?;
    Ok(payloads)
}

fn by_id(rows: Vec<Value>) -> BTreeMap<String, Value> {
    rows.into_iter().map(|row| (row["id"].to_string(), row)).collect()
}

fn compare(
    connection: &str,
    stream: &str,
    remote: BTreeMap<String, Value>,
    local: BTreeMap<String, Value>,
) -> Compared {
    let missing =
        remote.keys().filter(|id| !local.contains_key(*id)).map(|id| format!("{id} is missing here"));
    let surplus =
        local.keys().filter(|id| !remote.contains_key(*id)).map(|id| format!("{id} is no longer there"));
    let unequal = remote.iter().filter_map(|(id, there)| {
        let here = local.get(id)?;
        // Objects are equal whatever the order of their fields.
        (here != there).then(|| format!("{id}: {}", fields(there, here)))
    });
    let mut differences: Vec<String> = missing.chain(surplus).chain(unequal).collect();
    let differing = differences.len();
    differences.truncate(NAMED);
    Compared {
        connection: connection.to_owned(),
        stream: stream.to_owned(),
        remote: remote.len(),
        local: local.len(),
        differing,
        differences,
    }
}

/// Which fields differ, and how.
fn fields(there: &Value, here: &Value) -> String {
    let (Value::Object(there), Value::Object(here)) = (there, here) else {
        return format!("{there} there, {here} here");
    };
    let names: std::collections::BTreeSet<&String> = there.keys().chain(here.keys()).collect();
    names
        .into_iter()
        .filter(|name| there.get(*name) != here.get(*name))
        .map(|name| format!("{name} is {} there, {} here", shown(there.get(name)), shown(here.get(name))))
        .collect::<Vec<_>>()
        .join("; ")
}

fn shown(value: Option<&Value>) -> String {
    const LONGEST: usize = 60;
    let Some(value) = value else { return "absent".to_owned() };
    let text = value.to_string();
    if text.chars().count() <= LONGEST {
        text
    } else {
        text.chars().take(LONGEST).chain("...".chars()).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_differs_is_named() {
        let remote =
            by_id(vec![json!({"id": 1, "a": 1, "b": 2}), json!({"id": 2}), json!({"id": 3, "a": {"x": 1}})]);
        let local =
            by_id(vec![json!({"b": 2, "a": 1, "id": 1}), json!({"id": 3, "a": {"x": 2}}), json!({"id": 4})]);
        let compared = compare("gorgias", "tickets", remote, local);
        assert_eq!((compared.remote, compared.local, compared.differing), (3, 3, 3));
        insta::assert_snapshot!(compared.differences.join("\n"), @r#"
        2 is missing here
        4 is no longer there
        3: a is {"x":1} there, {"x":2} here
        "#);
    }
}
