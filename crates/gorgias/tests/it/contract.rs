//! Every request of this crate against `contract/operations.tsv`, and every operation of its resources against this
//! crate.

use std::collections::{BTreeMap, BTreeSet};

use gorgias::resources::{
    account, customers, events, integrations, messages, satisfaction_surveys, tags, tickets, users, widgets,
};
use gorgias::{DateTime, Request, Safety};
use serde_json::{Value, json};

const OPERATIONS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../contract/operations.tsv"));

/// The resources that this crate speaks.
const RESOURCES: &[&str] = &[
    "account",
    "tickets",
    "ticket_tags",
    "ticket_custom_fields",
    "messages",
    "customers",
    "customer_custom_fields",
    "tags",
    "users",
    "events",
    "integrations",
    "satisfaction_surveys",
    "widgets",
];

/// Left out on purpose: the reference calls it deprecated in favour of `list_messages`.
const LEFT_OUT: &[&str] = &["list_ticket_messages"];

/// A request without its type.
#[derive(Debug)]
struct Sent {
    operation: &'static str,
    method: String,
    path: String,
    query: Vec<(String, String)>,
    body: Option<Value>,
    safety: Safety,
}

fn sent<R>(request: Request<R>) -> Sent {
    Sent {
        operation: request.operation(),
        method: request.method().to_string(),
        path: request.path().to_owned(),
        query: request.query().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        body: request.body().cloned(),
        safety: request.safety(),
    }
}

