//! Every example, run against the sandbox, and what it leaves there.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use gorgias::oauth::{Account, App};
use gorgias::resources::{customers, integrations, messages, tickets};
use gorgias::{Client, ClientBuilder, DateTime, Secret};
use gorgias_sandbox::{RateLimit, Sandbox, SandboxClock, SandboxOptions};
use jiff::Timestamp;
use rand::SeedableRng;
use rand::rngs::ChaCha20Rng;

#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/answer_ticket.rs"]
mod answer_ticket;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/attach_file.rs"]
mod attach_file;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/bulk_change.rs"]
mod bulk_change;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/connect.rs"]
mod connect;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/create_ticket.rs"]
mod create_ticket;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/custom_field.rs"]
mod custom_field;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/export_messages.rs"]
mod export_messages;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/follow_events.rs"]
mod follow_events;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/handle_errors.rs"]
mod handle_errors;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/import_history.rs"]
mod import_history;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/install_webhook.rs"]
mod install_webhook;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/keep_customer.rs"]
mod keep_customer;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/list_changed_tickets.rs"]
mod list_changed_tickets;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/merge_customers.rs"]
mod merge_customers;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/oauth_app.rs"]
mod oauth_app;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/own_layer.rs"]
mod own_layer;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/report.rs"]
mod report;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/search.rs"]
mod search;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/sidebar_widget.rs"]
mod sidebar_widget;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/tag_tickets.rs"]
mod tag_tickets;
#[expect(dead_code, reason = "its `main` is for people")]
#[path = "../../examples/work_queue.rs"]
mod work_queue;

const START: i64 = 1_780_000_000_000_000;

/// An account whose time runs quickly, so that what takes it minutes is soon over.
async fn sandbox() -> Sandbox {
    let now = Arc::new(AtomicI64::new(START));
    let clock = SandboxClock::new(move || {
        Timestamp::from_microsecond(now.fetch_add(20_000_000, Ordering::Relaxed)).unwrap()
    });
    let options = SandboxOptions { tickets: 60, rate_limit: RateLimit::Off, ..SandboxOptions::new(7, clock) };
    Sandbox::start(options).await.unwrap()
}

fn account(sandbox: &Sandbox) -> ClientBuilder {
    let access = &sandbox.access().helpdesk;
    Client::builder(&access.url).api_key(&access.email, access.api_key.as_str().into())
}

async fn connected() -> (Sandbox, Client) {
    let sandbox = sandbox().await;
    let client = account(&sandbox).build().unwrap();
    (sandbox, client)
}

fn moment(text: &str) -> DateTime {
    text.parse().unwrap()
}

/// A ticket whose customer has an e-mail address.
async fn some_ticket(client: &Client) -> i64 {
    let rows = client.send(tickets::list().limit(50)).await.unwrap().data;
    let with_address =
        |ticket: &&tickets::Ticket| ticket.customer.as_ref().is_some_and(|customer| customer.email.is_some());
    rows.iter().find(with_address).unwrap().id
}

#[test]
fn every_example_is_run_here() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let here = include_str!("examples.rs");
    let mut examples = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(name) = name.strip_suffix(".rs") {
            assert!(here.contains(&format!("{name}::run(")), "{name} is not run");
            examples += 1;
        }
    }
    assert!(examples >= 20, "{examples}");
}

#[tokio::test]
async fn tickets_are_made_once_listed_tagged_answered_and_imported() {
    let (sandbox, client) = connected().await;
    assert!(!connect::run(&client).await.unwrap().is_empty());

    let made = create_ticket::run(&client).await.unwrap();
    assert_eq!(create_ticket::run(&client).await.unwrap().id, made.id, "the second run finds it");

    let changed = list_changed_tickets::run(&client, made.created_datetime.unwrap()).await.unwrap();
    assert_eq!(changed, [made.id]);

    assert_eq!(tag_tickets::run(&client, made.id).await.unwrap(), ["backorder", "delivery-late"]);

    let tomorrow = moment("2026-06-10T08:00:00+00:00");
    let answered = answer_ticket::run(&client, some_ticket(&client).await, tomorrow).await.unwrap();
    assert_eq!(answered.snooze_datetime, Some(tomorrow));
    let said = client.send(messages::list().ticket_id(answered.id)).await.unwrap().data;
    assert!(said.iter().any(|message| message.external_id.as_deref() == Some("erp/order-1042/answer")));

    let asked = moment("2025-03-02T09:15:00+00:00");
    let imported = import_history::run(&client, asked, moment("2025-03-02T10:40:00+00:00")).await.unwrap();
    assert_eq!(imported.created_datetime, Some(asked));
    sandbox.stop().await;
}

