//! One exchange: turn in the budget, try, read the answer, and again where [`super::retry`] says so.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use rand::rngs::ChaCha12Rng;
use rand::{RngExt, SeedableRng};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use tokio::time::Instant;
use url::Url;

use super::address;
use super::retry::{self, Allowance, Ending};
use crate::answer;
use crate::budget::{Budget, Class, Seen};
use crate::error::{At, Cause, Doubt, Error};
use crate::request::{Call, Safety};
use crate::secret::Secret;

#[derive(Debug, Clone)]
pub(super) struct Limits {
    pub timeout: Duration,
    pub attempts: u32,
    pub patience: Duration,
    pub max_body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            attempts: 4,
            patience: Duration::from_secs(15 * 60),
            max_body: 64 << 20,
        }
    }
}

/// Everything that clones of a client share.
pub(super) struct Transport {
    http: reqwest::Client,
    base: Url,
    authorization: HeaderValue,
    secrets: Vec<Secret>,
    limits: Limits,
    pub budget: Budget,
    chance: Mutex<ChaCha12Rng>,
    allowance: Mutex<Allowance>,
}

/// The last answer to a request, whatever its status.
pub(super) struct Exchange {
    pub at: Box<At>,
    pub url: Url,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// How one try went wrong.
enum Broken {
    NotSent(Cause),
    TimedOut,
    Interrupted(Cause),
    TooLarge,
}

impl Transport {
    pub(super) fn new(
        http: reqwest::Client,
        base: Url,
        authorization: HeaderValue,
        secrets: Vec<Secret>,
        limits: Limits,
        seed: u64,
    ) -> Self {
        Self {
            http,
            base,
            authorization,
            secrets,
            limits,
            // The budget's jitter is another series than the retries'.
            budget: Budget::new(seed ^ 0x9e37_79b9_7f4a_7c15),
            chance: Mutex::new(ChaCha12Rng::seed_from_u64(seed)),
            allowance: Mutex::default(),
        }
    }

    pub(super) fn host(&self) -> &str {
        self.base.host_str().unwrap_or_default()
    }

    /// The text with the account's credential masked, should a server echo it.
    pub(super) fn masked(&self, text: String) -> String {
        self.secrets.iter().fold(text, |text, secret| {
            // A text of a few characters is no key, and masking it would garble messages.
            let echoed = secret.expose().len() >= 6 && text.contains(secret.expose());
            if echoed { text.replace(secret.expose(), "***") } else { text }
        })
    }

    /// Sends until there is an answer that repeating would not better.
    pub(super) async fn exchange(&self, call: &Call, class: Class) -> Result<Exchange, Error> {
        let url = address::join(&self.base, &call.path, &call.query);
        let class = call.class.unwrap_or(class);
        let mut at = Box::new(At {
            operation: call.operation,
            method: call.method.to_string(),
            path: call.path.clone(),
            request_id: None,
            tries: 0,
        });
        let mut failures = 0;
        let mut throttled_since: Option<Instant> = None;
        loop {
            let permit = self.budget.acquire(class).await;
            at.tries += 1;
            let sent = Instant::now();
            let answered = match self.once(call, url.clone()).await {
                Ok((status, headers, body)) => {
                    let seen = seen(status, &headers);
                    permit.answered(seen);
                    at.request_id =
                        text(&headers, "x-request-id").map(str::to_owned).or(at.request_id.take());
                    match body {
                        Ok(body) => Ok((status, headers, body)),
                        Err(broken) => Err(broken),
                    }
                }
                Err(broken) => {
                    // A request that timed out or broke may have been counted: dropping the permit says so.
                    if matches!(broken, Broken::NotSent(_)) {
                        permit.not_sent();
                    }
                    Err(broken)
                }
            };
            // The path without the query, which may hold personal data.
            tracing::trace!(
                operation = call.operation,
                method = at.method,
                path = at.path,
                status = answered.as_ref().ok().map(|(status, ..)| *status),
                tries = at.tries,
                took_ms = u64::try_from(sent.elapsed().as_millis()).unwrap_or(u64::MAX),
                "a request was sent"
            );
            let ending = match &answered {
                Ok((429, ..)) => {
                    let since = *throttled_since.get_or_insert_with(Instant::now);
                    if since.elapsed() < self.limits.patience {
                        tracing::debug!(
                            operation = call.operation,
                            tries = at.tries,
                            "throttled; waiting for the budget"
                        );
                        continue;
                    }
                    None
                }
                Ok((status, headers, _)) if *status >= 500 => {
                    Some(Ending::Failed { retry_after: retry_after(headers) })
                }
                Ok((status, ..)) => {
                    if *status < 400 {
                        lock(&self.allowance).succeeded();
                    }
                    None
                }
                Err(Broken::NotSent(_)) => Some(Ending::NotSent),
                Err(Broken::TimedOut | Broken::Interrupted(_)) => Some(Ending::Unknown),
                Err(Broken::TooLarge) => None,
            };
            if let Some(ending) = ending {
                failures += 1;
                let chance = lock(&self.chance).random_range(0.0..1.0);
                let wait = retry::wait(ending, call.safety, failures, self.limits.attempts, chance);
                if let Some(wait) = wait.filter(|_| lock(&self.allowance).take()) {
                    tracing::debug!(
                        operation = call.operation,
                        tries = at.tries,
                        wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
                        ?ending,
                        "a request is sent again"
                    );
                    tokio::time::sleep(wait).await;
                    continue;
                }
            }
            return match answered {
                Ok((status, headers, body)) => Ok(Exchange { at, url, status, headers, body }),
                Err(broken) => Err(self.failure(call, at, broken)),
            };
        }
    }