/// One of everything, with every parameter that can be set.
fn all() -> Vec<Sent> {
    let moment: DateTime = "2026-01-02T03:04:05+00:00".parse().unwrap();
    let names = ["vip".to_owned()];
    let map = || json!({ "type": "wrapper", "widgets": [] }).as_object().cloned().unwrap();
    let http = || {
        integrations::NewHttp::new(integrations::HttpMethod::Post, "https://hooks.acme.example")
            .header("x-secret", &"s".into())
            .whole_context()
            .on(&[integrations::Trigger::TicketCreated])
    };
    let mut all = vec![
        sent(account::get()),
        sent(
            tickets::list()
                .limit(100)
                .cursor("c")
                .external_id("e")
                .customer_id(1)
                .ticket_ids(&[1, 2])
                .trashed(false)
                .view_id(3)
                .rule_id(4),
        ),
        sent(tickets::get(1).with_custom_fields()),
        sent(tickets::create(tickets::NewTicket::incoming(
            tickets::Party::email("a@x.example", Some("A")),
            "s",
            "t",
        ))),
        sent(tickets::update(1, tickets::UpdateTicket::new().snooze(Some(moment)).tags(&names))),
        sent(tickets::delete(1)),
        sent(tickets::list_tags(1)),
        sent(tickets::add_tags(1, &[2], &names)),
        sent(tickets::set_tags(1, &[], &[])),
        sent(tickets::remove_tags(1, &[2], &[])),
        sent(tickets::list_custom_fields(1)),
        sent(tickets::set_custom_fields(1, &[(2, json!("x"))])),
        sent(tickets::set_custom_field(1, 2, json!(true))),
        sent(tickets::delete_custom_field(1, 2)),
        sent(messages::list().limit(1).cursor("c").ticket_id(2)),
        sent(messages::get(1, 2)),
        sent(messages::create(1, messages::NewMessage::internal_note("x").external_id("e"))),
        sent(
            messages::update(1, 2, messages::UpdateMessage::new("email", true).text("x"))
                .action(messages::Action::Retry),
        ),
        sent(messages::delete(1, 2)),
        sent(
            customers::list()
                .limit(1)
                .cursor("c")
                .email("e")
                .external_id("x")
                .name("n")
                .channel("email", "e")
                .view_id(1),
        ),
        sent(customers::get(1).with_custom_fields()),
        sent(customers::create(customers::NewCustomer::email("a@x.example").name("A"))),
        sent(customers::update(
            1,
            customers::UpdateCustomer { name: Some("B".into()), ..Default::default() },
        )),
        sent(customers::delete(1)),
        sent(customers::delete_all(&[1])),
        sent(customers::merge(1, 2)),
        sent(customers::update_data(1, json!({ "tier": "gold" }), Some(moment))),
        sent(customers::list_custom_fields(1)),
        sent(customers::set_custom_fields(1, &[(2, json!(3))])),
        sent(customers::set_custom_field(1, 2, json!("x"))),
        sent(customers::delete_custom_field(1, 2)),
        sent(tags::list().limit(1).cursor("c").search("v")),
        sent(tags::get(1)),
        sent(tags::create(tags::NewTag::named("vip").description("d").color("#fff"))),
        sent(tags::update(1, tags::NewTag::named("vip"))),
        sent(tags::delete(1)),
        sent(tags::delete_all(&[1])),
        sent(tags::merge(&[1], 2)),
        sent(users::list().limit(1).cursor("c").email("e").external_id("x").search("s")),
        sent(users::me()),
        sent(users::create(users::NewUser::new("a@x.example", "A", &users::RoleName::BasicAgent))),
        sent(users::update(1, users::UpdateUser { bio: Some("b".into()), ..Default::default() })),
        sent(users::delete(1)),
        sent(
            events::list()
                .limit(1)
                .cursor("c")
                .types(&["ticket-created", "ticket-merged"])
                .object(events::ObjectType::Ticket, 1)
                .user_id(2)
                .created_after(moment)
                .created_since(moment)
                .created_before(moment)
                .created_until(moment),
        ),
        sent(events::get(1)),
        sent(integrations::list().limit(1).cursor("c").http_only()),
        sent(integrations::get(1)),
        sent(integrations::create(integrations::NewIntegration::http("Acme", http()))),
        sent(integrations::update(
            1,
            integrations::UpdateIntegration::named("Acme").http(http()).reactivate(),
        )),
        sent(integrations::delete(1)),
        sent(satisfaction_surveys::list().limit(1).cursor("c").ticket_id(1)),
        sent(satisfaction_surveys::get(1)),
        sent(satisfaction_surveys::create(satisfaction_surveys::NewSatisfactionSurvey::new(
            1,
            2,
            Default::default(),
        ))),
        sent(satisfaction_surveys::update(
            1,
            satisfaction_surveys::UpdateSatisfactionSurvey { score: Some(4), ..Default::default() },
        )),
        sent(widgets::list().limit(1).cursor("c").integration_id(1).app_id("a")),
        sent(widgets::get(1)),
        sent(widgets::create(widgets::NewWidget::http(1, map()).context(widgets::Context::Ticket).order(2))),
        sent(widgets::update(1, widgets::UpdateWidget { order: Some(1), ..Default::default() })),
        sent(widgets::delete(1)),
    ];
    all.extend(tickets::Order::ALL.map(|order| sent(tickets::list().order_by(order))));
    all.extend(messages::Order::ALL.map(|order| sent(messages::list().order_by(order))));
    all.extend(customers::Order::ALL.map(|order| sent(customers::list().order_by(order))));
    all.extend(tags::Order::ALL.map(|order| sent(tags::list().order_by(order))));
    all.extend(users::Order::ALL.map(|order| sent(users::list().order_by(order))));
    all.extend(events::Order::ALL.map(|order| sent(events::list().order_by(order))));
    all.extend(integrations::Order::ALL.map(|order| sent(integrations::list().order_by(order))));
    all.extend(
        satisfaction_surveys::Order::ALL.map(|order| sent(satisfaction_surveys::list().order_by(order))),
    );
    all.extend(widgets::Order::ALL.map(|order| sent(widgets::list().order_by(order))));
    all
}

type Row = BTreeMap<&'static str, &'static str>;

/// The rows of a table by their column names.
pub fn rows(table: &'static str) -> Vec<Row> {
    let mut lines = table.lines();
    let columns: Vec<_> = lines.next().unwrap().split('\t').collect();
    lines.map(|line| columns.iter().copied().zip(line.split('\t')).collect()).collect()
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template.iter().zip(path).all(|(wanted, is)| {
            if wanted.starts_with('{') { is.parse::<i64>().is_ok() } else { *wanted == is }
        })
}

/// A parameter as it is sent: `ticket_ids[]` is repeated without brackets, `created_datetime[gt]` keeps them.
fn parameter(written: &str) -> (&str, bool) {
    let name = written.split('=').next().unwrap_or(written).trim_end_matches('!');
    match name.strip_suffix("[]") {
        Some(name) => (name, true),
        None => (name, false),
    }
}

