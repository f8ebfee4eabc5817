//! Strange requests and actions are answered; nothing panics.

use gorgias_sandbox::system::{Request, System as _};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::acts::ACTIONS;
use super::support::Account;

fn json_tree() -> impl Strategy<Value = Value> {
    let key = prop::sample::select(KEYS);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (2_200_000_000_u64..3_300_000_000).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        prop::sample::select(vec![
            "2026-01-01T00:00:00Z",
            "email",
            "api",
            "internal-note",
            "http",
            "a@example.com",
            "{{context}}",
            "eq(ticket.status, 'open') || lteTimedelta(ticket.created_datetime, '4000000000w')",
            "customer_channel",
            "Ticket",
            "ticket-list"
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..6)
                .prop_map(|pairs| pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

const KEYS: &[&str] = &[
    "id",
    "ids",
    "names",
    "name",
    "email",
    "channels",
    "type",
    "address",
    "messages",
    "channel",
    "from_agent",
    "sender",
    "receiver",
    "source",
    "from",
    "to",
    "body_text",
    "body_html",
    "tags",
    "status",
    "customer",
    "custom_fields",
    "value",
    "data",
    "version",
    "score",
    "ticket_id",
    "customer_id",
    "http",
    "url",
    "method",
    "form",
    "triggers",
    "template",
    "snooze_datetime",
    "updated_datetime",
    "source_tags_ids",
    "attachments",
    "request_content_type",
    "response_content_type",
    "slug",
    "filters",
    "search",
    "view",
    "order_by",
    "fields",
    "members",
    "decoration",
    "emoji",
    "object_type",
    "label",
    "priority",
    "definition",
    "input_settings",
    "choices",
    "query",
    "size",
    "actions",
    "arguments",
    "title",
    "code",
    "code_ast",
    "priorities",
    "params",
    "ticket_ids",
    "macro_id",
    "updates",
    "scheduled_datetime",
    "scope",
    "filters",
    "timezone",
    "member",
    "operator",
    "values",
    "measures",
    "dimensions",
    "period",
];

const SEGMENTS: &[&str] = &[
    "api",
    "tickets",
    "messages",
    "customers",
    "tags",
    "users",
    "events",
    "integrations",
    "satisfaction-surveys",
    "widgets",
    "macros",
    "archive",
    "rules",
    "priorities",
    "jobs",
    "metric-cards",
    "surveys-sent",
    "feedback",
    "phone",
    "voice-calls",
    "voice-call-events",
    "voice-call-recordings",
    "account",
    "settings",
    "custom-fields",
    "views",
    "items",
    "teams",
    "search",
    "reporting",
    "stats",
    "overview",
    "upload",
    "attachment",
    "download",
    "merge",
    "data",
    "0",
    "2200000001",
    "2300000001",
    "2400000001",
    "2500000001",
    "2600000001",
    "2800000001",
    "2900000001",
    "3000000001",
    "3100000001",
    "4200000001",
    "4300000001",
    "5200000001",
    "5300000001",
    "5400000001",
    "5500000001",
    "5700000001",
    "é%",
    "-1",
    "",
];

const PARAMETERS: &[&str] = &[
    "cursor",
    "limit",
    "order_by",
    "trashed",
    "ticket_ids",
    "customer_id",
    "external_id",
    "created_datetime[gt]",
    "created_datetime[lt]",
    "types",
    "object_type",
    "object_id",
    "source_id",
    "target_id",
    "action",
    "relationships",
    "view_id",
    "direction",
    "ignored_item",
    "category",
    "search",
    "ticket_id",
    "languages",
    "call_id",
    "q",
];

fn request() -> impl Strategy<Value = Request> {
    let method = prop::sample::select(vec!["GET", "POST", "PUT", "DELETE", "HEAD", "x"]);
    let segments = prop::collection::vec(prop::sample::select(SEGMENTS), 0..5);
    let value = prop_oneof![
        "[a-z:,\\[\\]\"0-9=_-]{0,20}",
        Just("created_datetime:asc".to_owned()),
        Just("2026-01-01T00:00:00Z".to_owned()),
        (2_200_000_000_u64..3_200_000_000).prop_map(|id| id.to_string()),
    ];
    let query = prop::collection::vec((prop::sample::select(PARAMETERS), value), 0..3);
    let body = prop_oneof![json_tree().prop_map(|tree| tree.to_string().into_bytes()), any::<Vec<u8>>()];
    (method, segments, query, body).prop_map(|(method, segments, query, body)| Request {
        method: method.to_owned(),
        path: format!("/api/{}", segments.join("/")),
        query: query.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        body: body.into(),
        ..Request::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_sent_panics(requests in prop::collection::vec(request(), 1..60)) {
        let mut account = Account::with(|options| options.tickets = 12);
        for request in requests {
            account.now += jiff::SignedDuration::from_secs(40);
            let response = account.helpdesk.handle(account.now, &request);
            prop_assert!(response.status < 500, "{} {}: {}", request.method, request.path, response.status);
        }
        for collection in ["tickets", "messages", "customers", "tags", "users", "events"] {
            prop_assert!(account.helpdesk.rows(collection).is_some());
        }
    }

    #[test]
    fn no_action_panics(actions in prop::collection::vec((action(), any::<u32>(), json_tree()), 1..40)) {
        let mut account = Account::with(|options| options.tickets = 8);
        for (action, pick, tree) in actions {
            account.now += jiff::SignedDuration::from_secs(40);
            let _ = account.helpdesk.act(account.now, &json!({"do": action, "pick": pick, "name": tree, "score": tree}));
            let _ = account.helpdesk.act(account.now, &tree);
        }
    }
}

fn action() -> impl Strategy<Value = &'static str> {
    prop::sample::select(ACTIONS)
}
