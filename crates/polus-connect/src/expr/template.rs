//! A text with expressions in it.

use minijinja::{Environment, Value as Jinja};
use serde_json::Value;

use super::{ENVIRONMENT, ExprError, Expression, Names, Scope, to_json};

/// A compiled template. See the module for when it keeps the type of its value.
#[derive(Debug)]
pub struct Template(Kind);

#[derive(Debug)]
enum Kind {
    /// No expression at all.
    Literal(Jinja),
    /// Exactly one `{{ }}`.
    Single(Expression),
    /// Anything else.
    Text { source: String, environment: Environment<'static>, names: Names },
}

/// The template's name in its own environment.
const NAME: &str = "template";

impl Template {
    /// Compiles. The error's place is within `source`.
    pub fn compile(source: &str) -> Result<Template, ExprError> {
        if !source.contains("{{") && !source.contains("{%") && !source.contains("{#") {
            return Ok(Template(Kind::Literal(Jinja::from(source))));
        }
        if let Some((shift, inner)) = single(source) {
            return Expression::compile_inner(source, shift, inner).map(|e| Template(Kind::Single(e)));
        }
        let mut environment = ENVIRONMENT.clone();
        environment
            .add_template_owned(NAME, source.to_owned())
            .map_err(|error| ExprError::from_engine(&error, source, 0))?;
        let names = environment
            .get_template(NAME)
            .map(|template| Names::new(template.undeclared_variables(false)))
            .map_err(|error| ExprError::from_engine(&error, source, 0))?;
        Ok(Template(Kind::Text { source: source.to_owned(), environment, names }))
    }

    /// Refuses names that no scope will have, with the nearest known one. For checks at load time.
    pub fn check_names(&self, known: &[&str]) -> Result<(), ExprError> {
        match &self.0 {
            Kind::Literal(_) => Ok(()),
            Kind::Single(expression) => expression.check_names(known),
            Kind::Text { source, names, .. } => names.check(source, known),
        }
    }

    /// Whether the template reads this field of this variable, as in `settings.shop`.
    pub fn mentions(&self, path: &str) -> bool {
        match &self.0 {
            Kind::Literal(_) => false,
            Kind::Single(expression) => expression.mentions(path),
            Kind::Text { environment, .. } => environment
                .get_template(NAME)
                .is_ok_and(|template| template.undeclared_variables(true).contains(path)),
        }
    }

    /// The value: typed when the template is one `{{ }}`, else text.
    pub fn eval(&self, scope: impl Into<Scope>) -> Result<Value, ExprError> {
        let value = self.eval_jinja(&scope.into())?;
        to_json(&value).map_err(|message| ExprError { line: 1, column: 1, message })
    }

    /// The value as text; none is the empty text.
    pub fn render(&self, scope: impl Into<Scope>) -> Result<String, ExprError> {
        let value = self.eval_jinja(&scope.into())?;
        Ok(if value.is_none() || value.is_undefined() { String::new() } else { value.to_string() })
    }

    pub(crate) fn eval_jinja(&self, scope: &Scope) -> Result<Jinja, ExprError> {
        match &self.0 {
            Kind::Literal(text) => Ok(text.clone()),
            Kind::Single(expression) => expression.eval_jinja(scope),
            Kind::Text { source, environment, names } => {
                names.check_scope(source, scope)?;
                environment
                    .get_template(NAME)
                    .and_then(|template| template.render(scope.value()))
                    .map(Jinja::from)
                    .map_err(|error| ExprError::from_engine(&error, source, 0))
            }
        }
    }
}

/// The inside of a text that is exactly one `{{ }}`, and where it begins.
///
/// `}}` inside is fine in `{{ {"a": {"b": 1}} }}` and the end of the first of two in `{{ a }} {{ b }}`:
/// only the former is an expression.
pub(super) fn single(source: &str) -> Option<(usize, &str)> {
    let trimmed = source.trim();
    let inner = trimmed.strip_prefix("{{")?.strip_suffix("}}")?;
    let inner = inner.strip_prefix('-').unwrap_or(inner);
    let inner = inner.strip_suffix('-').unwrap_or(inner);
    if inner.contains("}}") && ENVIRONMENT.compile_expression_owned(inner.to_owned()).is_err() {
        return None;
    }
    let shift = inner.as_ptr() as usize - source.as_ptr() as usize;
    Some((shift, inner))
}
