//! The HTTP server: webhooks and sidebar for the far systems, dashboard and metrics for the people of this machine.
//!
//! There is no log-in yet, so there are two routers. [`local`] serves everything and is bound to an address of this
//! machine; [`public`] serves webhooks and sidebar alone, which carry their own proof, and may be bound anywhere.
//! To add an endpoint: one file, one line in one of the two.

mod answer;
mod dashboard;
mod exposition;
mod healthz;
mod metrics;
mod security;
mod sidebar;
pub mod webhooks;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, map_response};
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use polus_engine::Engine;
use tokio::net::TcpListener;

use crate::failure::{Exit, Failure};
use crate::stop::Stop;

/// What every endpoint works with.
pub struct App {
    engine: Engine,
    pages: dashboard::Pages,
    webhooks: webhooks::Webhooks,
}

/// How long what is being answered at a stop may take.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

type Shared = Arc<App>;

impl App {
    /// Prepares the pages.
    pub fn new(engine: Engine) -> Result<Arc<App>, Failure> {
        let pages = dashboard::Pages::compile()
            .map_err(|error| Failure::new(Exit::Internal, "a page of Polus is wrong").because(&error))?;
        Ok(Arc::new(App { engine, pages, webhooks: webhooks::Webhooks::default() }))
    }
}

/// Everything; for an address of this machine.
pub fn local(app: Arc<App>) -> Router {
    let own = Router::new()
        .route("/", get(dashboard::page))
        .route("/dashboard/main", get(dashboard::main))
        .route("/assets/polus.css", get(dashboard::style))
        .route("/assets/polus.js", get(dashboard::script))
        .route("/healthz", get(healthz::show))
        .route("/metrics", get(metrics::show))
        .layer(from_fn(security::own_name_only));
    finish(own.merge(with_own_proof()), app)
}

/// Webhooks and sidebar alone; for any address.
pub fn public(app: Arc<App>) -> Router {
    finish(with_own_proof(), app)
}

fn with_own_proof() -> Router<Shared> {
    Router::new()
        .route("/webhooks/{connection}", post(webhooks::receive))
        .route("/webhooks/{connection}/{secret}", post(webhooks::receive_with_secret))
        .layer(DefaultBodyLimit::max(webhooks::BODY_LIMIT))
        .route("/sidebar/{connection}", get(sidebar::show))
}

fn finish(router: Router<Shared>, app: Arc<App>) -> Router {
    router.layer(map_response(security::headers)).with_state(app)
}

/// Takes an address.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let failure = Failure::new(Exit::Listen, format!("cannot listen on {address}")).because(&error);
        match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                failure.hint("another program has it; stop that one, or give another address with --listen")
            }
            _ => failure.hint("give an address of this machine and a port that this user may use"),
        }
    })
}

/// Answers until the process is to stop; what is being answered then is answered to its end.
pub async fn serve(listener: TcpListener, router: Router, stop: Stop) -> Result<(), Failure> {
    // An answer is small and complete at once: waiting for more to send only delays it.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(error = &error as &dyn std::error::Error, "cannot switch off delayed sending");
        }
    });
    let served = axum::serve(listener, router).with_graceful_shutdown(stop.clone().requested());
    tokio::select! {
        ended = served.into_future() => {
            ended.map_err(|error| Failure::new(Exit::Internal, "the HTTP server ended").because(&error))
        }
        () = overdue(stop) => Ok(()),
    }
}

/// A caller that never ends its request does not keep the process from its end.
async fn overdue(stop: Stop) {
    stop.requested().await;
    let _ = tokio::time::timeout(LAST_ANSWERS, std::future::pending::<()>()).await;
}
