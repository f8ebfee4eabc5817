//! The token endpoint: exchange, refresh, revoke (reference page "OAuth2 authentication for creating apps with Gorgias").
//!
//! Each is one request, sent once: who may repeat it is in [`OAuthError::class`]. What a server says is shown with the
//! secrets that were sent masked, and an answer that may hold tokens is not shown at all.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::BytesMut;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER};
use serde_json::Value;
use url::Url;

use super::app::{App, Authentication, Installation};
use super::callback::Code;
use super::error::{Failure, OAuthError, TokenCall};
use super::refusal::Refusal;
use super::tokens::Tokens;
use crate::answer;
use crate::datetime::DateTime;
use crate::error::Doubt;
use crate::secret::Secret;

/// An answer of a few tokens is a few kilobytes.
const MAX_BODY: usize = 1 << 20;

/// An answer, read to its end.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: BytesMut,
}

impl Installation {
    /// The tokens for a code. `now` is the present time; the life of the access token counts from it.
    ///
    /// # Errors
    /// See [`Failure`]. After a [`Failure::OutcomeUnknown`] the code must not be sent again; after a transient one it may.
    pub async fn exchange(&self, code: &Code, now: DateTime) -> Result<Tokens, OAuthError> {
        let code = code.secret();
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.expose()),
            ("redirect_uri", &self.app.redirect_uri),
        ];
        self.tokens(TokenCall::Exchange, &form, code, now).await
    }

    /// New tokens for a refresh token. The answer holds a refresh token only when the server changes it; keep the old one
    /// otherwise. May be repeated.
    ///
    /// # Errors
    /// See [`Failure`]. [`Refusal::InvalidGrant`] means that the app must be installed again.
    pub async fn refresh(&self, refresh: &Secret, now: DateTime) -> Result<Tokens, OAuthError> {
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh.expose())];
        self.tokens(TokenCall::Refresh, &form, refresh, now).await
    }

    /// Ends a refresh token. Access tokens that it gave stay good until they end by themselves. May be repeated.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn revoke(&self, refresh: &Secret) -> Result<(), OAuthError> {
        self.post(TokenCall::Revoke, "oauth/revoke", &[("token", refresh.expose())], refresh).await.map(drop)
    }

    async fn tokens(
        &self,
        call: TokenCall,
        form: &[(&str, &str)],
        secret: &Secret,
        now: DateTime,
    ) -> Result<Tokens, OAuthError> {
        let answer = self.post(call, "oauth/token", form, secret).await?;
        Tokens::read(&answer.body, now).map_err(|reason| self.failed(call, Failure::Undecodable { reason }))
    }

    /// Sends a form and gives the body of a success that is JSON and no refusal.
    async fn post(
        &self,
        call: TokenCall,
        path: &str,
        form: &[(&str, &str)],
        secret: &Secret,
    ) -> Result<Answer, OAuthError> {
        let url = self.account.below(path);
        let App { client_id, client_secret, .. } = &self.app;
        let basic = Secret::new(STANDARD.encode(format!("{client_id}:{}", client_secret.expose())));
        let answered = self.send(url.clone(), form, &basic).await;
        let judged = answered.and_then(|answer| judge(&url, answer, &[secret, client_secret, &basic]));
        judged
            .inspect(|answer| {
                tracing::debug!(host = self.account.host(), %call, status = answer.status, "a token call succeeded");
            })
            .map_err(|failure| {
                let failure = if call == TokenCall::Exchange { in_doubt(failure) } else { failure };
                let error = self.failed(call, failure);
                tracing::debug!(host = self.account.host(), %call, failure = %error.failure, "a token call failed");
                error
            })
    }

    async fn send(&self, url: Url, form: &[(&str, &str)], basic: &Secret) -> Result<Answer, Failure> {
        let request = self.http.post(url).header(ACCEPT, "application/json");
        let request = match self.app.authentication {
            // Id and secret as they are: the reference encodes neither, as RFC 6749 would.
            Authentication::Basic => {
                let mut header = HeaderValue::from_str(&format!("Basic {}", basic.expose()))
                    .map_err(|error| Failure::NotSent(Arc::new(error)))?;
                header.set_sensitive(true);
                request.header(AUTHORIZATION, header).form(form)
            }
            Authentication::Form => {
                let proof = [
                    ("client_id", self.app.client_id.as_str()),
                    ("client_secret", self.app.client_secret.expose()),
                ];
                request.form(&[form, &proof].concat())
            }
        };
        let broken = |error| self.broken(error);
        let mut response = request.send().await.map_err(broken)?;
        let (status, headers) = (response.status().as_u16(), std::mem::take(response.headers_mut()));
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(broken)? {
            if body.len() + chunk.len() > MAX_BODY {
                return Err(Failure::TooLarge { limit: MAX_BODY });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, headers, body })
    }

    fn broken(&self, error: reqwest::Error) -> Failure {
        let error = error.without_url();
        if error.is_connect() {
            Failure::NotSent(Arc::new(error))
        } else if error.is_timeout() {
            Failure::TimedOut { after: self.app.timeout }
        } else {
            Failure::Interrupted(Arc::new(error))
        }
    }

    pub(super) fn failed(&self, call: TokenCall, failure: Failure) -> OAuthError {
        OAuthError { host: self.account.host().to_owned(), call, failure }
    }
}

