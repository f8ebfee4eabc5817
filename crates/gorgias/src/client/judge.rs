//! What an answer, or its absence, means for a typed request.

use serde_json::Value;
use url::{Url, form_urlencoded};

use super::address::{self, Moved};
use crate::answer::{self, Answer, Decode};
use crate::error::{At, Doubt, Error, Kept};
use crate::fields::FieldErrors;
use crate::layers::{Failure, Outgoing};
use crate::operations;
use crate::request::Safety;
use crate::secret::masked;

pub(super) fn judge<R>(
    sent: &Outgoing,
    answered: Result<Answer, Failure>,
    redirected: bool,
    decode: Decode<R>,
) -> Result<R, Error> {
    let answer = answered.map_err(|failure| unanswered(sent, failure))?;
    let html = answer.is_html();
    let status = answer.status;
    let success =
        if redirected { matches!(status, 302 | 303 | 307 | 308) } else { (200..300).contains(&status) };
    if success && (redirected || !html) {
        return decode(&answer).map_err(|misfit| Error::Undecodable {
            at: at(sent),
            field: told(sent, &misfit.field),
            reason: told(sent, &misfit.reason),
            start: answer::start_of(said(sent, &answer.body).as_bytes()),
            body: Kept(answer.body),
        });
    }
    Err(refusal(sent, answer, html))
}

/// A file is whatever comes with a success.
pub(super) fn file(sent: &Outgoing, answered: Result<Answer, Failure>) -> Result<Answer, Error> {
    let answer = answered.map_err(|failure| unanswered(sent, failure))?;
    if (200..300).contains(&answer.status) {
        return Ok(answer);
    }
    let html = answer.is_html();
    Err(refusal(sent, answer, html))
}

fn refusal(sent: &Outgoing, answer: Answer, html: bool) -> Error {
    let (at, status, retry_after) = (at(sent), answer.status, answer.retry_after());
    let (message, fields) = words(sent, &answer, html);
    match status {
        300..=399 => {
            let location = answer.header("location").map(|location| masked_address(sent, location));
            moved(at, &sent.url, status, location.as_deref())
        }
        401 => Error::Unauthorized { at, message },
        429 => Error::Throttled { at, retry_after },
        500.. if sent.safety == Safety::Once => Error::OutcomeUnknown { at, doubt: Doubt::Server(status) },
        500.. => Error::Server { at, status, message, retry_after },
        200..=299 => Error::NotJson { at, status, title: message },
        _ if html => Error::NotJson { at, status, title: message },
        403 => {
            let scope = missing_scope(sent, &message);
            Error::Forbidden { at, message, scope }
        }
        404 => Error::NotFound { at, message, data: fields },
        _ => Error::Refused { at, status, message, fields },
    }
}

/// What the absence of an answer means.
pub(super) fn unanswered(sent: &Outgoing, failure: Failure) -> Error {
    let at = at(sent);
    let once = sent.safety == Safety::Once;
    match failure {
        Failure::Unsendable(cause) => Error::Unsendable { at, reason: reasons(&*cause) },
        Failure::NotSent(source) => {
            let host = sent.url.host_str().unwrap_or_default().to_owned();
            Error::NotSent { at, host, source }
        }
        Failure::TimedOut if once => Error::OutcomeUnknown { at, doubt: Doubt::TimedOut },
        Failure::TooLarge if once => Error::OutcomeUnknown { at, doubt: Doubt::TooLarge },
        Failure::Interrupted(_) if once => Error::OutcomeUnknown { at, doubt: Doubt::ConnectionLost },
        Failure::TimedOut => Error::TimedOut { at, after: sent.limits.timeout },
        Failure::Interrupted(source) => Error::Interrupted { at, source },
        Failure::TooLarge => Error::TooLarge { at, limit: sent.limits.max_body },
        Failure::Unsigned { source, class } => Error::Unsigned { at, source, class },
    }
}

/// What is wrong, down to its cause.
fn reasons(error: &dyn std::error::Error) -> String {
    let all = std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string);
    answer::short(&all.collect::<Vec<_>>().join(": "))
}

fn at(sent: &Outgoing) -> Box<At> {
    Box::new(At {
        operation: sent.operation,
        method: sent.method.to_string(),
        path: sent.path.clone(),
        request_id: sent.request_id.as_ref().map(|id| told(sent, id)),
        tries: sent.tries,
    })
}

/// The scope that the server names (`Missing scope: write:all` was seen), else for an app the documented one.
fn missing_scope(sent: &Outgoing, message: &str) -> Option<String> {
    let lower = message.to_ascii_lowercase();
    if let Some(at) = lower.find("missing scope") {
        let rest = message[at + "missing scope".len()..].trim_start_matches([':', ' ', '`', '"', '\'']);
        let scope = rest.split(|c: char| !c.is_ascii_alphanumeric() && !":_".contains(c)).next();
        return scope.filter(|scope| !scope.is_empty()).map(str::to_owned);
    }
    let authorization = sent.headers.get("authorization")?.as_bytes();
    let app = authorization.starts_with(b"Bearer ") && lower.contains("scope");
    operations::find(sent.operation).filter(|_| app)?.scope.map(str::to_owned)
}

/// The server's own words: `error.msg` and `error.data` of the envelope (reference page "Errors"), else the start of the
/// body.
fn words(sent: &Outgoing, answer: &Answer, html: bool) -> (String, FieldErrors) {
    let said = said(sent, &answer.body);
    if html {
        return (answer::html_title(said.as_bytes()), FieldErrors::default());
    }
    let envelope = serde_json::from_str::<Value>(&said).unwrap_or_default();
    let fields = envelope.pointer("/error/data").map(FieldErrors::read).unwrap_or_default();
    let fields = fields.map_texts(&|text| told(sent, text));
    let message = match envelope.pointer("/error/msg").and_then(Value::as_str) {
        Some(message) => told(sent, message),
        None if said.is_empty() => "no reason given".to_owned(),
        None => answer::start_of(said.as_bytes()),
    };
    (message, fields)
}

/// A text of the server as messages show it: without secrets, which JSON can spell in several ways, and short.
fn told(sent: &Outgoing, text: &str) -> String {
    answer::short(&masked(text.to_owned(), &sent.secrets))
}

/// An address without secrets, written plainly or percent-encoded.
fn masked_address(sent: &Outgoing, location: &str) -> String {
    let location = masked(location.to_owned(), &sent.secrets);
    // A form with one key and no value is the address decoded; `+` means itself here.
    let plain = location.replace('+', "%2B").replace(['&', '='], "\0");
    let decoded =
        form_urlencoded::parse(plain.as_bytes()).map(|(text, _)| text.into_owned()).collect::<String>();
    if masked(decoded.clone(), &sent.secrets) == decoded { location } else { "***".to_owned() }
}

/// What the server said, masked as a whole: cut first, half of an echoed credential could be left at the cut.
fn said(sent: &Outgoing, body: &[u8]) -> String {
    masked(String::from_utf8_lossy(body).into_owned(), &sent.secrets)
}

fn moved(at: Box<At>, from: &Url, status: u16, location: Option<&str>) -> Error {
    match location.map(|location| (location, address::moved(from, location))) {
        Some((location, Moved::Merged(into))) => {
            Error::Merged { at, into: Some(into), location: Some(location.to_owned()) }
        }
        Some((_, Moved::Elsewhere(location))) => Error::Redirected { at, location },
        // A merge whose answer does not name the survivor: only merges answer 301 below an id.
        None if status == 301 && address::has_id(from) => Error::Merged { at, into: None, location: None },
        None => Error::Redirected { at, location: "nowhere".to_owned() },
    }
}
