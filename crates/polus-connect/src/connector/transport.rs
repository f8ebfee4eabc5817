//! Sends the requests of one connection: address, credentials, pace, retries, limits.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::BytesMut;
use minijinja::Value as Jinja;
use rand::rngs::ChaCha12Rng;
use rand::{RngExt, SeedableRng};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use url::Url;

use super::address;
use super::answer::{Answer, judge};
use super::error::{Class, ConnectError};
use super::pace::Pace;
use super::{Connector, HttpOptions};
use crate::expr::{ExprError, Scope};
use crate::manifest::{ErrorRule, Manifest, Method, Request};
use crate::secret::{Secret, mask};

/// The wait before the second attempt; each further one doubles it, and jitter takes a part of it off.
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// Bytes at the beginning of an answer of which an error shows some. They are masked before they are cut: half of an
/// echoed credential could be left at the cut.
const EXCERPT_OF: usize = 4096;

#[derive(Debug)]
pub(super) struct Transport {
    system: String,
    client: reqwest::Client,
    base: Url,
    headers: HeaderMap,
    secrets: Vec<Secret>,
    pace: Pace,
    options: HttpOptions,
    jitter: Mutex<ChaCha12Rng>,
}

/// A request with every template filled in.
struct Prepared {
    method: Method,
    url: Url,
    body: Option<String>,
}

