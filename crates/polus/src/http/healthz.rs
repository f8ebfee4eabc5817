//! `GET /healthz`: 200 while the process works, its database answers, and what comes in can be stored.

use std::sync::atomic::Ordering;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Shared;
use super::answer::json;

/// Says whether all is well here. The far systems do not count: restarting Polus would not mend them.
pub async fn show(State(app): State<Shared>) -> Response {
    match app.engine.status().await {
        // Until one is stored again: the far systems come again with what was not taken.
        Ok(_) if app.webhooks.unstorable.load(Ordering::Relaxed) => {
            json(StatusCode::SERVICE_UNAVAILABLE, r#"{"status":"the last webhook could not be stored"}"#)
        }
        Ok(_) => json(StatusCode::OK, r#"{"status":"ok"}"#),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the database does not answer");
            json(StatusCode::SERVICE_UNAVAILABLE, r#"{"status":"the database does not answer"}"#)
        }
    }
}
