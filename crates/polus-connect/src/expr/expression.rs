//! A bare expression.

use minijinja::Value as Jinja;
use minijinja::value::ValueKind;
use serde_json::Value;

use super::{ENVIRONMENT, ExprError, Names, Scope, to_json};

/// A compiled expression: `record.total > 100`, or the same in `{{ }}`.
#[derive(Debug)]
pub struct Expression {
    source: String,
    shift: usize,
    compiled: minijinja::Expression<'static, 'static>,
    names: Names,
}

impl Expression {
    /// Compiles. The error's place is within `source`.
    pub fn compile(source: &str) -> Result<Expression, ExprError> {
        let (shift, inner) = super::template::single(source).unwrap_or((0, source));
        Self::compile_inner(source, shift, inner)
    }

    pub(super) fn compile_inner(source: &str, shift: usize, inner: &str) -> Result<Expression, ExprError> {
        if inner.trim().is_empty() {
            return Err(ExprError::at(source, shift, "an expression is expected here".to_owned()));
        }
        let compiled = ENVIRONMENT
            .compile_expression_owned(inner.to_owned())
            .map_err(|error| ExprError::from_engine(&error, source, shift))?;
        let names = Names::new(compiled.undeclared_variables(false));
        Ok(Expression { source: source.to_owned(), shift, compiled, names })
    }

    /// Refuses names that no scope will have, with the nearest known one. For checks at load time.
    pub fn check_names(&self, known: &[&str]) -> Result<(), ExprError> {
        self.names.check(&self.source, known)
    }

    /// Whether the expression reads this field of this variable, as in `settings.shop`.
    pub fn mentions(&self, path: &str) -> bool {
        self.compiled.undeclared_variables(true).contains(path)
    }

    /// The value, of whatever type it is.
    pub fn eval(&self, scope: impl Into<Scope>) -> Result<Value, ExprError> {
        let value = self.eval_jinja(&scope.into())?;
        to_json(&value).map_err(|message| ExprError::at(&self.source, self.shift, message))
    }

    /// Whether the value counts as true: not none, false, 0, or empty.
    pub fn is_true(&self, scope: impl Into<Scope>) -> Result<bool, ExprError> {
        Ok(self.eval_jinja(&scope.into())?.is_true())
    }

    /// The items of a list; none has none.
    pub(super) fn items(&self, scope: &Scope) -> Result<Vec<Jinja>, ExprError> {
        let value = self.eval_jinja(scope)?;
        let list = value.is_none() || value.is_undefined() || value.kind() == ValueKind::Seq;
        match value.try_iter() {
            Ok(items) if list => Ok(items.collect()),
            _ => Err(ExprError::at(
                &self.source,
                self.shift,
                format!("a list is expected, not {}", value.kind()),
            )),
        }
    }

    pub(crate) fn eval_jinja(&self, scope: &Scope) -> Result<Jinja, ExprError> {
        self.names.check_scope(&self.source, scope)?;
        self.compiled
            .eval(scope.value())
            .map_err(|error| ExprError::from_engine(&error, &self.source, self.shift))
    }
}
