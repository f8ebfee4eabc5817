//! The control of the sandbox over HTTP, for tests in any language: under `/_sandbox/` at the helpdesk's
//! address, with the helpdesk's credentials, and only as `127.0.0.1`, `[::1]` or `localhost`. It is not part of
//! Gorgias and uses nothing of the rate limit.
//!
//! | call | does |
//! |---|---|
//! | `GET /_sandbox/health` | answers once everything runs |
//! | `GET /_sandbox/clock` | the present moment of the world |
//! | `GET /_sandbox/ledger` | what was counted, and how the latest webhooks ended |
//! | `GET /_sandbox/{system}/rows/{collection}` | every row of a collection |
//! | `POST /_sandbox/{system}/act` | lets somebody act; the body is the action |
//! | `POST /_sandbox/play/{number}` | does a step of the script, once |
//! | `POST /_sandbox/traffic/{number}` | does a step of the endless traffic, once |
//! | `POST /_sandbox/idle` | answers when no webhook is owed or under way |

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response as HttpResponse};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;
use serde_json::{Value, json};

use super::super::control::Control;
use super::super::name::SystemName;
use super::super::shared::Shared;

#[derive(Clone)]
struct Handle {
    control: Control,
    shared: Arc<Shared>,
}

pub(crate) fn routes(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/clock", get(clock))
        .route("/ledger", get(ledger))
        .route("/{system}/rows/{collection}", get(rows))
        .route("/{system}/act", post(act))
        .route("/play/{number}", post(play))
        .route("/traffic/{number}", post(traffic))
        .route("/idle", post(idle))
        .fallback(async || refuse(StatusCode::NOT_FOUND, "the control of the sandbox has no such call"))
        .with_state(Handle { control: Control::new(Arc::clone(&shared)), shared })
}

async fn health(State(handle): State<Handle>) -> HttpResponse {
    let Shared { seed, tickets, .. } = &*handle.shared;
    Json(json!({"status": "ok", "seed": seed, "tickets": tickets})).into_response()
}

async fn clock(State(handle): State<Handle>) -> HttpResponse {
    Json(json!({"now": handle.shared.world.now().to_string()})).into_response()
}

async fn ledger(State(handle): State<Handle>) -> HttpResponse {
    let owed = handle.shared.world.owed();
    Json(json!({"counts": handle.control.counts(), "owed": owed, "deliveries": handle.control.ledger()}))
        .into_response()
}

async fn rows(
    State(handle): State<Handle>,
    Path((system, collection)): Path<(String, String)>,
) -> HttpResponse {
    let system: SystemName = match system.parse() {
        Ok(system) => system,
        Err(error) => return refuse(StatusCode::NOT_FOUND, error),
    };
    match handle.control.rows(system, &collection).await {
        Some(rows) => Json(rows).into_response(),
        None => refuse(StatusCode::NOT_FOUND, format!("the {system} has no collection `{collection}`")),
    }
}

async fn act(
    State(handle): State<Handle>,
    Path(system): Path<String>,
    Json(action): Json<Value>,
) -> HttpResponse {
    match system.parse() {
        Ok(system) => told(handle.control.act(system, action).await.map(Some)),
        Err(error) => refuse(StatusCode::NOT_FOUND, error),
    }
}

async fn play(State(handle): State<Handle>, Path(number): Path<u64>) -> HttpResponse {
    told(handle.control.play(number).await)
}

async fn traffic(State(handle): State<Handle>, Path(number): Path<u64>) -> HttpResponse {
    told(handle.control.traffic(number).await)
}

async fn idle(State(handle): State<Handle>) -> HttpResponse {
    handle.control.deliveries_idle().await;
    StatusCode::NO_CONTENT.into_response()
}

fn told<T: Serialize>(result: Result<Option<T>, crate::system::ActError>) -> HttpResponse {
    match result {
        Ok(Some(value)) => Json(value).into_response(),
        Ok(None) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => refuse(StatusCode::UNPROCESSABLE_ENTITY, error),
    }
}

fn refuse(status: StatusCode, reason: impl ToString) -> HttpResponse {
    (status, Json(json!({"error": reason.to_string()}))).into_response()
}
