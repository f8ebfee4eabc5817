//! `polus api list`: what there is to call.

use gorgias::operations::{ALL, Answer, Body, Operation};
use serde_json::{Value, json};

use super::shown;
use crate::failure::{Exit, Failure};
use crate::output;

/// Prints the operations that have the word in name, path, scope or note; all without one.
pub fn run(as_json: bool, word: Option<&str>) -> Result<(), Failure> {
    let word = word.unwrap_or_default().to_lowercase();
    let found: Vec<&Operation> = ALL.iter().filter(|operation| has(operation, &word)).collect();
    if found.is_empty() {
        let what = format!("no operation has `{}` in its name, path, scope or note", shown(&word));
        return Err(Failure::new(Exit::Usage, what).hint("`polus api list` shows all of them"));
    }
    if as_json {
        return output::json(&found.into_iter().map(described).collect::<Vec<_>>());
    }
    output::text(&by_noun(&found))
}

/// The noun of an operation's name.
pub fn noun(name: &str) -> &str {
    name.split('.').next().unwrap_or_default()
}

fn has(operation: &Operation, word: &str) -> bool {
    let texts =
        [Some(operation.name), Some(operation.id), Some(operation.path), operation.scope, operation.note];
    texts.into_iter().flatten().any(|text| text.to_lowercase().contains(word))
}

fn by_noun(found: &[&Operation]) -> String {
    let mut nouns: Vec<&str> = Vec::new();
    for operation in found {
        if !nouns.contains(&noun(operation.name)) {
            nouns.push(noun(operation.name));
        }
    }
    let width =
        |of: fn(&Operation) -> &str| found.iter().map(|operation| of(operation).len()).max().unwrap_or(0);
    let (names, paths) = (width(|operation| operation.name), width(|operation| operation.path));
    let mut lines = Vec::new();
    for each in nouns {
        lines.push(each.to_owned());
        for operation in found.iter().filter(|operation| noun(operation.name) == each) {
            let Operation { name, method, path, .. } = operation;
            let line = format!(
                "  {name:names$}  {method:6}  {path:paths$}  {}",
                operation.scope.unwrap_or_default()
            );
            lines.push(line.trim_end().to_owned());
        }
    }
    lines.join("\n")
}

/// Everything that is known of an operation.
fn described(operation: &Operation) -> Value {
    let query = operation.query.iter().map(|of| {
        json!({"name": of.name, "required": of.required, "repeated": of.repeated, "default": of.default})
    });
    let fields = operation
        .fields
        .iter()
        .map(|of| json!({"name": of.name, "type": of.kind, "required": of.required, "note": of.note}));
    let body = match operation.body {
        Body::None => Value::Null,
        Body::Object => "object".into(),
        Body::Array => "array".into(),
        Body::Value => "value".into(),
        Body::Multipart => "multipart".into(),
    };
    let answer = match operation.answer {
        Answer::Object => "object",
        Answer::Pages => "pages",
        Answer::Items => "items",
        Answer::Whole => "whole",
        Answer::Empty => "empty",
        Answer::Csv => "csv",
        Answer::Redirect => "redirect",
    };
    json!({
        "name": operation.name,
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "scope": operation.scope,
        "query": query.collect::<Vec<_>>(),
        "limit": operation.limit.map(|(default, most)| json!({"default": default, "max": most})),
        "order_by": operation.orders,
        "body": body,
        "fields": fields.collect::<Vec<_>>(),
        "answer": answer,
        "note": operation.note,
    })
}
