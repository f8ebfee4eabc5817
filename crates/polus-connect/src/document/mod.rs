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
mod limits;
mod nearest;
mod tree;

use serde::de::DeserializeOwned;
pub use serde_saphyr::{Location, Spanned};

pub use error::{DocumentError, Place};
pub use nearest::{nearest, one_of};
pub use tree::{Node, Tree};

/// Reads a whole document. `file` is the name that errors show.
pub fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, DocumentError> {
    let mut options = serde_saphyr::options::Options::default();
    options.strict_booleans = true;
    options.with_snippet = false;
    options.budget = Some(limits::budget());
    serde_saphyr::from_str_with_options(text, options).map_err(|error| explain::explain(file, text, &error))
}

/// The place of a spanned value, to report an error there.
pub fn place(file: &str, text: &str, location: Location) -> Place {
    Place::new(file, text, location.line(), location.column())
}

/// The place of a position inside a scalar, such as an expression: `line` and `column` count from 1
/// within `scalar`, which begins at `location`. Falls back to where the scalar begins when it was written
/// with escapes.
pub fn place_within(
    file: &str,
    text: &str,
    location: Location,
    scalar: &str,
    line: usize,
    column: usize,
) -> Place {
    // Folding and indentation change white space alone, so the other characters are counted.
    let lines_before = scalar.split_inclusive('\n').take(line.saturating_sub(1)).flat_map(str::chars);
    let in_line = scalar.lines().nth(line.saturating_sub(1)).unwrap_or_default().chars();
    let position =
        lines_before.chain(in_line.take(column.saturating_sub(1))).filter(|c| !c.is_whitespace()).count();
    let mut expected = scalar.chars().filter(|c| !c.is_whitespace());

    let mut seen = 0;
    let mut row = location.line();
    let mut rest = text.lines().skip(usize::try_from(row).unwrap_or(1).saturating_sub(1));
    let mut from = usize::try_from(location.column()).unwrap_or(1).saturating_sub(1);
    while let Some(line) = rest.next().filter(|_| row > 0) {
        for (index, c) in line.chars().enumerate().skip(from) {
            let opening = seen == 0 && row == location.line() && index == from && matches!(c, '"' | '\'');
            if c.is_whitespace() || opening {
                continue;
            }
            if seen == position {
                return Place::new(file, text, row, index as u64 + 1);
            }
            if expected.next() != Some(c) {
                return place(file, text, location);
            }
            seen += 1;
        }
        from = 0;
        row += 1;
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

#[cfg(test)]
mod tests;
