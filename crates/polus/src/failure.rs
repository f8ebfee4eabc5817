//! The one place where errors become text for a person and an exit code for a script.

use std::fmt::Write as _;

/// What the process ends with; listed in `polus --help`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// An error in Polus itself.
    Internal = 1,
    /// The command line is wrong.
    Usage = 2,
    /// A file is wrong: configuration, manifest, flow, key.
    Configuration = 3,
    /// Credentials were refused or lack a right.
    Credentials = 4,
    /// A system could not be reached or kept failing.
    Unreachable = 5,
    /// The database cannot be used.
    Database = 6,
    /// The two sides differ.
    Differs = 7,
    /// An address cannot be listened on.
    Listen = 8,
    /// Stopped on request before it was done.
    Interrupted = 130,
}

/// An error on its way to the person: what happened, why, and what to do.
#[derive(Debug)]
pub struct Failure {
    /// How the process ends.
    pub exit: Exit,
    /// What happened, to what.
    pub what: String,
    /// Why, outermost cause first.
    pub causes: Vec<String>,
    /// What to do.
    pub hint: Option<String>,
}

impl Failure {
    /// A failure without causes or hint.
    pub fn new(exit: Exit, what: impl Into<String>) -> Failure {
        Failure { exit, what: what.into(), causes: Vec::new(), hint: None }
    }

    /// Says what to do about it.
    pub fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hint = Some(hint.into());
        self
    }

    /// Takes an error with the chain of its sources.
    pub fn from_error(exit: Exit, error: &dyn std::error::Error) -> Failure {
        let mut failure = Failure::new(exit, error.to_string());
        failure.add_causes(error);
        failure
    }

    /// Says why, with the whole chain of an error.
    pub fn because(mut self, error: &dyn std::error::Error) -> Failure {
        self.causes.push(error.to_string());
        self.add_causes(error);
        self
    }

    fn add_causes(&mut self, error: &dyn std::error::Error) {
        let mut source = error.source();
        while let Some(cause) = source {
            self.causes.push(cause.to_string());
            source = cause.source();
        }
    }

    /// The text for standard error.
    pub fn render(&self) -> String {
        let mut text = format!("error: {}", indent(&self.what));
        for cause in &self.causes {
            let _ = write!(text, "\n  because: {}", indent(cause));
        }
        if let Some(hint) = &self.hint {
            let _ = write!(text, "\n  hint: {}", indent(hint));
        }
        text
    }
}

fn indent(text: &str) -> String {
    text.trim_end().replace('\n', "\n  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("cannot open the shop")]
    struct Outer(#[source] std::io::Error);

    #[test]
    fn the_chain_is_printed_once_each_with_the_hint_last() {
        let error = Outer(std::io::Error::other("the key is lost"));
        let failure = Failure::from_error(Exit::Configuration, &error).hint("look under the mat");
        insta::assert_snapshot!(failure.render(), @r"
        error: cannot open the shop
          because: the key is lost
          hint: look under the mat
        ");
    }
}
