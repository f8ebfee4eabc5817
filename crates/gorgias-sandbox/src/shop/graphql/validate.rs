//! What can be said of a document before anything is looked up: names that do not exist, that are never
//! used, or that go round in circles; and the variables of a request, brought into their declared types.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::Fault;
use super::select::value;
use super::syntax::{Directive, Document, Literal, Operation, Selection, Variable};

/// Types of variables that are not checked further.
const OTHER_TYPES: &[&str] = &["DateTime", "OrderSortKeys", "CustomerSortKeys"];

/// Checks fragments and variables of an operation; `types` are the ones that fragments can be on.
pub(in crate::shop) fn validate(
    document: &Document,
    operation: &Operation,
    types: &[&str],
) -> Result<(), Fault> {
    let mut used =
        Used { document, types, fragments: BTreeSet::new(), open: Vec::new(), variables: BTreeSet::new() };
    used.selections(&operation.selections)?;
    let unused = document.fragments.iter().find(|fragment| !used.fragments.contains(fragment.name.as_str()));
    if let Some(fragment) = unused {
        return Err(Fault::new(fragment.at, format!("Fragment {} was defined, but not used", fragment.name))
            .with(json!({"code": "useAndDefineFragment", "fragmentName": fragment.name})));
    }
    let by = operation.name.as_deref().unwrap_or("anonymous query");
    if let Some(variable) = operation.variables.iter().find(|v| !used.variables.contains(v.name.as_str())) {
        let message = format!("Variable ${} is declared by {by} but not used", variable.name);
        return Err(Fault::new(variable.at, message)
            .with(json!({"code": "variableNotUsed", "variableName": variable.name})));
    }
    Ok(())
}

struct Used<'a> {
    document: &'a Document,
    types: &'a [&'a str],
    fragments: BTreeSet<&'a str>,
    open: Vec<&'a str>,
    variables: BTreeSet<&'a str>,
}

impl<'a> Used<'a> {
    fn selections(&mut self, selections: &'a [Selection]) -> Result<(), Fault> {
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    field.arguments.iter().for_each(|(_, literal)| self.literal(literal));
                    self.directives(&field.directives);
                    self.selections(&field.selections)?;
                }
                Selection::Inline { at, on, directives, selections } => {
                    if let Some(on) = on.as_deref().filter(|on| !self.types.contains(on)) {
                        return Err(no_such_type(*at, on));
                    }
                    self.directives(directives);
                    self.selections(selections)?;
                }
                Selection::Spread { at, name, directives } => {
                    self.directives(directives);
                    let fragment = self.document.fragments.iter().find(|fragment| fragment.name == *name);
                    let Some(fragment) = fragment else {
                        return Err(Fault::new(*at, format!("Fragment {name} was used, but not defined"))
                            .with(json!({"code": "useAndDefineFragment", "fragmentName": name})));
                    };
                    if self.open.contains(&name.as_str()) {
                        return Err(Fault::new(*at, format!("Fragment {name} contains an infinite loop"))
                            .with(json!({"code": "infiniteLoop", "fragmentName": name})));
                    }
                    if !self.fragments.insert(name) {
                        continue;
                    }
                    if !self.types.contains(&fragment.on.as_str()) {
                        return Err(no_such_type(fragment.at, &fragment.on));
                    }
                    self.open.push(name);
                    self.selections(&fragment.selections)?;
                    self.open.pop();
                }
            }
        }
        Ok(())
    }

    fn directives(&mut self, directives: &'a [Directive]) {
        for directive in directives {
            directive.arguments.iter().for_each(|(_, literal)| self.literal(literal));
        }
    }

    fn literal(&mut self, literal: &'a Literal) {
        match literal {
            Literal::Scalar(_) => {}
            Literal::Variable(_, name) => drop(self.variables.insert(name)),
            Literal::List(items) => items.iter().for_each(|item| self.literal(item)),
            Literal::Object(fields) => fields.iter().for_each(|(_, field)| self.literal(field)),
        }
    }
}

fn no_such_type(at: super::syntax::At, on: &str) -> Fault {
    Fault::new(at, format!("No such type {on}, so it can't be a fragment condition"))
        .with(json!({"code": "undefinedType", "typeName": on}))
}

/// The values of an operation's variables.
pub(in crate::shop) fn variables(
    operation: &Operation,
    given: &Map<String, Value>,
) -> Result<BTreeMap<String, Value>, Fault> {
    let mut values = BTreeMap::new();
    for variable in &operation.variables {
        let bare: String = variable.type_name.chars().filter(|c| !"[]!".contains(*c)).collect();
        if !["Int", "Float", "String", "Boolean", "ID"].contains(&bare.as_str())
            && !OTHER_TYPES.contains(&&*bare)
        {
            let message = format!("{bare} isn't a defined input type (on ${})", variable.name);
            return Err(Fault::new(variable.at, message).with(
                json!({"code": "variableRequiresValidType", "typeName": bare, "variableName": variable.name}),
            ));
        }
        let chosen = match (given.get(&variable.name), &variable.default) {
            (Some(value), _) => value.clone(),
            (None, Some(default)) => value(default, &BTreeMap::new())?,
            (None, None) => Value::Null,
        };
        fits(&variable.type_name, &chosen).map_err(|explanation| unfit(variable, &chosen, &explanation))?;
        values.insert(variable.name.clone(), chosen);
    }
    Ok(values)
}

fn unfit(variable: &Variable, value: &Value, explanation: &str) -> Fault {
    let message =
        format!("Variable ${} of type {} was provided invalid value", variable.name, variable.type_name);
    Fault::new(variable.at, message).with(json!({
        "code": "INVALID_VARIABLE",
        "value": value,
        "problems": [{ "path": [], "explanation": explanation }],
    }))
}

fn fits(type_name: &str, value: &Value) -> Result<(), String> {
    if let Some(inner) = type_name.strip_suffix('!') {
        return if value.is_null() {
            Err("Expected value to not be null".to_owned())
        } else {
            fits(inner, value)
        };
    }
    if value.is_null() {
        return Ok(());
    }
    if let Some(inner) = type_name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        // One value stands for a list of one.
        return value
            .as_array()
            .map_or_else(|| fits(inner, value), |items| items.iter().try_for_each(|i| fits(inner, i)));
    }
    let holds = match type_name {
        "Int" => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        "Float" => value.is_number(),
        "Boolean" => value.is_boolean(),
        "ID" => value.is_string() || value.is_i64(),
        _ => value.is_string(),
    };
    if holds { Ok(()) } else { Err(format!("Could not coerce value {value} to {type_name}")) }
}
