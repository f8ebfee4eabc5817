//! What can go wrong with a request, told apart by where it went wrong.
//!
//! Guarantees: no variant's `Debug` or `Display` holds a credential, a query value or a request body; `Display` never
//! repeats its source. [`Error::class`] says what to do next to a program, [`Error::hint`] to people.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use crate::fields::FieldErrors;

/// A cause from a layer below.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A body that was kept because it could not be read. It may hold personal data, so `Debug` shows its size only.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept(pub Bytes);

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

/// Which request failed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct At {
    /// The operation's key, as in [`crate::Request::operation`].
    pub operation: &'static str,
    /// The HTTP method.
    pub method: String,
    /// The path, without its query.
    pub path: String,
    /// The server's `x-request-id` of the last answer; its support asks for it.
    pub request_id: Option<String>,
    /// How many times it was sent.
    pub tries: u32,
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// What to do about an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    /// Try again later; not before `retry_after` when it is known.
    Transient {
        /// The wait the server asked for.
        retry_after: Option<Duration>,
    },
    /// The same request will fail again until the request, the account or its permissions change.
    Permanent,
    /// This client and the API misunderstand each other.
    Ours,
    /// It may have happened. Look for the thing by its identity (`external_id`) before sending again.
    OutcomeUnknown,
}

/// Why the outcome of a request that must not be repeated is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doubt {
    /// No answer in time.
    TimedOut,
    /// The connection broke after the request was sent.
    ConnectionLost,
    /// The server answered with this failure status, maybe after doing the work.
    Server(u16),
    /// The answer was larger than the client's limit and was not read.
    TooLarge,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut => f.write_str("no answer came in time"),
            Self::ConnectionLost => f.write_str("the connection broke after sending"),
            Self::Server(status) => write!(f, "the server answered {status}"),
            Self::TooLarge => f.write_str("the answer was too large to be read"),
        }
    }
}

/// A request that did not give its answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It cannot be made into an HTTP request.
    #[error("{at}: cannot be sent: {reason}")]
    Unsendable {
        /// Which request.
        at: Box<At>,
        /// Why.
        reason: String,
    },
    /// The API would refuse it, so it was not sent.
    #[error("{at}: not sent, because it would be refused - {field}: {reason}")]
    Invalid {
        /// Which request.
        at: Box<At>,
        /// The parameter, body field or part of the path.
        field: &'static str,
        /// What is wrong with it and what is accepted.
        reason: String,
    },
    /// There was nothing to sign it with, such as an OAuth2 token that cannot be renewed; nothing was sent.
    #[error("{at}: not sent, because there is no valid credential")]
    Unsigned {
        /// Which request.
        at: Box<At>,
        /// Why.
        source: Cause,
        /// What to do about it.
        class: ErrorClass,
    },
    /// No connection, so nothing reached the server.
    #[error("{at}: no connection to {host}; nothing was sent")]
    NotSent {
        /// Which request.
        at: Box<At>,
        /// The host that was tried.
        host: String,
        /// What the network said.
        source: Cause,
    },
    /// No complete answer in time.
    #[error("{at}: no complete answer within {} s", .after.as_secs_f32())]
    TimedOut {
        /// Which request.
        at: Box<At>,
        /// The limit that passed.
        after: Duration,
    },
    /// The connection broke after sending; the request may safely be repeated.
    #[error("{at}: the connection broke before the answer was complete")]
    Interrupted {
        /// Which request.
        at: Box<At>,
        /// What the network said.
        source: Cause,
    },
    /// A create or another request that must not be repeated may or may not have happened.
    #[error("{at}: {doubt}, so it may or may not have happened")]
    OutcomeUnknown {
        /// Which request.
        at: Box<At>,
        /// Why it is unknown.
        doubt: Doubt,
    },
    /// 401: the credential is wrong or gone.
    #[error("{at}: the credential was refused (401): {message}")]
    Unauthorized {
        /// Which request.
        at: Box<At>,
        /// The server's words.
        message: String,
    },
    /// 403: the user's role, the plan, a quota or a missing scope forbids it.
    #[error("{at}: forbidden (403): {message}")]
    Forbidden {
        /// Which request.
        at: Box<At>,
        /// The server's words.
        message: String,
        /// The OAuth2 scope that is missing, when that is known.
        scope: Option<String>,
    },
    /// 404 with a JSON body: no such thing, or deleted.
    #[error("{at}: not found (404): {message}")]
    NotFound {
        /// Which request.
        at: Box<At>,
        /// The server's words.
        message: String,
        /// What else it said; a metric card's `did_you_mean`, for one.
        data: FieldErrors,
    },
    /// 301: the ticket or customer was merged into another one.
    #[error("{at}: merged into {}", describe_merged(*.into, .location.as_deref()))]
    Merged {
        /// Which request.
        at: Box<At>,
        /// The survivor's id, when the answer named it.
        into: Option<i64>,
        /// The `Location` header as it came.
        location: Option<String>,
    },
    /// A redirect that is not a merge and not to the same host; not followed, so that the credential stays here.
    #[error("{at}: redirected to {location}, which is not followed")]
    Redirected {
        /// Which request.
        at: Box<At>,
        /// Where to.
        location: String,
    },
    /// 400, 405, 409, 413, 422 and other refusals: the request itself is at fault.
    #[error("{at}: refused ({status}): {message}{}", after_dash(.fields))]
    Refused {
        /// Which request.
        at: Box<At>,
        /// The HTTP status.
        status: u16,
        /// The server's words.
        message: String,
        /// What was wrong with which field.
        fields: FieldErrors,
    },
    /// 429 again and again; gave up for now.
    #[error("{at}: throttled {} times in a row", .at.tries)]
    Throttled {
        /// Which request.
        at: Box<At>,
        /// The last wait the server asked for.
        retry_after: Option<Duration>,
    },
    /// 5xx.
    #[error("{at}: the server failed ({status}): {message}")]
    Server {
        /// Which request.
        at: Box<At>,
        /// The HTTP status.
        status: u16,
        /// The server's words.
        message: String,
        /// The wait the server asked for.
        retry_after: Option<Duration>,
    },
    /// A web page instead of JSON: an unknown subdomain or path, or a proxy in between.
    #[error("{at}: the answer is a web page ({status}, \"{title}\"), not JSON")]
    NotJson {
        /// Which request.
        at: Box<At>,
        /// The HTTP status.
        status: u16,
        /// The page's title, else its first words.
        title: String,
    },
    /// A success whose body does not fit the expected type. A write has happened all the same.
    #[error("{at}: the answer does not fit{}: {reason}. It starts with: {start}", at_place(.field))]
    Undecodable {
        /// Which request.
        at: Box<At>,
        /// The place inside the JSON, such as `data[3].customer.id`.
        field: String,
        /// What did not fit.
        reason: String,
        /// The first part of the body.
        start: String,
        /// The whole body, for keeping and for reading another way.
        body: Kept,
    },
    /// The answer is larger than the client's limit.
    #[error("{at}: the answer is larger than {limit} bytes")]
    TooLarge {
        /// Which request.
        at: Box<At>,
        /// The limit in bytes.
        limit: usize,
    },
    /// A list gave a cursor that it had given before; following it would never end.
    #[error("{at}: the list repeated a cursor after {pages} pages")]
    RepeatedCursor {
        /// Which request.
        at: Box<At>,
        /// Pages read until then.
        pages: u64,
    },
}

