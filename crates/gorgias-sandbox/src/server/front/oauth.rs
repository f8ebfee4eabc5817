//! The helpdesk's `/oauth/*`: apps get their codes and tokens here.
//!
//! Nobody is asked: whoever opens `/oauth/authorize` agrees. Two parameters are of the sandbox: `consent=deny`
//! refuses, and `user={id}` lets another user than the owner of the API key agree.

use std::sync::Arc;

use axum::extract::Request as HttpRequest;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response as HttpResponse;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use serde_json::{Value, json as tree};
use url::{Host, Url, form_urlencoded};

use super::super::entry::Entry;
use super::super::name::SystemName;
use super::super::oauth::token::{Bad, Bearer, Signer};
use super::super::oauth::{Consent, Digest, Given, Granted, Person, Refusal, Step, scopes};
use super::super::options::{AppAccess, OauthOptions};
use super::super::shared::Shared;
use super::super::world::Outcome;
use super::{after_scheme, json, read, same};
use crate::system::Request;

/// Answers apps, and reads the tokens it gave them.
pub(super) struct Oauth {
    shared: Arc<Shared>,
    signer: Signer,
    options: OauthOptions,
}

/// What the token endpoint says no with (RFC 6749, section 5.2).
#[derive(Debug, Clone, Copy)]
struct Refused(StatusCode, &'static str);

const INVALID_REQUEST: Refused = Refused(StatusCode::BAD_REQUEST, "invalid_request");
const INVALID_CLIENT: Refused = Refused(StatusCode::UNAUTHORIZED, "invalid_client");
const UNSUPPORTED: Refused = Refused(StatusCode::BAD_REQUEST, "unsupported_grant_type");
const NOT_KEPT: Refused = Refused(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable");

/// What is sent back with the user instead of a code: error and description (RFC 6749, section 4.1.2.1).
type Denied = (&'static str, &'static str);

const FORM: &str = "application/x-www-form-urlencoded";

impl Oauth {
    pub(super) fn new(shared: Arc<Shared>, options: OauthOptions) -> Self {
        let signer = Signer::new(shared.seed, &shared.access.helpdesk.url);
        Self { shared, signer, options }
    }

    /// Whether requests to `path` are for here.
    pub(super) fn serves(path: &str) -> bool {
        matches!(path, "/oauth/authorize" | "/oauth/token" | "/oauth/revoke")
    }

    pub(super) async fn answer(&self, request: HttpRequest) -> HttpResponse {
        match (request.uri().path(), request.method()) {
            ("/oauth/authorize", &Method::GET) => self.authorize(request.uri().query().unwrap_or_default()),
            ("/oauth/token", &Method::POST) => unstored(self.token(request).await),
            ("/oauth/revoke", &Method::POST) => unstored(self.revoke(request).await),
            _ => page(StatusCode::METHOD_NOT_ALLOWED, "This is not how this address is called."),
        }
    }

    /// What a token allows now.
    pub(super) fn bearer(&self, token: &str) -> Result<Bearer, Bad> {
        self.signer.read(token, self.shared.world.now())
    }

    fn authorize(&self, query: &str) -> HttpResponse {
        let params = Params::of(query.as_bytes());
        // Nobody is sent anywhere before these two are known to be right.
        let Some(app) = params.one("client_id").ok().flatten().and_then(|id| self.app(id)) else {
            return page(StatusCode::BAD_REQUEST, "The parameter client_id names no app.");
        };
        let redirect_uri = params.one("redirect_uri").ok().flatten().unwrap_or_default();
        let Some(mut back) = registered(app, redirect_uri) else {
            return page(StatusCode::BAD_REQUEST, "The parameter redirect_uri is none of the app's.");
        };
        match self.consent(app, redirect_uri, &params) {
            Ok(code) => back.query_pairs_mut().append_pair("code", &code),
            Err((error, description)) => back
                .query_pairs_mut()
                .append_pair("error", error)
                .append_pair("error_description", description),
        };
        if let Ok(Some(state)) = params.one("state") {
            back.query_pairs_mut().append_pair("state", state);
        }
        let mut response = page(StatusCode::FOUND, "The app is waiting.");
        // An address is ASCII without line ends.
        if let Ok(location) = HeaderValue::try_from(String::from(back)) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }

    fn consent(&self, app: &AppAccess, redirect_uri: &str, params: &Params) -> Result<String, Denied> {
        let one = |name| params.one(name).map_err(|_| ("invalid_request", "A parameter is given twice."));
        one("state")?;
        if one("response_type")? != Some("code") {
            return Err(("unsupported_response_type", "The response_type is code."));
        }
        let scope = one("scope")?.and_then(scopes::read).ok_or(("invalid_scope", "A scope is unknown."))?;
        let user = one("user")?.unwrap_or("0");
        let user = self.person(user).ok_or(("access_denied", "There is no such user."))?;
        if one("consent")? == Some("deny") {
            return Err(("access_denied", "The user refused."));
        }
        let consent = Consent {
            app: app.client_id.clone(),
            redirect_uri: redirect_uri.to_owned(),
            scope,
            nonce: one("nonce")?.map(str::to_owned),
            user,
        };
        match self.step(Step::Consent(consent)) {
            Some(Ok(Given::Code(code))) => Ok(code),
            _ => Err(("temporarily_unavailable", "The state could not be kept.")),
        }
    }

    /// The user of an id; 0 is the owner of the API key.
    fn person(&self, id: &str) -> Option<Person> {
        #[derive(Deserialize)]
        struct Shown {
            id: u64,
            name: String,
            email: String,
        }
        let id: u64 = id.parse().ok()?;
        let request =
            Request { method: "GET".to_owned(), path: format!("/api/users/{id}"), ..Request::default() };
        let response = self.shared.world.read(SystemName::Helpdesk, &request)?;
        let Shown { id, name, email } = serde_json::from_slice(&response.body).ok()?;
        Some(Person { id, name, email })
    }

    async fn token(&self, request: HttpRequest) -> Result<Value, Refused> {
        let (app, params) = self.asked(request).await?;
        let needed = |name| params.one(name)?.ok_or(INVALID_REQUEST);
        let app = app.client_id.clone();
        let step = match needed("grant_type")? {
            "authorization_code" => Step::Exchange {
                app,
                code: Digest::of(needed("code")?),
                redirect_uri: needed("redirect_uri")?.to_owned(),
            },
            "refresh_token" => {
                let scope = params.one("scope")?;
                let scope =
                    scope.map(|scope| scopes::read(scope).ok_or(Refusal::InvalidScope)).transpose()?;
                let token = Digest::of(needed("refresh_token")?);
                Step::Refresh { app, token, scope, rotate: self.options.rotates_refresh_tokens }
            }
            _ => return Err(UNSUPPORTED),
        };
        match self.step(step).ok_or(NOT_KEPT)?? {
            Given::Tokens(granted) => Ok(self.printed(&granted)),
            _ => Err(NOT_KEPT),
        }
    }

    fn printed(&self, granted: &Granted) -> Value {
        let lifetime =
            i64::try_from(self.options.access_token_lifetime.as_secs()).unwrap_or(i64::from(u32::MAX));
        let access_token = self.signer.access_token(granted, lifetime);
        let id_token = self.signer.id_token(granted, &access_token, lifetime);
        let mut answer = tree!({
            "token_type": "Bearer",
            "access_token": access_token,
            "expires_in": if self.options.says_expires_in_zero { 0 } else { lifetime },
        });
        let maybe = [("refresh_token", &granted.refresh_token), ("scope", &Some(granted.scope.clone()))];
        for (name, value) in maybe.into_iter().chain([("id_token", &id_token)]) {
            if let Some(value) = value {
                answer[name] = tree!(value);
            }
        }
        answer
    }

    async fn revoke(&self, request: HttpRequest) -> Result<Value, Refused> {
        let (app, params) = self.asked(request).await?;
        let token = params.one("token")?.ok_or(INVALID_REQUEST)?;
        let step = Step::Revoke { app: app.client_id.clone(), token: Digest::of(token) };
        self.step(step).ok_or(NOT_KEPT)??;
        Ok(tree!({}))
    }

    /// The app that calls, by Basic or by fields of the form, and the form.
    async fn asked(&self, request: HttpRequest) -> Result<(&AppAccess, Params), Refused> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if kind.and_then(|kind| kind.split(';').next()).map(str::trim) != Some(FORM) {
            return Err(INVALID_REQUEST);
        }
        let basic = request.headers().contains_key(header::AUTHORIZATION).then(|| basic(&request));
        let request = read(request).await.map_err(|_| INVALID_REQUEST)?;
        let params = Params::of(&request.body);
        let in_form = (params.one("client_id")?, params.one("client_secret")?);
        let (id, secret) = match (&basic, in_form) {
            (Some(_), (_, Some(_))) => return Err(INVALID_REQUEST),
            (Some(Some((id, secret))), (named, None)) if named.is_none_or(|named| named == id) => {
                (id.as_str(), secret.as_str())
            }
            (None, (Some(id), Some(secret))) => (id, secret),
            _ => return Err(INVALID_CLIENT),
        };
        let app = self.app(id).filter(|app| same(secret, &app.client_secret)).ok_or(INVALID_CLIENT)?;
        Ok((app, params))
    }

    fn app(&self, client_id: &str) -> Option<&AppAccess> {
        self.shared.access.helpdesk.apps.iter().find(|app| app.client_id == client_id)
    }

    /// `None`: the state could not be kept, so nothing was done.
    fn step(&self, step: Step) -> Option<Result<Given, Refusal>> {
        match self.shared.change(Entry::Oauth { step }) {
            Ok(Outcome::Granted(given)) => Some(given),
            Ok(_) => None,
            Err(error) => {
                tracing::error!(%error, "a grant could not be recorded and was not given");
                None
            }
        }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let error = match refusal {
            Refusal::InvalidGrant => "invalid_grant",
            Refusal::InvalidScope => "invalid_scope",
        };
        Self(StatusCode::BAD_REQUEST, error)
    }
}

/// Parameters, of which each may be given once; an empty one is not given.
struct Params(Vec<(String, String)>);

impl Params {
    fn of(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().filter(|(_, value)| !value.is_empty()).collect())
    }

    fn one(&self, name: &str) -> Result<Option<&str>, Refused> {
        let mut given = self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        match (given.next(), given.next()) {
            (first, None) => Ok(first),
            (_, Some(_)) => Err(INVALID_REQUEST),
        }
    }
}

