//! What every answer carries, and who may ask for what.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Nothing is loaded from elsewhere, nothing inline runs, nobody frames the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 5] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
];

/// Adds the security headers to an answer.
pub async fn headers(mut response: Response) -> Response {
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Lets only those pass who called this machine by a name of its own. A tunnel or proxy that forwards webhooks to
/// `listen` thus does not publish the dashboard with them, and a web page cannot reach it through a name that it points
/// at 127.0.0.1.
pub async fn own_name_only(request: Request, next: Next) -> Response {
    if called_by_own_name(request.headers()) {
        next.run(request).await
    } else {
        (
            StatusCode::FORBIDDEN,
            "This page answers at an address of its own machine only, such as 127.0.0.1.\n",
        )
            .into_response()
    }
}

fn called_by_own_name(headers: &HeaderMap) -> bool {
    // HTTP/1.0 may go without.
    let Some(host) = headers.get(HOST) else { return true };
    let Ok(host) = host.to_str() else { return false };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_pass() {
        let called = |host: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static(host));
            called_by_own_name(&headers)
        };
        for own in ["127.0.0.1:8700", "localhost:8700", "LOCALHOST", "[::1]:8700", "127.1.2.3"] {
            assert!(called(own), "{own}");
        }
        for other in ["acme.com", "127.0.0.1.acme.com", "localhost.acme.com:80", "10.0.0.1", "[::2]", "", "["]
        {
            assert!(!called(other), "{other}");
        }
        assert!(called_by_own_name(&HeaderMap::new()));
    }
}
