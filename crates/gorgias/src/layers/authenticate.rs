//! Signs.

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use zeroize::Zeroizing;

use super::{Answered, Failure, Layer, Next, Outgoing};
use crate::client::BuildError;
use crate::oauth::{OAuthError, Session};
use crate::secret::Secret;

/// What requests are signed with.
pub trait Credential: Send + Sync + 'static {
    /// The value of `Authorization`, good now.
    fn authorization(&self) -> BoxFuture<'_, Result<Secret, Failure>>;

    /// Another value after the server refused this one with 401; `None` when there is no other.
    fn renewed<'a>(&'a self, refused: &'a Secret) -> BoxFuture<'a, Result<Option<Secret>, Failure>>;

    /// Further texts that no message may show.
    fn conceal(&self) -> Vec<Secret> {
        Vec::new()
    }
}

/// Puts `Authorization` on each request. After a 401 it asks the credential for another one, and sends once more if there
/// is.
#[derive(Clone)]
pub struct Authenticate {
    credential: Arc<dyn Credential>,
}

impl Authenticate {
    /// Signs with this.
    pub fn new(credential: Arc<dyn Credential>) -> Self {
        Self { credential }
    }
}

impl Layer for Authenticate {
    fn handle<'a>(&'a self, request: &'a mut Outgoing, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            self.credential.conceal().into_iter().for_each(|secret| request.conceal(secret));
            let first = self.credential.authorization().await?;
            sign(request, &first)?;
            let answer = next.send(request).await?;
            if answer.status != 401 {
                return Ok(answer);
            }
            match self.credential.renewed(&first).await? {
                Some(second) => {
                    tracing::debug!(
                        operation = request.operation,
                        "refused (401); sent again with a new token"
                    );
                    sign(request, &second)?;
                    next.send(request).await
                }
                None => Ok(answer),
            }
        })
    }
}

fn sign(request: &mut Outgoing, authorization: &Secret) -> Result<(), Failure> {
    let mut value = HeaderValue::from_str(authorization.expose())
        .map_err(|_| Failure::Unsendable("the credential holds a character that no header can".into()))?;
    value.set_sensitive(true);
    request.headers.insert(AUTHORIZATION, value);
    let (_, token) = authorization.expose().split_once(' ').unwrap_or(("", authorization.expose()));
    request.conceal(Secret::new(token));
    Ok(())
}

/// HTTP Basic with a user's e-mail address and API key (reference page "Authentication").
pub struct ApiKey {
    authorization: Secret,
    key: Secret,
}

impl ApiKey {
    /// This user's key.
    ///
    /// # Errors
    /// When the address or the key cannot be sent: empty, with line ends, blanks around it, a colon in the address.
    pub fn new(email: &str, key: Secret) -> Result<Self, BuildError> {
        check("e-mail address", email)?;
        check("API key", key.expose())?;
        if email.contains(':') {
            return Err(BuildError::Credential { part: "e-mail address", reason: "contains a colon" });
        }
        let pair = Zeroizing::new(format!("{email}:{}", key.expose()));
        let authorization = Secret::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())));
        Ok(Self { authorization, key })
    }
}

impl Credential for ApiKey {
    fn authorization(&self) -> BoxFuture<'_, Result<Secret, Failure>> {
        std::future::ready(Ok(self.authorization.clone())).boxed()
    }

    fn renewed<'a>(&'a self, _: &'a Secret) -> BoxFuture<'a, Result<Option<Secret>, Failure>> {
        std::future::ready(Ok(None)).boxed()
    }

    fn conceal(&self) -> Vec<Secret> {
        vec![self.key.clone()]
    }
}

/// An app's access token, renewed in time and after a 401.
impl Credential for Session {
    fn authorization(&self) -> BoxFuture<'_, Result<Secret, Failure>> {
        async { self.token().await.map(bearer).map_err(unsigned) }.boxed()
    }

    fn renewed<'a>(&'a self, refused: &'a Secret) -> BoxFuture<'a, Result<Option<Secret>, Failure>> {
        async move {
            let refused = Secret::new(refused.expose().trim_start_matches(BEARER));
            let token = Session::renewed(self, &refused).await.map_err(unsigned)?;
            Ok((token != refused).then(|| bearer(token)))
        }
        .boxed()
    }
}

const BEARER: &str = "Bearer ";

fn bearer(token: Secret) -> Secret {
    Secret::new(format!("{BEARER}{}", token.expose()))
}

fn unsigned(error: OAuthError) -> Failure {
    let class = error.class();
    Failure::Unsigned { source: error.into(), class }
}

fn check(part: &'static str, text: &str) -> Result<(), BuildError> {
    let reason = if text.is_empty() {
        "is empty"
    } else if text.chars().any(char::is_control) {
        "contains a line end or another control character"
    } else if text.trim() != text {
        "begins or ends with a blank"
    } else {
        return Ok(());
    };
    Err(BuildError::Credential { part, reason })
}

impl fmt::Debug for Authenticate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authenticate").finish_non_exhaustive()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey").finish_non_exhaustive()
    }
}