/// The address to send a user back to, if it is one of the app's.
fn registered(app: &AppAccess, given: &str) -> Option<Url> {
    let url = Url::parse(given).ok()?;
    app.redirect_uris.iter().any(|uri| uri == given || same_but_port(uri, &url)).then_some(url)
}

/// Apps on this machine listen where there is room (RFC 8252, section 7.3).
fn same_but_port(registered: &str, given: &Url) -> bool {
    let Ok(mut registered) = Url::parse(registered) else { return false };
    let here = match registered.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    };
    let mut given = given.clone();
    let portless = registered.set_port(None).is_ok() && given.set_port(None).is_ok();
    here && portless && registered.scheme() == "http" && registered == given
}

/// Client id and secret of an `Authorization: Basic`.
fn basic(request: &HttpRequest) -> Option<(String, String)> {
    let text = String::from_utf8(BASE64.decode(after_scheme(request, "basic")?).ok()?).ok()?;
    text.split_once(':').map(|(id, secret)| (id.to_owned(), secret.to_owned()))
}

/// Tokens belong in no cache.
fn unstored(answer: Result<Value, Refused>) -> HttpResponse {
    let mut response = match answer {
        Ok(value) => json(StatusCode::OK, value.to_string()),
        Err(Refused(status, error)) => json(status, tree!({"error": error}).to_string()),
    };
    let unauthorized = response.status() == StatusCode::UNAUTHORIZED;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    if unauthorized {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"oauth\""));
    }
    response
}

fn page(status: StatusCode, text: &'static str) -> HttpResponse {
    let body = format!("<!doctype html>\n<html lang=en>\n<title>{status}</title>\n<p>{text}</p>\n");
    let mut response = HttpResponse::new(body.into());
    *response.status_mut() = status;
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, html);
    response
}