impl Error {
    /// What to do next.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::NotSent { .. }
            | Self::TimedOut { .. }
            | Self::Interrupted { .. }
            | Self::RepeatedCursor { .. } => ErrorClass::Transient { retry_after: None },
            Self::Throttled { retry_after, .. } | Self::Server { retry_after, .. } => {
                ErrorClass::Transient { retry_after: *retry_after }
            }
            Self::Unsigned { class, .. } => *class,
            Self::OutcomeUnknown { .. } => ErrorClass::OutcomeUnknown,
            Self::Undecodable { .. } => ErrorClass::Ours,
            Self::Unauthorized { .. }
            | Self::Forbidden { .. }
            | Self::NotFound { .. }
            | Self::Merged { .. }
            | Self::Redirected { .. }
            | Self::Refused { .. }
            | Self::NotJson { .. }
            | Self::TooLarge { .. }
            | Self::Invalid { .. }
            | Self::Unsendable { .. } => ErrorClass::Permanent,
        }
    }

    /// Which request failed.
    pub fn at(&self) -> &At {
        match self {
            Self::Invalid { at, .. }
            | Self::Unsendable { at, .. }
            | Self::Unsigned { at, .. }
            | Self::NotSent { at, .. }
            | Self::TimedOut { at, .. }
            | Self::Interrupted { at, .. }
            | Self::OutcomeUnknown { at, .. }
            | Self::Unauthorized { at, .. }
            | Self::Forbidden { at, .. }
            | Self::NotFound { at, .. }
            | Self::Merged { at, .. }
            | Self::Redirected { at, .. }
            | Self::Refused { at, .. }
            | Self::Throttled { at, .. }
            | Self::Server { at, .. }
            | Self::NotJson { at, .. }
            | Self::Undecodable { at, .. }
            | Self::TooLarge { at, .. }
            | Self::RepeatedCursor { at, .. } => at,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Invalid { .. } => "change the request; nothing was sent",
            Self::Unsendable { .. } => "change the request",
            Self::Unsigned { .. } => "connect the account again if this stays",
            Self::NotSent { .. } => "check the address, which looks like https://<account>.gorgias.com, then DNS, firewall and certificates",
            Self::TimedOut { .. } => "the server is slow or stuck; try again later, or allow more time",
            Self::Interrupted { .. } | Self::Server { .. } => "try again later",
            Self::OutcomeUnknown { .. } => "look for it by its identity before sending it again",
            Self::Unauthorized { .. } => "make a new API key in Gorgias under Settings, REST API, and connect again",
            Self::Forbidden { scope: Some(scope), .. } => {
                return format!("ask for the scope {scope}, and let an admin consent again");
            }
            Self::Forbidden { .. } => {
                "use the key of a user who may do this, such as an admin; the plan's quota can be used up too"
            }
            Self::NotFound { .. } => "check the id; it may have been deleted",
            Self::Merged { .. } => "use that one from now on",
            Self::Redirected { .. } => "check the address of the account",
            Self::Refused { .. } => "change what is named",
            Self::Throttled { .. } => "the account's request quota is used up, maybe by others; try again later",
            Self::NotJson { .. } => "check the address, which looks like https://<account>.gorgias.com",
            Self::Undecodable { .. } => "read it with answer_as, and report what does not fit",
            Self::TooLarge { .. } => "ask for fewer rows, or raise the limit",
            Self::RepeatedCursor { .. } => "start the walk again from its beginning",
        }
        .to_owned()
    }

    /// Whether the list's cursor was refused: they are short-lived. Begin the walk again.
    pub fn is_stale_cursor(&self) -> bool {
        matches!(self, Self::Refused { fields, .. } if !fields.at("cursor").is_empty())
    }

    /// The HTTP status, when the failure is an answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Unauthorized { .. } => Some(401),
            Self::Forbidden { .. } => Some(403),
            Self::NotFound { .. } => Some(404),
            Self::Throttled { .. } => Some(429),
            Self::Refused { status, .. } | Self::Server { status, .. } | Self::NotJson { status, .. } => {
                Some(*status)
            }
            Self::OutcomeUnknown { doubt: Doubt::Server(status), .. } => Some(*status),
            _ => None,
        }
    }
}

