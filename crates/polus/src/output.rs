//! The one printer: results go to standard output, failures to standard error, and nothing else writes to either.

use std::borrow::Cow;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use serde::Serialize;
use serde_json::json;

use crate::failure::{Exit, Failure};

/// Prints a result.
pub fn text(text: &str) -> Result<(), Failure> {
    part(&format!("{}\n", text.trim_end())).map(drop)
}

/// Whether somebody still reads the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Somebody does.
    There,
    /// Whoever read them has seen enough: `polus query ... | head`.
    Gone,
}

/// Prints a part of a result, as it is.
pub fn part(text: &str) -> Result<Reader, Failure> {
    bytes(text.as_bytes())
}

/// Prints a result that is no text, or a part of it.
pub fn bytes(bytes: &[u8]) -> Result<Reader, Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Reader::Gone),
        Err(error) => Err(Failure::new(Exit::Internal, "cannot write to standard output").because(&error)),
        Ok(()) => Ok(Reader::There),
    }
}

/// Prints a result as one line of JSON.
pub fn json(value: &impl Serialize) -> Result<(), Failure> {
    let line = serde_json::to_string(value).map_err(|error| {
        Failure::new(Exit::Internal, "a result cannot be written as JSON").because(&error)
    })?;
    text(&line)
}

/// Prints a result as text for people, or as JSON when that was asked for.
pub fn result(as_json: bool, value: &impl Serialize, people: impl FnOnce() -> String) -> Result<(), Failure> {
    if as_json { json(value) } else { text(&people()) }
}

/// Tells a person something beside the results; says nothing to scripts.
pub fn note(as_json: bool, text: &str) {
    if !as_json {
        error_line(text);
    }
}

/// Prints why it did not work and gives the exit code.
pub fn failure(as_json: bool, failure: &Failure) -> ExitCode {
    let text = if as_json {
        json!({"error": {
            "exit": failure.exit as u8, "what": failure.what, "causes": failure.causes, "hint": failure.hint,
        }})
        .to_string()
    } else {
        failure.render()
    };
    error_line(&text);
    ExitCode::from(failure.exit as u8)
}

fn error_line(text: &str) {
    // With nowhere to write to, the exit code is all that is left.
    let _ = crate::progress::suspended(|| writeln!(io::stderr().lock(), "{}", harmless(text)));
}

/// Text that cannot command a terminal. What customers write and what is pasted ends up in lists and errors.
pub fn harmless(text: &str) -> Cow<'_, str> {
    let commands = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if text.contains(commands) { text.replace(commands, "\u{fffd}").into() } else { text.into() }
}

/// Rows in aligned columns under a header; `right[i]` puts column `i` to the right.
pub fn columns(header: &[String], rows: Vec<Vec<String>>, right: &[bool]) -> String {
    let one_line = |cell: String| cell.replace(['\n', '\r', '\t'], " ");
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|row| row.into_iter().map(one_line).collect()).collect();
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .chain(header.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let line = |cells: &[String]| {
        let mut line = String::new();
        for (column, cell) in cells.iter().enumerate() {
            let pad =
                " ".repeat(widths.get(column).map_or(0, |width| width.saturating_sub(cell.chars().count())));
            let to_the_right = right.get(column).is_some_and(|right| *right);
            let gap = if column == 0 { "" } else { "  " };
            line += &if to_the_right { format!("{gap}{pad}{cell}") } else { format!("{gap}{cell}{pad}") };
        }
        line.trim_end().to_owned()
    };
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let mut lines = vec![line(header), line(&rule)];
    lines.extend(rows.iter().map(|row| line(row)));
    lines.join("\n")
}
