//! Search domains: lists of conditions in prefix notation, `["|", ["a", "=", 1], ["b.c", ">=", 2]]`.
//!
//! Reading a domain checks every field and operator, so that evaluating one cannot fail.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde_json::Value;

use super::database::{Database, Record, id_of, value};
use super::fault::Fault;
use super::schema::{Kind, Model};

/// Conditions and operators that a domain may have; past it comes a refusal, not an overflow of the stack.
const LONGEST: usize = 1_000;

/// A domain, checked against a model.
#[derive(Debug)]
pub(super) struct Domain(Vec<Node>);

/// In prefix notation still; every operator has its operands.
#[derive(Debug)]
enum Node {
    And,
    Or,
    Not,
    Constant(bool),
    Leaf(Leaf),
}

#[derive(Debug)]
struct Leaf {
    /// Relations to follow before the field.
    path: Vec<(String, Model)>,
    /// Where the field is.
    on: Model,
    field: String,
    kind: Kind,
    compare: Compare,
}

#[derive(Debug)]
enum Compare {
    Equal(Value),
    Unequal(Value),
    Ordered { below: bool, or_equal: bool, than: Value },
    In { ids: BTreeSet<i64>, others: Vec<Value>, negated: bool },
    Like { parts: Vec<String>, whole: bool, fold: bool, negated: bool },
}

impl Domain {
    /// Reads a domain over a model.
    pub(super) fn parse(model: Model, domain: &Value) -> Result<Domain, Fault> {
        let items = match domain {
            Value::Array(items) => items.as_slice(),
            // "No domain" in every writing.
            Value::Null | Value::Bool(false) => &[],
            _ => return Err(Fault::value_error(format!("Domain() invalid item in domain: {domain}"))),
        };
        if items.len() > LONGEST {
            return Err(Fault::value_error(format!("a domain of {} items is too long", items.len())));
        }
        let mut nodes = Vec::with_capacity(items.len());
        for item in items {
            nodes.push(match item.as_str() {
                Some("&") => Node::And,
                Some("|") => Node::Or,
                Some("!") => Node::Not,
                Some(_) => {
                    return Err(Fault::value_error(format!("Domain() invalid item in domain: {item}")));
                }
                None => leaf(model, item)?,
            });
        }
        // Conditions side by side are joined by `&`: as many of them in front as there are too few.
        let mut open = 0usize;
        for node in nodes.iter().rev() {
            open = match node {
                Node::Constant(_) | Node::Leaf(_) => open + 1,
                Node::Not if open >= 1 => open,
                Node::And | Node::Or if open >= 2 => open - 1,
                _ => return Err(Fault::value_error(format!("Domain() malformed domain {domain}"))),
            };
        }
        let mut joined: Vec<Node> = (1..open).map(|_| Node::And).collect();
        joined.append(&mut nodes);
        Ok(Domain(joined))
    }

    /// Whether a condition is about this field.
    pub(super) fn names(&self, field: &str) -> bool {
        self.0
            .iter()
            .any(|node| matches!(node, Node::Leaf(leaf) if leaf.path.is_empty() && leaf.field == field))
    }

    /// Nothing is found at or below this id: a page by id need not walk the beginning of its list.
    pub(super) fn floor(&self) -> u64 {
        let floor = |node: &Node| match node {
            Node::And | Node::Constant(_) => Some(0),
            Node::Or | Node::Not => None,
            Node::Leaf(leaf) => match &leaf.compare {
                Compare::Ordered { below: false, or_equal: false, than }
                    if leaf.path.is_empty() && leaf.kind == Kind::Id =>
                {
                    Some(id_of(than))
                }
                _ => Some(0),
            },
        };
        self.0.iter().map(floor).try_fold(0, |floor, next| Some(next?.max(floor))).unwrap_or_default()
    }

