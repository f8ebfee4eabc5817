//! Answers that several endpoints give.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::response::{IntoResponse, Response};

/// JSON that is text already.
pub fn json(status: StatusCode, body: impl Into<axum::body::Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Not proven genuine. Says neither what would have been, nor whether there is such a connection. What happens before it
/// can: a connector's webhook is read, and waited for, because its proof may cover the body; one to a connection that
/// does not exist, or without the secret of a helpdesk, is refused at once.
pub fn refused() -> Response {
    json(StatusCode::UNAUTHORIZED, "{}")
}

/// Not now; try again soon.
pub fn busy() -> Response {
    let mut response = json(StatusCode::SERVICE_UNAVAILABLE, "{}");
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

/// A fault that is logged here, and of which the caller hears nothing but that it happened.
pub fn internal(what: &str, error: &(dyn std::error::Error + 'static)) -> Response {
    tracing::error!(error, "{what}");
    (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong; the log says what.\n").into_response()
}
