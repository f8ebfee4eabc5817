//! In front of the helpdesk: HTTP Basic or an app's access token with its scopes, the rate limit, and the headers
//! that recorded answers carry.
//!
//! API keys share one bucket; each app has one of its own. A request without the right credentials is answered 401 and uses nothing of the quota, which belongs to
//! the account: else a stranger could use it up. Its answer still tells how full the bucket is.

use std::borrow::Cow;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Request as HttpRequest, State};
use axum::http::uri::Authority;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response as HttpResponse;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::json as tree;
use tokio::time::Instant;

use super::super::credentials::derived;
use super::super::limit::{Bucket, RateLimit, Verdict};
use super::super::name::SystemName;
use super::super::oauth::scopes;
use super::super::oauth::token::{Bad, Bearer};
use super::super::options::{HelpdeskAccess, OauthOptions};
use super::super::shared::Shared;
use super::oauth::Oauth;
use super::{after_scheme, carry_out, control, json, look, read, same};
use crate::system::{App, Request};

const CALL_LIMIT: HeaderName = HeaderName::from_static("x-gorgias-account-api-call-limit");
const RELEASE: HeaderName = HeaderName::from_static("x-gorgias-release");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const UNAUTHORIZED: &str =
    r#"{"error":{"msg":"401 Unauthorized: The e-mail or the API key is wrong or missing."}}"#;
const UNKNOWN_TOKEN: &str = r#"{"error":{"msg":"401 Unauthorized: The access token is not valid."}}"#;
const EXPIRED_TOKEN: &str = r#"{"error":{"msg":"401 Unauthorized: The access token has expired."}}"#;
const MISDIRECTED: &str =
    r#"{"error":{"msg":"The control of the sandbox is called as 127.0.0.1 or localhost."}}"#;
const THROTTLED: &str = r#"{"error":{"msg":"Rate limit exceeded."}}"#;
const TOO_LONG: &str = r#"{"error":{"msg":"The request body is too long."}}"#;

/// What every recorded answer carries, whatever was asked.
const ALWAYS: [(HeaderName, HeaderValue); 6] = [
    (header::VARY, HeaderValue::from_static("Cookie, Accept-Encoding")),
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("https://developers.gorgias.com")),
    (header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31556926; includeSubDomains")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("Deny")),
    (header::X_XSS_PROTECTION, HeaderValue::from_static("1; mode=block")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin-allow-popups"),
    ),
];

struct Front {
    shared: Arc<Shared>,
    oauth: Oauth,
    bucket: Option<Mutex<Bucket>>,
    /// By client id.
    buckets_of_apps: HashMap<String, Mutex<Bucket>>,
    release: HeaderValue,
    requests: AtomicU64,
}

/// Everything that is reached at the helpdesk's address.
pub(crate) fn helpdesk(shared: Arc<Shared>, limit: RateLimit, oauth: OauthOptions) -> Router {
    let now = Instant::now();
    let bucket = |limit: RateLimit| Bucket::new(limit, now).map(Mutex::new);
    let apps = shared.access.helpdesk.apps.iter().map(|app| app.client_id.clone());
    let front = Front {
        buckets_of_apps: apps.filter_map(|app| Some((app, bucket(limit.of_app())?))).collect(),
        bucket: bucket(limit),
        oauth: Oauth::new(Arc::clone(&shared), oauth),
        release: text(derived(shared.seed, "release", 40)),
        requests: AtomicU64::new(0),
        shared: Arc::clone(&shared),
    };
    let guarded = axum::middleware::from_fn_with_state(Arc::clone(&shared), control_guard);
    Router::new()
        .fallback(serve)
        .with_state(Arc::new(front))
        .nest("/_sandbox", control::routes(shared).layer(guarded))
}

async fn control_guard(
    State(shared): State<Arc<Shared>>,
    request: HttpRequest,
    next: axum::middleware::Next,
) -> HttpResponse {
    if !named_as_this_machine(&request) {
        json(StatusCode::MISDIRECTED_REQUEST, MISDIRECTED)
    } else if authenticated(&request, &shared.access.helpdesk) {
        next.run(request).await
    } else {
        json(StatusCode::UNAUTHORIZED, UNAUTHORIZED)
    }
}

