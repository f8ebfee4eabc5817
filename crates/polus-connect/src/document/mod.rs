//! YAML documents with places: manifests, flows and the configuration are read through here.
//!
//! Guarantees: every error names file, line and column, shows the line, and says what to write instead
//! where that can be known. Unknown fields are refused when the type says `deny_unknown_fields`.
//!
//! ```
//! use polus_connect::document::{self, Spanned};
//!
//! #[derive(serde::Deserialize)]
//! struct Settings {
//!     every: Spanned<u64>,
//! }
//!
//! let text = "every: 0\n";
//! let settings: Settings = document::parse("polus.yaml", text).unwrap();
//! let error = document::place("polus.yaml", text, settings.every.referenced)
//!     .error("`every` must be at least 1 second")
//!     .with_hint("write `every: 60` for a minute");
//! assert!(error.to_string().starts_with("polus.yaml:1:8: `every` must be at least 1 second"));
//! ```

mod error;
mod explain;
mod nearest;
mod tree;

use serde::de::DeserializeOwned;
pub use serde_saphyr::{Location, Spanned};

pub use error::{DocumentError, Place};
pub use nearest::one_of;
pub use tree::{Node, Tree};

/// Reads a whole document. `file` is the name that errors show.
pub fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, DocumentError> {
    let mut options = serde_saphyr::options::Options::default();
    options.strict_booleans = true;
    options.with_snippet = false;
    serde_saphyr::from_str_with_options(text, options).map_err(|error| explain::explain(file, text, &error))
}

/// The place of a spanned value, to report an error there.
pub fn place(file: &str, text: &str, location: Location) -> Place {
    Place::new(file, text, location.line(), location.column())
}

/// The place of a position inside a scalar, such as an expression: `line` and `column` count from 1
/// within `scalar`, which begins at `location`. Falls back to where the scalar begins when its text is
/// folded or escaped beyond recognition.
pub fn place_within(
    file: &str,
    text: &str,
    location: Location,
    scalar: &str,
    line: usize,
    column: usize,
) -> Place {
    let wanted = scalar.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let first = usize::try_from(location.line()).unwrap_or(1).saturating_sub(1);
    let span = scalar.lines().count() + 2;
    for (number, line) in text.lines().enumerate().skip(first).take(span) {
        let from = if number == first { byte_of(line, location.column()) } else { 0 };
        let found = line.get(from..).and_then(|rest| rest.find(wanted)).filter(|_| !wanted.is_empty());
        if let Some(at) = found {
            let start = line.get(..from + at).map_or(0, |before| before.chars().count());
            return Place::new(file, text, number as u64 + 1, (start + column) as u64);
        }
    }
    place(file, text, location)
}

/// The place where a piece of text first stands in the document, else its beginning. For callers that
/// have no [`Spanned`] value at hand.
pub fn locate(file: &str, text: &str, needle: &str) -> Place {
    let needle = needle.lines().next().unwrap_or_default();
    for (number, line) in text.lines().enumerate() {
        if let Some(at) = line.find(needle).filter(|_| !needle.is_empty()) {
            let column = line.get(..at).map_or(0, |before| before.chars().count());
            return Place::new(file, text, number as u64 + 1, column as u64 + 1);
        }
    }
    Place::new(file, text, 1, 1)
}

fn byte_of(line: &str, column: u64) -> usize {
    let skip = usize::try_from(column).unwrap_or(1).saturating_sub(1);
    line.char_indices().nth(skip).map_or(line.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests;