    /// Whether a record is found.
    pub(super) fn finds(&self, database: &Database, record: &Record) -> bool {
        let mut stack: Vec<bool> = Vec::new();
        for node in self.0.iter().rev() {
            let result = match node {
                Node::Constant(constant) => *constant,
                Node::Leaf(leaf) => leaf.finds(database, record, &leaf.path),
                Node::Not => !stack.pop().unwrap_or(true),
                // Both operands are taken from the stack in any case.
                Node::And => stack.pop().unwrap_or(true) & stack.pop().unwrap_or(true),
                Node::Or => stack.pop().unwrap_or(true) | stack.pop().unwrap_or(true),
            };
            stack.push(result);
        }
        stack.pop().unwrap_or(true)
    }
}

fn leaf(model: Model, item: &Value) -> Result<Node, Fault> {
    let shown = |parts: &[Value]| {
        let parts: Vec<String> = parts.iter().map(|part| part.to_string().replace('"', "'")).collect();
        format!("({})", parts.join(", "))
    };
    let invalid = || Fault::value_error(format!("Domain() invalid item in domain: {item}"));
    let parts = item.as_array().filter(|parts| parts.len() == 3).ok_or_else(invalid)?;
    // Leaves that are always true and always false.
    if parts[1] == "=" && parts[2] == 1 && parts[0].is_number() {
        return Ok(Node::Constant(parts[0] == 1));
    }
    let (Some(path), Some(operator)) = (parts[0].as_str(), parts[1].as_str()) else { return Err(invalid()) };
    let mut on = model;
    let mut relations = Vec::new();
    let mut names = path.split('.').peekable();
    let (field, kind) = loop {
        let name = names.next().unwrap_or_default();
        let kind = on.field(name).ok_or_else(|| {
            Fault::value_error(format!("Invalid field {}.{name} in condition {}", on.name(), shown(parts)))
        })?;
        if names.peek().is_none() {
            break (name.to_owned(), kind);
        }
        on = match kind {
            Kind::One(target) | Kind::Many(target) => {
                relations.push((name.to_owned(), target));
                target
            }
            _ => {
                return Err(Fault::value_error(format!(
                    "Invalid field {}.{path} in condition {}: `{name}` is no relation",
                    model.name(),
                    shown(parts)
                )));
            }
        };
    };
    let wrong_operator = || Fault::value_error(format!("Invalid operator in condition {}", shown(parts)));
    let wanted = &parts[2];
    let compare = match operator {
        "=" | "!=" if wanted.is_array() => Compare::membership(wanted, operator == "!="),
        "=" => Compare::Equal(wanted.clone()),
        "!=" => Compare::Unequal(wanted.clone()),
        "<" | "<=" | ">" | ">=" => Compare::Ordered {
            below: operator.starts_with('<'),
            or_equal: operator.ends_with('='),
            than: wanted.clone(),
        },
        "in" | "not in" if wanted.is_array() => Compare::membership(wanted, operator == "not in"),
        "like" | "ilike" | "not like" | "not ilike" | "=like" | "=ilike" if wanted.is_string() => {
            Compare::pattern(operator, wanted.as_str().unwrap_or_default())
        }
        _ => return Err(wrong_operator()),
    };
    Ok(Node::Leaf(Leaf { path: relations, on, field, kind, compare }))
}

impl Compare {
    fn membership(wanted: &Value, negated: bool) -> Compare {
        let (ids, others): (Vec<&Value>, Vec<&Value>) =
            wanted.as_array().into_iter().flatten().partition(|value| value.is_i64());
        Compare::In {
            ids: ids.into_iter().filter_map(Value::as_i64).collect(),
            others: others.into_iter().cloned().collect(),
            negated,
        }
    }

    fn pattern(operator: &str, pattern: &str) -> Compare {
        let fold = operator.ends_with("ilike");
        let pattern = if fold { pattern.to_lowercase() } else { pattern.to_owned() };
        Compare::Like {
            parts: pattern.split('%').map(str::to_owned).collect(),
            whole: operator.starts_with('='),
            fold,
            negated: operator.starts_with("not"),
        }
    }
}

