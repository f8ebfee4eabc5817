//! The account against `contract/`: which keys are in which answer, and which operations exist.

use std::collections::BTreeSet;

use serde_json::Value;

use super::support::Account;

const OBJECTS: &[(&str, &str)] = &[
    ("tickets", "ticket"),
    ("messages", "message"),
    ("customers", "customer"),
    ("tags", "tag"),
    ("users", "user"),
    ("events", "event"),
    ("integrations", "integration"),
    ("satisfaction-surveys", "satisfaction_survey"),
    ("widgets", "widget"),
];

/// One line of a table, by the names of its columns.
pub struct Line(Vec<(String, String)>);

impl Line {
    pub fn cell(&self, column: &str) -> &str {
        self.0.iter().find(|(name, _)| name == column).map(|(_, cell)| cell.as_str()).unwrap()
    }
}

pub fn table(file: &str) -> Vec<Line> {
    let path = format!("{}/../../contract/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let line = |line: &str| {
        let cells = line.split('\t').map(str::to_owned);
        Line(columns.iter().map(|column| (*column).to_owned()).zip(cells).collect())
    };
    lines.map(line).collect()
}

/// Panics when `row` lacks a key that the contract always has there, or has one that it never has.
pub fn check_keys(object: &str, place: &str, row: &Value) {
    let lines = table(&format!("objects/{object}.tsv"));
    let keys: BTreeSet<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
    for line in &lines {
        let field = line.cell("field");
        match line.cell(place) {
            "y" => assert!(keys.contains(field), "{object} in {place} lacks {field}: {row}"),
            "-" | "rel" => assert!(!keys.contains(field), "{object} in {place} has {field}: {row}"),
            _ => {}
        }
        if let Some(value) = row.get(field) {
            check_type(object, line, value);
        }
    }
    for key in keys {
        assert!(
            lines.iter().any(|line| line.cell("field") == key),
            "{object} in {place} has {key}, which is unheard of"
        );
    }
}

fn check_type(object: &str, line: &Line, value: &Value) {
    if value.is_null() {
        assert_eq!(line.cell("nullable"), "yes", "{object}.{} is null", line.cell("field"));
        return;
    }
    let fits = match line.cell("type") {
        "int" => value.is_u64(),
        "string" => value.is_string(),
        "bool" => value.is_boolean(),
        "datetime" => value.as_str().is_some_and(|text| text.ends_with("+00:00")),
        "object" | "map" => value.is_object(),
        "array" => value.is_array(),
        _ => true,
    };
    assert!(fits, "{object}.{} is {value}", line.cell("field"));
}

#[test]
fn lists_and_single_reads_have_the_keys_of_the_contract() {
    let mut account = Account::new();
    for (noun, object) in OBJECTS {
        let page = account.get(&format!("/api/{noun}?limit=100"));
        assert_eq!(page["object"], "list");
        for row in page["data"].as_array().unwrap() {
            check_keys(object, "list", row);
            let path = match *noun {
                "messages" => format!("/api/tickets/{}/messages/{}", row["ticket_id"], row["id"]),
                noun => format!("/api/{noun}/{}", row["id"]),
            };
            check_keys(object, "detail", &account.get(&path));
        }
    }
    check_keys("account", "detail", &account.get("/api/account"));
}
