//! Sends requests to one account and reads the answers.
//!
//! Guarantees: the credential goes only to the account's own scheme, host and port; no redirect is followed; every
//! request passes the shared [`Budget`]; a request that must not be repeated is not repeated after an unknown outcome.
//! Clones share connections and budget.

mod address;
mod builder;
mod judge;
mod pages;
mod retry;
mod transport;

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::Stream;
use reqwest::Method;
use serde_json::Value;
use url::form_urlencoded;

use crate::budget::{Budget, Class};
use crate::error::{At, Error};
use crate::page::Page;
use crate::request::{Call, Request, Safety};

pub use builder::{BuildError, ClientBuilder};
use transport::Transport;

/// A client of one Gorgias account. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    transport: Arc<Transport>,
    class: Class,
}

/// An answer as it came, whatever its status.
#[derive(Clone, PartialEq, Eq)]
pub struct RawAnswer {
    /// The HTTP status.
    pub status: u16,
    /// Names in lower case, and values, in the order they came.
    pub headers: Vec<(String, String)>,
    /// The body, decompressed.
    pub body: Bytes,
}

impl Client {
    /// Begins a client for the account at this address, such as `https://acme.gorgias.com`.
    pub fn builder(url: &str) -> ClientBuilder {
        ClientBuilder::new(url)
    }

    /// The same client, asking the budget for this class unless a request says otherwise.
    pub fn in_class(&self, class: Class) -> Client {
        Client { transport: Arc::clone(&self.transport), class }
    }

    /// Sends a request and reads its answer.
    ///
    /// # Errors
    /// See [`Error`]; what can be repeated was repeated before.
    pub async fn send<R>(&self, request: Request<R>) -> Result<R, Error> {
        if let Some(invalid) = request.call.invalid {
            let at = At {
                operation: request.call.operation,
                method: request.call.method.to_string(),
                path: request.call.path,
                request_id: None,
                tries: 0,
            };
            return Err(Error::Invalid { at: Box::new(at), field: invalid.field, reason: invalid.reason });
        }
        let exchange = self.transport.exchange(&request.call, self.class).await?;
        self.transport.judge(&request.call, exchange, request.decode)
    }

    /// The pages of a list, one request each, from the request's own cursor to the end.
    ///
    /// Ends with [`Error::RepeatedCursor`] when the list gives a cursor twice, after the page that gave it.
    pub fn pages<T: 'static>(
        &self,
        request: Request<Page<T>>,
    ) -> impl Stream<Item = Result<Page<T>, Error>> + Send + 'static + use<T> {
        pages::stream(self.clone(), request)
    }

    /// Sends what the caller wrote and gives the answer as it came, refusals too. A write is sent once only; what is
    /// throttled waits and goes again like any other request.
    ///
    /// # Errors
    /// When the method is no HTTP method, the server gave no answer at all, or an answer above the size limit.
    pub async fn raw(
        &self,
        method: &str,
        path: &str,
        query: &[(String, String)],
        body: Option<Value>,
    ) -> Result<RawAnswer, Error> {
        let (path, in_path) = path.split_once('?').unwrap_or((path, ""));
        let in_path = form_urlencoded::parse(in_path.as_bytes()).into_owned();
        let path = format!("/{}", path.trim_start_matches('/'));
        let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).map_err(|_| {
            let at = At {
                operation: "raw",
                method: method.to_owned(),
                path: path.clone(),
                request_id: None,
                tries: 0,
            };
            Error::Unsendable { at: Box::new(at), reason: format!("`{method}` is not an HTTP method") }
        })?;
        let safety = if method.is_safe() { Safety::Read } else { Safety::Once };
        let call = Call {
            operation: "raw",
            method,
            path,
            query: in_path.chain(query.iter().cloned()).map(|(name, value)| (name.into(), value)).collect(),
            body,
            class: None,
            safety,
            invalid: None,
        };
        let exchange = self.transport.exchange(&call, self.class).await?;
        let headers = exchange.headers.iter().map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        Ok(RawAnswer { status: exchange.status, headers: headers.collect(), body: exchange.body })
    }

    /// The allowance that this client and its clones share.
    pub fn budget(&self) -> &Budget {
        &self.transport.budget
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("host", &self.transport.host())
            .field("class", &self.class)
            .finish_non_exhaustive()
    }
}

/// Shows status and size: a body may hold personal data.
impl fmt::Debug for RawAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawAnswer({}, {} bytes)", self.status, self.body.len())
    }
}
