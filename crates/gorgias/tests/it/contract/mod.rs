//! Every request of this crate against `contract/`, and every operation, parameter and writable field of `contract/`
//! against this crate.

mod requests;
mod sent;
pub mod tables;

use std::collections::{BTreeMap, BTreeSet};

use gorgias::Safety;
use serde_json::Value;

use requests::all;
use sent::Sent;
use tables::{Parameter, Row, operation, rows, words};

/// Values of parameters that mean the same as another one: relevance ignores its direction ("List macros").
const SAME: &[(&str, &str)] = &[("list_macros", "order_by=relevance:asc")];

/// POST requests that change nothing, or leave the same when they are sent twice.
const REPEATABLE: &[&str] = &[
    "create_ticket_tags",
    "search",
    "get_statistic",
    "get_legacy_statistic",
    "download_legacy_statistic",
    "update_rules_priorities",
];

/// Requests of other methods that may not be sent twice.
const ONCE: &[&str] = &["merge_customers", "merge_tags", "update_ticket_message"];

/// Queries in the shape of a PUT.
const READS: &[&str] = &["update_view_items"];

/// A field that the API takes when several things are changed at once, and not otherwise.
const OF_MANY: (&str, &str) = ("update_custom_field", "requirement_type");

/// Objects inside of bodies that have a table of their own.
const INNER: &[(&str, &str, &str)] =
    &[("integration", "http", "integration_http"), ("customer", "channels", "customer_channel")];

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template.iter().zip(path).all(|(wanted, is)| {
            // Only ids are numbers; names, slugs and kinds of files are words.
            match wanted.strip_prefix('{') {
                Some(name) if name.contains("id}") => is.parse::<i64>().is_ok(),
                Some(_) => !is.is_empty(),
                None => *wanted == is,
            }
        })
}

#[test]
fn every_request_is_an_operation_of_the_api() {
    for request in all() {
        let row = operation(request.operation);
        assert_eq!(row["name"], request.name, "{request:?}");
        assert_eq!(row["method"], request.method, "{request:?}");
        assert!(fits(&row["path"], &request.path), "{request:?} is not {}", row["path"]);
        let kind = match &request.body {
            None if request.files => "multipart",
            None => "-",
            Some(Value::Object(_)) => "object",
            Some(Value::Array(_)) => "array",
            Some(_) => "value",
        };
        assert_eq!(row["body"], kind, "{request:?}");
        let accepted: Vec<_> = words(&row["query"]).map(Parameter::read).collect();
        let mut seen = BTreeSet::new();
        for (name, value) in &request.query {
            let parameter = accepted.iter().find(|parameter| parameter.name == name);
            let parameter = parameter.unwrap_or_else(|| panic!("{name} is not accepted: {request:?}"));
            assert!(seen.insert(name.as_str()) || parameter.repeated, "{name} is sent twice: {request:?}");
            if name == "order_by" {
                assert!(words(&row["order_by"]).any(|order| order == value), "{value}: {request:?}");
            }
        }
        for parameter in accepted.iter().filter(|parameter| parameter.required) {
            assert!(seen.contains(parameter.name), "{} is missing: {request:?}", parameter.name);
        }
    }
}

