//! `POST /webhooks/{connection}` and `POST /webhooks/{connection}/{secret}`: what the systems tell us.
//!
//! A webhook is proven genuine, stored, and only then answered; what it means is looked into later. The second form is
//! for systems that can neither sign nor send a header: the proof is the end of the address.
//!
//! Each connection has room of its own, so that a flood of forged webhooks to one holds up none of another.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Shared;
use super::answer::{busy, json, refused};

/// The largest webhook that is taken.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// How many of one connection are worked on at once; more are told to come again.
const AT_ONCE: usize = 128;

/// How long a sender may take to send one.
const BODY_TIME: Duration = Duration::from_secs(10);

/// What came in so far, and the room for more.
#[derive(Debug, Default)]
pub struct Webhooks {
    rooms: Mutex<HashMap<String, Arc<Semaphore>>>,
    /// Whether the last one that was genuine could not be stored.
    pub unstorable: AtomicBool,
    /// Stored and answered 200.
    pub accepted: AtomicU64,
    /// Not proven genuine.
    pub refused: AtomicU64,
    /// Too large, too slow, broken off, too many at once, or not to be stored.
    pub failed: AtomicU64,
}

impl Webhooks {
    /// Room for one more of a connection that exists; without that, any name would be remembered.
    fn room(&self, connection: &str) -> Option<OwnedSemaphorePermit> {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let room = rooms.entry(connection.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE)));
        room.clone().try_acquire_owned().ok()
    }
}

/// `POST /webhooks/{connection}`
pub async fn receive(
    State(app): State<Shared>,
    Path(connection): Path<String>,
    request: Request,
) -> Response {
    answer(&app, &connection, request).await
}

/// `POST /webhooks/{connection}/{secret}`
pub async fn receive_with_secret(
    State(app): State<Shared>,
    Path((connection, _)): Path<(String, String)>,
    request: Request,
) -> Response {
    answer(&app, &connection, request).await
}

async fn answer(app: &Shared, connection: &str, request: Request) -> Response {
    let response = take(app, connection, request).await;
    let counter = match response.status() {
        StatusCode::OK => &app.webhooks.accepted,
        StatusCode::UNAUTHORIZED => &app.webhooks.refused,
        _ => &app.webhooks.failed,
    };
    counter.fetch_add(1, Ordering::Relaxed);
    response
}

async fn take(app: &Shared, connection: &str, request: Request) -> Response {
    // Before the body is read: what is not read costs nothing, and what is forged takes nobody's room.
    if announced(&request).is_some_and(|length| length > BODY_LIMIT as u64) {
        return json(StatusCode::PAYLOAD_TOO_LARGE, "{}");
    }
    let headers = headers(&request);
    if app.engine.webhook_announced(connection, &headers).is_err() {
        return refused();
    }
    let Some(_room) = app.webhooks.room(connection) else { return busy() };
    let body = match tokio::time::timeout(BODY_TIME, Bytes::from_request(request, &())).await {
        Ok(Ok(body)) => body,
        Ok(Err(rejection)) => return json(rejection.status(), "{}"),
        Err(_) => return json(StatusCode::REQUEST_TIMEOUT, "{}"),
    };
    let Ok(verified) = app.engine.webhook(connection, &headers, &body) else { return refused() };
    let stored = app.engine.receive(verified).await;
    app.webhooks.unstorable.store(stored.is_err(), Ordering::Relaxed);
    match stored {
        Ok(()) => json(StatusCode::OK, "{}"),
        Err(error) => {
            tracing::error!(
                connection,
                error = &error as &dyn std::error::Error,
                "a webhook could not be stored"
            );
            busy()
        }
    }
}

/// How long the body says it is.
fn announced(request: &Request) -> Option<u64> {
    request.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The headers, and the path under the name `:path`, for systems whose proof is the end of the address.
fn headers(request: &Request) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let named = request.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value)));
    named.chain([(":path".to_owned(), request.uri().path().to_owned())]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_to_one_connection_takes_no_room_of_another() {
        let webhooks = Webhooks::default();
        let mut flood: Vec<_> = (0..AT_ONCE).map(|_| webhooks.room("shop").unwrap()).collect();
        assert!(webhooks.room("shop").is_none());
        assert!(webhooks.room("gorgias").is_some());
        flood.pop();
        assert!(webhooks.room("shop").is_some());
    }
}
