//! The account against `contract/`: which keys are in which answer, and which operations exist.

use std::collections::BTreeSet;

use gorgias_sandbox::helpdesk::Statuses;
use serde_json::{Value, json};

use super::support::{Account, http_integration, rule};

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
    ("teams", "team"),
    ("views", "view"),
    ("custom-fields?object_type=Ticket", "custom_field"),
    ("custom-fields?object_type=Customer", "custom_field"),
    ("macros", "macro"),
    ("rules", "rule"),
    ("jobs", "job"),
    ("phone/voice-calls", "voice_call"),
    ("phone/voice-call-events", "voice_call_event"),
    ("phone/voice-call-recordings", "voice_call_recording"),
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
        let (noun, query) = noun.split_once('?').unwrap_or((noun, ""));
        let page = account.get(&format!("/api/{noun}?limit=100&{query}"));
        assert_eq!(page["object"], "list");
        for row in page["data"].as_array().unwrap() {
            check_keys(object, "list", row);
            let path = match noun {
                "messages" => format!("/api/tickets/{}/messages/{}", row["ticket_id"], row["id"]),
                noun => format!("/api/{noun}/{}", row["id"]),
            };
            let detail = account.call("GET", &path, "");
            assert!((200..300).contains(&detail.status), "{path}: {}", detail.json);
            check_keys(object, "detail", &detail.json);
        }
    }
    check_keys("account", "detail", &account.get("/api/account"));
    for setting in account.get("/api/account/settings")["data"].as_array().unwrap() {
        check_keys("account_setting", "list", setting);
    }
    let ticket = account.get("/api/tickets?limit=1")["data"][0]["id"].clone();
    let reason = account.get("/api/custom-fields?object_type=Ticket&search=contact")["data"][0].clone();
    let path = format!("/api/tickets/{ticket}/custom-fields");
    let value = account.call("PUT", &format!("{path}/{}", reason["id"]), "\"Refund\"").json;
    check_keys("custom_field_value", "detail", &value);
    let values = account.get(&path)["data"].as_array().unwrap().clone();
    assert!(values.contains(&value));
    for value in values {
        check_keys("custom_field_value", "list", &value);
        check_keys("custom_field", "detail", &value["field"]);
        let field = account.get(&format!("/api/custom-fields/{}", value["field"]["id"]));
        assert_eq!(value["field"], field, "a value tells its definition as it is");
        check_keys("custom_field_definition", "detail", &field["definition"]);
    }
    for row in account.all("/api/macros") {
        for action in row["actions"].as_array().unwrap() {
            check_keys("macro_action", "list", action);
        }
    }
    for row in account.get("/api/metric-cards")["data"].as_array().unwrap() {
        check_keys("metric_card", "list", row);
        let path = format!("/api/metric-cards/{}", row["slug"].as_str().unwrap());
        check_keys("metric_card", "detail", &account.get(&path));
    }
}

fn operations() -> impl Iterator<Item = Line> {
    table("operations.tsv").into_iter()
}

/// The path of an operation with ids of rows that exist.
fn filled(account: &mut Account, line: &Line) -> String {
    let mut first = |noun: &str| account.get(&format!("/api/{noun}?limit=1"))["data"][0].clone();
    let message = first("messages");
    let (ticket, customer) = (message["ticket_id"].to_string(), first("customers")["id"].to_string());
    let own = match line.cell("resource") {
        "tickets" => ticket.clone(),
        "messages" => message["id"].to_string(),
        noun @ ("customers" | "tags" | "users" | "events" | "integrations" | "teams" | "views" | "macros"
        | "rules" | "jobs") => first(noun)["id"].to_string(),
        noun @ ("voice_calls" | "voice_call_events" | "voice_call_recordings") => {
            first(&format!("phone/{}", noun.replace('_', "-")))["id"].to_string()
        }
        "satisfaction_surveys" => first("satisfaction-surveys")["id"].to_string(),
        _ => "1".to_owned(),
    };
    let view = first("views")["id"].to_string();
    let path = line.cell("path").replace("{ticket_id}", &ticket).replace("{customer_id}", &customer);
    let path = path.replace("{view_id}", &view).replace("{slug}", "surveys-sent");
    path.replace("{destination_tag_id}", &own).replace("{id}", &own)
}

