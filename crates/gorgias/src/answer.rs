//! An answer as it came, and reading it: JSON with the place of a misfit, lists in all their forms, text, bodies of no
//! interest.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use crate::page::Page;

/// An answer as it came, whatever its status.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub body: Bytes,
}

impl Answer {
    /// A header's value, when there is one and it is text. The name is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// `Retry-After` in seconds (reference page "Rate Limits"), or as a date measured against the answer's own `Date`.
    pub fn retry_after(&self) -> Option<Duration> {
        let value = self.header("retry-after")?.trim();
        if let Ok(seconds) = value.parse::<f64>() {
            return Duration::try_from_secs_f64(seconds).ok();
        }
        let date = |text: &str| jiff::fmt::rfc2822::parse(text).ok().map(|date| date.timestamp());
        let now = date(self.header("date")?)?;
        Duration::try_from(date(value)?.duration_since(now)).ok()
    }

    /// Whether its headers say that it is a web page.
    pub(crate) fn declares_html(&self) -> bool {
        is_html(self.header("content-type"), &[])
    }

    /// Whether it is a web page rather than JSON.
    pub(crate) fn is_html(&self) -> bool {
        is_html(self.header("content-type"), &self.body)
    }

    #[cfg(test)]
    pub(crate) fn with_headers(status: u16, headers: &[(&'static str, &str)]) -> Self {
        use reqwest::header::{HeaderName, HeaderValue};
        let headers = headers.iter().map(|(name, value)| {
            (HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap())
        });
        Self { status, headers: headers.collect(), body: Bytes::new() }
    }
}

/// Shows status and size: a body may hold personal data.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({}, {} bytes)", self.status, self.body.len())
    }
}

/// A 2xx answer that is not what the operation's type expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Undecodable {
    /// The place inside the JSON, such as `data[3].customer.id`; empty at the root.
    pub field: String,
    pub reason: String,
}

/// How the answer of a request is read.
pub(crate) type Decode<R> = fn(&Answer) -> Result<R, Undecodable>;

pub(crate) fn json<T: DeserializeOwned>(answer: &Answer) -> Result<T, Undecodable> {
    from_slice(&answer.body)
}

fn from_slice<T: DeserializeOwned>(body: &[u8]) -> Result<T, Undecodable> {
    serde_json::from_slice(body).map_err(|error| locate::<T>(body, &error))
}

pub(crate) fn whole_list<T: DeserializeOwned>(answer: &Answer) -> Result<Vec<T>, Undecodable> {
    json::<Page<T>>(answer).map(|page| page.data)
}

pub(crate) fn text(answer: &Answer) -> Result<String, Undecodable> {
    String::from_utf8(answer.body.to_vec())
        .map_err(|error| Undecodable { field: String::new(), reason: error.to_string() })
}

#[expect(clippy::unnecessary_wraps, reason = "one signature for all ways to read an answer")]
pub(crate) fn ignored(_answer: &Answer) -> Result<(), Undecodable> {
    Ok(())
}

/// Parses a second time to learn where it failed; only the failing path pays for it.
fn locate<T: DeserializeOwned>(body: &[u8], error: &serde_json::Error) -> Undecodable {
    if body.is_empty() {
        return Undecodable { field: String::new(), reason: "the answer is empty".into() };
    }
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Err(located) => {
            let field = located.path().to_string();
            Undecodable {
                field: if field == "." { String::new() } else { field },
                reason: located.inner().to_string(),
            }
        }
        Ok(_) => Undecodable { field: String::new(), reason: error.to_string() },
    }
}

/// A text of the server, fit for a message: one line, at most 500 characters.
pub(crate) fn short(text: &str) -> String {
    const MOST: usize = 500;
    let mut line = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let start: String = line.by_ref().take(MOST).collect();
    if line.next().is_some() { start + "..." } else { start }
}

/// The first part of a body, as text fit for a message: one line, at most 200 characters.
pub(crate) fn start_of(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(800)]);
    one_line(&text).chars().take(200).collect()
}

/// Without line ends, and without the control characters that a terminal would obey.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a body is a web page rather than JSON.
pub(crate) fn is_html(content_type: Option<&str>, body: &[u8]) -> bool {
    content_type.is_some_and(|kind| kind.starts_with("text/html"))
        || body.trim_ascii_start().first().is_some_and(|first| *first == b'<')
}

/// The `<title>` of a web page, else its first words.
pub(crate) fn html_title(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(16 * 1024)]);
    let lower = text.to_ascii_lowercase();
    let title = lower.find("<title").and_then(|at| {
        let from = at + lower[at..].find('>')? + 1;
        let to = from + lower[from..].find("</title")?;
        Some(one_line(&text[from..to]))
    });
    match title {
        Some(title) if !title.is_empty() => title.chars().take(200).collect(),
        _ => start_of(body),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Row {
        id: i64,
    }

    #[test]
    fn a_misfit_names_its_place() {
        let misfit = from_slice::<Page<Row>>(br#"{"data":[{"id":1},{"id":"x"}]}"#).unwrap_err();
        assert_eq!(misfit.field, "data[1].id");
        assert!(misfit.reason.contains("invalid type: string \"x\""), "{}", misfit.reason);
    }

    #[test]
    fn an_empty_answer_is_told_apart() {
        assert_eq!(from_slice::<Row>(b"").unwrap_err().reason, "the answer is empty");
    }

    #[test]
    fn a_web_page_gives_its_title() {
        assert!(Answer::with_headers(200, &[("content-type", "text/html; charset=utf-8")]).is_html());
        let bare = |body: &'static [u8]| Answer { body: body.into(), ..Answer::with_headers(200, &[]) };
        assert!(bare(b"\n <!doctype html>").is_html());
        assert!(!bare(b"{}").is_html());
        assert_eq!(html_title(b"<html><TITLE>404 Not\n Found</TITLE><h1>x"), "404 Not Found");
        assert_eq!(html_title(b"<h1>gone</h1>"), "<h1>gone</h1>");
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let asked = |headers: &[(&'static str, &str)]| Answer::with_headers(429, headers).retry_after();
        assert_eq!(asked(&[("retry-after", "2")]), Some(Duration::from_secs(2)));
        let dated =
            [("retry-after", "Mon, 23 Nov 2026 08:00:30 GMT"), ("date", "Mon, 23 Nov 2026 08:00:00 GMT")];
        assert_eq!(asked(&dated), Some(Duration::from_secs(30)));
        for nonsense in ["soon", "-1", "inf"] {
            assert_eq!(asked(&[("retry-after", nonsense)]), None, "{nonsense}");
        }
    }
}
