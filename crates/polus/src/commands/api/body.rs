//! The body of a request, from `--data` and `--field`.

use std::fs::File;
use std::io::{self, Read};

use gorgias::operations::{Body, Field, Operation};
use polus_connect::document::{nearest, one_of};
use serde_json::{Map, Value};

use super::shown;
use crate::failure::{Exit, Failure};
use crate::output;

/// The largest body, in bytes.
const LARGEST: u64 = 16 << 20;

/// The JSON of `--data`: written out, in a file (`@FILE`), or on standard input (`-`).
pub fn data(given: &str) -> Result<Value, Failure> {
    let wrong = |error: &dyn std::error::Error| {
        Failure::new(Exit::Usage, "`--data` cannot be read")
            .because(error)
            .hint("@FILE reads a file, - standard input")
    };
    let text = match given.strip_prefix('@') {
        _ if given == "-" => limited(io::stdin().lock()).map_err(|error| wrong(&error))?,
        Some(file) => File::open(file).and_then(limited).map_err(|error| wrong(&error))?,
        None => given.to_owned(),
    };
    if text.len() as u64 > LARGEST {
        return Err(Failure::new(Exit::Usage, format!("`--data` is larger than {} MiB", LARGEST >> 20))
            .hint("send it in parts"));
    }
    serde_json::from_str(&text).map_err(|error| {
        Failure::new(Exit::Usage, "`--data` is not JSON").because(&error).hint(
            "quote it for the shell: --data '{\"name\": \"vip\"}'; @FILE reads a file, - standard input",
        )
    })
}

/// Reads one byte more than is accepted, and no further.
fn limited(from: impl Read) -> io::Result<String> {
    let mut text = String::new();
    from.take(LARGEST + 1).read_to_string(&mut text)?;
    Ok(text)
}

/// The body that an operation is sent with.
pub fn of(operation: &Operation, data: Option<Value>, fields: &[String]) -> Result<Option<Value>, Failure> {
    match operation.body {
        Body::None | Body::Multipart => Ok(None),
        Body::Value => Ok(data),
        Body::Array => {
            let Some(Value::Array(items)) = data else {
                return Err(shape(operation, "a JSON array of objects"));
            };
            for item in &items {
                let Value::Object(item) = item else {
                    return Err(shape(operation, "a JSON array of objects"));
                };
                complete(operation, item)?;
            }
            Ok(Some(items.into()))
        }
        Body::Object => object(operation, data, fields).map(|object| Some(object.into())),
    }
}

fn object(
    operation: &Operation,
    data: Option<Value>,
    fields: &[String],
) -> Result<Map<String, Value>, Failure> {
    // A merge says everything in its query.
    let by_query = operation.query.iter().any(|parameter| parameter.required);
    let mut object = match data {
        Some(Value::Object(object)) => object,
        Some(_) => return Err(shape(operation, "a JSON object")),
        None if fields.is_empty() && !by_query => {
            return Err(Failure::new(Exit::Usage, format!("{} needs a body", operation.name)).hint(format!(
                "give --data or --field; `polus api {} --help` lists the fields",
                operation.name
            )));
        }
        None => Map::new(),
    };
    let names: Vec<&str> = operation.fields.iter().map(|field| field.name).collect();
    for name in object.keys().filter(|name| !names.contains(&name.as_str())) {
        // It is sent: not every field is documented. But most of these are typing errors.
        if let Some(near) = nearest(name, &names) {
            output::note(
                false,
                &format!("note: {} has no field `{}`; `{near}` is one", operation.name, shown(name)),
            );
        }
    }
    for given in fields {
        let (name, value) = field(operation, given)?;
        object.insert(name, value);
    }
    complete(operation, &object)?;
    Ok(object)
}

fn shape(operation: &Operation, wanted: &str) -> Failure {
    Failure::new(Exit::Usage, format!("the body of {} is {wanted}", operation.name))
        .hint(format!("`polus api {} --help` lists the fields", operation.name))
}

fn complete(operation: &Operation, object: &Map<String, Value>) -> Result<(), Failure> {
    let missing: Vec<&Field> = operation
        .fields
        .iter()
        .filter(|field| {
            field.required
                && object.get(field.name).is_none_or(|value| value.is_null() && field.kind != "any")
        })
        .collect();
    let [first, ..] = missing.as_slice() else { return Ok(()) };
    let names: Vec<String> = missing.iter().map(|field| format!("`{}`", field.name)).collect();
    let note = first.note.map(|note| format!(": {note}")).unwrap_or_default();
    Err(Failure::new(Exit::Usage, format!("{} needs {}", operation.name, names.join(", "))).hint(format!(
        "`{}` is {}{note}",
        first.name,
        kind(first)
    )))
}

