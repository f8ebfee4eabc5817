//! What is to be sent, from what was typed. Pure: nothing is read or sent here.

use std::path::PathBuf;

use clap::ArgMatches;
use gorgias::operations::{Operation, Parameter};
use url::Url;

use crate::failure::{Exit, Failure};

/// The longest value of a parameter or part of a path, in bytes.
const LONGEST_VALUE: usize = 4_000;

/// The longest path with its query, in bytes: servers accept little more.
const LONGEST_ADDRESS: usize = 8_000;

/// An operation with its arguments.
#[derive(Debug)]
pub struct Call {
    /// Which.
    pub operation: &'static Operation,
    /// Which connection, when there are several.
    pub connection: Option<String>,
    /// The path, its parts filled in.
    pub path: String,
    /// The query.
    pub query: Vec<(String, String)>,
    /// `--data`, as it was given.
    pub data: Option<String>,
    /// `--field`, as they were given.
    pub fields: Vec<String>,
    /// Files to upload, or the parts of what to download.
    pub files: Vec<String>,
    /// Where a download goes.
    pub output: Option<PathBuf>,
    /// How many rows to follow the list for; `None`: one page.
    pub rows: Option<u64>,
}

impl Call {
    /// Reads what clap has found right.
    pub fn read(operation: &'static Operation, matches: &ArgMatches) -> Call {
        // An argument that this operation does not have is no error but nothing.
        let one = |name: &str| matches.try_get_one::<String>(name).ok().flatten().cloned();
        let many = |name: &str| -> Vec<String> {
            matches.try_get_many(name).ok().flatten().map(|all| all.cloned().collect()).unwrap_or_default()
        };
        let all = matches.try_get_one::<bool>("all").ok().flatten() == Some(&true);
        let max = matches.try_get_one::<u64>("max").ok().flatten().copied();
        let parts = segments(operation).map(|segment| (segment.name, one(segment.name).unwrap_or_default()));
        Call {
            operation,
            connection: one("connection"),
            path: path(operation.path, &parts.collect::<Vec<_>>()),
            query: operation.query.iter().flat_map(|of| values(of, matches)).collect(),
            data: one("data"),
            fields: many("field"),
            files: many("file"),
            output: matches.try_get_one::<PathBuf>("output").ok().flatten().cloned(),
            rows: max.or(all.then_some(u64::MAX)),
        }
    }

    /// Refuses an address that no server would take.
    pub fn check(&self) -> Result<(), Failure> {
        address(&self.path, &self.query)
    }
}

/// Refuses an address that no server would take.
pub fn address(path: &str, query: &[(String, String)]) -> Result<(), Failure> {
    let bytes = path.len() + query.iter().map(|(name, value)| name.len() + value.len() + 2).sum::<usize>();
    if bytes > LONGEST_ADDRESS {
        return Err(Failure::new(
            Exit::Usage,
            format!("path and query are {bytes} bytes; {LONGEST_ADDRESS} are accepted"),
        )
        .hint("ask in parts"));
    }
    for text in std::iter::once(path).chain(query.iter().flat_map(|(name, value)| [name.as_str(), value])) {
        text_or_why(text).map_err(|why| Failure::new(Exit::Usage, why).hint("quote it for the shell"))?;
    }
    Ok(())
}

fn values(parameter: &'static Parameter, matches: &ArgMatches) -> Vec<(String, String)> {
    let name = || parameter.name.to_owned();
    if parameter.name == "limit" {
        let limit = matches.get_one::<u32>("limit");
        return limit.map(|limit| (name(), limit.to_string())).into_iter().collect();
    }
    let all = matches.get_many::<String>(parameter.name).unwrap_or_default();
    all.map(|value| (name(), value.clone())).collect()
}

/// A part of a path that has to be given.
#[derive(Debug, PartialEq, Eq)]
pub struct Segment {
    /// What it is called.
    pub name: &'static str,
    /// Whether it is a number.
    pub is_id: bool,
    /// What 0 stands for, where it may be given.
    pub zero: Option<&'static str>,
}

/// The parts of an operation's path that have to be given, in order.
pub fn segments(operation: &Operation) -> impl Iterator<Item = Segment> + use<> {
    let path = operation.path;
    let mut before = "";
    path.split('/').filter_map(move |part| {
        let noun = std::mem::replace(&mut before, part);
        let name = part.strip_prefix('{')?.strip_suffix('}')?;
        let zero = match (noun, path.ends_with("/items")) {
            ("users", _) => Some("the caller"),
            ("views", true) => Some("the view of the body"),
            _ => None,
        };
        Some(Segment { name, is_id: is_id(name), zero })
    })
}