/// A failure of a call that must not be repeated when it may have been done.
fn in_doubt(failure: Failure) -> Failure {
    let doubt = match failure {
        Failure::TimedOut { .. } => Doubt::TimedOut,
        Failure::Interrupted(_) => Doubt::ConnectionLost,
        Failure::Server { status, .. } => Doubt::Server(status),
        failure => return failure,
    };
    Failure::OutcomeUnknown { doubt }
}

/// Tells successes, refusals and everything else apart.
fn judge(asked: &Url, answer: Answer, secrets: &[&Secret]) -> Result<Answer, Failure> {
    let Answer { status, headers, body } = &answer;
    let status = *status;
    let masked = |text: &str| {
        // A text of a few characters is no secret, and masking it would garble messages.
        let secrets = secrets.iter().map(|secret| secret.expose()).filter(|secret| secret.len() >= 6);
        secrets.fold(text.to_owned(), |text, secret| text.replace(secret, "***"))
    };
    let said = |text: &str| answer::start_of(masked(text).as_bytes());
    match status {
        429 => return Err(Failure::Throttled { retry_after: retry_after(headers) }),
        500.. => return Err(Failure::Server { status, retry_after: retry_after(headers) }),
        300..400 => {
            let to = headers.get(LOCATION).and_then(|to| asked.join(to.to_str().ok()?).ok());
            let location = to.map_or_else(|| "nowhere".to_owned(), |to| said(bare(to).as_str()));
            return Err(Failure::Redirected { location });
        }
        _ => {}
    }
    if answer::is_html(headers.get("content-type").and_then(|kind| kind.to_str().ok()), body) {
        let title = answer::html_title(masked(&String::from_utf8_lossy(body)).as_bytes());
        return Err(Failure::NotJson { status, title });
    }
    let json = serde_json::from_slice::<Value>(body).unwrap_or_default();
    let error = json.get("error").filter(|error| !error.is_null());
    if error.is_none() && (200..300).contains(&status) {
        return Ok(answer);
    }
    let words = |value: Option<&Value>| value.and_then(Value::as_str).map(said).unwrap_or_default();
    let (refusal, description) = match error {
        Some(Value::String(code)) => {
            (Refusal::from(said(code).as_str()), words(json.get("error_description")))
        }
        // The shape of the REST API's errors.
        Some(error) => (Refusal::Other(words(error.get("msg"))), String::new()),
        None => (Refusal::Other(said(&String::from_utf8_lossy(body))), String::new()),
    };
    Err(Failure::Refused { status, refusal, description })
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

fn bare(mut url: Url) -> Url {
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
    url
}