/// One `KEY=VALUE` or `KEY:=JSON`.
fn field(operation: &Operation, given: &str) -> Result<(String, Value), Failure> {
    let Some((name, text)) = given.split_once('=') else {
        return Err(Failure::new(Exit::Usage, format!("`--field {}` has no value", shown(given)))
            .hint("write `--field KEY=VALUE`, or `--field KEY:=JSON`"));
    };
    let (name, as_json) = name.strip_suffix(':').map_or((name, false), |name| (name, true));
    let names: Vec<&str> = operation.fields.iter().map(|field| field.name).collect();
    let Some(field) = operation.fields.iter().find(|field| field.name == name) else {
        return Err(Failure::new(Exit::Usage, format!("{} has no field `{}`", operation.name, shown(name)))
            .hint(one_of(name, &names)));
    };
    let misfit = |hint: String| {
        Failure::new(
            Exit::Usage,
            format!("`{}` does not fit `{name}`, which is {}", shown(text), kind(field)),
        )
        .hint(hint)
    };
    let json = || {
        serde_json::from_str::<Value>(text).map_err(|error| {
            misfit(format!("write JSON: --field '{name}:={}'", example(field))).because(&error)
        })
    };
    let value = match field.kind {
        _ if as_json => json()?,
        "int" => text.parse::<i64>().map(Value::from).map_err(|_| misfit("write a whole number".into()))?,
        "bool" => text.parse::<bool>().map(Value::from).map_err(|_| misfit("write true or false".into()))?,
        "array" | "object" | "map" => json()?,
        _ => Value::from(text),
    };
    Ok((name.to_owned(), value))
}

/// A field's type in words.
pub fn kind(field: &Field) -> &'static str {
    match field.kind {
        "int" => "a whole number",
        "string" => "text",
        "bool" => "true or false",
        "datetime" => "a time such as 2026-11-24T08:00:00Z",
        "array" => "a list",
        "object" | "map" => "an object",
        _ => "any JSON value",
    }
}

/// A value of a field's type.
pub fn example(field: &Field) -> &'static str {
    match field.kind {
        "int" => "1",
        "bool" => "true",
        "datetime" => "\"2026-11-24T08:00:00Z\"",
        "array" => "[]",
        "object" | "map" => "{}",
        _ => "\"text\"",
    }
}

#[cfg(test)]
mod tests {
    use gorgias::operations::find;
    use serde_json::json;

    use super::*;

    fn made(name: &str, data: Option<Value>, fields: &[&str]) -> Result<Option<Value>, String> {
        let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
        of(find(name).unwrap(), data, &fields).map_err(|failure| failure.render())
    }

    #[test]
    fn fields_have_the_types_of_the_table() {
        let body = made(
            "tickets.update",
            Some(json!({"status": "open", "subject": "x"})),
            &[
                "status=closed",
                "spam=true",
                "external_id=007",
                r#"tags:=[{"name":"vip"}]"#,
                r#"meta={"a":1}"#,
                "snooze_datetime:=null",
                "priority=a=b",
            ],
        );
        assert_eq!(
            body.unwrap().unwrap(),
            json!({"status": "closed", "subject": "x", "spam": true, "external_id": "007",
                "tags": [{"name": "vip"}], "meta": {"a": 1}, "snooze_datetime": null, "priority": "a=b"})
        );
        assert_eq!(made("customers.merge", None, &[]).unwrap(), Some(json!({})));
        assert_eq!(made("tickets.set_custom_field", Some(json!("x")), &[]).unwrap(), Some(json!("x")));
        assert_eq!(made("tickets.get", None, &[]).unwrap(), None);
    }

    #[test]
    fn what_would_be_refused_is_not_sent() {
        let said = |name: &str, data: Option<Value>, fields: &[&str]| made(name, data, fields).unwrap_err();
        insta::assert_snapshot!(said("tickets.create", None, &["subject=Hello"]), @r"
        error: tickets.create needs `messages`
          hint: `messages` is a list: whole messages, 1 to 500 on create
        ");
        insta::assert_snapshot!(said("tickets.create", None, &["subjcet=Hello"]), @r"
        error: tickets.create has no field `subjcet`
          hint: did you mean `subject`? One of: `external_id`, `language`, `status`, `priority`, `channel`, `via`, `from_agent`, `customer`, `assignee_user`, `assignee_team`, `subject`, `meta`, `tags`, `messages`, `spam`, `created_datetime`, `opened_datetime`, `last_received_message_datetime`, `last_message_datetime`, `updated_datetime`, `closed_datetime`, `snooze_datetime`, `trashed_datetime`, `custom_fields`, `imported`, `split_from`
        ");
        insta::assert_snapshot!(said("tickets.update", None, &["spam=yes"]), @r"
        error: `yes` does not fit `spam`, which is true or false
          hint: write true or false
        ");
        insta::assert_snapshot!(said("tickets.update", None, &["tags=vip"]), @r"
        error: `vip` does not fit `tags`, which is a list
          because: expected value at line 1 column 1
          hint: write JSON: --field 'tags:=[]'
        ");
        insta::assert_snapshot!(said("tickets.update", None, &["subject"]), @r"
        error: `--field subject` has no value
          hint: write `--field KEY=VALUE`, or `--field KEY:=JSON`
        ");
        insta::assert_snapshot!(said("tickets.set_tags", None, &[]), @r"
        error: tickets.set_tags needs a body
          hint: give --data or --field; `polus api tickets.set_tags --help` lists the fields
        ");
        insta::assert_snapshot!(said("tags.create", Some(json!([])), &[]), @r"
        error: the body of tags.create is a JSON object
          hint: `polus api tags.create --help` lists the fields
        ");
        insta::assert_snapshot!(said("tickets.set_custom_fields", Some(json!([{"id": 1}])), &[]), @r"
        error: tickets.set_custom_fields needs `value`
          hint: `value` is any JSON value: text, number or truth value
        ");
    }
}
