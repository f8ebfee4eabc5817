//! Somebody who receives webhooks.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// A webhook that arrived.
#[derive(Debug, Clone)]
pub struct Arrived {
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// Listens until it is dropped.
pub struct Receiver {
    pub url: String,
    arrived: watch::Receiver<Vec<Arrived>>,
    shared: Arc<Shared>,
    _server: JoinSet<()>,
}

struct Shared {
    arrived: watch::Sender<Vec<Arrived>>,
    /// So many are left without an answer.
    silent: AtomicU32,
}

impl Receiver {
    /// Answers 200 to everything but the first `silent`, which get no answer at all.
    pub async fn start(silent: u32) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let (sender, arrived) = watch::channel(Vec::new());
        let shared = Arc::new(Shared { arrived: sender, silent: AtomicU32::new(silent) });
        let router = Router::new().fallback(receive).with_state(Arc::clone(&shared));
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, arrived, shared, _server: server }
    }

    /// From now on everything is answered.
    pub fn speak(&self) {
        self.shared.silent.store(0, Ordering::SeqCst);
    }

    /// Waits until so many have arrived, and gives all that have.
    pub async fn wait_for(&self, count: usize) -> Vec<Arrived> {
        self.arrived.clone().wait_for(|arrived| arrived.len() >= count).await.unwrap().clone()
    }

    pub fn arrived(&self) -> Vec<Arrived> {
        self.arrived.borrow().clone()
    }
}

async fn receive(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let silent =
        shared.silent.try_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
    shared.arrived.send_modify(|arrived| arrived.push(Arrived { headers, body }));
    if silent {
        std::future::pending::<()>().await;
    }
    StatusCode::OK
}
