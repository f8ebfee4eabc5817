//! Reading an answer's body: JSON with the place of a misfit, lists in all their forms, bodies of no interest.

use serde::de::DeserializeOwned;

use crate::page::Page;

/// A 2xx answer that is not what the operation's type expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Undecodable {
    /// The place inside the JSON, such as `data[3].customer.id`; empty at the root.
    pub field: String,
    pub reason: String,
}

pub(crate) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Undecodable> {
    serde_json::from_slice(body).map_err(|error| locate::<T>(body, &error))
}

pub(crate) fn whole_list<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<T>, Undecodable> {
    json::<Page<T>>(body).map(|page| page.data)
}

#[expect(clippy::unnecessary_wraps, reason = "one signature for all ways to read an answer")]
pub(crate) fn ignored(_body: &[u8]) -> Result<(), Undecodable> {
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

/// The first part of a body, as text fit for a message: one line, at most 200 characters.
pub(crate) fn start_of(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(800)]);
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
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
        Some(text[from..to].split_whitespace().collect::<Vec<_>>().join(" "))
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
        let misfit = json::<Page<Row>>(br#"{"data":[{"id":1},{"id":"x"}]}"#).unwrap_err();
        assert_eq!(misfit.field, "data[1].id");
        assert!(misfit.reason.contains("invalid type: string \"x\""), "{}", misfit.reason);
    }

    #[test]
    fn an_empty_answer_is_told_apart() {
        assert_eq!(json::<Row>(b"").unwrap_err().reason, "the answer is empty");
        assert_eq!(whole_list::<i64>(b"[1]").unwrap(), [1]);
    }

    #[test]
    fn a_web_page_gives_its_title() {
        assert!(is_html(Some("text/html; charset=utf-8"), b""));
        assert!(is_html(None, b"\n <!doctype html>"));
        assert!(!is_html(Some("application/json"), b"{}"));
        assert_eq!(html_title(b"<html><TITLE>404 Not\n Found</TITLE><h1>x"), "404 Not Found");
        assert_eq!(html_title(b"<h1>gone</h1>"), "<h1>gone</h1>");
    }
}
