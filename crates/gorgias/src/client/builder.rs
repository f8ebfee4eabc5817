//! Making a client: the settings, and what is refused before anything is sent.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::{Client, Shared, address};
use crate::budget::{Budget, Class};
use crate::layers::{
    ApiKey, Authenticate, Credential, Http, Layers, Limits, RateLimit, Retry, Timeout, Trace,
};
use crate::secret::Secret;

/// A client that cannot be made as asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The address cannot be used.
    #[error("`{url}` is not the address of an account: {reason}")]
    Address {
        /// The address, without credentials.
        url: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// Plain http to another machine.
    #[error("the address of {host} is plain http, which would show secrets to everyone on the way")]
    PlainHttp {
        /// The host.
        host: String,
    },
    /// No credential was given.
    #[error("there is no credential")]
    NoCredential,
    /// The e-mail address or API key cannot be sent.
    #[error("the {part} {reason}")]
    Credential {
        /// Which part of the credential.
        part: &'static str,
        /// What is wrong, without showing it.
        reason: &'static str,
    },
    /// TLS could not be set up.
    #[error("the HTTP client cannot start")]
    Start(#[source] crate::error::Cause),
}

impl BuildError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Address { .. } => "write the address as https://<account>.gorgias.com",
            Self::PlainHttp { .. } => {
                "write https:// in front; plain http is for a server on this machine only"
            }
            Self::NoCredential => "give the e-mail address of a user and an API key (Settings, REST API)",
            Self::Credential { .. } => "copy it again from Settings, REST API, without line ends or blanks",
            Self::Start(_) => {
                "check that the machine's CA certificates are installed (package ca-certificates)"
            }
        }
        .to_owned()
    }
}

/// How a [`Client`] is made. See [`Client::builder`].
#[must_use]
pub struct ClientBuilder {
    url: String,
    credential: Option<Result<Arc<dyn Credential>, BuildError>>,
    seed: u64,
    limits: Limits,
    budget: Option<Budget>,
    change: Box<dyn FnOnce(&mut Layers) + Send>,
}

impl ClientBuilder {
    pub(super) fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            credential: None,
            seed: 0,
            limits: Limits::default(),
            budget: None,
            change: Box::new(|_| {}),
        }
    }

    /// HTTP Basic with a user's e-mail address and API key (reference page "Authentication").
    pub fn api_key(mut self, email: &str, key: Secret) -> Self {
        self.credential =
            Some(ApiKey::new(email, key).map(|credential| Arc::new(credential) as Arc<dyn Credential>));
        self
    }

    /// Signs with this; [`crate::oauth::Session`] is one.
    pub fn credential(mut self, credential: impl Credential) -> Self {
        self.credential = Some(Ok(Arc::new(credential)));
        self
    }

    /// Seed of the jitter, so that a run can be repeated. Give processes different ones.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Spends from this budget, so that several clients of one account share its allowance.
    pub fn budget(mut self, budget: Budget) -> Self {
        self.budget = Some(budget);
        self
    }

    /// How long one try may take until its answer is complete; 30 s unless told.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = timeout;
        self
    }

    /// How often a request is tried when it fails for passing reasons; 4 unless told, at least 1. Being throttled does
    /// not count as a try.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.limits.attempts = attempts.max(1);
        self
    }

    /// How long a request that is throttled again and again waits before it gives up; 15 minutes unless told.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.limits.patience = patience;
        self
    }

    /// The largest answer that is read, in bytes after decompression; 64 MiB unless told.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.limits.max_body = bytes;
        self
    }

    /// Replaces layers, or adds some. See [`crate::layers`].
    pub fn layers(mut self, change: impl FnOnce(&mut Layers) + Send + 'static) -> Self {
        let before = self.change;
        self.change = Box::new(move |layers| {
            before(layers);
            change(layers);
        });
        self
    }

    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    /// When address or credential cannot be used, or TLS cannot be set up.
    pub fn build(self) -> Result<Client, BuildError> {
        let base = address::base(&self.url)?;
        let credential = self.credential.ok_or(BuildError::NoCredential)??;
        // The budget's jitter is another series than the retries'.
        let budget = self.budget.unwrap_or_else(|| Budget::new(self.seed ^ 0x9e37_79b9_7f4a_7c15));
        let mut layers = Layers {
            outer: Vec::new(),
            retry: Arc::new(Retry::new(self.seed)),
            authenticate: Arc::new(Authenticate::new(credential)),
            rate_limit: Arc::new(RateLimit::new(budget.clone())),
            trace: Arc::new(Trace),
            timeout: Arc::new(Timeout),
            http: Arc::new(Http::new(&base).map_err(BuildError::Start)?),
        };
        (self.change)(&mut layers);
        let outside = [&layers.retry, &layers.trace, &layers.timeout, &layers.http].map(Arc::clone);
        let (layers, outside) = (layers.in_order(), Box::new(outside));
        let shared = Shared { base, layers, outside, limits: self.limits, budget };
        Ok(Client { shared: Arc::new(shared), class: Class::default() })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("limits", &self.limits).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(url: &str, email: &str, key: &str) -> String {
        let error = Client::builder(url).api_key(email, key.into()).build().unwrap_err();
        format!("{error}; {}", error.hint())
    }

    #[test]
    fn what_cannot_work_is_refused_with_a_way_out() {
        let good = "https://acme.gorgias.com";
        let refusals = [
            refusal("acme.gorgias.com", "a@x.example", "k"),
            refusal("ftp://acme.gorgias.com", "a@x.example", "k"),
            refusal("http://acme.gorgias.com", "a@x.example", "k"),
            refusal("https://me:k-4711@acme.gorgias.com", "a@x.example", "k"),
            refusal(good, "", "k"),
            refusal(good, "a@x.example", "k-4711\n"),
        ]
        .join("\n");
        insta::assert_snapshot!(refusals, @r#"
        `acme.gorgias.com` is not the address of an account: it has no https:// in front; write the address as https://<account>.gorgias.com
        `ftp://acme.gorgias.com/` is not the address of an account: it is neither https nor http; write the address as https://<account>.gorgias.com
        the address of acme.gorgias.com is plain http, which would show secrets to everyone on the way; write https:// in front; plain http is for a server on this machine only
        `https://acme.gorgias.com/` is not the address of an account: it holds a user name or password; write the address as https://<account>.gorgias.com
        the e-mail address is empty; copy it again from Settings, REST API, without line ends or blanks
        the API key contains a line end or another control character; copy it again from Settings, REST API, without line ends or blanks
        "#);
        assert!(!refusals.contains("k-4711"));
        assert!(Client::builder(good).build().is_err());
    }

    #[test]
    fn secrets_do_not_show() {
        let builder = Client::builder("https://acme.gorgias.com").api_key("a@x.example", "k-4711".into());
        assert!(!format!("{builder:?}").contains("k-4711"));
        let client = builder.build().unwrap();
        assert_eq!(format!("{client:?}"), "Client { host: \"acme.gorgias.com\", class: Interactive, .. }");
    }
}
