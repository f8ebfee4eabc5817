use super::*;
use proptest::prelude::*;

/// The tree without the places.
fn bare(value: &Value) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .filter(|(key, _)| *key != "loc")
            .map(|(key, value)| (key.clone(), bare(value)))
            .collect(),
        Value::Array(items) => items.iter().map(bare).collect(),
        other => other.clone(),
    }
}

fn read(code: &str) -> Value {
    bare(&Value::Object(parse(code).unwrap()))
}

#[test]
fn a_rule_is_read_into_its_tree() {
    let path = |names: &[&str]| {
        let name = |name: &&str| json!({ "type": "Identifier", "name": name });
        names[1..].iter().fold(name(&names[0]), |object, property| {
            json!({ "type": "MemberExpression", "object": object, "property": name(property), "computed": false })
        })
    };
    let text = |value: &str| json!({ "type": "Literal", "value": value, "raw": format!("'{value}'") });
    let call = |name: &str, arguments: Value| json!({ "type": "CallExpression", "callee": path(&[name]), "arguments": arguments });
    let is_open = call("eq", json!([path(&["ticket", "status"]), text("open")]));
    let asks = json!({ "type": "ArrayExpression", "elements": [text("a"), text("b")] });
    let asks = call("containsAny", json!([path(&["message", "intents", "name"]), asks]));
    let logical = |operator: &str, left: &Value, right: &Value| json!({ "type": "LogicalExpression", "operator": operator, "left": left, "right": right });
    let property = json!({
        "type": "Property", "key": path(&["status"]), "value": text("closed"), "kind": "init",
        "computed": false, "method": false, "shorthand": false,
    });
    let object = json!({ "type": "ObjectExpression", "properties": [property] });
    let close = call("Action", json!([text("setStatus"), object]));
    let close = json!({ "type": "ExpressionStatement", "expression": close });
    let code = "if (eq(ticket.status, 'open') && containsAny(message.intents.name, ['a', 'b']) || eq(ticket.status, 'open'))\n\
                { Action('setStatus', {status: 'closed'}); } else Action('setStatus', {status: 'closed'})";
    let test = logical("||", &logical("&&", &is_open, &asks), &is_open);
    let block = json!({ "type": "BlockStatement", "body": [close] });
    let condition = json!({ "type": "IfStatement", "test": test, "consequent": block, "alternate": close });
    assert_eq!(read(code), json!({ "type": "Program", "sourceType": "script", "body": [condition] }));
}

#[test]
fn every_node_has_its_place() {
    let program = parse("if (eq(a, 'é'))\n  Action('x', {})").unwrap();
    let condition = &program["body"][0];
    let span = |node: &Value| {
        let place = |end: &str| (node["loc"][end]["line"].clone(), node["loc"][end]["column"].clone());
        (place("start"), place("end"))
    };
    let place = |line: u8, column: u8| (json!(line), json!(column));
    assert_eq!(span(&Value::Object(program.clone())), (place(1, 0), place(2, 17)));
    assert_eq!(span(&condition["test"]), (place(1, 4), place(1, 14)));
    assert_eq!(span(&condition["test"]["arguments"][1]), (place(1, 10), place(1, 13)));
    assert_eq!(span(&condition["consequent"]), (place(2, 2), place(2, 17)));
}

#[test]
fn other_code_is_refused_with_its_place() {
    let told: Vec<_> = [
        "var x = 1",
        "if (eq(a, 'b')",
        "if (a) { }",
        "if (eq(a, 'b')) { Action('x', {}) ",
        "Action('x)",
        "\n  Action(;)",
        "Action({1.2.3: 4})",
        "Action(ticket.7)",
        "while (eq(a, 'b')) {}",
    ]
    .iter()
    .map(|code| parse(code).unwrap_err().to_string())
    .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    line 1, column 5: expected `(`, found `x`
    line 1, column 15: expected `)`, found the end
    line 1, column 6: expected `(`, found `)`
    line 1, column 35: expected a statement: `if`, a block or a call, found the end
    line 1, column 8: expected the end of the text, found `'x)`
    line 2, column 10: expected a value, found `;`
    line 1, column 9: expected a number such as 7 or 1.5, found `1.2.3`
    line 1, column 15: expected a name, found `7`
    line 1, column 10: expected `,` or `)`, found `(`
    ");
    assert!(parse(&"{".repeat(100_000)).is_err());
    assert!(parse(&format!("if ({}", "(".repeat(100_000))).is_err());
}

proptest! {
    #[test]
    fn no_code_brings_it_down(code in "(if|else|eq|Action|[(){}\\[\\],.:;'\"\\\\&|0-9a-zé \n-]){0,40}") {
        let _ = parse(&code);
    }
}