impl Transport {
    pub(super) fn new(
        manifest: &Manifest,
        url: Option<&str>,
        exposed: &Scope,
        secrets: Vec<Secret>,
        options: HttpOptions,
    ) -> Result<Transport, ConnectError> {
        let system = manifest.system.clone();
        let wrong = |place: &str, error: ExprError| ConnectError::Expression {
            system: system.clone(),
            place: place.to_owned(),
            reason: mask(&error.message, &secrets),
        };
        let address = match (url, &manifest.base_url) {
            (Some(url), _) => url.to_owned(),
            (None, Some(template)) => template.render(exposed).map_err(|error| wrong("base_url", error))?,
            (None, None) => String::new(),
        };
        let base = address::base(&system, &address)?;
        let mut headers = HeaderMap::new();
        for (name, template) in &manifest.auth {
            let text = template.render(exposed).map_err(|error| wrong("auth.headers", error))?;
            if text.is_empty() {
                continue;
            }
            let mut value = HeaderValue::from_str(&text).map_err(|_| {
                ConnectError::settings(
                    &system,
                    format!("the header `{name}` cannot carry its value"),
                    "check the credentials for line ends",
                )
            })?;
            value.set_sensitive(true);
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
                ConnectError::settings(
                    &system,
                    format!("`{name}` is not the name of a header"),
                    "correct `auth.headers`",
                )
            })?;
            headers.insert(name, value);
        }
        let limit = |place: &str, template: Option<&crate::expr::Template>, usual: f64| match template {
            None => Ok(usual),
            Some(template) => {
                let value = template.eval(exposed).map_err(|error| wrong(place, error))?;
                let number =
                    value.as_f64().or_else(|| value.as_str().and_then(|text| text.trim().parse().ok()));
                number.filter(|number| (0.001..=1e6).contains(number)).ok_or_else(|| {
                    ConnectError::settings(
                        &system,
                        format!("`{place}` must be a number from 0.001 to 1000000, not {value}"),
                        "correct the setting it is made of",
                    )
                })
            }
        };
        let pace = Pace::new(
            limit("limits.requests_per_second", manifest.requests_per_second.as_ref(), 2.0)?,
            limit("limits.concurrency", manifest.concurrency.as_ref(), 1.0)? as usize,
        );
        Ok(Transport {
            client: client(&system, &base, &options)?,
            jitter: Mutex::new(ChaCha12Rng::seed_from_u64(options.seed)),
            system,
            base,
            headers,
            secrets,
            pace,
            options,
        })
    }

    /// The text with every credential of the connection masked.
    pub(super) fn mask(&self, text: &str) -> String {
        mask(text, &self.secrets)
    }

    /// Sends until there is an answer, an error that stays, or no attempt left.
    async fn send(&self, request: &Prepared, rules: &[ErrorRule]) -> Result<Answer, ConnectError> {
        let mut attempt = 1;
        loop {
            let result = self
                .once(request)
                .await
                .and_then(|answer| judge(&self.system, rules, &answer).map(|()| answer));
            let error = match result {
                Ok(answer) => return Ok(answer),
                Err(error) => self.masked(error),
            };
            let Class::Transient { retry_after } = error.class() else { return Err(error) };
            let wait = retry_after.unwrap_or_default().max(self.backoff(attempt));
            if attempt >= self.options.attempts || wait > self.options.longest_wait {
                return Err(error);
            }
            tracing::debug!(
                system = self.system,
                attempt,
                wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
                %error,
                "a request is sent again"
            );
            if retry_after.is_some() {
                self.pace.hold(wait).await;
            } else {
                tokio::time::sleep(wait).await;
            }
            attempt += 1;
        }
    }

    async fn once(&self, request: &Prepared) -> Result<Answer, ConnectError> {
        let _turn = self.pace.turn().await;
        let unreachable = |error: reqwest::Error| self.unreachable(&error);
        let mut builder = match request.method {
            Method::Get => self.client.get(request.url.clone()),
            Method::Post => self.client.post(request.url.clone()),
        };
        builder = builder.headers(self.headers.clone()).header("accept", "application/json");
        if let Some(body) = &request.body {
            builder = builder.header("content-type", "application/json").body(body.clone());
        }
        let mut response = builder.send().await.map_err(unreachable)?;
        let status = response.status().as_u16();
        // The path without the query, which may hold personal data.
        tracing::trace!(
            system = self.system,
            method = ?request.method,
            path = request.url.path(),
            status,
            "a request was sent"
        );
        let retry_after = retry_after(response.headers());
        let headers: BTreeMap<String, String> = response
            .headers()
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            if body.len() + chunk.len() > self.options.max_body_bytes {
                return Err(ConnectError::Refused {
                    system: self.system.clone(),
                    status,
                    message: format!("the answer is larger than {} bytes", self.options.max_body_bytes),
                });
            }
            body.extend_from_slice(&chunk);
        }
        let parsed = serde_json::from_slice::<Jinja>(&body).unwrap_or_else(|_| Jinja::from(()));
        Ok(Answer {
            status,
            headers: Jinja::from(minijinja::value::Serde(&headers)),
            body: parsed,
            excerpt: excerpt(&self.mask(&String::from_utf8_lossy(&body[..body.len().min(EXCERPT_OF)]))),
            retry_after,
        })
    }

    fn unreachable(&self, error: &reqwest::Error) -> ConnectError {
        let reason = if error.is_timeout() {
            format!("no answer within {} s", self.options.timeout.as_secs())
        } else {
            // The innermost cause says what happened; the outer ones repeat the address.
            let mut cause: &dyn std::error::Error = error;
            while let Some(inner) = cause.source() {
                cause = inner;
            }
            cause.to_string()
        };
        ConnectError::Unreachable {
            system: self.system.clone(),
            reason: format!("{reason} ({})", self.address()),
        }
    }

    fn address(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// Half of the doubled wait for certain, the other half by chance.
    fn backoff(&self, attempt: u32) -> Duration {
        let whole =
            FIRST_WAIT.saturating_mul(1 << attempt.saturating_sub(1).min(16)).min(self.options.longest_wait);
        let chance: f64 = self.jitter.lock().unwrap_or_else(PoisonError::into_inner).random_range(0.5..1.0);
        whole.mul_f64(chance)
    }

    fn masked(&self, error: ConnectError) -> ConnectError {
        match error {
            ConnectError::Unauthorized { system, status, message } => {
                ConnectError::Unauthorized { system, status, message: self.mask(&message) }
            }
            ConnectError::Refused { system, status, message } => {
                ConnectError::Refused { system, status, message: self.mask(&message) }
            }
            ConnectError::Server { system, status, message } => {
                ConnectError::Server { system, status, message: self.mask(&message) }
            }
            ConnectError::Undecodable { system, reason } => {
                ConnectError::Undecodable { system, reason: self.mask(&reason) }
            }
            ConnectError::Expression { system, place, reason } => {
                ConnectError::Expression { system, place, reason: self.mask(&reason) }
            }
            other => other,
        }
    }
}

