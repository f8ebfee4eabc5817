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
use super::{after_scheme, json, look, read, same};

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
    match read(request).await {
        // Calls are posted, and there are only methods that read: nothing that is asked changes anything.
        Ok(request) => look(&shared, SystemName::Erp, &request),
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
