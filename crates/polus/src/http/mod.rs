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
mod patience;
mod security;
mod serve;
mod sidebar;
pub mod webhooks;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, map_response};
use axum::routing::{get, post};
use polus_engine::Engine;
use tokio::net::TcpListener;

pub use self::serve::serve;
use crate::failure::{Exit, Failure};

/// What every endpoint works with.
pub struct App {
    engine: Engine,
    pages: dashboard::Pages,
    webhooks: webhooks::Webhooks,
}

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