#[tokio::test]
async fn customers_are_kept_in_step_merged_and_found() {
    let (sandbox, client) = connected().await;
    let ines = keep_customer::run(&client).await.unwrap();
    assert_eq!(keep_customer::run(&client).await.unwrap().id, ines.id, "the second run makes no other");
    let ines = client.send(customers::get(ines.id)).await.unwrap();
    assert_eq!(ines.data.unwrap()["orders"][0]["number"], "#1042");

    let survivor = merge_customers::run(&client).await.unwrap();
    assert_eq!(survivor.email.as_deref(), Some("rui@example.com"));

    let found = search::run(&client, "ines").await.unwrap();
    assert!(found.iter().any(|hit| hit.email.as_deref() == Some("ines@example.com")), "{found:?}");
    sandbox.stop().await;
}

#[tokio::test]
async fn queues_fields_jobs_and_files() {
    let (sandbox, client) = connected().await;
    let (waiting, view) = work_queue::run(&client).await.unwrap();
    assert!(waiting > 0 && view.id > 0);

    let ticket = some_ticket(&client).await;
    assert_eq!(custom_field::run(&client, ticket).await.unwrap(), Some("Air::Express".into()));

    bulk_change::run(&client, vec![ticket]).await.unwrap();
    let closed = client.send(tickets::get(ticket)).await.unwrap();
    assert_eq!(closed.status, Some(tickets::Status::Closed));

    assert_eq!(attach_file::run(&client, ticket).await.unwrap(), b"To: Ines Duarte, Lisboa");
    sandbox.stop().await;
}

#[tokio::test]
async fn copies_events_and_reports() {
    let (sandbox, client) = connected().await;
    let mut lines = Vec::new();
    export_messages::run(&client, None, &mut lines).await.unwrap();
    let rows = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let ids: std::collections::BTreeSet<i64> = rows
        .map(|row| serde_json::from_slice::<serde_json::Value>(row).unwrap()["id"].as_i64().unwrap())
        .collect();
    assert!(ids.len() > 60, "{}", ids.len());

    let since = moment("2026-05-01T00:00:00+00:00");
    let victim = some_ticket(&client).await;
    client.send(tickets::delete(victim)).await.unwrap();
    let (read, gone) = follow_events::run(&client, since).await.unwrap();
    assert!(read > 0);
    assert!(gone.contains(&victim), "{gone:?}");

    let (tickets, satisfaction) = report::run(&client, "2026-04-01", "2026-06-01").await.unwrap();
    assert!(tickets > 0);
    assert!(satisfaction.is_some_and(|average| (1.0..=5.0).contains(&average)), "{satisfaction:?}");
    sandbox.stop().await;
}

#[tokio::test]
async fn what_goes_wrong_says_what_to_do() {
    let (sandbox, client) = connected().await;
    let ticket = some_ticket(&client).await;
    assert!(handle_errors::run(&client, ticket).await.starts_with("ticket "));
    let missing = handle_errors::run(&client, 999_999_999).await;
    assert!(missing.contains("-> forget it"), "{missing}");
    let wrong = handle_errors::run(&client, -1).await;
    assert!(wrong.contains("-> tell somebody") && wrong.contains("-1 is no id"), "{wrong}");
    own_layer::run(vec![account(&sandbox), account(&sandbox)]).await.unwrap();
    sandbox.stop().await;
}

#[tokio::test]
async fn integrations_send_to_a_server_that_knows_them() {
    let (sandbox, client) = connected().await;
    let widget = sidebar_widget::run(&client).await.unwrap();
    assert!(widget.integration_id.is_some());

    let secret = Secret::new("s-4711");
    let integration =
        install_webhook::run(&client, "https://hooks.example.com/gorgias", &secret).await.unwrap();
    assert_eq!(client.send(integrations::get(integration.id)).await.unwrap().name, integration.name);
    let (server, mut arrived) = install_webhook::server(secret);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/gorgias", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move { axum::serve(listener, server).await });
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    for (given, status) in [("guessed", 401), ("s-4711", 202)] {
        let delivery = http.post(&address).header("x-hook-secret", given).body(r#"{"ticket":{"id":12}}"#);
        assert_eq!(delivery.send().await.unwrap().status().as_u16(), status);
    }
    assert_eq!((arrived.recv().await, arrived.try_recv().is_err()), (Some(12), true));
    serving.abort();
    sandbox.stop().await;
}

#[tokio::test]
async fn an_app_is_installed_and_sends() {
    let sandbox = sandbox().await;
    let helpdesk = &sandbox.access().helpdesk;
    let registered = &helpdesk.apps[0];
    let secret = registered.client_secret.as_str().into();
    let app = App::new(&registered.client_id, secret, "http://127.0.0.1/oauth/callback").unwrap();
    let installation = app.for_account(Account::at(&helpdesk.url).unwrap()).unwrap();
    let (page, state) = oauth_app::consent(&installation, &mut ChaCha20Rng::seed_from_u64(7));
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
    let answer = browser.build().unwrap().get(page).send().await.unwrap();
    let back = answer.headers()["location"].to_str().unwrap().to_owned();
    let clock = || Timestamp::from_microsecond(START).unwrap().into();
    let client = oauth_app::run(installation, &state, &back, clock).await.unwrap();
    assert!(client.send(tickets::list().limit(1)).await.is_ok(), "the scopes that were computed suffice");
    sandbox.stop().await;
}
