//! `GET /sidebar/{connection}`: what an agent sees beside a ticket, asked for by the helpdesk.
//!
//! Answered from the local copy alone. The proof is the header `X-Polus-Secret`.

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use polus_engine::{SECRET_HEADER, SidebarQuery};
use url::form_urlencoded;

use super::Shared;
use super::answer::{internal, json, refused};

/// Orders and ERP status of a ticket's customer.
pub async fn show(
    State(app): State<Shared>,
    Path(connection): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let secret = headers.get(SECRET_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match app.engine.sidebar(&connection, secret, &asked(&query.unwrap_or_default())).await {
        Ok(Ok(card)) => json(StatusCode::OK, card.to_string()),
        Ok(Err(_)) => refused(),
        Err(error) => internal("the sidebar cannot be answered", &error),
    }
}

fn asked(query: &str) -> SidebarQuery {
    let value = |name: &str| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    SidebarQuery { email: value("email"), customer_id: value("customer_id"), ticket_id: value("ticket_id") }
}
