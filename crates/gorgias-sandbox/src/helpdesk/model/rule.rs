//! Rules: what the account does by itself. They are kept and listed here, not carried out.

use serde_json::Value;

use super::super::moment::Moment;
use super::macros::listed;

#[derive(Debug)]
pub(crate) struct Rule {
    pub name: Box<str>,
    pub code: Box<str>,
    /// The code as an ESTree program.
    pub code_ast: Value,
    pub description: Option<Box<str>>,
    /// Comma-separated.
    pub event_types: Option<Box<str>>,
    pub priority: u64,
    pub deactivated: Option<Moment>,
    pub created: Moment,
    pub updated: Moment,
}

impl Rule {
    /// Whether it asks for that tag or puts it on or takes it off.
    pub(crate) fn names_tag(&self, tag: &str) -> bool {
        calls(&self.code_ast).iter().any(|call| {
            let arguments = call["arguments"].as_array().map_or(&[][..], Vec::as_slice);
            match arguments {
                [_, options] if is_action(call) => {
                    let tags = property(options, "tags").and_then(|tags| tags["value"].as_str());
                    tags.into_iter().flat_map(listed).any(|name| name == tag)
                }
                [about, values] if path(about) == "ticket.tags.name" => {
                    let one = values["value"] == *tag;
                    one || values["elements"]
                        .as_array()
                        .into_iter()
                        .flatten()
                        .any(|name| name["value"] == *tag)
                }
                _ => false,
            }
        })
    }

    /// Whether it is switched on and applies that macro.
    pub(crate) fn applies_macro(&self, id: u64) -> bool {
        let applies = |call: &&Value| {
            let [kind, options] = call["arguments"].as_array().map_or(&[][..], Vec::as_slice) else {
                return false;
            };
            let named = property(options, "macro_id").map(|id| &id["value"]);
            let named = named.and_then(|id| id.as_u64().or_else(|| id.as_str()?.parse().ok()));
            is_action(call) && kind["value"] == "applyMacro" && named == Some(id)
        };
        self.deactivated.is_none() && calls(&self.code_ast).iter().any(applies)
    }
}

/// Every call in the tree, however deep.
fn calls(node: &Value) -> Vec<&Value> {
    let below: Vec<&Value> = match node {
        Value::Array(nodes) => nodes.iter().flat_map(calls).collect(),
        Value::Object(fields) => fields.values().flat_map(calls).collect(),
        _ => Vec::new(),
    };
    let itself = (node["type"] == "CallExpression").then_some(node);
    itself.into_iter().chain(below).collect()
}

fn is_action(call: &Value) -> bool {
    call["callee"]["name"] == "Action"
}

/// The value of a key of an object in the code.
fn property<'v>(object: &'v Value, key: &str) -> Option<&'v Value> {
    let named = |property: &&Value| property["key"]["name"] == *key || property["key"]["value"] == *key;
    object["properties"].as_array()?.iter().find(named).map(|property| &property["value"])
}

/// `ticket.tags.name` of the tree that spells it.
fn path(node: &Value) -> String {
    match node["name"].as_str() {
        Some(name) => name.to_owned(),
        None if node["object"].is_object() => {
            format!("{}.{}", path(&node["object"]), path(&node["property"]))
        }
        None => String::new(),
    }
}
