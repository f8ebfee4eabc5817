//! Answers and refusals in the forms that Gorgias uses.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::super::Statuses;
use crate::system::Response;

/// What an operation comes to.
pub(super) type Answer = Result<Response, Refusal>;

/// Why a request is not served.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The path is none of the API's: an HTML page.
    NoSuchPath,
    NoSuchMethod,
    /// Who let the app in is gone.
    UnknownUser,
    NotFound,
    /// An id in the path is not a number.
    BadId,
    /// Validation failed; the fields and what is wrong with them.
    Invalid(&'static str, Map<String, Value>),
    /// Refused for a reason that belongs to no field.
    Bad(&'static str),
    Conflict(&'static str),
    /// Not found, with what may have been meant.
    Unknown(&'static str, Map<String, Value>),
    /// More was sent than is kept.
    TooLarge(&'static str),
    /// The resource was merged into another, which is there.
    Moved(String),
    /// A row could not be printed. Does not happen: rows are made of text and numbers.
    Broken,
}

impl Refusal {
    /// One field, one message.
    pub(super) fn field(purpose: &'static str, field: &str, message: &str) -> Self {
        Self::Invalid(purpose, Map::from_iter([(field.to_owned(), json!([message]))]))
    }

    pub(super) fn response(self) -> Response {
        let error = |status, msg: &str| json_response(status, &json!({"error": {"msg": msg}}));
        match self {
            Self::NoSuchPath => html(404, NO_SUCH_PATH),
            Self::NoSuchMethod => error(405, "The specified HTTP method is not allowed."),
            Self::UnknownUser => error(401, NO_SUCH_USER),
            Self::NotFound => error(404, "Resource not found."),
            Self::BadId => error(400, "pk is not a valid integer."),
            Self::Bad(msg) => error(400, msg),
            Self::Conflict(msg) => error(409, msg),
            Self::TooLarge(msg) => error(413, msg),
            Self::Broken => error(500, "Internal server error."),
            Self::Invalid(msg, data) => json_response(400, &json!({"error": {"msg": msg, "data": data}})),
            Self::Unknown(msg, data) => json_response(404, &json!({"error": {"msg": msg, "data": data}})),
            Self::Moved(location) => Response {
                status: 301,
                headers: vec![("location".to_owned(), location)],
                body: Default::default(),
            },
        }
    }
}

const NO_SUCH_USER: &str = "401 Unauthorized: No user found matching the \"sub\" claim of the token.";

const NO_SUCH_PATH: &str = "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n\
    <p>There is nothing at this address. Check the spelling of the URL.</p>\n";

fn html(status: u16, page: &'static str) -> Response {
    let headers = vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())];
    Response { status, headers, body: page.into() }
}

/// 200 with text of some type.
pub(super) fn text(content_type: &str, text: String) -> Response {
    let headers = vec![("content-type".to_owned(), content_type.to_owned())];
    Response { status: 200, headers, body: text.into() }
}

/// A body that is JSON already.
pub(super) fn printed(status: u16, body: Vec<u8>) -> Response {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Response { status, headers, body: body.into() }
}

fn json_response(status: u16, value: &Value) -> Response {
    printed(status, value.to_string().into_bytes())
}

/// 200 with `view`.
pub(super) fn ok(view: &impl Serialize) -> Answer {
    serde_json::to_vec(view).map(|body| printed(200, body)).map_err(|_| Refusal::Broken)
}

/// 207 with a result for each thing that was asked for.
pub(super) fn multi(view: &impl Serialize) -> Answer {
    Ok(Response { status: 207, ..ok(view)? })
}

/// 204 and nothing else.
pub(super) fn gone() -> Answer {
    Ok(empty(204))
}

fn empty(status: u16) -> Response {
    Response { status, headers: Vec::new(), body: Default::default() }
}

impl Statuses {
    /// The answer to a create.
    pub(super) fn created(self, view: &impl Serialize) -> Answer {
        Ok(Response { status: self.choose(201), ..ok(view)? })
    }

    /// The answer to those updates that are documented as 202.
    pub(super) fn accepted(self, view: &impl Serialize) -> Answer {
        Ok(Response { status: self.choose(202), ..ok(view)? })
    }

    /// Success without a body.
    pub(super) fn nothing(self, documented: u16) -> Answer {
        Ok(empty(self.choose(documented)))
    }

    fn choose(self, documented: u16) -> u16 {
        match self {
            Self::Documented => documented,
            Self::Observed => 200,
        }
    }
}
