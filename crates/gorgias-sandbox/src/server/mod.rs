//! The sandbox as a process: the systems behind HTTP on this machine, with authentication, rate limit,
//! webhooks and a journal.
//!
//! Guarantees: what was answered is kept, if a folder for the state is given, whatever kills the process
//! (see [`SandboxOptions::state`]); requests never wait for webhooks; nothing outside this machine is listened
//! to or spoken to.
//!
//! Does not: encrypt (it is reached over loopback only) or keep its credentials secret.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

mod control;
pub(crate) mod credentials;
mod deliver;
mod entry;
mod error;
mod front;
mod journal;
mod limit;
mod listen;
mod name;
mod oauth;
mod open;
mod options;
mod shared;
#[cfg(test)]
mod tests;
mod world;

pub use control::Control;
pub use error::StartError;
pub use limit::{ParseRateLimitError, RateLimit};
pub use name::{SystemName, UnknownSystem};
pub use options::{
    Access, AppAccess, CommerceListen, DeliveryOptions, ErpAccess, HelpdeskAccess, OauthOptions,
    SandboxClock, SandboxOptions, ShopAccess,
};
pub use shared::{Counts, LedgerLine};

use crate::system::System;
use deliver::Deliverer;
use entry::Entry;
use open::Opened;
use shared::Shared;

/// How often time passes for the systems, if nothing else happens.
const TICK: Duration = Duration::from_secs(1);

/// How long a stop waits for requests that are being answered.
const PATIENCE: Duration = Duration::from_secs(2);

/// The systems to put behind HTTP, by name.
pub(crate) type Systems = HashMap<SystemName, Box<dyn System>>;

/// A running sandbox. Dropping it stops it at once; [`Sandbox::stop`] lets requests end first.
pub struct Sandbox {
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    servers: JoinSet<()>,
    /// Sends webhooks and lets time pass.
    helpers: JoinSet<()>,
}

impl Sandbox {
    /// Starts what `options` ask for, and answers requests from then on. With a folder that holds a sandbox
    /// already, that one continues.
    ///
    /// # Errors
    ///
    /// See [`StartError`]; nothing runs then.
    pub async fn start(options: SandboxOptions) -> Result<Self, StartError> {
        let Opened { world, access, helpdesk, shop, erp } = open::open(&options).await?;
        let shared = Arc::new(Shared::new(world, access, options.seed, options.tickets));
        let deliverer = Deliverer::new(Arc::clone(&shared), options.deliveries)?;

        let mut helpers = JoinSet::new();
        helpers.spawn(deliverer.run());
        helpers.spawn(let_time_pass(Arc::clone(&shared)));

        let (stop, _) = watch::channel(false);
        let mut servers = JoinSet::new();
        servers.spawn(serve(
            helpdesk,
            front::helpdesk(Arc::clone(&shared), options.rate_limit, options.oauth),
            &stop,
        ));
        if let (Some(listener), Some(access)) = (shop, &shared.access.shop) {
            let router = front::shop(Arc::clone(&shared), access.access_token.clone());
            servers.spawn(serve(listener, router, &stop));
        }
        if let (Some(listener), Some(access)) = (erp, &shared.access.erp) {
            let router = front::erp(Arc::clone(&shared), access.clone());
            servers.spawn(serve(listener, router, &stop));
        }
        Ok(Self { shared, stop, servers, helpers })
    }

    /// Addresses and credentials.
    pub fn access(&self) -> &Access {
        &self.shared.access
    }

    /// A hand on the running sandbox.
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.shared))
    }

    /// Stops. Requests that are being answered get a moment to end; webhooks that are still owed are sent
    /// after the next start, if the state is kept.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        let ended = async { while self.servers.join_next().await.is_some() {} };
        // Whoever takes longer is cut off when the tasks are dropped.
        let _ = tokio::time::timeout(PATIENCE, ended).await;
        self.helpers.shutdown().await;
        self.servers.shutdown().await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Connections may outlive their listener by a moment; nothing may be changed through them.
        self.shared.world.close();
        self.shared.ended.send_replace(());
    }
}

/// Serves one listener until the stop.
fn serve(
    listener: TcpListener,
    router: Router,
    stop: &watch::Sender<bool>,
) -> impl Future<Output = ()> + use<> {
    let mut stop = stop.subscribe();
    async move {
        let stopped = async move {
            // A sender that is gone means a stop as well.
            let _ = stop.wait_for(|stop| *stop).await;
        };
        // Answers are small and waited for: they should not sit in a buffer.
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped).await {
            tracing::error!(%error, "a listener of the sandbox ended");
        }
    }
}

async fn let_time_pass(shared: Arc<Shared>) {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = shared.change(Entry::Tick) {
            tracing::error!(%error, "time cannot pass, because the state cannot be kept");
        }
    }
}
