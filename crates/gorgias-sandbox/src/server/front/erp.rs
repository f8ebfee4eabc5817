//! In front of the ERP: the bearer key, and the database where a client names one.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request as HttpRequest, State};
use axum::http::StatusCode;
use axum::response::Response as HttpResponse;
use serde_json::json as tree;

use super::super::name::SystemName;
use super::super::options::ErpAccess;
use super::super::shared::Shared;
use super::{after_scheme, answer, is_read, json, read, same};

/// Methods of models that change nothing. Whatever is missing here is merely written down in vain.
const READS: [&str; 8] = [
    "context_get",
    "fields_get",
    "name_search",
    "read",
    "read_group",
    "search",
    "search_count",
    "search_read",
];

/// Everything that is reached at the ERP's address.
pub(crate) fn erp(shared: Arc<Shared>, access: ErpAccess) -> Router {
    Router::new().fallback(serve).with_state((shared, Arc::new(access)))
}

async fn serve(
    State((shared, access)): State<(Arc<Shared>, Arc<ErpAccess>)>,
    request: HttpRequest,
) -> HttpResponse {
    // One database lives here, so a client need not name it; another one does not exist.
    let database = request.headers().get("x-odoo-database").map(|value| value.to_str().unwrap_or_default());
    if database.is_some_and(|name| !name.is_empty() && name != access.database) {
        return refusal(StatusCode::NOT_FOUND, "werkzeug.exceptions.NotFound", "There is no such database.");
    }
    if !after_scheme(&request, "bearer").is_some_and(|key| same(key, &access.api_key)) {
        return refusal(
            StatusCode::UNAUTHORIZED,
            "werkzeug.exceptions.Unauthorized",
            "The API key is missing or wrong.",
        );
    }
    let reads = is_read(request.method());
    match read(request).await {
        Ok(request) => {
            // Everything is posted; the method of the model is the last part of the path.
            let method = request.path.rsplit('/').next().unwrap_or_default();
            let reads = reads || READS.contains(&method);
            answer(&shared, SystemName::Erp, request, reads)
        }
        Err(_) => refusal(
            StatusCode::PAYLOAD_TOO_LARGE,
            "werkzeug.exceptions.RequestEntityTooLarge",
            "The request body is too long.",
        ),
    }
}

fn refusal(status: StatusCode, name: &str, message: &str) -> HttpResponse {
    let body = tree!({"name": name, "message": message, "arguments": [message], "context": {}, "debug": ""});
    json(status, body.to_string())
}
