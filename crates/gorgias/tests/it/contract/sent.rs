//! A request without its type, as the tests of the contract compare it.

use gorgias::{Request, Safety};
use serde_json::Value;

/// What a request would send.
#[derive(Debug)]
pub struct Sent {
    /// Noun and verb: the module and function that built it.
    pub name: &'static str,
    pub operation: &'static str,
    pub method: String,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub body: Option<Value>,
    /// Files go as a form.
    pub files: bool,
    pub safety: Safety,
}

/// A request that was built by the function of this name, such as `tags.merge`.
pub fn sent<R>(name: &'static str, request: Request<R>) -> Sent {
    assert_eq!(request.invalid(), None, "{name}");
    Sent {
        name,
        operation: request.operation(),
        method: request.method().to_string(),
        path: request.path().to_owned(),
        query: request.query().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        body: request.body().cloned(),
        files: !request.files().is_empty(),
        safety: request.safety(),
    }
}