    /// One try. The outer error is a missing answer, the inner one an answer whose body could not be read.
    async fn once(&self, call: &Call, url: Url) -> Result<(u16, HeaderMap, Result<Bytes, Broken>), Broken> {
        let mut request = self
            .http
            .request(call.method.clone(), url)
            .header(AUTHORIZATION, self.authorization.clone())
            .header(ACCEPT, "application/json");
        if let Some(body) = &call.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.to_string());
        }
        let mut response = request.send().await.map_err(broken)?;
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        let body = self.body(response, &headers).await;
        Ok((status, headers, body))
    }

    async fn body(&self, mut response: reqwest::Response, headers: &HeaderMap) -> Result<Bytes, Broken> {
        let declared =
            text(headers, "content-length").and_then(|length| length.parse::<usize>().ok()).unwrap_or(0);
        if declared > self.limits.max_body {
            return Err(Broken::TooLarge);
        }
        // What is declared is a hint that a server could abuse; the rest grows as it comes.
        let mut body = BytesMut::with_capacity(declared.min(1 << 20));
        while let Some(chunk) = response.chunk().await.map_err(broken)? {
            if body.len() + chunk.len() > self.limits.max_body {
                return Err(Broken::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }

    fn failure(&self, call: &Call, at: Box<At>, broken: Broken) -> Error {
        let once = call.safety == Safety::Once;
        match broken {
            Broken::NotSent(source) => Error::NotSent { at, host: self.host().to_owned(), source },
            Broken::TimedOut if once => Error::OutcomeUnknown { at, doubt: Doubt::TimedOut },
            Broken::Interrupted(_) if once => Error::OutcomeUnknown { at, doubt: Doubt::ConnectionLost },
            Broken::TimedOut => Error::TimedOut { at, after: self.limits.timeout },
            Broken::Interrupted(source) => Error::Interrupted { at, source },
            Broken::TooLarge => Error::TooLarge { at, limit: self.limits.max_body },
        }
    }
}

fn broken(error: reqwest::Error) -> Broken {
    // Its own text repeats the address with the query, which may hold personal data.
    let error = error.without_url();
    if error.is_connect() {
        Broken::NotSent(error.into())
    } else if error.is_timeout() {
        Broken::TimedOut
    } else {
        Broken::Interrupted(error.into())
    }
}

/// What an answer says about the budget.
fn seen(status: u16, headers: &HeaderMap) -> Seen {
    let limit = text(headers, "x-gorgias-account-api-call-limit").and_then(|value| {
        let (used, size) = value.split_once('/')?;
        Some((used.trim().parse().ok()?, size.trim().parse().ok()?))
    });
    let html = text(headers, "content-type").is_some_and(|kind| kind.starts_with("text/html"));
    Seen { limit, refused: status == 429, counted: status < 400 && !html, retry_after: retry_after(headers) }
}

/// `Retry-After` in seconds (reference page "Rate Limits"), or as a date measured against the answer's own `Date`.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = text(headers, "retry-after")?.trim();
    if let Ok(seconds) = value.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = |text: &str| jiff::fmt::rfc2822::parse(text).ok().map(|date| date.timestamp());
    let now = date(text(headers, "date")?)?;
    Duration::try_from(date(value)?.duration_since(now)).ok()
}

pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

impl Exchange {
    pub(super) fn is_html(&self) -> bool {
        answer::is_html(text(&self.headers, "content-type"), &self.body)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderName;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn the_budget_header_is_read_and_nonsense_is_none() {
        let limit = |value| seen(200, &headers(&[("x-gorgias-account-api-call-limit", value)])).limit;
        assert_eq!(limit("4/80"), Some((4, 80)));
        assert_eq!(limit(" 40 / 40 "), Some((40, 40)));
        for nonsense in ["", "4", "-1/80", "a/b", "4/80/1"] {
            assert_eq!(limit(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(retry_after(&headers(&[("retry-after", "2")])), Some(Duration::from_secs(2)));
        let dated =
            [("retry-after", "Mon, 23 Nov 2026 08:00:30 GMT"), ("date", "Mon, 23 Nov 2026 08:00:00 GMT")];
        assert_eq!(retry_after(&headers(&dated)), Some(Duration::from_secs(30)));
        for nonsense in ["soon", "-1", "inf"] {
            assert_eq!(retry_after(&headers(&[("retry-after", nonsense)])), None, "{nonsense}");
        }
    }
}
