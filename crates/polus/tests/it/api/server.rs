//! A helpdesk that answers what a test says, for answers that the sandbox would not give.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::http::{StatusCode, Uri};
use serde_json::json;
use tokio::net::TcpListener;

use crate::support::Home;

/// It ends with the test.
pub struct Server {
    url: String,
}

impl Server {
    /// Answers `GET /api/account` well, and the n-th other request (from 0) with what the closure makes.
    pub async fn start(
        answer: impl Fn(&Uri, usize) -> (StatusCode, String) + Send + Sync + 'static,
    ) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (answer, count) = (Arc::new(answer), Arc::new(AtomicUsize::new(0)));
        let app = Router::new().fallback(async move |uri: Uri| {
            let (status, body) = if uri.path() == "/api/account" {
                (StatusCode::OK, json!({"domain": "acme", "status": {"status": "active"}}).to_string())
            } else {
                answer(&uri, count.fetch_add(1, Ordering::Relaxed))
            };
            (status, [("content-type", "application/json")], body)
        });
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Server { url }
    }

    /// A folder that is connected to it.
    pub async fn home(&self) -> Home {
        let home = Home::init().await;
        let connect = ["connect", "gorgias", "--url", &self.url, "--email", "ann@acme.com", "--api-key", "-"];
        home.ok(&connect, "k-4711-secret").await;
        home
    }
}
