//! A value whose texts are templates.

use serde_json::{Map, Value};

use super::{ExprError, Scope, Template};
use crate::document::{DocumentError, Location, Node, Tree};

/// A compiled tree: lists and maps of templates and constants.
#[derive(Debug)]
pub struct TemplateTree(Branch);

#[derive(Debug)]
enum Branch {
    Constant(Value),
    Template(Template),
    List(Vec<Branch>),
    Map(Vec<(String, Branch)>),
}

impl TemplateTree {
    /// Compiles every text of a value. For trees read from a document see [`TemplateTree::in_document`].
    pub fn compile(value: &Value) -> Result<TemplateTree, ExprError> {
        compile(&Tree::from(value), &mut |_, _, error| error).map(TemplateTree)
    }

    /// Compiles every text of a tree that was read from a document; errors point into it.
    pub fn in_document(file: &str, text: &str, tree: &Tree) -> Result<TemplateTree, DocumentError> {
        let mut explain =
            |location, source: &str, error: ExprError| error.in_document(file, text, location, source);
        compile(tree, &mut explain).map(TemplateTree)
    }

    /// Refuses names that no scope will have. For checks at load time, of a tree read from a document.
    pub(crate) fn check_names(
        &self,
        file: &str,
        text: &str,
        tree: &Tree,
        known: &[&str],
    ) -> Result<(), DocumentError> {
        check(&self.0, tree, &|location, source: &str, template: &Template| {
            template.check_names(known).map_err(|error| error.in_document(file, text, location, source))
        })
    }

    /// The value with every template evaluated.
    pub fn eval(&self, scope: impl Into<Scope>) -> Result<Value, ExprError> {
        eval(&self.0, &scope.into())
    }
}

fn compile<E>(tree: &Tree, explain: &mut impl FnMut(Location, &str, ExprError) -> E) -> Result<Branch, E> {
    Ok(match &tree.node {
        Node::Scalar(Value::String(source)) => Branch::Template(
            Template::compile(source).map_err(|error| explain(tree.location, source, error))?,
        ),
        Node::Scalar(value) => Branch::Constant(value.clone()),
        Node::List(items) => {
            Branch::List(items.iter().map(|item| compile(item, explain)).collect::<Result<_, _>>()?)
        }
        Node::Map(fields) => Branch::Map(
            fields
                .iter()
                .map(|(name, field)| Ok((name.clone(), compile(field, explain)?)))
                .collect::<Result<_, E>>()?,
        ),
    })
}

fn check<E>(
    branch: &Branch,
    tree: &Tree,
    each: &impl Fn(Location, &str, &Template) -> Result<(), E>,
) -> Result<(), E> {
    match (branch, &tree.node) {
        (Branch::Template(template), Node::Scalar(Value::String(source))) => {
            each(tree.location, source, template)
        }
        (Branch::List(branches), Node::List(items)) => {
            branches.iter().zip(items).try_for_each(|(branch, item)| check(branch, item, each))
        }
        (Branch::Map(branches), Node::Map(fields)) => {
            branches.iter().zip(fields).try_for_each(|((_, branch), (_, field))| check(branch, field, each))
        }
        _ => Ok(()),
    }
}

fn eval(branch: &Branch, scope: &Scope) -> Result<Value, ExprError> {
    Ok(match branch {
        Branch::Constant(value) => value.clone(),
        Branch::Template(template) => template.eval(scope)?,
        Branch::List(items) => {
            Value::Array(items.iter().map(|item| eval(item, scope)).collect::<Result<_, _>>()?)
        }
        Branch::Map(fields) => {
            let mut object = Map::with_capacity(fields.len());
            for (name, field) in fields {
                object.insert(name.clone(), eval(field, scope)?);
            }
            Value::Object(object)
        }
    })
}
