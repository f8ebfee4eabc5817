//! Whether a tree is a program in the language of rules: conditions over calls, and actions. Variables, loops
//! and functions are none of it.

use serde_json::Value;

pub(super) fn program(tree: &Value) -> bool {
    is(tree, "Program") && all(&tree["body"], statement)
}

fn statement(node: &Value) -> bool {
    match node["type"].as_str() {
        Some("IfStatement") => {
            let otherwise = &node["alternate"];
            condition(&node["test"])
                && statement(&node["consequent"])
                && (otherwise.is_null() || statement(otherwise))
        }
        Some("BlockStatement") => all(&node["body"], statement),
        Some("ExpressionStatement") => {
            let call = &node["expression"];
            is_call(call) && call["callee"]["name"] == "Action" && all(&call["arguments"], value)
        }
        _ => false,
    }
}

fn condition(node: &Value) -> bool {
    match node["type"].as_str() {
        Some("LogicalExpression") => {
            let operator = node["operator"].as_str();
            matches!(operator, Some("&&" | "||")) && condition(&node["left"]) && condition(&node["right"])
        }
        _ => is_call(node) && all(&node["arguments"], value),
    }
}

/// A path, a literal, or a list or object of literals.
fn value(node: &Value) -> bool {
    match node["type"].as_str() {
        Some("Literal") => node.get("value").is_some(),
        Some("Identifier") => node["name"].is_string(),
        Some("MemberExpression") => value(&node["object"]) && is(&node["property"], "Identifier"),
        Some("ArrayExpression") => all(&node["elements"], value),
        Some("ObjectExpression") => all(&node["properties"], |property| {
            is(property, "Property") && value(&property["key"]) && value(&property["value"])
        }),
        _ => false,
    }
}

fn is_call(node: &Value) -> bool {
    is(node, "CallExpression") && is(&node["callee"], "Identifier")
}

fn is(node: &Value, kind: &str) -> bool {
    node["type"] == *kind
}

fn all(nodes: &Value, fits: impl Fn(&Value) -> bool) -> bool {
    nodes.as_array().is_some_and(|nodes| nodes.iter().all(fits))
}
