//! The client against the sandbox, which shares no types with it and refuses what the API refuses.

mod account;
mod custom_fields;
mod customers;
mod jobs;
mod macros;
mod messages;
mod metric_cards;
mod rules;
mod search;
mod statistics;
mod teams;
mod tickets;
mod users;
mod views;
mod voice;
mod webhooks;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use futures_util::TryStreamExt;
use gorgias::resources::{self, events, integrations, satisfaction_surveys, tags, widgets};
use gorgias::{Client, DateTime, Page, Request};
use gorgias_sandbox::{RateLimit, Sandbox, SandboxClock, SandboxOptions};
use jiff::Timestamp;
use serde_json::json;

pub async fn sandbox() -> (Sandbox, Client) {
    sandbox_with_clock(1000).await
}

/// A sandbox whose clock goes on by so many microseconds whenever it is read.
async fn sandbox_with_clock(step: i64) -> (Sandbox, Client) {
    let at = AtomicI64::new(1_780_000_000_000_000);
    let clock = SandboxClock::new(move || {
        Timestamp::from_microsecond(at.fetch_add(step, Ordering::Relaxed)).unwrap()
    });
    let options =
        SandboxOptions { tickets: 120, rate_limit: RateLimit::Off, ..SandboxOptions::new(7, clock) };
    let sandbox = Sandbox::start(options).await.unwrap();
    let access = &sandbox.access().helpdesk;
    let client =
        Client::builder(&access.url).api_key(&access.email, access.api_key.as_str().into()).build().unwrap();
    (sandbox, client)
}

/// Walks a list to its end; every row must read as its type.
async fn whole<T: Send + 'static>(client: &Client, list: Request<Page<T>>) -> Vec<T> {
    let pages: Vec<Page<T>> = client.pages(list.limit(50)).try_collect().await.unwrap();
    pages.into_iter().flat_map(|page| page.data).collect()
}

#[tokio::test]
async fn every_list_and_every_detail_reads() {
    let (sandbox, client) = sandbox().await;
    assert!(!client.send(resources::account::get()).await.unwrap().domain.is_empty());
    let all =
        whole(&client, resources::tickets::list().order_by(resources::tickets::Order::UpdatedDesc)).await;
    assert_eq!(all.len(), 120);
    assert!(all.windows(2).all(|pair| pair[0].updated_datetime >= pair[1].updated_datetime));
    let detail = client.send(resources::tickets::get(all[0].id).with_custom_fields()).await.unwrap();
    assert!(detail.messages.is_some_and(|messages| !messages.is_empty()));
    let people =
        whole(&client, resources::customers::list().order_by(resources::customers::Order::CreatedAsc)).await;
    assert_eq!(client.send(resources::customers::get(people[0].id)).await.unwrap().email, people[0].email);
    let written = whole(&client, resources::messages::list()).await;
    let (ticket, id) = (written[0].ticket_id.unwrap(), written[0].id);
    assert_eq!(
        client.send(resources::messages::get(ticket, id)).await.unwrap().body_text,
        written[0].body_text
    );
    let happened = whole(&client, events::list().types(&[events::EventType::TicketCreated])).await;
    assert!(happened.iter().all(|event| event.kind == events::EventType::TicketCreated));
    assert!(!whole(&client, tags::list().order_by(tags::Order::UsageDesc)).await.is_empty());
    assert!(!whole(&client, resources::users::list()).await.is_empty());
    whole(&client, integrations::list()).await;
    whole(&client, satisfaction_surveys::list()).await;
    whole(&client, widgets::list()).await;
    assert!(client.send(resources::users::me()).await.unwrap().email.is_some());
    assert_eq!(client.budget().snapshot().throttled, 0);
    sandbox.stop().await;
}

#[tokio::test]
async fn tags_integrations_and_widgets_are_made_changed_and_deleted() {
    let (sandbox, client) = sandbox().await;
    let tag = client.send(tags::create(tags::NewTag::named("from-erp").color("#C0392B"))).await.unwrap();
    let twin = client.send(tags::create(tags::NewTag::named("from-the-erp"))).await.unwrap();
    let merged = client.send(tags::merge(&[twin.id], tag.id)).await.unwrap();
    assert_eq!(merged.name, "from-erp");
    client.send(tags::update(tag.id, tags::UpdateTag::new().name("erp"))).await.unwrap();
    client.send(tags::delete(tag.id)).await.unwrap();

    let http = || {
        integrations::NewHttp::new(integrations::HttpMethod::Post, "http://127.0.0.1:9/webhooks/acme")
            .header("x-secret", &"s-1".into())
            .whole_context()
            .on(&[integrations::Trigger::TicketCreated])
    };
    let made =
        client.send(integrations::create(integrations::NewIntegration::http("Polus", http()))).await.unwrap();
    assert_eq!(made.http.unwrap().method.as_deref(), Some("POST"));
    let at: DateTime = "2026-06-01T00:00:00Z".parse().unwrap();
    let off = integrations::UpdateIntegration::named("Polus").deactivated(at);
    assert!(client.send(integrations::update(made.id, off)).await.unwrap().deactivated_datetime.is_some());
    let on = integrations::UpdateIntegration::named("Polus 2").http(http()).deactivated(None);
    assert_eq!(client.send(integrations::update(made.id, on)).await.unwrap().deactivated_datetime, None);

    let template = json!({ "type": "wrapper", "widgets": [] }).as_object().cloned().unwrap();
    let widget =
        client.send(widgets::create(widgets::NewWidget::http(made.id, template).order(1))).await.unwrap();
    let listed = client.send(widgets::list().integration_id(made.id)).await.unwrap();
    assert_eq!(listed.data, std::slice::from_ref(&widget));
    let change = widgets::UpdateWidget::new().context(widgets::Context::Customer);
    client.send(widgets::update(widget.id, change)).await.unwrap();
    client.send(widgets::delete(widget.id)).await.unwrap();
    client.send(integrations::delete(made.id)).await.unwrap();
    sandbox.stop().await;
}

#[tokio::test]
async fn a_limited_account_refuses_nothing() {
    let clock = SandboxClock::new(|| Timestamp::from_microsecond(1_780_000_000_000_000).unwrap());
    let limit: RateLimit = "20/2s".parse().unwrap();
    let options = SandboxOptions { tickets: 20, rate_limit: limit, ..SandboxOptions::new(7, clock) };
    let sandbox = Sandbox::start(options).await.unwrap();
    let access = &sandbox.access().helpdesk;
    let client =
        Client::builder(&access.url).api_key(&access.email, access.api_key.as_str().into()).build().unwrap();
    let client = Arc::new(client);
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let client = Arc::clone(&client);
            tokio::spawn(async move {
                for _ in 0..10 {
                    client.send(resources::account::get()).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!((client.budget().snapshot().throttled, sandbox.control().counts().throttled_429), (0, 0));
    sandbox.stop().await;
}
