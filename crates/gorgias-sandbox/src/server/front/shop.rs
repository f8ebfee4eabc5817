//! In front of the shop: the access token, and the status codes of its transport.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request as HttpRequest, State};
use axum::http::StatusCode;
use axum::response::Response as HttpResponse;

use super::super::name::SystemName;
use super::super::shared::Shared;
use super::{json, look, read, same};

/// `errors` is a text here, not a list: so the transport's own refusals look.
const UNAUTHORIZED: &str = r#"{"errors":"The access token is missing or wrong."}"#;
const TOO_LONG: &str = r#"{"errors":"The request body is too long."}"#;

/// Everything that is reached at the shop's address.
pub(crate) fn shop(shared: Arc<Shared>, access_token: String) -> Router {
    Router::new().fallback(serve).with_state((shared, access_token.into()))
}

async fn serve(
    State((shared, access_token)): State<(Arc<Shared>, Arc<str>)>,
    request: HttpRequest,
) -> HttpResponse {
    let given = request.headers().get("x-shopify-access-token").and_then(|value| value.to_str().ok());
    if !given.is_some_and(|given| same(given, &access_token)) {
        return json(StatusCode::UNAUTHORIZED, UNAUTHORIZED);
    }
    match read(request).await {
        // Queries are posted, and there are no mutations: nothing that is asked changes anything.
        Ok(request) => look(&shared, SystemName::Shop, &request),
        Err(_) => json(StatusCode::PAYLOAD_TOO_LARGE, TOO_LONG),
    }
}
