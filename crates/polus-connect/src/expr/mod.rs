//! The one language of conditions, mappings and messages: MiniJinja, compiled once, evaluated often.
//!
//! - [`Expression`]: a bare expression, `record.total > 100`, with or without `{{ }}`.
//! - [`Template`]: a text. One that is exactly one `{{ }}` keeps the type of its value (number, list,
//!   object, none ...); everything else renders to text.
//! - [`TemplateTree`]: a YAML or JSON value whose texts are templates.
//!
//! Guarantees: a name that is not in the scope is an error that says so; a field that is missing below a
//! name is none, however deep one reaches; none renders as nothing; a loop without end stops for lack of
//! fuel. Beside MiniJinja's own filters there are those of `filters.rs`.
//!
//! Two traps of the language: comparing a text with a number compares their kinds (write
//! `record.total.amount | float > 100`), and `== none` is not true for a missing field (write `is none`).

mod expression;
mod filters;
mod scope;
mod template;
mod tree;

pub(crate) use filters::{html_text, timestamp};

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value as Jinja};

pub use expression::Expression;
pub use scope::Scope;
pub use template::Template;
pub use tree::TemplateTree;

use crate::document::{self, DocumentError, Location, one_of};

/// Instructions and 64-byte pieces of output that one evaluation may use; a mapping uses dozens.
const FUEL: u64 = 200_000;

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_fuel(Some(FUEL));
    environment.set_debug(false);
    environment.set_formatter(|output, state, value| {
        let shown = if value.is_none() { &Jinja::UNDEFINED } else { value };
        minijinja::escape_formatter(output, state, shown)
    });
    filters::register(&mut environment);
    environment
});

/// The environment that every expression is compiled in.
pub fn environment() -> &'static Environment<'static> {
    &ENVIRONMENT
}

/// An expression or template that does not compile or cannot be evaluated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExprError {
    /// Line within the source, counted from 1.
    pub line: usize,
    /// Column within the source in characters, counted from 1.
    pub column: usize,
    /// What is wrong, naming the variable, filter or operation.
    pub message: String,
}

impl ExprError {
    /// The same at its place in a document, where `source` is the scalar that begins at `location`.
    pub fn in_document(&self, file: &str, text: &str, location: Location, source: &str) -> DocumentError {
        document::place_within(file, text, location, source, self.line, self.column)
            .error(self.message.clone())
    }

    fn at(source: &str, offset: usize, message: String) -> ExprError {
        let before = source.get(..offset).unwrap_or_default();
        ExprError {
            line: before.matches('\n').count() + 1,
            column: before.chars().rev().take_while(|c| *c != '\n').count() + 1,
            message,
        }
    }

    /// `shift`: bytes of `source` before the part that the engine saw.
    fn from_engine(error: &minijinja::Error, source: &str, shift: usize) -> ExprError {
        let offset = error.range().map_or(0, |range| range.start) + shift;
        let message = match error.detail() {
            Some(detail) => format!("{}: {detail}", error.kind()),
            None => error.kind().to_string(),
        };
        ExprError::at(source, offset, message)
    }
}

/// The names a source needs from its scope, and the check that they are there.
#[derive(Debug, Clone, Default)]
struct Names(BTreeSet<String>);

impl Names {
    fn new(undeclared: HashSet<String>) -> Names {
        let known: HashSet<&str> = ENVIRONMENT.globals().map(|(name, _)| name).collect();
        Names(undeclared.into_iter().filter(|name| !known.contains(name.as_str())).collect())
    }

    /// Refuses the first name that is not among the known ones.
    fn check(&self, source: &str, known: &[&str]) -> Result<(), ExprError> {
        match self.0.iter().find(|name| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => Err(unknown(source, name, known)),
        }
    }

    fn check_scope(&self, source: &str, scope: &Scope) -> Result<(), ExprError> {
        if self.0.iter().all(|name| scope.has(name)) {
            return Ok(());
        }
        let names = scope.names();
        self.check(source, &names.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

fn unknown(source: &str, name: &str, known: &[&str]) -> ExprError {
    let offset = word(source, name).unwrap_or(0);
    ExprError::at(source, offset, format!("there is no `{name}` here; {}", one_of(name, known)))
}

/// Where a name stands as a word of its own that is not a field of something.
fn word(source: &str, name: &str) -> Option<usize> {
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    source.match_indices(name).map(|(at, _)| at).find(|at| {
        let before = source.get(..*at).and_then(|text| text.chars().next_back());
        let after = source.get(at + name.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(part) && !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

fn to_json(value: &Jinja) -> Result<serde_json::Value, String> {
    serde_json::to_value(value).map_err(|error| format!("the value cannot be written as JSON: {error}"))
}

#[cfg(test)]
mod tests;
