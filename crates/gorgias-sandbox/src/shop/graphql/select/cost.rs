//! What a selection may cost, and with it everything that can be wrong with one.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::Fault;
use super::super::syntax::{Field, Selection};
use super::{Kind, PAGE_INFO, Selector, Type, arguments, kind, unknown, value};

impl<'a> Selector<'a> {
    /// Points that a selection on a type costs at most: scalars nothing, an object 1, a connection what
    /// its page costs. The page counts with the square root of its size, as real costs grow less than
    /// linearly ("API limits").
    pub(in crate::shop) fn cost(
        &mut self,
        of: &'static Type,
        selections: &'a [Selection],
    ) -> Result<u64, Fault> {
        let mut cost = 0;
        for field in self.fields(selections, of.name)? {
            if field.name == "__typename" {
                continue;
            }
            let kind = kind(of, field)?;
            let known: &[&str] = match kind {
                Kind::Scalar | Kind::Object(_) => &[],
                Kind::List(_) | Kind::Connection(_) => &["first", "last"],
            };
            arguments(field, of.name, known, self.variables)?;
            cost += match kind {
                Kind::Scalar => {
                    if !field.selections.is_empty() {
                        let message = format!(
                            "Selections can't be made on scalars (field '{}' has selections)",
                            field.name
                        );
                        return Err(Fault::new(field.at, message).with(json!({"code": "selectionMismatch"})));
                    }
                    0
                }
                Kind::Object(of) => {
                    demand_selection(of, field)?;
                    1 + self.cost(of, &field.selections)?
                }
                Kind::List(of) => {
                    demand_selection(of, field)?;
                    1 + self.cost(of, &field.selections)?
                }
                Kind::Connection(of) => {
                    let size = page_size(field, self.variables)?.ok_or_else(|| no_page_size(field))?;
                    self.connection_cost(of, size, field)?
                }
            };
        }
        Ok(cost)
    }

    /// See [`Selector::cost`].
    pub(in crate::shop) fn connection_cost(
        &mut self,
        of: &'static Type,
        size: usize,
        field: &'a Field,
    ) -> Result<u64, Fault> {
        demand_selection(of, field)?;
        let mut each = 0;
        for part in self.fields(&field.selections, "Connection")? {
            each += match part.name.as_str() {
                "nodes" => {
                    demand_selection(of, part)?;
                    1 + self.cost(of, &part.selections)?
                }
                "edges" => {
                    demand_selection(of, part)?;
                    let mut edge = 0;
                    for part in self.fields(&part.selections, "Edge")? {
                        match part.name.as_str() {
                            "node" => {
                                demand_selection(of, part)?;
                                edge += 1 + self.cost(of, &part.selections)?;
                            }
                            "cursor" => {}
                            _ => return Err(unknown(of.name, "Edge", part)),
                        }
                    }
                    edge
                }
                "pageInfo" => self.cost(&PAGE_INFO, &part.selections)?,
                _ => return Err(unknown(of.name, "Connection", part)),
            };
        }
        Ok(2 + each * (size as f64).sqrt().ceil() as u64)
    }
}

pub(in crate::shop) fn demand_selection(of: &Type, field: &Field) -> Result<(), Fault> {
    if !field.selections.is_empty() {
        return Ok(());
    }
    let message = format!(
        "Field must have selections (field '{}' returns {} but has no selections)",
        field.name, of.name
    );
    Err(Fault::new(field.at, message).with(json!({"code": "selectionMismatch"})))
}

fn no_page_size(field: &Field) -> Fault {
    let message = format!("you must provide one of first or last (field '{}')", field.name);
    Fault::new(field.at, message).with(json!({"code": "BAD_REQUEST"}))
}

/// `first` or `last`, at most 250.
pub(in crate::shop) fn page_size(
    field: &Field,
    variables: &BTreeMap<String, Value>,
) -> Result<Option<usize>, Fault> {
    for (name, literal) in &field.arguments {
        if name != "first" && name != "last" {
            continue;
        }
        let given = value(literal, variables)?;
        if given.is_null() {
            continue;
        }
        return match given.as_u64().and_then(|size| usize::try_from(size).ok()) {
            Some(size @ 1..=250) => Ok(Some(size)),
            _ => Err(Fault::new(
                field.at,
                format!("{name} cannot exceed 250 and must be above 0 (got {given})"),
            )
            .with(json!({"code": "BAD_REQUEST"}))),
        };
    }
    Ok(None)
}