impl Connector {
    /// Fills in a request of the manifest and sends it.
    pub(super) async fn call<'a>(
        &self,
        request: &Request,
        values: impl IntoIterator<Item = (&'a str, Jinja)>,
    ) -> Result<Answer, ConnectError> {
        let fixed = [("settings", self.settings.clone()), ("texts", self.texts.clone())];
        let scope = Scope::of(fixed.into_iter().chain(values));
        let wrong = |place: &str, error| self.wrong_expression(place, error);
        let path = request.path.render(&scope).map_err(|error| wrong("request.path", error))?;
        let query = request.query.eval(&scope).map_err(|error| wrong("request.query", error))?;
        let body = request.body.eval(&scope).map_err(|error| wrong("request.body", error))?;

        // Only path and query of the connection's own address are ever set, so credentials stay at home.
        let mut url = self.transport.base.clone();
        let path = format!("{}/{}", url.path().trim_end_matches('/'), path.trim_start_matches('/'));
        url.set_path(&path);
        if let Value::Object(pairs) = &query {
            let mut writer = url.query_pairs_mut();
            for (name, value) in pairs {
                match value {
                    Value::Null => {}
                    Value::String(text) => drop(writer.append_pair(name, text)),
                    other => drop(writer.append_pair(name, &other.to_string())),
                }
            }
        }
        let body = (!body.is_null()).then(|| body.to_string());
        let prepared = Prepared { method: request.method, url, body };
        self.transport.send(&prepared, &self.manifest.errors).await
    }
}

fn client(system: &str, base: &Url, options: &HttpOptions) -> Result<reqwest::Client, ConnectError> {
    // Whoever comes first installs it; all of Polus uses the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("polus/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(options.connect_timeout)
        .timeout(options.timeout)
        .redirect(reqwest::redirect::Policy::none());
    if address::is_loopback(base) {
        // A proxy must not see what is meant for this machine.
        builder = builder.no_proxy();
    }
    if base.scheme() == "http" {
        // Without TLS there is nothing to trust, and a machine without CA certificates will do.
        builder = builder.tls_certs_only([]);
    }
    builder
        .build()
        .map_err(|error| ConnectError::Internal { system: system.to_owned(), reason: error.to_string() })
}

/// `Retry-After` in seconds or as a date; a date is measured against the answer's own `Date`.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = |text: &str| jiff::fmt::rfc2822::parse(text).ok().map(|date| date.timestamp());
    let now = date(headers.get("date")?.to_str().ok()?)?;
    Duration::try_from(date(text)?.duration_since(now)).ok()
}

/// The beginning of a body as one line, tags left out.
fn excerpt(body: &str) -> String {
    let text = crate::expr::html_text(body);
    let mut short: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(201).collect();
    if short.chars().count() > 200 {
        short.pop();
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_in_both_forms() {
        let headers = |pairs: &[(&'static str, &'static str)]| -> HeaderMap {
            pairs.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v))).collect()
        };
        assert_eq!(retry_after(&headers(&[("retry-after", "2.5")])), Some(Duration::from_millis(2500)));
        let dated = headers(&[
            ("retry-after", "Mon, 23 Nov 2026 08:00:30 GMT"),
            ("date", "Mon, 23 Nov 2026 08:00:00 GMT"),
        ]);
        assert_eq!(retry_after(&dated), Some(Duration::from_secs(30)));
        assert_eq!(retry_after(&headers(&[("retry-after", "soon")])), None);
        assert_eq!(retry_after(&headers(&[])), None);
    }

    #[test]
    fn an_excerpt_is_one_short_line() {
        assert_eq!(excerpt("<html><h1>502</h1>\n<p>Bad  gateway</p></html>"), "502 Bad gateway");
        assert_eq!(excerpt(&"x".repeat(500)).chars().count(), 201);
    }
}
