//! The systems of the demo, and how Polus gets connected to them: over HTTP, with credentials, like to any others.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use gorgias_sandbox::{
    Access, CommerceListen, Control, RateLimit, Sandbox, SandboxClock, SandboxOptions, SystemName,
};
use polus_engine::status::ConnectionStatus;
use polus_engine::{Clock, Engine, NewSystem};
use serde_json::{Map, Value, json};

use super::folder::{self, Notes};
use crate::failure::{Exit, Failure};

/// The helpdesk's connection.
pub const HELPDESK: &str = "gorgias";
const SHOP: &str = "shopify";
const ERP: &str = "odoo";

/// How often to look how far the first copy is.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// The quota of an app on an Enterprise plan ("Rate Limits").
const RATE_LIMIT: RateLimit = RateLimit::Bucket { size: 80, window: Duration::from_secs(10) };

/// Starts helpdesk, shop and ERP, as they were if there were any.
pub async fn start(path: &Path, notes: &Notes) -> Result<Sandbox, Failure> {
    let clock = Clock::system();
    let mut options = SandboxOptions::new(notes.seed, SandboxClock::new(move || clock.now()));
    options.tickets = notes.tickets;
    options.listen = notes.helpdesk;
    options.rate_limit = RATE_LIMIT;
    options.state = Some(folder::state(path));
    options.commerce = Some(CommerceListen { shop: notes.shop, erp: notes.erp });
    Ok(Sandbox::start(options).await?)
}

/// Connects what is not connected yet.
pub async fn connect(engine: &Engine, access: &Access) -> Result<(), Failure> {
    let status = engine.status().await?;
    for system in systems(access) {
        if status.connections.iter().all(|connection| connection.name != system.name) {
            engine.connect(system).await?;
        }
    }
    Ok(())
}

fn systems(access: &Access) -> Vec<NewSystem> {
    let helpdesk = &access.helpdesk;
    let mut systems = vec![system(
        HELPDESK,
        &helpdesk.url,
        json!({"email": helpdesk.email}),
        json!({"api_key": helpdesk.api_key}),
    )];
    if let Some(shop) = &access.shop {
        let secrets = json!({"access_token": shop.access_token, "webhook_secret": shop.webhook_secret});
        systems.push(system(SHOP, &shop.url, json!({}), secrets));
    }
    if let Some(erp) = &access.erp {
        // An own server, which allows more than Odoo's cloud.
        let settings = json!({"database": erp.database, "requests_per_second": 10});
        let secrets = json!({"api_key": erp.api_key, "webhook_secret": erp.webhook_secret});
        systems.push(system(ERP, &erp.url, settings, secrets));
    }
    systems
}

fn system(system: &str, url: &str, settings: Value, secrets: Value) -> NewSystem {
    let fields = |value: Value| match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    NewSystem {
        account: "demo".to_owned(),
        name: system.to_owned(),
        system: system.to_owned(),
        url: Some(url.to_owned()),
        settings: fields(settings),
        secrets: fields(secrets),
    }
}

/// Lets all three tell of changes: an integration in the helpdesk, subscriptions in shop and ERP. Doing it again
/// changes nothing.
pub async fn subscribe(
    engine: &Engine,
    control: &Control,
    access: &Access,
    listen: SocketAddr,
) -> Result<(), Failure> {
    let url = format!("http://{listen}");
    engine.install(HELPDESK, &url).await?;
    let mut subscriptions = vec![(SystemName::Shop, format!("{url}/webhooks/{SHOP}"))];
    if let Some(erp) = &access.erp {
        subscriptions.push((SystemName::Erp, format!("{url}/webhooks/{ERP}/{}", erp.webhook_secret)));
    }
    for (system, url) in subscriptions {
        control.act(system, json!({"do": "subscribe", "url": url})).await.map_err(|error| {
            Failure::new(Exit::Internal, format!("the {system} takes no subscription")).because(&error)
        })?;
    }
    Ok(())
}

/// How many records there are to be copied.
pub async fn size(control: &Control) -> u64 {
    let mut size = 0;
    for system in SystemName::ALL {
        for collection in system.collections() {
            size += control.rows(system, collection).await.map_or(0, |rows| rows.len() as u64);
        }
    }
    size
}

/// Waits until every stream of every connection was read to its end once.
pub async fn copied(engine: &Engine) -> Result<(), Failure> {
    loop {
        let status = engine.status().await?;
        let all = |connection: &ConnectionStatus| {
            !connection.streams.is_empty() && connection.streams.iter().all(|stream| stream.phase == "live")
        };
        if status.connections.len() == SystemName::ALL.len() && status.connections.iter().all(all) {
            return Ok(());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
