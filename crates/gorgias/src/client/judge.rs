//! What a complete answer means for a typed request.

use serde_json::Value;

use super::address::{self, Moved};
use super::transport::{Exchange, Transport, retry_after, text};
use crate::answer::{self, Undecodable};
use crate::error::{Doubt, Error};
use crate::fields::FieldErrors;
use crate::request::{Call, Safety};

impl Transport {
    pub(super) fn judge<R>(
        &self,
        call: &Call,
        exchange: Exchange,
        decode: fn(&[u8]) -> Result<R, Undecodable>,
    ) -> Result<R, Error> {
        let html = exchange.is_html();
        let status = exchange.status;
        if (200..300).contains(&status) && !html {
            return decode(&exchange.body).map_err(|misfit| Error::Undecodable {
                at: exchange.at,
                field: misfit.field,
                reason: self.masked(misfit.reason),
                start: answer::start_of(self.said(&exchange.body).as_bytes()),
            });
        }
        let asked = retry_after(&exchange.headers);
        let (message, fields) = self.words(&exchange, html);
        let Exchange { at, url, headers, .. } = exchange;
        Err(match status {
            300..=399 => {
                let location = text(&headers, "location").map(|location| self.masked(location.to_owned()));
                redirected(at, &url, status, location.as_deref())
            }
            401 => Error::Unauthorized { at, message },
            429 => Error::Throttled { at, retry_after: asked },
            500.. if call.safety == Safety::Once => {
                Error::OutcomeUnknown { at, doubt: Doubt::Server(status) }
            }
            500.. => Error::Server { at, status, message, retry_after: asked },
            _ if html => Error::NotJson { at, status, title: message },
            403 => Error::Forbidden { at, message },
            404 => Error::NotFound { at, message },
            _ => Error::Refused { at, status, message, fields },
        })
    }

    /// The server's own words: `error.msg` and `error.data` of the envelope (reference page "Errors"), else the start
    /// of the body.
    fn words(&self, exchange: &Exchange, html: bool) -> (String, FieldErrors) {
        let said = self.said(&exchange.body);
        if html {
            return (answer::html_title(said.as_bytes()), FieldErrors::default());
        }
        let envelope = serde_json::from_str::<Value>(&said).unwrap_or_default();
        let fields = envelope.pointer("/error/data").map(FieldErrors::read).unwrap_or_default();
        let message = match envelope.pointer("/error/msg").and_then(Value::as_str) {
            Some(message) => message.to_owned(),
            None if said.is_empty() => "no reason given".to_owned(),
            None => answer::start_of(said.as_bytes()),
        };
        (message, fields)
    }

    /// What the server said, masked as a whole: cut first, half of an echoed credential could be left at the cut.
    fn said(&self, body: &[u8]) -> String {
        self.masked(String::from_utf8_lossy(body).into_owned())
    }
}

fn redirected(at: Box<crate::error::At>, from: &url::Url, status: u16, location: Option<&str>) -> Error {
    match location.map(|location| (location, address::moved(from, location))) {
        Some((location, Moved::Merged(into))) => {
            Error::Merged { at, into: Some(into), location: Some(location.to_owned()) }
        }
        Some((_, Moved::Elsewhere(location))) => Error::Redirected { at, location },
        // A merge whose answer does not name the survivor: only merges answer 301 below an id.
        None if status == 301 => Error::Merged { at, into: None, location: None },
        None => Error::Redirected { at, location: "nowhere".to_owned() },
    }
}
