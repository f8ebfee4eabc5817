//! The token endpoint: exchange, refresh, revoke (reference page "OAuth2 authentication for creating apps with Gorgias").
//!
//! Each is one request, sent once: who may repeat it is in [`OAuthError::class`]. What a server says is shown with the
//! secrets that were sent masked, and an answer that may hold tokens is not shown at all.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use serde_json::Value;
use url::Url;

use super::app::{App, Authentication, Installation};
use super::callback::Code;
use super::error::{Failure, OAuthError, TokenCall};
use super::refusal::Refusal;
use super::tokens::Tokens;
use crate::answer::{self, Answer};
use crate::client::address;
use crate::datetime::DateTime;
use crate::error::Doubt;
use crate::layers;
use crate::secret::{Secret, masked};

/// An answer of a few tokens is a few kilobytes.
const MAX_BODY: usize = 1 << 20;

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
        self.post(TokenCall::Revoke, "/oauth/revoke", &[("token", refresh.expose())], refresh).await.map(drop)
    }

    async fn tokens(
        &self,
        call: TokenCall,
        form: &[(&str, &str)],
        secret: &Secret,
        now: DateTime,
    ) -> Result<Tokens, OAuthError> {
        let answer = self.post(call, "/oauth/token", form, secret).await?;
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
        let url = self.account.join(path);
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
        let response = request.send().await.map_err(layers::failure);
        let answer = match response {
            Ok(response) => layers::receive(response, MAX_BODY).await,
            Err(failure) => Err(failure),
        };
        answer.map_err(|failure| match failure {
            layers::Failure::NotSent(cause)
            | layers::Failure::Unsendable(cause)
            | layers::Failure::Unsigned { source: cause, .. } => Failure::NotSent(cause.into()),
            layers::Failure::TimedOut => Failure::TimedOut { after: self.app.timeout },
            layers::Failure::Interrupted(cause) => Failure::Interrupted(cause.into()),
            layers::Failure::TooLarge => Failure::TooLarge { limit: MAX_BODY },
        })
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
    let (status, retry_after) = (answer.status, answer.retry_after());
    let masked = |text: &str| masked(text.to_owned(), secrets.iter().copied());
    let said = |text: &str| answer::start_of(masked(text).as_bytes());
    let body = String::from_utf8_lossy(&answer.body);
    match status {
        429 => return Err(Failure::Throttled { retry_after }),
        500.. => return Err(Failure::Server { status, retry_after }),
        300..400 => {
            let to = answer.header("location").and_then(|to| asked.join(to).ok());
            let location = to.map_or_else(|| "nowhere".to_owned(), |to| said(address::bare(to).as_str()));
            return Err(Failure::Redirected { location });
        }
        _ if answer.is_html() => {
            let title = answer::html_title(masked(&body).as_bytes());
            return Err(Failure::NotJson { status, title });
        }
        _ => {}
    }
    let json = serde_json::from_str::<Value>(&body).unwrap_or_default();
    let error = json.get("error").filter(|error| !error.is_null());
    if error.is_none() && (200..300).contains(&status) {
        drop(body);
        return Ok(answer);
    }
    let words = |value: Option<&Value>| value.and_then(Value::as_str).map(said).unwrap_or_default();
    let (refusal, description) = match error {
        Some(Value::String(code)) => {
            (Refusal::from(said(code).as_str()), words(json.get("error_description")))
        }
        // The shape of the REST API's errors.
        Some(error) => (Refusal::Other(words(error.get("msg"))), String::new()),
        None => (Refusal::Other(said(&body)), String::new()),
    };
    Err(Failure::Refused { status, refusal, description })
}
