//! Why a development task did not do what it was asked for.

use std::fmt;
use std::io;
use std::process::ExitStatus;

/// The ways a task fails. The text of each says what happened, to what, and where it helps what to do.
#[derive(Debug)]
pub enum Failure {
    /// The operating system refused; `doing` completes the sentence "while ...".
    Io { doing: String, source: io::Error },
    /// A command ran and reported failure.
    Exit { command: String, status: ExitStatus },
    /// A command or a server answered something else than the JSON that was expected.
    Json { from: String, source: serde_json::Error },
    /// A promise is not kept: a rule is broken, a tool is missing, a measurement is not valid.
    Unmet(String),
    /// The arguments make no sense.
    Usage(String),
}

impl Failure {
    /// Turns an I/O error into a failure that says what was being done, for `map_err`.
    pub fn io(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Io { doing, source }
    }

    /// Turns a JSON error into a failure that says whose answer it was, for `map_err`.
    pub fn json(from: impl Into<String>) -> impl FnOnce(serde_json::Error) -> Self {
        let from = from.into();
        move |source| Self::Json { from, source }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { doing, source } => write!(out, "while {doing}: {source}"),
            Self::Exit { command, status } => write!(out, "`{command}` failed ({status})"),
            Self::Json { from, source } => write!(out, "unexpected JSON from {from}: {source}"),
            Self::Unmet(what) | Self::Usage(what) => out.write_str(what),
        }
    }
}
