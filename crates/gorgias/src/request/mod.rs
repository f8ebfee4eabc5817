//! A request as a value: what to send, how its answer reads, and whether it may be sent twice.
//!
//! Built by the functions in [`crate::resources`] without a socket; sending it is the client's job. A request for a list
//! is its own builder: `tickets::list().limit(100)`.

mod build;
mod file;
mod list;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::answer::{self, Decode};
use crate::budget::Class;
use crate::error::At;
pub(crate) use build::{act, address, create, delete, get, get_whole, json, no_id, text, update, upload};
pub use file::FilePart;

/// May a request be sent again after a try whose outcome is not known?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Safety {
    /// Changes nothing.
    Read,
    /// Sending it twice leaves the same state as sending it once.
    Idempotent,
    /// Sending it twice may do the thing twice: creates, merges, sending a message again.
    Once,
}

/// The untyped part of a request: everything that goes on the wire.
#[derive(Clone)]
pub(crate) struct Call {
    pub operation: &'static str,
    pub method: Method,
    pub path: String,
    pub query: Vec<(Cow<'static, str>, String)>,
    pub body: Body,
    pub class: Option<Class>,
    pub safety: Safety,
    /// What it may take, where that differs from the client's limits.
    pub own: OwnLimits,
    /// A redirect is the answer: the address of a file.
    pub redirected: bool,
    /// Why the API would refuse it, as far as is known before sending.
    pub invalid: Option<Invalid>,
}

impl Call {
    /// Which request, before it was sent.
    pub(crate) fn at(&self) -> Box<At> {
        Box::new(At {
            operation: self.operation,
            method: self.method.to_string(),
            path: self.path.clone(),
            request_id: None,
            tries: 0,
        })
    }
}

/// The body of a request.
#[derive(Clone)]
pub(crate) enum Body {
    Empty,
    Json(Value),
    Files(Arc<[FilePart]>),
}

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct OwnLimits {
    pub timeout: Option<Duration>,
    pub attempts: Option<u32>,
    pub patience: Option<Duration>,
    pub max_body: Option<usize>,
}

/// What the API would refuse, found before sending.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invalid {
    /// The parameter, body field or part of the path, such as `ids` or `messages[0].sender`.
    pub field: &'static str,
    /// What is wrong with it and what is accepted.
    pub reason: String,
}

/// A request whose answer is an `R`.
pub struct Request<R> {
    pub(crate) call: Call,
    pub(crate) decode: Decode<R>,
}

impl<R> Request<R> {
    /// The operation's key, as in `contract/operations.tsv`; for logs and metrics.
    pub fn operation(&self) -> &'static str {
        self.call.operation
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        &self.call.method
    }

    /// The path below the host, such as `/api/tickets/12`.
    pub fn path(&self) -> &str {
        &self.call.path
    }

    /// The query parameters in the order they are sent; a repeated key appears once a value.
    pub fn query(&self) -> impl Iterator<Item = (&str, &str)> {
        self.call.query.iter().map(|(name, value)| (name.as_ref(), value.as_str()))
    }

    /// The JSON body, when there is one. It may hold personal data and, for integrations, secrets.
    pub fn body(&self) -> Option<&Value> {
        match &self.call.body {
            Body::Json(body) => Some(body),
            Body::Empty | Body::Files(_) => None,
        }
    }

    /// The files of an upload.
    pub fn files(&self) -> &[FilePart] {
        match &self.call.body {
            Body::Files(files) => files,
            Body::Empty | Body::Json(_) => &[],
        }
    }

    /// Whether it may be sent again after an unknown outcome.
    pub fn safety(&self) -> Safety {
        self.call.safety
    }

    /// The class asked for with [`Request::in_class`]; `None` leaves it to the client.
    pub fn class(&self) -> Option<Class> {
        self.call.class
    }

    /// Asks the budget for this class, whatever the client's own class is.
    pub fn in_class(mut self, class: Class) -> Self {
        self.call.class = Some(class);
        self
    }

    /// How long one try of this request may take, whatever the client's time-out.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.call.own.timeout = Some(timeout);
        self
    }

    /// How often this request is tried, at least once, whatever the client's number.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.call.own.attempts = Some(attempts.max(1));
        self
    }

    /// How long this request waits when it is throttled again and again, whatever the client's patience.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.call.own.patience = Some(patience);
        self
    }

    /// The largest answer that is read for this request, in bytes after decompression, whatever the client's limit.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.call.own.max_body = Some(bytes);
        self
    }

    /// Reads the answer as another type: `tickets::get(1).answer_as::<Box<RawValue>>()` keeps the payload untouched.
    pub fn answer_as<T: DeserializeOwned>(self) -> Request<T> {
        Request { call: self.call, decode: answer::json }
    }

    /// Sets a query parameter, replacing an earlier value.
    pub(crate) fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.call.query.retain(|(have, _)| have != name);
        self.with_more(name, value)
    }

    /// Adds a value of a repeated query parameter.
    pub(crate) fn with_more(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.call.query.push((Cow::Borrowed(name), value.to_string()));
        self
    }

    /// Notes what the API would refuse; the first finding stays. Such a request is not sent.
    pub(crate) fn require(mut self, holds: bool, field: &'static str, reason: impl Into<String>) -> Self {
        if !holds && self.call.invalid.is_none() {
            self.call.invalid = Some(Invalid { field, reason: reason.into() });
        }
        self
    }

    /// What the API would refuse, when that is known without asking. [`crate::Client::send`] ends with
    /// [`crate::Error::Invalid`] then, and sends nothing.
    pub fn invalid(&self) -> Option<&Invalid> {
        self.call.invalid.as_ref()
    }

    /// Marks a request that must not be repeated although its method suggests it may.
    pub(crate) fn only_once(mut self) -> Self {
        self.call.safety = Safety::Once;
        self
    }

    /// Marks a POST that changes nothing.
    pub(crate) fn only_read(mut self) -> Self {
        self.call.safety = Safety::Read;
        self
    }

    /// Marks a POST that leaves the same state however often it is sent.
    pub(crate) fn idempotent(mut self) -> Self {
        self.call.safety = Safety::Idempotent;
        self
    }

    /// Reads the answer as a list that came all at once, in an envelope or bare.
    pub(crate) fn whole_list<T: DeserializeOwned>(self) -> Request<Vec<T>> {
        Request { call: self.call, decode: answer::whole_list }
    }
}

impl<R> Clone for Request<R> {
    fn clone(&self) -> Self {
        Self { call: self.call.clone(), decode: self.decode }
    }
}

/// Shows method and path only: a query or body may hold personal data or secrets.
impl<R> fmt::Debug for Request<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Request({} {} {})", self.call.operation, self.call.method, self.call.path)
    }
}
