//! `polus up`: everything, until it is stopped.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use polus_engine::{Engine, EngineError};
use serde_json::json;
use url::Url;

use crate::cli::{Cli, Up};
use crate::config::{self, Config};
use crate::failure::{Exit, Failure};
use crate::installation::Installation;
use crate::stop::Stop;
use crate::{http, output, ready};

/// How long to wait before the installation in the helpdesk is tried again.
const INSTALL_AGAIN: Duration = Duration::from_secs(30);

/// Syncs, listens, works; returns after a clean stop.
pub async fn run(cli: &Cli, arguments: &Up) -> Result<(), Failure> {
    let stop = Stop::on_signals()?;
    ready::clear(arguments.ready_file.as_ref())?;
    let installation = Installation::read(&cli.dir)?;
    let config = installation.config.clone();
    let listen = arguments.listen.unwrap_or(config.listen);
    config::own_address(listen)?;
    let (engine, store) = installation.open().await?;
    // Both addresses are taken before anything is said or done: a start that fails leaves nothing behind.
    let local = http::bind(listen).await?;
    let public = match config.public_listen {
        Some(address) => Some(http::bind(address).await?),
        None => None,
    };
    let address =
        local.local_addr().map_err(|error| Failure::new(Exit::Listen, "cannot listen").because(&error))?;
    let app = http::App::new(engine.clone())?;
    let mut servers = vec![tokio::spawn(http::serve(local, http::local(app.clone()), stop.clone()))];
    if let Some(public) = public {
        servers.push(tokio::spawn(http::serve(public, http::public(app), stop.clone())));
    }
    if let Some(file) = &arguments.ready_file {
        write_addresses(file, &engine, address).await?;
    }
    output::note(cli.json, &format!("Dashboard: http://{address}/  (Ctrl-C stops)"));
    let installing = tokio::spawn(install(engine.clone(), config));
    let ran = engine.run(stop.clone().requested()).await;
    // Work that cannot go on ends the servers as well.
    stop.request();
    installing.abort();
    for server in servers {
        server
            .await
            .map_err(|error| Failure::new(Exit::Internal, "the HTTP server ended").because(&error))?;
    }
    store.close().await?;
    ran.map_err(Failure::from)
}

async fn write_addresses(file: &Path, engine: &Engine, address: SocketAddr) -> Result<(), Failure> {
    let status = engine.status().await?;
    let url = format!("http://{address}");
    let mut addresses = json!({"url": format!("{url}/")});
    if let Some(helpdesk) = status.connections.iter().find(|connection| connection.kind == "helpdesk") {
        let name = &helpdesk.name;
        addresses["webhook_url"] = json!(format!("{url}/webhooks/{name}"));
        addresses["sidebar_url"] = json!(format!("{url}/sidebar/{name}"));
        addresses["webhook_secret"] = json!(engine.webhook_secret_of(name)?.expose());
    }
    ready::write(file, &addresses)
}

/// Sets up webhooks and sidebar in every helpdesk, when it is known under which address we can be reached.
async fn install(engine: Engine, config: Config) {
    let Some(url) = config.public_url else {
        tracing::info!("no `public_url` in polus.yaml: Gorgias is asked for news, it cannot tell of them");
        return;
    };
    let mut again = tokio::time::interval(INSTALL_AGAIN);
    loop {
        again.tick().await;
        match install_all(&engine, &url).await {
            Ok(()) => return,
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "webhooks and sidebar could not be set up in Gorgias; trying again"
            ),
        }
    }
}

async fn install_all(engine: &Engine, url: &Url) -> Result<(), EngineError> {
    for connection in engine.status().await?.connections {
        if connection.kind == "helpdesk" {
            engine.install(&connection.name, url.as_str().trim_end_matches('/')).await?;
        }
    }
    Ok(())
}