/// Whether a parameter or part of a path is a number that names something.
pub fn is_id(name: &str) -> bool {
    // Those of others are text: an ERP's number, the 24 hex digits of an app.
    let text = ["external_id", "app_id"].contains(&name);
    !text && (name == "id" || name.ends_with("_id") || name.ends_with("_ids"))
}

fn path(template: &str, parts: &[(&str, String)]) -> String {
    let filled = template.split('/').map(|part| {
        let name = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
        match name.and_then(|name| parts.iter().find(|(known, _)| *known == name)) {
            Some((_, value)) => escaped(value),
            None => part.to_owned(),
        }
    });
    filled.collect::<Vec<_>>().join("/")
}

/// As one part of a path.
fn escaped(part: &str) -> String {
    let Ok(mut url) = Url::parse("http://localhost") else { return part.to_owned() };
    if let Ok(mut path) = url.path_segments_mut() {
        path.push(part);
    }
    url.path().trim_start_matches('/').to_owned()
}

/// A positive number of 63 bits.
pub fn id(text: &str) -> Result<String, String> {
    match text.parse::<i64>() {
        Ok(id) if id > 0 => Ok(id.to_string()),
        _ => Err("ids are positive whole numbers".to_owned()),
    }
}

/// The same, or 0.
pub fn id_or_zero(text: &str) -> Result<String, String> {
    if text == "0" { Ok(text.to_owned()) } else { id(text) }
}

/// A part of a path that is text.
pub fn word(word: &str) -> Result<String, String> {
    if word.is_empty() || word.contains(['/', '\\', '?', '#']) || matches!(word, "." | "..") {
        return Err("it is one part of a path: not empty, without / \\ ? #".to_owned());
    }
    text(word)
}

/// The value of a parameter.
pub fn text(text: &str) -> Result<String, String> {
    text_or_why(text).map(|()| text.to_owned())
}

fn text_or_why(text: &str) -> Result<(), String> {
    if text.len() > LONGEST_VALUE {
        return Err(format!("a value is {} bytes; {LONGEST_VALUE} are accepted", text.len()));
    }
    match text.chars().find(|c| c.is_control()) {
        Some(control) => Err(format!("a value holds the control character {}", control.escape_unicode())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use gorgias::operations;

    use super::*;

    #[test]
    fn ids_are_told_from_text() {
        let of = |name| {
            segments(operations::find(name).unwrap()).map(|part| (part.name, part.is_id)).collect::<Vec<_>>()
        };
        assert_eq!(of("messages.get"), [("ticket_id", true), ("id", true)]);
        assert_eq!(of("metric_cards.get"), [("slug", false)]);
        let zero = |name| segments(operations::find(name).unwrap()).next().unwrap().zero;
        assert_eq!(
            (zero("users.get"), zero("views.query_items"), zero("views.get")),
            (Some("the caller"), Some("the view of the body"), None)
        );
        for id_like in ["0", "-1", "1.0", "x", "", "9223372036854775808"] {
            assert!(id(id_like).is_err(), "{id_like}");
        }
        assert_eq!((id("007").unwrap(), id_or_zero("0").unwrap()), ("7".to_owned(), "0".to_owned()));
    }

    #[test]
    fn a_part_of_a_path_stays_one_part() {
        assert_eq!(
            path("/api/metric-cards/{slug}", &[("slug", "a b%2fü".into())]),
            "/api/metric-cards/a%20b%252f%C3%BC"
        );
        for escape in ["..", ".", "", "a/b", "a?b", "a#b", "a\\b", "a\nb"] {
            assert!(word(escape).is_err(), "{escape:?}");
        }
    }

    #[test]
    fn what_no_server_takes_is_not_sent() {
        let said = |value: &str| address("/api/tags", &[("search".into(), value.into())]).unwrap_err().what;
        assert_eq!(said("a\u{1b}[2Jb"), r"a value holds the control character \u{1b}");
        assert_eq!(said(&"x".repeat(5_000)), "a value is 5000 bytes; 4000 are accepted");
        assert_eq!(said(&"x".repeat(9_000)), "path and query are 9017 bytes; 8000 are accepted");
    }
}
