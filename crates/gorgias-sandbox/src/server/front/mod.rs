//! HTTP in front of the systems: who may come in, how often, and what the answers carry besides their body.
//!
//! Each system has a listener of its own and one file here. What they share is below: turning a request into
//! what a system reads, and its answer into HTTP.

use axum::body::{Body, to_bytes};
use axum::extract::Request as HttpRequest;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response as HttpResponse;
use subtle::ConstantTimeEq as _;
use url::form_urlencoded;

use super::entry::Entry;
use super::name::SystemName;
use super::shared::Shared;
use super::world::Outcome;
use crate::system::{Request, Response};

mod control;
mod erp;
mod helpdesk;
mod oauth;
mod shop;

pub(crate) use erp::erp;
pub(crate) use helpdesk::helpdesk;
pub(crate) use shop::shop;

/// Longest body that is read. Gorgias documents 1 MB for a message and up to 500 messages a ticket; nobody
/// sends that, and a limit there must be.
const LONGEST_BODY: usize = 16 << 20;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Credentials end here: the systems are told what was asked, not with which key.
const CREDENTIALS: [&str; 2] = ["authorization", "x-shopify-access-token"];

/// The body was longer than is read, or broke off.
struct NoBody;

/// Reads a request as a system sees it.
async fn read(request: HttpRequest) -> Result<Request, NoBody> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LONGEST_BODY).await.map_err(|_| NoBody)?;
    let query = parts.uri.query().unwrap_or_default();
    Ok(Request {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        headers: parts
            .headers
            .iter()
            .filter(|(name, _)| !CREDENTIALS.contains(&name.as_str()))
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect(),
        body,
        app: None,
    })
}

/// Lets a system answer a request that changes nothing, past the journal.
fn look(shared: &Shared, system: SystemName, request: &Request) -> HttpResponse {
    respond(shared.world.read(system, request))
}

/// Lets a system answer a request that may change something.
fn carry_out(shared: &Shared, system: SystemName, request: Request) -> HttpResponse {
    respond(match shared.change(Entry::Call { system, request: request.into() }) {
        Ok(Outcome::Answered(response)) => Some(response),
        Ok(_) => None,
        Err(error) => {
            tracing::error!(%error, %system, "a request could not be recorded and was not carried out");
            None
        }
    })
}

fn respond(response: Option<Response>) -> HttpResponse {
    match response {
        Some(response) => into_http(response),
        None => json(StatusCode::SERVICE_UNAVAILABLE, r#"{"error":{"msg":"The state could not be kept."}}"#),
    }
}

fn into_http(response: Response) -> HttpResponse {
    let mut http = HttpResponse::new(Body::from(response.body));
    *http.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in response.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            http.headers_mut().append(name, value);
        }
    }
    http
}

fn json(status: StatusCode, body: impl Into<Body>) -> HttpResponse {
    let mut http = HttpResponse::new(body.into());
    *http.status_mut() = status;
    http.headers_mut().insert(header::CONTENT_TYPE, JSON);
    http
}

/// The credentials after a scheme, whose name may be written in any case.
fn after_scheme<'a>(request: &'a HttpRequest, scheme: &str) -> Option<&'a str> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (given, credentials) = value.split_once(' ')?;
    given.eq_ignore_ascii_case(scheme).then(|| credentials.trim())
}

fn same(given: &str, wanted: &str) -> bool {
    given.as_bytes().ct_eq(wanted.as_bytes()).into()
}
