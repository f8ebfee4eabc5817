//! The syntax tree of a document.

use serde_json::Value;

/// A position in the document, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::shop) struct At {
    pub(in crate::shop) line: usize,
    pub(in crate::shop) column: usize,
}

#[derive(Debug)]
pub(in crate::shop) struct Document {
    pub(in crate::shop) operations: Vec<Operation>,
    pub(in crate::shop) fragments: Vec<Fragment>,
}

#[derive(Debug)]
pub(in crate::shop) struct Operation {
    pub(in crate::shop) mutation: bool,
    pub(in crate::shop) name: Option<String>,
    pub(in crate::shop) variables: Vec<Variable>,
    pub(in crate::shop) selections: Vec<Selection>,
}

#[derive(Debug)]
pub(in crate::shop) struct Variable {
    pub(in crate::shop) at: At,
    pub(in crate::shop) name: String,
    /// The type as written: `[ID!]!`.
    pub(in crate::shop) type_name: String,
    pub(in crate::shop) default: Option<Literal>,
}

#[derive(Debug)]
pub(in crate::shop) struct Fragment {
    pub(in crate::shop) at: At,
    pub(in crate::shop) name: String,
    pub(in crate::shop) on: String,
    pub(in crate::shop) selections: Vec<Selection>,
}

#[derive(Debug)]
pub(in crate::shop) enum Selection {
    Field(Field),
    /// `...name`
    Spread {
        at: At,
        name: String,
        directives: Vec<Directive>,
    },
    /// `... on Type { }`; without a type it applies to every one.
    Inline {
        at: At,
        on: Option<String>,
        directives: Vec<Directive>,
        selections: Vec<Selection>,
    },
}

impl Selection {
    pub(in crate::shop) fn at(&self) -> At {
        match self {
            Selection::Field(Field { at, .. })
            | Selection::Spread { at, .. }
            | Selection::Inline { at, .. } => *at,
        }
    }
}

#[derive(Debug)]
pub(in crate::shop) struct Field {
    pub(in crate::shop) at: At,
    pub(in crate::shop) alias: Option<String>,
    pub(in crate::shop) name: String,
    pub(in crate::shop) arguments: Vec<(String, Literal)>,
    pub(in crate::shop) directives: Vec<Directive>,
    pub(in crate::shop) selections: Vec<Selection>,
}

#[derive(Debug)]
pub(in crate::shop) struct Directive {
    pub(in crate::shop) name: String,
    pub(in crate::shop) arguments: Vec<(String, Literal)>,
}

#[derive(Debug, Clone)]
pub(in crate::shop) enum Literal {
    /// Null, boolean, number or text; the name of an enum value is a text too.
    Scalar(Value),
    Variable(At, String),
    List(Vec<Literal>),
    Object(Vec<(String, Literal)>),
}