/// The credentials are no secret, so a page in a browser could use the control, once the name it came from
/// has come to mean this machine. The API itself may be called by any name: clients that insist on
/// `<account>.gorgias.com` are brought here by one.
fn named_as_this_machine(request: &HttpRequest) -> bool {
    let name = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let Some(name) = name.and_then(|host| host.parse::<Authority>().ok()) else { return true };
    let host = name.host().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

async fn serve(State(front): State<Arc<Front>>, request: HttpRequest) -> HttpResponse {
    let path = request.uri().path();
    // Whatever is not the API answers, with a page that says so, without asking who wants to know. It cannot
    // change anything, so nothing of it is written down.
    let is_api = path == "/api" || path.starts_with("/api/");
    let reads = !is_api || matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let (mut response, verdict) = if Oauth::serves(path) {
        (front.oauth.answer(request).await, None)
    } else if is_api {
        match front.admit(&request) {
            Ok((app, verdict)) => (front.answer(request, app, reads).await, verdict),
            Err(Refused { status, body, verdict }) => (json(status, body), verdict),
        }
    } else {
        (front.answer(request, None, reads).await, None)
    };
    front.sign(&mut response, verdict);
    response
}

struct Refused {
    status: StatusCode,
    body: Cow<'static, str>,
    verdict: Option<Verdict>,
}

impl Front {
    /// Whether a request may come in, and in whose name it is made.
    fn admit(&self, request: &HttpRequest) -> Result<(Option<App>, Option<Verdict>), Refused> {
        let counters = &self.shared.counters;
        counters.requests.fetch_add(1, Ordering::Relaxed);
        let bearer = self.known(request).map_err(|body| Refused {
            status: StatusCode::UNAUTHORIZED,
            body: body.into(),
            verdict: ask(self.bucket.as_ref(), Bucket::look),
        })?;
        let bucket = match &bearer {
            Some(bearer) => self.buckets_of_apps.get(&bearer.app),
            None => self.bucket.as_ref(),
        };
        let verdict = ask(bucket, Bucket::take);
        if verdict.is_some_and(|verdict| verdict.retry_after.is_some()) {
            counters.throttled.fetch_add(1, Ordering::Relaxed);
            return Err(Refused { status: StatusCode::TOO_MANY_REQUESTS, body: THROTTLED.into(), verdict });
        }
        let Some(Bearer { app, user, scope }) = bearer else { return Ok((None, verdict)) };
        if let Some(scope) = scopes::missing(&scope, request.method().as_str(), request.uri().path()) {
            return Err(Refused { status: StatusCode::FORBIDDEN, body: lacking(scope).into(), verdict });
        }
        Ok((Some(App { id: app, user }), verdict))
    }

    /// What an app's token allows, `None` for the API key; else what to say.
    fn known(&self, request: &HttpRequest) -> Result<Option<Bearer>, &'static str> {
        match after_scheme(request, "bearer") {
            Some(token) => self.oauth.bearer(token).map(Some).map_err(|bad| match bad {
                Bad::Unknown => UNKNOWN_TOKEN,
                Bad::Expired => EXPIRED_TOKEN,
            }),
            None if authenticated(request, &self.shared.access.helpdesk) => Ok(None),
            None => Err(UNAUTHORIZED),
        }
    }

    async fn answer(&self, request: HttpRequest, app: Option<App>, reads: bool) -> HttpResponse {
        match read(request).await.map(|request| Request { app, ..request }) {
            Ok(request) if reads => look(&self.shared, SystemName::Helpdesk, &request),
            Ok(request) => carry_out(&self.shared, SystemName::Helpdesk, request),
            Err(_) => json(StatusCode::PAYLOAD_TOO_LARGE, TOO_LONG),
        }
    }

    fn sign(&self, response: &mut HttpResponse, verdict: Option<Verdict>) {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let headers = response.headers_mut();
        headers.extend(ALWAYS);
        headers.insert(RELEASE, self.release.clone());
        headers.insert(REQUEST_ID, text(request_id(self.shared.seed, number)));
        let Some(Verdict { used, size, retry_after }) = verdict else { return };
        headers.insert(CALL_LIMIT, text(format!("{used}/{size}")));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
}

fn ask(bucket: Option<&Mutex<Bucket>>, ask: impl FnOnce(&mut Bucket, Instant) -> Verdict) -> Option<Verdict> {
    let mut bucket = bucket?.lock().unwrap_or_else(PoisonError::into_inner);
    Some(ask(&mut bucket, Instant::now()))
}

/// As it was recorded.
fn lacking(scope: &str) -> String {
    let msg = format!("You do not have enough permissions to perform this action. Missing scope: {scope}.");
    tree!({"error": {"msg": msg}}).to_string()
}

/// E-mails are the same in any case; a key is not.
fn authenticated(request: &HttpRequest, access: &HelpdeskAccess) -> bool {
    super::after_scheme(request, "basic")
        .and_then(|text| BASE64.decode(text).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .as_deref()
        .and_then(|text| text.split_once(':'))
        .is_some_and(|(email, key)| same(key, &access.api_key) & email.eq_ignore_ascii_case(&access.email))
}

/// 32 hexadecimal digits that differ from request to request and between sandboxes.
fn request_id(seed: u64, number: u64) -> String {
    let mixed = (number ^ seed.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{:016x}{:016x}", mixed ^ (mixed >> 29), seed.wrapping_mul(31).wrapping_add(number))
}

/// Digits, letters and slashes only, by construction.
fn text(value: String) -> HeaderValue {
    HeaderValue::try_from(value).unwrap_or(HeaderValue::from_static(""))
}
