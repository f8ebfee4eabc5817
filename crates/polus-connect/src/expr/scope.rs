//! The variables of an evaluation, converted once and used by many.

use std::fmt;

use minijinja::Value as Jinja;
use serde_json::Value;

/// Named values that expressions see. Made from a JSON object; cheap to clone.
#[derive(Clone)]
pub struct Scope(Jinja);

impl Scope {
    /// A scope of values that are already in the engine's form.
    pub(crate) fn of<'a>(values: impl IntoIterator<Item = (&'a str, Jinja)>) -> Scope {
        Scope(Jinja::from_pairs(values))
    }

    /// The scope with one more name.
    pub(super) fn with(&self, name: &str, value: Jinja) -> Scope {
        let names = self.0.try_iter().into_iter().flatten();
        let mut pairs: Vec<(Jinja, Jinja)> =
            names.map(|name| (name.clone(), self.0.get_item(&name).unwrap_or_default())).collect();
        pairs.push((Jinja::from(name), value));
        Scope(Jinja::from_pairs(pairs))
    }

    pub(super) fn value(&self) -> Jinja {
        self.0.clone()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.get_attr(name).is_ok_and(|value| !value.is_undefined())
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.0.try_iter().map(|names| names.map(|name| name.to_string()).collect()).unwrap_or_default()
    }
}

impl From<&Value> for Scope {
    fn from(value: &Value) -> Self {
        Scope(Jinja::from(minijinja::value::Serde(value)))
    }
}

impl From<&Scope> for Scope {
    fn from(scope: &Scope) -> Self {
        scope.clone()
    }
}

/// Shows the names only: some values are secrets.
impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scope({})", self.names().join(", "))
    }
}