fn describe_merged(into: Option<i64>, location: Option<&str>) -> String {
    match (into, location) {
        (Some(id), _) => format!("id {id}"),
        (None, Some(location)) => location.to_owned(),
        (None, None) => "another one that the answer does not name".to_owned(),
    }
}

fn after_dash(fields: &FieldErrors) -> String {
    if fields.is_empty() { String::new() } else { format!(" - {fields}") }
}

fn at_place(field: &str) -> String {
    if field.is_empty() { String::new() } else { format!(" at `{field}`") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> Box<At> {
        let path = "/api/tickets/9".to_owned();
        Box::new(At { operation: "get_ticket", method: "GET".into(), path, request_id: None, tries: 1 })
    }

    #[test]
    fn messages_say_what_where_and_what_to_do() {
        let fields = FieldErrors::read(&serde_json::json!({"channel": ["Missing data for required field."]}));
        let messages = [
            Error::Merged { at: at(), into: Some(12), location: Some("/api/tickets/12/".into()) },
            Error::Merged { at: at(), into: None, location: None },
            Error::Refused { at: at(), status: 400, message: "Failed to create ticket".into(), fields },
            Error::OutcomeUnknown { at: at(), doubt: Doubt::TimedOut },
            Error::Undecodable {
                at: at(),
                field: "customer.id".into(),
                reason: "invalid type: null, expected i64".into(),
                start: "{\"id\":9".into(),
                body: Kept(Bytes::from_static(b"{\"id\":9}")),
            },
            Error::NotJson { at: at(), status: 404, title: "404 Not Found".into() },
        ]
        .map(|error| format!("{error}; {}", error.hint()))
        .join("\n");
        insta::assert_snapshot!(messages, @r#"
        GET /api/tickets/9: merged into id 12; use that one from now on
        GET /api/tickets/9: merged into another one that the answer does not name; use that one from now on
        GET /api/tickets/9: refused (400): Failed to create ticket - channel: Missing data for required field.; change what is named
        GET /api/tickets/9: no answer came in time, so it may or may not have happened; look for it by its identity before sending it again
        GET /api/tickets/9: the answer does not fit at `customer.id`: invalid type: null, expected i64. It starts with: {"id":9; read it with answer_as, and report what does not fit
        GET /api/tickets/9: the answer is a web page (404, "404 Not Found"), not JSON; check the address, which looks like https://<account>.gorgias.com
        "#);
    }
}
