//! In front of the shop: the access token, and the status codes of its transport.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request as HttpRequest, State};
use axum::http::StatusCode;
use axum::response::Response as HttpResponse;

use super::super::name::SystemName;
use super::super::shared::Shared;
use super::{answer, is_read, json, read, same};

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
    let reads = is_read(request.method());
    match read(request).await {
        Ok(request) => {
            // Queries are posted too. What changes something contains this word, and if a query does as
            // well, it is merely written down in vain.
            let reads = reads || !request.body.windows(8).any(|word| word == b"mutation");
            answer(&shared, SystemName::Shop, request, reads)
        }
        Err(_) => json(StatusCode::PAYLOAD_TOO_LARGE, TOO_LONG),
    }
}