#[test]
fn every_operation_exists_and_refuses_what_it_does_not_know() {
    let mut account = Account::new();
    for line in operations().filter(|line| line.cell("resource") != "account") {
        let (method, path) = (line.cell("method"), filled(&mut account, &line));
        let answer = account.call(method, &format!("{path}?nonsense=1"), "{}");
        if answer.status != 404 {
            let said = &answer.json["error"]["data"]["nonsense"];
            assert_eq!(
                (answer.status, &said[0]),
                (400, &json!("Unknown field.")),
                "{method} {path}: {}",
                answer.json
            );
        } else {
            // The row does not exist, which is found out first; the operation does.
            assert_eq!(answer.json["error"]["msg"], "Resource not found.", "{method} {path}");
        }
        let patch = account.call("PATCH", &path, "{}");
        assert_eq!(
            (patch.status, &patch.json["error"]["msg"]),
            (405, &json!("The specified HTTP method is not allowed."))
        );
    }
}

/// `name[]`, `name!` and `name=default` without the signs.
fn parameter(cell: &str) -> &str {
    let name = cell.split(['=', '!']).next().unwrap();
    name.strip_suffix("[]").unwrap_or(name)
}

#[test]
fn lists_accept_their_parameters_and_orders_and_no_others() {
    let mut account = Account::new();
    let lists = operations().filter(|line| line.cell("paging") == "cursor" && line.cell("method") == "GET");
    for line in lists {
        // What must be given is given, and then again with the values that are tried.
        let needs_object = line.cell("query").contains("object_type!");
        let path = format!("{}?{}", line.cell("path"), if needs_object { "object_type=Ticket" } else { "" });
        let path = path.as_str();
        for parameter in line.cell("query").split(' ').map(parameter) {
            let answer = account.call("GET", &format!("{path}&{parameter}=!"), "");
            let said = answer.json["error"]["data"][parameter][0].as_str().unwrap_or_default();
            assert_ne!(said, "Unknown field.", "{path}&{parameter}");
        }
        let orders = line.cell("order_by");
        if orders == "-" {
            let answer = account.call("GET", &format!("{path}&order_by=created_datetime:asc"), "");
            assert_eq!(answer.json["error"]["data"]["order_by"][0], "Unknown field.", "{path}");
            continue;
        }
        for order in orders.split(' ') {
            // What is relevant is so for a ticket.
            let ticket = if order.starts_with("relevance") { "&ticket_id=1" } else { "" };
            account.get(&format!("{path}&order_by={order}{ticket}"));
        }
        let field = line.cell("default_order").split(':').next().unwrap();
        for refused in [field, "nonsense:asc"] {
            let answer = account.call("GET", &format!("{path}&order_by={refused}"), "");
            assert_eq!(answer.status, 400, "{path} by {refused}");
        }
        let rows = |account: &mut Account, target: &str| account.get(target)["data"].clone();
        let by_default = rows(&mut account, path);
        assert_eq!(
            by_default,
            rows(&mut account, &format!("{path}&order_by={}", line.cell("default_order")))
        );
        let limit: usize = line.cell("limit").split('/').next().unwrap().parse().unwrap();
        assert!(by_default.as_array().unwrap().len() <= limit, "{path}");
        for (limit, said) in
            [("101", "Must be at most 100."), ("0", "Must be at least 1."), ("x", "Not a valid integer.")]
        {
            let answer = account.call("GET", &format!("{path}&limit={limit}"), "");
            assert_eq!(answer.json["error"]["data"]["limit"][0], said, "{path}");
        }
    }
}

