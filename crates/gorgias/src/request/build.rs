//! The kinds of requests there are: by method, body and answer. What the resources build theirs with.

use std::fmt::Display;

use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Body, Call, FilePart, Invalid, OwnLimits, Request, Safety};
use crate::answer::{self, Decode};

/// Ids are positive. 0 stands for the caller in `/api/users/0` and for an ad-hoc view in `/api/views/0/items`.
fn invalid_id(path: &str) -> Option<Invalid> {
    let mut noun = "";
    path.split('/').find_map(|segment| {
        let id: Option<i64> = segment.parse().ok();
        let fits = id.is_none_or(|id| id > 0 || (id == 0 && ["users", "views"].contains(&noun)));
        noun = segment;
        (!fits).then(|| Invalid { field: "id", reason: no_id(segment) })
    })
}

/// Why this is refused where an id is wanted.
pub(crate) fn no_id(text: impl Display) -> String {
    format!("{text} is no id: ids are positive numbers")
}

/// GET that answers one JSON value.
pub(crate) fn get<R: DeserializeOwned>(operation: &'static str, path: impl Into<String>) -> Request<R> {
    build(operation, Method::GET, path.into(), None, answer::json)
}

/// GET that answers a list all at once.
pub(crate) fn get_whole<T: DeserializeOwned>(
    operation: &'static str,
    path: impl Into<String>,
) -> Request<Vec<T>> {
    build(operation, Method::GET, path.into(), None, answer::whole_list)
}

/// POST that answers the created object; never repeated after an unknown outcome.
pub(crate) fn create<R: DeserializeOwned>(
    operation: &'static str,
    path: impl Into<String>,
    body: &impl Serialize,
) -> Request<R> {
    build(operation, Method::POST, path.into(), Some(json(body)), answer::json)
}

/// POST that reads and answers text; its body says what.
pub(crate) fn text(
    operation: &'static str,
    path: impl Into<String>,
    body: &impl Serialize,
) -> Request<String> {
    let mut request = build(operation, Method::POST, path.into(), Some(json(body)), answer::text);
    request.call.safety = Safety::Read;
    request
}

/// POST of files that answers a list.
pub(crate) fn upload<T: DeserializeOwned>(
    operation: &'static str,
    path: impl Into<String>,
    files: Vec<FilePart>,
) -> Request<Vec<T>> {
    let mut request = build(operation, Method::POST, path.into(), None, answer::whole_list);
    request.call.body = Body::Files(files.into());
    request
}

/// GET whose answer is a redirect, which is not followed.
pub(crate) fn address<R>(operation: &'static str, path: impl Into<String>, decode: Decode<R>) -> Request<R> {
    let mut request = build(operation, Method::GET, path.into(), None, decode);
    request.call.redirected = true;
    request
}

/// PUT that answers the changed object.
pub(crate) fn update<R: DeserializeOwned>(
    operation: &'static str,
    path: impl Into<String>,
    body: &impl Serialize,
) -> Request<R> {
    build(operation, Method::PUT, path.into(), Some(json(body)), answer::json)
}

/// A request whose answer is empty or of no interest.
pub(crate) fn act(
    operation: &'static str,
    method: Method,
    path: impl Into<String>,
    body: Option<Value>,
    safety: Safety,
) -> Request<()> {
    let mut request = build(operation, method, path.into(), body, answer::ignored);
    request.call.safety = safety;
    request
}

/// DELETE without a body.
pub(crate) fn delete(operation: &'static str, path: impl Into<String>) -> Request<()> {
    act(operation, Method::DELETE, path, None, Safety::Idempotent)
}

/// The JSON of a request body.
#[expect(
    clippy::expect_used,
    reason = "bodies are this crate's own structs: string keys only, no failing Serialize"
)]
pub(crate) fn json(body: &impl Serialize) -> Value {
    serde_json::to_value(body).expect("a request body is JSON")
}

fn build<R>(
    operation: &'static str,
    method: Method,
    path: String,
    body: Option<Value>,
    decode: Decode<R>,
) -> Request<R> {
    let safety = match method {
        Method::GET => Safety::Read,
        Method::POST => Safety::Once,
        _ => Safety::Idempotent,
    };
    let call = Call {
        operation,
        method,
        invalid: invalid_id(&path),
        path,
        query: Vec::new(),
        body: body.map_or(Body::Empty, Body::Json),
        class: None,
        safety,
        own: OwnLimits::default(),
        redirected: false,
    };
    Request { call, decode }
}
