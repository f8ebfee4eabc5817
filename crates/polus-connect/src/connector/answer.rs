//! What an answer means: the manifest's rules first, then what HTTP says.

use std::time::Duration;

use minijinja::Value as Jinja;

use super::error::ConnectError;
use crate::expr::{ExprError, Scope};
use crate::manifest::{ErrorRule, RuleClass};

/// An answer, read to its end.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// Header names in lower case.
    pub(super) headers: Jinja,
    /// The JSON body; none when it was not JSON.
    pub(super) body: Jinja,
    /// Beginning of the body as text, for messages.
    pub(super) excerpt: String,
    /// What `Retry-After` asked for.
    pub(super) retry_after: Option<Duration>,
}

/// Decides whether an answer is one.
pub(super) fn judge(system: &str, rules: &[ErrorRule], answer: &Answer) -> Result<(), ConnectError> {
    let scope = Scope::of([
        ("status", Jinja::from(answer.status)),
        ("headers", answer.headers.clone()),
        ("body", answer.body.clone()),
    ]);
    let wrong = |place: &str, error: ExprError| ConnectError::Expression {
        system: system.to_owned(),
        place: place.to_owned(),
        reason: error.message,
    };
    for rule in rules {
        if !rule.when.is_true(&scope).map_err(|error| wrong("errors.when", error))? {
            continue;
        }
        let message = match &rule.message {
            Some(message) => message.render(&scope).map_err(|error| wrong("errors.message", error))?,
            None => String::new(),
        };
        // A proxy in front of the system answers in words of its own.
        let message = if message.trim().is_empty() { answer.excerpt.clone() } else { message };
        let wait = match &rule.wait {
            Some(wait) => {
                let seconds = wait.eval(&scope).map_err(|error| wrong("errors.wait", error))?;
                seconds.as_f64().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
            }
            None => None,
        };
        return Err(error(system, rule.class, answer, wait, message));
    }
    let class = match answer.status {
        200..=299 if answer.body.is_none() => {
            return Err(ConnectError::Undecodable {
                system: system.to_owned(),
                reason: format!("JSON is expected, not {}", quote(&answer.excerpt)),
            });
        }
        200..=299 => return Ok(()),
        401 | 403 => RuleClass::Auth,
        429 => RuleClass::Throttled,
        408 | 425 | 500..=599 => RuleClass::Transient,
        _ => RuleClass::Permanent,
    };
    let message = match answer.status {
        300..=399 => "it sends elsewhere, and redirects are not followed: correct the address".to_owned(),
        _ => answer.excerpt.clone(),
    };
    Err(error(system, class, answer, None, message))
}

fn error(
    system: &str,
    class: RuleClass,
    answer: &Answer,
    wait: Option<Duration>,
    message: String,
) -> ConnectError {
    let (system, status) = (system.to_owned(), answer.status);
    let message = if message.trim().is_empty() { "no reason given".to_owned() } else { message };
    match class {
        RuleClass::Throttled => {
            let wait = wait.into_iter().chain(answer.retry_after).max().unwrap_or(Duration::from_secs(1));
            ConnectError::Throttled { system, wait }
        }
        RuleClass::Auth => ConnectError::Unauthorized { system, status, message },
        RuleClass::Permanent => ConnectError::Refused { system, status, message },
        RuleClass::Transient => ConnectError::Server { system, status, message },
    }
}

fn quote(text: &str) -> String {
    if text.is_empty() { "an empty body".to_owned() } else { format!("`{text}`") }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn said(status: u16, body: Jinja, excerpt: &str) -> String {
        let answer = Answer {
            status,
            headers: Jinja::from(()),
            body,
            excerpt: excerpt.to_owned(),
            retry_after: (status == 429).then_some(Duration::from_secs(7)),
        };
        judge("shop", &[], &answer).map_or_else(|error| error.to_string(), |()| "fine".to_owned())
    }

    #[test]
    fn http_speaks_where_the_manifest_is_silent() {
        assert_snapshot!(said(200, Jinja::from(true), "true"), @"fine");
        assert_snapshot!(said(200, Jinja::from(()), "Back soon"), @"the answer of shop cannot be used: JSON is expected, not `Back soon`");
        assert_snapshot!(said(401, Jinja::from(()), "bad key"), @"shop does not accept the credentials (401): bad key");
        assert_snapshot!(said(302, Jinja::from(()), ""), @"shop refused the request (302): it sends elsewhere, and redirects are not followed: correct the address");
        assert_snapshot!(said(404, Jinja::from(()), ""), @"shop refused the request (404): no reason given");
        assert_snapshot!(said(429, Jinja::from(()), ""), @"shop asks to slow down and come back in 7 s");
        assert_snapshot!(said(503, Jinja::from(()), "down"), @"shop has a problem (503): down");
    }
}
