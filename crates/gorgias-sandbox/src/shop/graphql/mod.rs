//! The part of GraphQL that clients of a shop use: one document, operations, fragments, variables,
//! selections. No introspection, no subscriptions, no custom directives.

mod lexer;
mod parser;
mod select;
mod syntax;
mod validate;

pub(super) use parser::parse;
pub(super) use select::{Kind, Selector, Type, arguments, demand_selection, page_size, put};
pub(super) use syntax::{Document, Field, Operation, Selection};
pub(super) use validate::{validate, variables};

/// Something wrong with a document, with the position that the answer names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) line: usize,
    pub(super) column: usize,
    /// Machine-readable extensions: code, type and field name.
    pub(super) extensions: serde_json::Value,
}

impl Fault {
    pub(super) fn new(at: syntax::At, message: impl Into<String>) -> Fault {
        Fault {
            message: message.into(),
            line: at.line,
            column: at.column,
            extensions: serde_json::Value::Object(serde_json::Map::new()),
        }
    }

    pub(super) fn with(mut self, extensions: serde_json::Value) -> Fault {
        self.extensions = extensions;
        self
    }

    /// The form in which it stands in `errors`.
    pub(super) fn to_value(&self) -> serde_json::Value {
        serde_json::json!({
            "message": self.message,
            "locations": [{ "line": self.line, "column": self.column }],
            "extensions": self.extensions,
        })
    }
}
