//! Picks what a selection asks for out of an object, and says what it costs.

mod cost;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Fault;
use super::syntax::{Directive, Document, Field, Literal, Selection};
pub(in crate::shop) use cost::{demand_selection, page_size};

/// An object type and its fields.
#[derive(Debug)]
pub(in crate::shop) struct Type {
    pub(in crate::shop) name: &'static str,
    pub(in crate::shop) fields: &'static [(&'static str, Kind)],
}

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(in crate::shop) enum Kind {
    Scalar,
    Object(&'static Type),
    List(&'static Type),
    /// Shown as `nodes`, `edges` and `pageInfo`; needs `first` or `last`.
    Connection(&'static Type),
}

/// Fields that one answer may touch, fragments expanded; past it the document is refused.
const MOST_FIELDS: u32 = 200_000;
const DEEPEST: u32 = 48;

/// Walks one operation.
pub(in crate::shop) struct Selector<'a> {
    document: &'a Document,
    variables: &'a BTreeMap<String, Value>,
    visited: u32,
    depth: u32,
    spent: f64,
}

/// The arguments of a field with variables filled in. Unknown ones are a fault.
pub(in crate::shop) fn arguments(
    field: &Field,
    on: &str,
    known: &[&str],
    variables: &BTreeMap<String, Value>,
) -> Result<Map<String, Value>, Fault> {
    let mut arguments = Map::new();
    for (name, literal) in &field.arguments {
        if !known.contains(&name.as_str()) {
            let message = format!("Field '{}' doesn't accept argument '{name}'", field.name);
            let code = json!({"code": "argumentNotAccepted", "typeName": on, "name": field.name, "argumentName": name});
            return Err(Fault::new(field.at, message).with(code));
        }
        arguments.insert(name.clone(), value(literal, variables)?);
    }
    Ok(arguments)
}

pub(in crate::shop) fn value(literal: &Literal, variables: &BTreeMap<String, Value>) -> Result<Value, Fault> {
    Ok(match literal {
        Literal::Scalar(value) => value.clone(),
        Literal::Variable(at, name) => variables.get(name).cloned().ok_or_else(|| {
            Fault::new(*at, format!("Variable ${name} is used but not declared"))
                .with(json!({"code": "variableNotDefined", "variableName": name}))
        })?,
        Literal::List(items) => {
            Value::Array(items.iter().map(|item| value(item, variables)).collect::<Result<_, _>>()?)
        }
        Literal::Object(fields) => Value::Object(
            fields
                .iter()
                .map(|(name, field)| Ok((name.clone(), value(field, variables)?)))
                .collect::<Result<_, Fault>>()?,
        ),
    })
}

impl<'a> Selector<'a> {
    pub(in crate::shop) fn new(document: &'a Document, variables: &'a BTreeMap<String, Value>) -> Self {
        Selector { document, variables, visited: 0, depth: 0, spent: 0.0 }
    }

    /// The fields of a selection on a type, fragments expanded, in order.
    pub(in crate::shop) fn fields(
        &mut self,
        selections: &'a [Selection],
        on: &str,
    ) -> Result<Vec<&'a Field>, Fault> {
        let mut fields = Vec::new();
        self.collect(selections, on, &mut fields)?;
        Ok(fields)
    }

    fn collect(
        &mut self,
        selections: &'a [Selection],
        on: &str,
        fields: &mut Vec<&'a Field>,
    ) -> Result<(), Fault> {
        for selection in selections {
            self.visited += 1;
            if self.visited > MOST_FIELDS {
                return Err(Fault::new(selection.at(), "the query is too large"));
            }
            match selection {
                Selection::Field(field) => {
                    if self.wanted(&field.directives)? {
                        fields.push(field);
                    }
                }
                Selection::Spread { at, name, directives } => {
                    let fragment = self.document.fragments.iter().find(|fragment| fragment.name == *name);
                    let Some(fragment) = fragment else {
                        return Err(Fault::new(*at, format!("Fragment {name} was used, but not defined"))
                            .with(json!({"code": "useAndDefineFragment", "fragmentName": name})));
                    };
                    if self.depth >= DEEPEST {
                        return Err(Fault::new(*at, format!("Fragment {name} contains an infinite loop")));
                    }
                    if applies(&fragment.on, on) && self.wanted(directives)? {
                        self.depth += 1;
                        self.collect(&fragment.selections, on, fields)?;
                        self.depth -= 1;
                    }
                }
                Selection::Inline { on: condition, directives, selections, .. } => {
                    let applies = condition.as_ref().is_none_or(|condition| applies(condition, on));
                    if applies && self.wanted(directives)? {
                        self.collect(selections, on, fields)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn wanted(&self, directives: &[Directive]) -> Result<bool, Fault> {
        for directive in directives {
            let condition =
                directive.arguments.iter().find(|(name, _)| name == "if").map(|(_, literal)| literal);
            let Some(condition) = condition else { continue };
            let holds = value(condition, self.variables)? == Value::Bool(true);
            if (directive.name == "include" && !holds) || (directive.name == "skip" && holds) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What a selection asks for of an object.
    pub(in crate::shop) fn object(
        &mut self,
        of: &'static Type,
        object: &Value,
        selections: &'a [Selection],
    ) -> Result<Value, Fault> {
        let mut picked = Map::new();
        for field in self.fields(selections, of.name)? {
            let key = field.alias.as_ref().unwrap_or(&field.name).clone();
            if field.name == "__typename" {
                picked.insert(key, Value::from(of.name));
                continue;
            }
            let kind = kind(of, field)?;
            let inner = object.get(&field.name).unwrap_or(&Value::Null);
            put(&mut picked, key, self.part(kind, inner, field)?);
        }
        Ok(Value::Object(picked))
    }

    fn part(&mut self, kind: Kind, inner: &Value, field: &'a Field) -> Result<Value, Fault> {
        match (kind, inner) {
            (Kind::Scalar, _) => Ok(inner.clone()),
            (_, Value::Null) => Ok(Value::Null),
            (Kind::Object(of), _) => {
                self.spent += 1.0;
                self.object(of, inner, &field.selections)
            }
            (Kind::List(of), _) => {
                let first = page_size(field, self.variables)?.unwrap_or(usize::MAX);
                let items = inner.as_array().map(Vec::as_slice).unwrap_or_default();
                let count = items.len().min(first);
                let before = std::mem::take(&mut self.spent);
                let list =
                    items[..count].iter().map(|item| self.object(of, item, &field.selections)).collect();
                self.spent = before + 1.0 + self.spent / count.max(1) as f64;
                list
            }
            (Kind::Connection(of), _) => {
                let items = inner.as_array().map(Vec::as_slice).unwrap_or_default();
                let first = page_size(field, self.variables)?.unwrap_or(usize::MAX);
                let page: Vec<(Value, String)> = items
                    .iter()
                    .take(first)
                    .enumerate()
                    .map(|(i, item)| (item.clone(), i.to_string()))
                    .collect();
                let info = json!({"hasNextPage": items.len() > page.len(), "hasPreviousPage": false});
                self.connection(of, &page, info, &field.selections)
            }
        }
    }

    /// What a selection asks for of a page of a list: pairs of object and cursor.
    pub(in crate::shop) fn connection(
        &mut self,
        of: &'static Type,
        page: &[(Value, String)],
        mut info: Value,
        selections: &'a [Selection],
    ) -> Result<Value, Fault> {
        let before = std::mem::take(&mut self.spent);
        info["startCursor"] = page.first().map_or(Value::Null, |(_, cursor)| cursor.clone().into());
        info["endCursor"] = page.last().map_or(Value::Null, |(_, cursor)| cursor.clone().into());
        let mut picked = Map::new();
        for field in self.fields(selections, "Connection")? {
            let key = field.alias.as_ref().unwrap_or(&field.name).clone();
            let part = match field.name.as_str() {
                "nodes" => {
                    self.spent += page.len() as f64;
                    page.iter()
                        .map(|(item, _)| self.object(of, item, &field.selections))
                        .collect::<Result<_, _>>()?
                }
                "edges" => {
                    let mut edges = Vec::new();
                    for (item, cursor) in page {
                        let mut edge = Map::new();
                        for field in self.fields(&field.selections, "Edge")? {
                            let key = field.alias.as_ref().unwrap_or(&field.name).clone();
                            match field.name.as_str() {
                                "node" => {
                                    self.spent += 1.0;
                                    let node = self.object(of, item, &field.selections)?;
                                    put(&mut edge, key, node);
                                }
                                "cursor" => put(&mut edge, key, cursor.clone().into()),
                                _ => return Err(unknown(of.name, "Edge", field)),
                            }
                        }
                        edges.push(Value::Object(edge));
                    }
                    Value::Array(edges)
                }
                "pageInfo" => self.object(&PAGE_INFO, &info, &field.selections)?,
                _ => return Err(unknown(of.name, "Connection", field)),
            };
            put(&mut picked, key, part);
        }
        // As in `cost`: what one of the rows costs, times the square root of their number.
        self.spent = before + 2.0 + self.spent / (page.len().max(1) as f64).sqrt();
        Ok(Value::Object(picked))
    }

    /// Counts points of something that is not found by a selection.
    pub(in crate::shop) fn spend(&mut self, points: u32) {
        self.spent += f64::from(points);
    }

    /// Points that the answer has cost so far; never more than [`Selector::cost`] said.
    pub(in crate::shop) fn spent(&self) -> u64 {
        self.spent.ceil() as u64
    }
}

const PAGE_INFO: Type = Type {
    name: "PageInfo",
    fields: &[
        ("hasNextPage", Kind::Scalar),
        ("hasPreviousPage", Kind::Scalar),
        ("startCursor", Kind::Scalar),
        ("endCursor", Kind::Scalar),
    ],
};

/// Puts a part of an answer under its key. A field that is asked for twice is answered once, with everything
/// that both ask of it.
pub(in crate::shop) fn put(object: &mut Map<String, Value>, key: String, part: Value) {
    match object.get_mut(&key) {
        Some(there) => merge(there, part),
        None => drop(object.insert(key, part)),
    }
}

fn merge(there: &mut Value, part: Value) {
    match (there, part) {
        (Value::Object(there), Value::Object(part)) => {
            part.into_iter().for_each(|(key, part)| put(there, key, part))
        }
        (Value::Array(there), Value::Array(part)) => {
            there.iter_mut().zip(part).for_each(|(there, part)| merge(there, part))
        }
        (there, part) => *there = part,
    }
}

fn applies(condition: &str, on: &str) -> bool {
    condition == on || condition == "Node"
}

fn kind(of: &'static Type, field: &Field) -> Result<Kind, Fault> {
    let found = of.fields.iter().find(|(name, _)| *name == field.name).map(|(_, kind)| *kind);
    found.ok_or_else(|| unknown(of.name, "", field))
}

fn unknown(of: &str, suffix: &str, field: &Field) -> Fault {
    Fault::new(field.at, format!("Field '{}' doesn't exist on type '{of}{suffix}'", field.name))
        .with(json!({"code": "undefinedField", "typeName": format!("{of}{suffix}"), "fieldName": field.name}))
}