#[test]
fn every_request_is_an_operation_of_the_api() {
    let table = rows(OPERATIONS);
    for request in all() {
        let row = table
            .iter()
            .find(|row| row["operation_id"] == request.operation)
            .unwrap_or_else(|| panic!("{} is not in the table", request.operation));
        assert_eq!(row["method"], request.method, "{request:?}");
        assert!(fits(row["path"], &request.path), "{request:?} is not {}", row["path"]);
        let accepted: BTreeMap<_, _> = row["query"].split(' ').map(parameter).collect();
        let mut seen = BTreeSet::new();
        for (name, value) in &request.query {
            let repeated = accepted.get(name.as_str()).unwrap_or_else(|| panic!("{name}: {request:?}"));
            assert!(seen.insert(name) || *repeated, "{name} is sent twice: {request:?}");
            if name == "order_by" {
                assert!(row["order_by"].split(' ').any(|order| order == value), "{value}: {request:?}");
            }
        }
        let kind = match &request.body {
            None => "-",
            Some(Value::Object(_)) => "object",
            Some(Value::Array(_)) => "array",
            Some(_) => "value",
        };
        assert_eq!(row["body"], kind, "{request:?}");
        let required =
            row["query"].split(' ').filter(|name| name.ends_with('!')).map(|name| parameter(name).0);
        for name in required {
            assert!(request.query.iter().any(|(have, _)| have == name), "{name} is missing: {request:?}");
        }
    }
}

#[test]
fn every_operation_of_these_resources_is_offered() {
    let offered: BTreeSet<_> = all().iter().map(|request| request.operation).collect();
    let missing: Vec<_> = rows(OPERATIONS)
        .iter()
        .filter(|row| RESOURCES.contains(&row["resource"]))
        .map(|row| row["operation_id"])
        .filter(|operation| !offered.contains(operation) && !LEFT_OUT.contains(operation))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn no_create_and_no_merge_may_be_sent_twice() {
    let once: Vec<_> = all()
        .into_iter()
        .filter(|request| request.safety == Safety::Once)
        .map(|request| request.operation)
        .collect();
    let expected = [
        "create_ticket",
        "create_ticket_message",
        "update_ticket_message",
        "create_customer",
        "merge_customers",
        "create_tag",
        "merge_tags",
        "create_user",
        "create_integration",
        "create_satisfaction_survey",
        "create_widget",
    ];
    assert_eq!(once, expected);
}

#[test]
fn bodies_hold_only_what_may_be_written() {
    let objects = [
        ("create_ticket", include_str!("../../../../contract/objects/ticket.tsv"), "create"),
        ("update_ticket", include_str!("../../../../contract/objects/ticket.tsv"), "update"),
        ("create_ticket_message", include_str!("../../../../contract/objects/message.tsv"), "create"),
        ("update_ticket_message", include_str!("../../../../contract/objects/message.tsv"), "update"),
        ("create_customer", include_str!("../../../../contract/objects/customer.tsv"), "create"),
        ("update_customer", include_str!("../../../../contract/objects/customer.tsv"), "update"),
        ("create_tag", include_str!("../../../../contract/objects/tag.tsv"), "create"),
        ("create_user", include_str!("../../../../contract/objects/user.tsv"), "create"),
        ("update_user", include_str!("../../../../contract/objects/user.tsv"), "update"),
        ("create_integration", include_str!("../../../../contract/objects/integration.tsv"), "create"),
        ("update_integration", include_str!("../../../../contract/objects/integration.tsv"), "update"),
        (
            "create_satisfaction_survey",
            include_str!("../../../../contract/objects/satisfaction_survey.tsv"),
            "create",
        ),
        (
            "update_satisfaction_survey",
            include_str!("../../../../contract/objects/satisfaction_survey.tsv"),
            "update",
        ),
        ("create_widget", include_str!("../../../../contract/objects/widget.tsv"), "create"),
        ("update_widget", include_str!("../../../../contract/objects/widget.tsv"), "update"),
    ];
    let all = all();
    for (operation, table, when) in objects {
        let body = all
            .iter()
            .find(|request| request.operation == operation)
            .and_then(|request| request.body.clone());
        let body = body.unwrap_or_else(|| panic!("{operation} has no body"));
        for row in rows(table) {
            let write = row["write"].trim_end_matches('!');
            if !["both", when].contains(&write) {
                assert!(body.get(row["field"]).is_none(), "{operation} sends {}", row["field"]);
            }
            if row["write"].ends_with('!') && when == "create" {
                assert!(body.get(row["field"]).is_some(), "{operation} lacks {}", row["field"]);
            }
        }
        for key in body.as_object().unwrap().keys() {
            assert!(rows(table).iter().any(|row| row["field"] == key), "{operation} sends {key}");
        }
    }
}