impl Leaf {
    /// Follows the relations; among many, one that fits is enough.
    fn finds(&self, database: &Database, record: &Record, path: &[(String, Model)]) -> bool {
        let Some(((name, target), rest)) = path.split_first() else { return self.holds(database, record) };
        let related = |id: &Value| {
            database.get(*target, id_of(id)).is_some_and(|related| self.finds(database, related, rest))
        };
        match value(record, name) {
            Value::Array(ids) => ids.iter().any(related),
            id => related(id),
        }
    }

    fn holds(&self, database: &Database, record: &Record) -> bool {
        // The one field that is not stored.
        let named: Value;
        let stored = if self.field == "display_name" {
            named = database.display_name(self.on, id_of(value(record, "id"))).into();
            &named
        } else {
            value(record, &self.field)
        };
        match (&self.compare, self.kind) {
            (Compare::Equal(wanted), _) => self.equals(stored, wanted),
            (Compare::Unequal(wanted), _) => !self.equals(stored, wanted),
            (Compare::Ordered { below, or_equal, than }, _) => match order(stored, than) {
                Some(Ordering::Equal) => *or_equal,
                Some(Ordering::Less) => *below,
                Some(Ordering::Greater) => !*below,
                None => false,
            },
            (Compare::In { ids, others, negated }, _) => {
                let one = |value: &Value| {
                    value.as_i64().is_some_and(|id| ids.contains(&id))
                        || others.iter().any(|o| self.equals(value, o))
                };
                let found = match stored {
                    Value::Array(values) => values.iter().any(one),
                    value => one(value),
                };
                found != *negated
            }
            (Compare::Like { parts, whole, fold, negated }, kind) => {
                let text = match kind {
                    Kind::One(target) if stored.is_u64() => database.display_name(target, id_of(stored)),
                    _ => stored.as_str().unwrap_or_default().to_owned(),
                };
                let text = if *fold { text.to_lowercase() } else { text };
                like(&text, parts, *whole) != *negated
            }
        }
    }

    fn equals(&self, stored: &Value, wanted: &Value) -> bool {
        match (stored, wanted) {
            (Value::Array(values), Value::Bool(false) | Value::Null) => values.is_empty(),
            (Value::Array(values), wanted) => values.contains(wanted),
            // Empty is `false`, whatever the type; an empty text is empty too.
            (Value::Bool(false), Value::Bool(false) | Value::Null) => true,
            (Value::Bool(false), Value::String(text)) => text.is_empty(),
            (Value::Bool(false), Value::Number(number)) => {
                matches!(self.kind, Kind::Integer | Kind::Float) && number.as_f64() == Some(0.0)
            }
            (stored, wanted) => order(stored, wanted) == Some(Ordering::Equal) || stored == wanted,
        }
    }
}

/// How two values of one type compare; what is empty compares with nothing.
fn order(stored: &Value, wanted: &Value) -> Option<Ordering> {
    match (stored, wanted) {
        // A moment without its microseconds comes before the same one with them.
        (Value::String(stored), Value::String(wanted)) => Some(stored.as_str().cmp(wanted)),
        (Value::Number(stored), Value::Number(wanted)) => stored.as_f64()?.partial_cmp(&wanted.as_f64()?),
        _ => None,
    }
}

/// Whether a text fits a pattern that was split at its `%`.
fn like(text: &str, parts: &[String], whole: bool) -> bool {
    let Some((first, rest)) = parts.split_first() else { return true };
    let mut text = text;
    if whole {
        let Some(after) = text.strip_prefix(first.as_str()) else { return false };
        text = after;
        let Some((last, middle)) = rest.split_last() else { return text.is_empty() };
        for part in middle {
            let Some(at) = text.find(part.as_str()) else { return false };
            text = text.get(at + part.len()..).unwrap_or_default();
        }
        return text.ends_with(last.as_str());
    }
    for part in parts {
        let Some(at) = text.find(part.as_str()) else { return false };
        text = text.get(at + part.len()..).unwrap_or_default();
    }
    true
}

#[cfg(test)]
mod tests;
