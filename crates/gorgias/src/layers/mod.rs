//! The way of a request, as layers that can be replaced.
//!
//! A request passes, outermost first: [`Retry`], [`Authenticate`], [`RateLimit`], [`Trace`], [`Timeout`], [`Http`]. Each
//! gets the request and the [`Next`] layer, and may change the one, call the other none, one or many times, and answer
//! what it likes. [`Layers`] has a field for each, so that one can be replaced without knowing the others, and a list
//! of further ones around them:
//!
//! ```
//! use std::sync::Arc;
//! use gorgias::layers::{Answered, Layer, Next, Outgoing};
//! use gorgias::Client;
//!
//! /// Says who asks, for the server's log.
//! struct Named(&'static str);
//!
//! impl Layer for Named {
//!     fn handle<'a>(&'a self, request: &'a mut Outgoing, next: Next<'a>) -> Answered<'a> {
//!         request.headers.insert("x-caller", self.0.parse().expect("a plain name"));
//!         next.send(request)
//!     }
//! }
//!
//! # fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder("https://acme.gorgias.com")
//!     .api_key("ana@acme.example", "key".into())
//!     .layers(|layers| layers.outer.push(Arc::new(Named("nightly"))))
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! A layer sees requests as they are sent, and answers whatever their status. What an answer means to the caller is
//! decided after the outermost layer.

mod authenticate;
mod http;
mod rate_limit;
mod retry;
mod timeout;
mod trace;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use reqwest::Method;
use reqwest::header::HeaderMap;
use url::Url;

use crate::answer::Answer;
use crate::budget::Class;
use crate::error::{Cause, ErrorClass};
use crate::request::{FilePart, Safety};
use crate::secret::Secret;

pub use authenticate::{ApiKey, Authenticate, Credential};
pub use http::Http;
pub(crate) use http::{failure, receive};
pub use rate_limit::RateLimit;
pub use retry::Retry;
pub(crate) use retry::backoff;
pub use timeout::Timeout;
pub use trace::Trace;

/// What a layer gives back, sometime.
pub type Answered<'a> = BoxFuture<'a, Result<Answer, Failure>>;

/// One step on the way of a request.
pub trait Layer: Send + Sync + 'static {
    /// Sends the request on with `next`, or does not.
    fn handle<'a>(&'a self, request: &'a mut Outgoing, next: Next<'a>) -> Answered<'a>;
}

/// The layers below the one that holds it.
#[derive(Clone, Copy)]
pub struct Next<'a> {
    layers: &'a [Arc<dyn Layer>],
}

impl<'a> Next<'a> {
    pub(crate) fn first(layers: &'a [Arc<dyn Layer>]) -> Self {
        Self { layers }
    }

    /// Hands the request to the next layer. May be called again to send it again.
    pub fn send<'b>(self, request: &'b mut Outgoing) -> Answered<'b>
    where
        'a: 'b,
    {
        match self.layers {
            [] => Box::pin(async { Err(Failure::NotSent("no layer sends requests".into())) }),
            [layer, rest @ ..] => {
                if rest.is_empty() {
                    request.tries += 1;
                }
                layer.handle(request, Next { layers: rest })
            }
        }
    }
}

/// A request on its way.
#[non_exhaustive]
pub struct Outgoing {
    /// The operation's name in the reference; for logs and metrics.
    pub operation: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// Where to, query included. The query may hold personal data.
    pub url: Url,
    /// The path that the caller asked for; without the query, fit for logs.
    pub path: String,
    /// Headers besides those of the body.
    pub headers: HeaderMap,
    /// The body; cheap to clone.
    pub body: Payload,
    /// Whether it may be sent again after an unknown outcome.
    pub safety: Safety,
    /// How urgent it is.
    pub class: Class,
    /// What it may take.
    pub limits: Limits,
    /// The server's `x-request-id` of the last answer.
    pub request_id: Option<String>,
    /// How many times it was handed to the last layer.
    pub(crate) tries: u32,
    /// Texts that no message may show.
    pub(crate) secrets: Vec<Secret>,
}

impl Outgoing {
    /// How many times it was sent until now.
    pub fn tries(&self) -> u32 {
        self.tries
    }

    /// Masks this text in every error that comes of this request, should the server echo it.
    pub fn conceal(&mut self, secret: Secret) {
        self.secrets.push(secret);
    }
}

/// A body on the wire.
#[derive(Clone)]
#[non_exhaustive]
pub enum Payload {
    /// None.
    Empty,
    /// `application/json`.
    Json(Bytes),
    /// `multipart/form-data`.
    Files(Arc<[FilePart]>),
}

/// What a request may take. A client has its own; a request may differ ([`crate::Request::timeout`] and its like).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// How long one try may take until its answer is complete; 30 s.
    pub timeout: Duration,
    /// How often it is tried when it fails for passing reasons; 4. Being throttled does not count as a try.
    pub attempts: u32,
    /// How long it waits when it is throttled again and again; 15 minutes.
    pub patience: Duration,
    /// The largest answer that is read, in bytes after decompression; 64 MiB.
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

/// Why there is no answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// It cannot be made into an HTTP request, and trying again would not help.
    Unsendable(Cause),
    /// Nothing reached the server.
    NotSent(Cause),
    /// No complete answer in time; the server may have acted.
    TimedOut,
    /// The connection broke after sending; the server may have acted.
    Interrupted(Cause),
    /// The answer is larger than [`Limits::max_body`].
    TooLarge,
    /// There is nothing to sign the request with; it was not sent.
    Unsigned {
        /// Why.
        source: Cause,
        /// Whether trying again can help.
        class: ErrorClass,
    },
}

/// The layers of a client, outermost first.
#[non_exhaustive]
pub struct Layers {
    /// The user's own around the others; none at first.
    pub outer: Vec<Arc<dyn Layer>>,
    /// Sends again what failed for passing reasons: [`Retry`].
    pub retry: Arc<dyn Layer>,
    /// Signs: [`Authenticate`].
    pub authenticate: Arc<dyn Layer>,
    /// Keeps the pace that the server allows: [`RateLimit`].
    pub rate_limit: Arc<dyn Layer>,
    /// Tells the log: [`Trace`].
    pub trace: Arc<dyn Layer>,
    /// Ends a try that takes too long: [`Timeout`].
    pub timeout: Arc<dyn Layer>,
    /// Sends: [`Http`].
    pub http: Arc<dyn Layer>,
}

impl Layers {
    pub(crate) fn in_order(self) -> Box<[Arc<dyn Layer>]> {
        let inner = [self.retry, self.authenticate, self.rate_limit, self.trace, self.timeout, self.http];
        self.outer.into_iter().chain(inner).collect()
    }
}

/// A layer that does nothing, to stand in for one that is not wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pass;

impl Layer for Pass {
    fn handle<'a>(&'a self, request: &'a mut Outgoing, next: Next<'a>) -> Answered<'a> {
        next.send(request)
    }
}
