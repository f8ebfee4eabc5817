//! A value whose texts are templates.

use serde_json::{Map, Value};

use super::{ExprError, Expression, Scope, Template};
use crate::document::{DocumentError, Location, Node, Spanned, Tree};

/// A compiled tree: lists and maps of templates and constants.
///
/// A map of exactly `each` and `give` is a list: `give` is evaluated for every `item` of the list that the
/// expression `each` gives; none is the empty list.
#[derive(Debug)]
pub struct TemplateTree(Branch);

#[derive(Debug)]
enum Branch {
    Constant(Value),
    Template(Template),
    List(Vec<Branch>),
    Map(Vec<(String, Branch)>),
    Each(Expression, Box<Branch>),
}

impl TemplateTree {
    /// Compiles every text of a value. For trees read from a document see [`TemplateTree::in_document`].
    pub fn compile(value: &Value) -> Result<TemplateTree, ExprError> {
        compile(&Tree::from(value), None, &mut |_, _, error| error).map(TemplateTree)
    }

    /// Compiles every text of a tree that was read from a document; errors point into it. With `known`,
    /// names that no scope will have are refused.
    pub fn in_document(
        file: &str,
        text: &str,
        tree: &Tree,
        known: Option<&[&str]>,
    ) -> Result<TemplateTree, DocumentError> {
        let mut explain =
            |location, source: &str, error: ExprError| error.in_document(file, text, location, source);
        compile(tree, known, &mut explain).map(TemplateTree)
    }

    /// The value with every template evaluated.
    pub fn eval(&self, scope: impl Into<Scope>) -> Result<Value, ExprError> {
        eval(&self.0, &scope.into())
    }
}

fn compile<E>(
    tree: &Tree,
    known: Option<&[&str]>,
    explain: &mut impl FnMut(Location, &str, ExprError) -> E,
) -> Result<Branch, E> {
    Ok(match &tree.node {
        Node::Scalar(Value::String(source)) => {
            let template = Template::compile(source).and_then(|template| match known {
                Some(known) => template.check_names(known).map(|()| template),
                None => Ok(template),
            });
            Branch::Template(template.map_err(|error| explain(tree.location, source, error))?)
        }
        Node::Scalar(value) => Branch::Constant(value.clone()),
        Node::List(items) => {
            Branch::List(items.iter().map(|item| compile(item, known, explain)).collect::<Result<_, _>>()?)
        }
        Node::Map(fields) => match comprehension(fields) {
            Some((location, source, give)) => {
                let each = Expression::compile(source).and_then(|each| match known {
                    Some(known) => each.check_names(known).map(|()| each),
                    None => Ok(each),
                });
                let each = each.map_err(|error| explain(location, source, error))?;
                let inner: Option<Vec<&str>> =
                    known.map(|known| known.iter().copied().chain(["item"]).collect());
                Branch::Each(each, Box::new(compile(give, inner.as_deref(), explain)?))
            }
            None => Branch::Map(
                fields
                    .iter()
                    .map(|(name, field)| Ok((name.value.clone(), compile(field, known, explain)?)))
                    .collect::<Result<_, E>>()?,
            ),
        },
    })
}

/// The parts of a map of exactly `each` and `give`.
fn comprehension(fields: &[(Spanned<String>, Tree)]) -> Option<(Location, &str, &Tree)> {
    let field = |wanted: &str| fields.iter().find(|(name, _)| name.value == wanted).map(|(_, tree)| tree);
    let (each, give) = (field("each")?, field("give")?);
    match &each.node {
        Node::Scalar(Value::String(source)) if fields.len() == 2 => Some((each.location, source, give)),
        _ => None,
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
        Branch::Each(each, give) => {
            let items = each.items(scope)?;
            Value::Array(
                items
                    .into_iter()
                    .map(|item| eval(give, &scope.with("item", item)))
                    .collect::<Result<_, _>>()?,
            )
        }
    })
}
