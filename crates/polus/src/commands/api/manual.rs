//! `polus api tickets.create --help`: an operation's manual, from the table.

use gorgias::operations::{Answer, Body, Field, Operation, Parameter};

use super::body;
use super::call::{is_id, segments};

/// The width that notes are wrapped to; what clap prints is wrapped to the same.
const WIDTH: usize = 100;

/// The first line.
pub fn about(operation: &Operation) -> String {
    let Operation { method, path, .. } = operation;
    format!("{method} {path}")
}

/// What follows the options: scope, answer, fields, notes, an example.
pub fn after(operation: &Operation) -> String {
    let scope = operation.scope.unwrap_or("none is documented");
    let mut text = format!("Scope:   {scope}\nAnswers: {}\n", answer(operation.answer));
    if let Some(note) = operation.note {
        text += &format!("{}\n", hanging("Note:    ", note));
    }
    if !operation.fields.is_empty() {
        let each = if operation.body == Body::Array { " of each object" } else { "" };
        text += &format!("\nFields{each}:\n");
        let width = operation.fields.iter().map(|field| field.name.len()).max().unwrap_or(0);
        for field in &operation.fields {
            text += &format!("{}\n", line(field, width));
        }
    }
    text + &format!("\nExample:\n  {}", example(operation))
}

/// What is known of a query parameter.
pub fn parameter(operation: &Operation, parameter: &Parameter) -> String {
    let mut text = match (parameter.name, operation.limit) {
        ("cursor", _) => "Where to go on: the next_cursor of the page before".to_owned(),
        ("limit", Some((default, most))) => format!("Rows a page, 1 to {most} [default: {default}]"),
        ("order_by", _) => match operation.orders.first() {
            Some(first) if has_default(operation) => format!("[default: {first}]"),
            _ => String::new(),
        },
        _ => String::new(),
    };
    let mut add = |word: &str| {
        text += if text.is_empty() { "" } else { ", " };
        text += word;
    };
    if parameter.repeated {
        add("may be repeated");
    }
    if parameter.required {
        add("required");
    }
    if let Some(default) = parameter.default {
        add(&format!("[default: {default}]"));
    }
    text
}

/// Where the reference names no default order, the first of the accepted ones says nothing.
fn has_default(operation: &Operation) -> bool {
    operation.answer == Answer::Pages
}

fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Object => "a JSON object",
        Answer::Pages => "a page of a list; --all follows it to the end",
        Answer::Items => "a page of a view's items; --all follows them to the end",
        Answer::Whole => "a list, all at once",
        Answer::Empty => "nothing",
        Answer::Csv => "a text file (CSV)",
        Answer::Redirect => "the file",
    }
}

fn line(field: &Field, width: usize) -> String {
    let required = if field.required { "required" } else { "" };
    let head = format!("  {:width$}  {:8}  {required:8}  ", field.name, field.kind);
    hanging(&head, field.note.unwrap_or_default()).trim_end().to_owned()
}

/// Text after a head; what does not fit goes on below where it began.
fn hanging(head: &str, text: &str) -> String {
    let indent = head.chars().count();
    let mut lines = vec![head.to_owned()];
    let mut room = WIDTH.saturating_sub(indent);
    for word in text.split_whitespace() {
        let length = word.chars().count() + 1;
        if length > room + 1 && room < WIDTH.saturating_sub(indent) {
            lines.push(" ".repeat(indent));
            room = WIDTH.saturating_sub(indent);
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(word);
            line.push(' ');
        }
        room = room.saturating_sub(length);
    }
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

fn example(operation: &Operation) -> String {
    let mut words = vec![format!("polus api {}", operation.name)];
    if operation.answer == Answer::Redirect {
        words.push("attachment Hx1 label.png --output label.png".to_owned());
        return words.join(" ");
    }
    // Each id another one.
    let mut ids = (12..).step_by(22).map(|id: u32| id.to_string());
    let mut id = || ids.next().unwrap_or_default();
    words.extend(segments(operation).map(|segment| match segment.is_id {
        true => id(),
        false => segment.name.to_uppercase(),
    }));
    if operation.body == Body::Multipart {
        words.push("label.png".to_owned());
    }
    for parameter in operation.query.iter().filter(|parameter| parameter.required) {
        let value = if is_id(parameter.name) { id() } else { "Ticket".to_owned() };
        words.push(format!("--{} {value}", parameter.name));
    }
    if matches!(operation.answer, Answer::Pages) && operation.body == Body::None {
        words.push("--all".to_owned());
    }
    match operation.body {
        Body::Object => words.extend(body_example(operation)),
        Body::Array => words.push("--data @fields.json".to_owned()),
        Body::Value => words.push("--data '\"text\"'".to_owned()),
        Body::None | Body::Multipart => {}
    }
    words.join(" ")
}

/// The required fields, or the first one; from a file where they are not simple.
fn body_example(operation: &Operation) -> Vec<String> {
    let required: Vec<&Field> = operation.fields.iter().filter(|field| field.required).collect();
    let shown = if required.is_empty() { operation.fields.iter().take(1).collect() } else { required };
    let simple = |field: &&Field| matches!(field.kind, "int" | "string" | "bool" | "datetime");
    if operation.query.iter().any(|parameter| parameter.required) {
        return Vec::new();
    }
    if shown.iter().all(simple) {
        let field =
            |field: &&Field| format!("--field {}={}", field.name, body::example(field).trim_matches('"'));
        return shown.iter().map(field).collect();
    }
    vec!["--data @body.json".to_owned()]
}
