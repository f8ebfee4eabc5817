//! Sends requests to one account and reads the answers.
//!
//! Guarantees: the credential goes only to the account's own scheme, host and port; no redirect is followed; every
//! request passes the shared [`Budget`]; a request that must not be repeated is not repeated after an unknown outcome.
//! Clones share connections and budget. How a request is sent is up to [`crate::layers`].

pub(crate) mod address;
mod builder;
mod judge;
mod once;
mod pages;

use std::fmt;
use std::sync::Arc;

use futures_util::{Stream, TryStreamExt, stream};
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::answer::Answer;
use crate::budget::{Budget, Class};
use crate::error::Error;
use crate::http::is_loopback;
use crate::layers::{Failure, Layer, Limits, Next, Outgoing, Payload};
use crate::page::Page;
use crate::request::{Body, Call, OwnLimits, Request, Safety};
use crate::secret::Secret;

use crate::resources::files::SignedAddress;

pub use builder::{BuildError, ClientBuilder};
pub use once::Made;

/// A client of one Gorgias account. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    class: Class,
}

/// Everything that clones of a client share.
struct Shared {
    base: Url,
    layers: Box<[Arc<dyn Layer>]>,
    /// The way to other hosts: without a credential and without the account's budget.
    outside: Box<[Arc<dyn Layer>]>,
    limits: Limits,
    budget: Budget,
}

impl Client {
    /// Begins a client for the account at this address, such as `https://acme.gorgias.com`.
    pub fn builder(url: &str) -> ClientBuilder {
        ClientBuilder::new(url)
    }

    /// The same client, asking the budget for this class unless a request says otherwise.
    pub fn in_class(&self, class: Class) -> Client {
        Client { shared: Arc::clone(&self.shared), class }
    }

    /// Sends a request and reads its answer.
    ///
    /// # Errors
    /// See [`Error`]; what can be repeated was repeated before.
    pub async fn send<R>(&self, request: Request<R>) -> Result<R, Error> {
        let Request { call, decode } = request;
        if let Some(invalid) = &call.invalid {
            let (field, reason) = (invalid.field, invalid.reason.clone());
            return Err(Error::Invalid { at: call.at(), field, reason });
        }
        let redirected = call.redirected;
        let mut sent = self.outgoing(call);
        let answered = self.exchange(&mut sent).await;
        judge::judge(&sent, answered, redirected, decode)
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

    /// The rows of a list, page after page, from the request's own cursor to the end.
    ///
    /// `client.rows(request).try_collect::<Vec<_>>()` reads them all. Ends as [`Client::pages`] does.
    pub fn rows<T: Send + 'static>(
        &self,
        request: Request<Page<T>>,
    ) -> impl Stream<Item = Result<T, Error>> + Send + 'static + use<T> {
        self.pages(request).map_ok(|page| stream::iter(page.data.into_iter().map(Ok))).try_flatten()
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
    ) -> Result<Answer, Error> {
        let (path, in_path) = path.split_once('?').unwrap_or((path, ""));
        let in_path = form_urlencoded::parse(in_path.as_bytes()).into_owned();
        let upper = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).ok();
        let safety = if upper.as_ref().is_some_and(Method::is_safe) { Safety::Read } else { Safety::Once };
        let call = Call {
            operation: "raw",
            method: upper.clone().unwrap_or_default(),
            path: format!("/{}", path.trim_start_matches('/')),
            query: in_path.chain(query.iter().cloned()).map(|(name, value)| (name.into(), value)).collect(),
            body: body.map_or(Body::Empty, Body::Json),
            class: None,
            safety,
            own: OwnLimits::default(),
            redirected: false,
            invalid: None,
        };
        if upper.is_none() {
            let mut at = call.at();
            at.method = method.to_owned();
            return Err(Error::Unsendable { at, reason: format!("`{method}` is not an HTTP method") });
        }
        let mut sent = self.outgoing(call);
        let answered = self.exchange(&mut sent).await;
        answered.map_err(|failure| judge::unanswered(&sent, failure))
    }

    /// Fetches a file from where [`crate::resources::files::download`] found it. No credential goes there.
    ///
    /// # Errors
    /// When there is no answer, or one that is no success: signed addresses are short-lived. When the address is plain
    /// http or on this machine although the account is not.
    pub async fn fetch(&self, file: &SignedAddress) -> Result<Answer, Error> {
        let call = Call {
            operation: "fetch",
            method: Method::GET,
            path: file.url().path().to_owned(),
            query: Vec::new(),
            body: Body::Empty,
            class: None,
            safety: Safety::Read,
            own: OwnLimits::default(),
            redirected: false,
            invalid: None,
        };
        let (from, to) = (&self.shared.base, file.url());
        if !is_loopback(from) && (to.scheme() != "https" || is_loopback(to)) {
            let reason = "the file's address is plain http or on this machine, and the account is elsewhere";
            return Err(Error::Unsendable { at: call.at(), reason: reason.to_owned() });
        }
        let mut sent = self.outgoing(call);
        sent.url = to.clone();
        // Storages repeat the signature in their errors.
        to.query_pairs().for_each(|(_, value)| sent.conceal(Secret::new(value)));
        let answered = Next::first(&self.shared.outside).send(&mut sent).await;
        judge::file(&sent, answered)
    }

    /// The allowance that this client and its clones share.
    pub fn budget(&self) -> &Budget {
        &self.shared.budget
    }

    fn outgoing(&self, call: Call) -> Outgoing {
        let limits = self.shared.limits;
        Outgoing {
            operation: call.operation,
            url: address::join(&self.shared.base, &call.path, &call.query),
            method: call.method,
            path: call.path,
            headers: HeaderMap::new(),
            body: match call.body {
                Body::Empty => Payload::Empty,
                Body::Json(json) => Payload::Json(json.to_string().into()),
                Body::Files(files) => Payload::Files(files),
            },
            safety: call.safety,
            class: call.class.unwrap_or(self.class),
            limits: Limits {
                timeout: call.own.timeout.unwrap_or(limits.timeout),
                attempts: call.own.attempts.unwrap_or(limits.attempts),
                patience: call.own.patience.unwrap_or(limits.patience),
                max_body: call.own.max_body.unwrap_or(limits.max_body),
            },
            request_id: None,
            tries: 0,
            secrets: Vec::new(),
        }
    }

    async fn exchange(&self, request: &mut Outgoing) -> Result<Answer, Failure> {
        Next::first(&self.shared.layers).send(request).await
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("host", &self.shared.base.host_str().unwrap_or_default())
            .field("class", &self.class)
            .finish_non_exhaustive()
    }
}