#[test]
fn every_operation_is_offered() {
    let all = all();
    let offered: BTreeSet<_> = all.iter().map(|request| request.operation).collect();
    let rows = rows("operations");
    assert_eq!(rows.len(), 114);
    let missing: Vec<_> =
        rows.iter().map(|row| row["operation_id"].as_str()).filter(|id| !offered.contains(id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// What an operation can take that no request of ours sends, and what is sent though nothing says it may.
#[derive(Debug, Default, PartialEq)]
struct Gaps {
    never_sent: Vec<String>,
    not_accepted: Vec<String>,
    left_out_though_required: Vec<String>,
}

impl Gaps {
    fn compare(&mut self, place: &str, accepted: &BTreeSet<String>, sent: &BTreeSet<String>) {
        let named = |name: &String| format!("{place}{name}");
        self.never_sent.extend(accepted.difference(sent).map(named));
        self.not_accepted.extend(sent.difference(accepted).map(named));
    }
}

/// The keys of an object, or of the objects in an array.
fn keys(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => map.keys().cloned().collect(),
        Value::Array(items) => items.iter().flat_map(keys).collect(),
        _ => Vec::new(),
    }
}

fn writable(table: &[Row], when: &str) -> BTreeSet<String> {
    let mine = |row: &&Row| ["both", when].contains(&row["write"].trim_end_matches('!'));
    table.iter().filter(mine).map(|row| row["field"].clone()).collect()
}

fn required(table: &[Row]) -> Vec<String> {
    table.iter().filter(|row| row["write"].ends_with('!')).map(|row| row["field"].clone()).collect()
}

fn gaps(row: &Row, requests: &[&Sent]) -> Gaps {
    let mut gaps = Gaps::default();
    let accepted = words(&row["query"]).map(|written| Parameter::read(written).name.to_owned()).collect();
    let query = || requests.iter().flat_map(|request| &request.query);
    gaps.compare("?", &accepted, &query().map(|(name, _)| name.clone()).collect());
    let orders = words(&row["order_by"]).map(str::to_owned).collect();
    let asked = query().filter(|(name, _)| name == "order_by").map(|(_, order)| order.clone());
    gaps.compare("order_by=", &orders, &asked.collect());

    if !["object", "array"].contains(&row["body"].as_str()) {
        return gaps;
    }
    let bodies: Vec<_> = requests.iter().filter_map(|request| request.body.as_ref()).collect();
    let sent = bodies.iter().flat_map(|body| keys(body)).collect();
    let own = rows("bodies").into_iter().filter(|field| field["operation_id"] == row["operation_id"]);
    let mut accepted: BTreeSet<_> =
        own.map(|field| field["field"].trim_start_matches("[].").to_owned()).collect();
    // `*`: beside what is named, what may be written of the object.
    if accepted.is_empty() | accepted.remove("*") {
        let when = if row["method"] == "POST" { "create" } else { "update" };
        let table = rows(&format!("objects/{}", row["object"]));
        accepted.extend(writable(&table, when));
        if row["operation_id"] == OF_MANY.0 {
            accepted.remove(OF_MANY.1);
        }
        if when == "create" {
            let lacking = |body: &&Value| {
                let absent = |key: &String| body.get(key).is_none();
                required(&table).into_iter().filter(absent).collect::<Vec<_>>()
            };
            gaps.left_out_though_required = bodies.iter().flat_map(lacking).collect();
        }
        for (_, field, inner) in INNER.iter().filter(|(object, ..)| *object == row["object"]) {
            let sent = bodies.iter().filter_map(|body| body.get(field)).flat_map(keys).collect();
            gaps.compare(&format!("{field}."), &writable(&rows(&format!("objects/{inner}")), when), &sent);
        }
    }
    gaps.compare("", &accepted, &sent);
    gaps
}

#[test]
fn everything_that_may_be_sent_can_be_set_and_nothing_else_is_sent() {
    let all = all();
    let mut by_operation: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for request in &all {
        by_operation.entry(request.operation).or_default().push(request);
    }
    for (id, requests) in by_operation {
        let mut gaps = gaps(&operation(id), &requests);
        gaps.never_sent.retain(|gap| !SAME.contains(&(id, gap.as_str())));
        assert_eq!(gaps, Gaps::default(), "{id}");
    }
}

#[test]
fn no_create_and_no_merge_may_be_sent_twice() {
    for request in all() {
        let posts = request.method == "POST" && !REPEATABLE.contains(&request.operation);
        let once = posts || ONCE.contains(&request.operation);
        let safety_fits = match request.safety {
            Safety::Once => once,
            Safety::Read => !once && (request.method != "PUT" || READS.contains(&request.operation)),
            Safety::Idempotent => !once && request.method != "GET",
        };
        assert!(safety_fits, "{request:?}");
    }
}