#[test]
fn creates_have_the_keys_and_the_status_of_the_contract() {
    let mut account = Account::new();
    let ticket = account.get("/api/tickets?limit=1")["data"][0].clone();
    let unasked = account.all("/api/tickets").into_iter().find(|row| {
        row["customer"]["id"].is_u64()
            && account.get(&format!("/api/tickets/{}", row["id"]))["satisfaction_survey"].is_null()
    });
    let unasked = unasked.unwrap();
    let message = json!({"channel": "api", "from_agent": false, "sender": {"email": "new@example.com"}, "body_text": "Hi"});
    let bodies = [
        ("ticket", "/api/tickets".to_owned(), json!({"messages": [message], "tags": [{"name": "fresh"}]})),
        ("message", format!("/api/tickets/{}/messages", ticket["id"]), message),
        ("customer", "/api/customers".to_owned(), json!({"name": "Ada Quill", "email": "Ada@Example.com"})),
        ("tag", "/api/tags".to_owned(), json!({"name": "brand-new", "decoration": {"color": "#123456"}})),
        (
            "user",
            "/api/users".to_owned(),
            json!({"name": "New Agent", "email": "n@example.com", "role": {"name": "agent"}}),
        ),
        ("integration", "/api/integrations".to_owned(), http_integration()),
        (
            "satisfaction_survey",
            "/api/satisfaction-surveys".to_owned(),
            json!({"ticket_id": unasked["id"], "customer_id": unasked["customer"]["id"]}),
        ),
        (
            "widget",
            "/api/widgets".to_owned(),
            json!({"type": "custom", "template": {"type": "wrapper", "widgets": []}}),
        ),
        ("team", "/api/teams".to_owned(), json!({"name": "Kettles"})),
        ("view", "/api/views".to_owned(), json!({"slug": "all"})),
        (
            "custom_field",
            "/api/custom-fields".to_owned(),
            json!({"object_type": "Ticket", "label": "Colour", "definition": {"data_type": "text", "input_settings": {"input_type": "input"}}}),
        ),
        ("account_setting", "/api/account/settings".to_owned(), json!({"type": "access", "data": {}})),
        (
            "macro",
            "/api/macros".to_owned(),
            json!({"name": "Greet", "actions": [{"name": "addTags", "title": "Tag", "arguments": {"tags": "a, b"}}]}),
        ),
        ("rule", "/api/rules".to_owned(), rule("Greeted", &["a"])),
        ("job", "/api/jobs".to_owned(), json!({"type": "exportMacro", "params": {}})),
    ];
    for (object, path, body) in bodies {
        let answer = account.send("POST", &path, &body);
        assert_eq!(answer.status, 201, "{path}: {}", answer.json);
        check_keys(object, "create", &answer.json);
        match object {
            "ticket" => check_keys("message", "create", &answer.json["messages"][0]),
            "customer" => check_keys("customer_channel", "create", &answer.json["channels"][0]),
            "integration" => check_keys("integration_http", "create", &answer.json["http"]),
            "macro" => check_keys("macro_action", "create", &answer.json["actions"][0]),
            _ => {}
        }
    }
}

#[test]
fn the_observed_statuses_are_all_200() {
    let mut account = Account::with(|options| options.statuses = Statuses::Observed);
    let tag = account.send("POST", "/api/tags", &json!({"name": "one"}));
    let ticket = account.get("/api/tickets?limit=1")["data"][0]["id"].clone();
    let put = account.send("PUT", &format!("/api/tickets/{ticket}"), &json!({"status": "open"}));
    let tags = account.send("POST", &format!("/api/tickets/{ticket}/tags"), &json!({"names": ["one"]}));
    let gone = account.call("DELETE", &format!("/api/tags/{}", tag.json["id"]), "");
    assert_eq!((tag.status, put.status, tags.status, gone.status), (200, 200, 200, 204));
    assert!(tags.response.body.is_empty());
}
