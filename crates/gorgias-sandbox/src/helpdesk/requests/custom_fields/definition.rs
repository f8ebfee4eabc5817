//! What values a custom field takes, and how they are entered.

use serde_json::{Map, Value, json};

use super::super::body::{Fields, Read, boolean, list, name, one_of, string, text, wrong};

/// Reads `{data_type, input_settings}`.
pub(super) fn definition(value: Value) -> Read<Value> {
    let mut fields = Fields::of(value)?;
    let data_type = fields.required("data_type", one_of(&["text", "number", "boolean"]));
    let settings = fields.required("input_settings", |value| settings(data_type, value));
    fields.done()?;
    Ok(json!({"data_type": data_type, "input_settings": settings}))
}

/// The settings that belong to a type of data; those that were not given are not shown.
fn settings(data_type: &str, value: Value) -> Read<Value> {
    let inputs: &'static [&'static str] = match data_type {
        "number" => &["input_number"],
        "boolean" => &["dropdown"],
        _ => &["input", "dropdown"],
    };
    let mut fields = Fields::of(value)?;
    let input = fields.required("input_type", one_of(inputs));
    let mut shown = Map::new();
    shown.insert("input_type".to_owned(), json!(input));
    let mut show = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            shown.insert(key.to_owned(), value);
        }
    };
    match (data_type, input) {
        ("boolean", _) => {
            show("choices", fields.maybe("choices", list(0..=2, boolean)).map(|choices| json!(choices)));
            show("default", fields.maybe("default", boolean).map(Value::Bool));
        }
        (_, "dropdown") => {
            let choices = fields.required("choices", choices);
            let known = |value: Value| {
                let default = string(value)?;
                if choices.contains(&default) { Ok(json!(default)) } else { wrong("Not a valid choice.") }
            };
            show("default", fields.maybe("default", known));
            show("choices", Some(json!(choices)));
        }
        (_, "input_number") => {
            show("placeholder", fields.maybe("placeholder", text(255)).map(|text| json!(text)));
            let (min, max) = (fields.maybe("min", bound), fields.maybe("max", bound));
            if let (Some((low, _)), Some((high, _))) = (&min, &max)
                && low > high
            {
                fields.error("min", "Must not be more than max.");
            }
            show("min", min.map(|(_, shown)| shown));
            show("max", max.map(|(_, shown)| shown));
        }
        _ => show("placeholder", fields.maybe("placeholder", text(255)).map(|text| json!(text))),
    }
    fields.done().map(|()| Value::Object(shown))
}

/// The choices of a dropdown; `::` parts the levels of a tree.
fn choices(value: Value) -> Read<Vec<String>> {
    let choices: Vec<String> = list(1..=2_000, name(1024))(value)?.into_iter().map(String::from).collect();
    let twice = choices.iter().enumerate().find(|(nth, choice)| choices[..*nth].contains(choice));
    match twice {
        Some((nth, _)) => Err(json!({nth.to_string(): ["Duplicate choice."]})),
        None => Ok(choices),
    }
}

/// A number, or a number as text, which is shown as it came.
fn bound(value: Value) -> Read<(f64, Value)> {
    let number = match &value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    };
    number.map_or_else(|| wrong("Not a valid number."), |number| Ok((number, value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_is_kept_as_it_is_when_it_is_right() {
        for right in [
            json!({"data_type": "text", "input_settings": {"input_type": "input", "placeholder": "Size"}}),
            json!({"data_type": "text", "input_settings": {"input_type": "dropdown", "default": "a", "choices": ["a", "b::c"]}}),
            json!({"data_type": "number", "input_settings": {"input_type": "input_number", "min": "0", "max": 9.5}}),
            json!({"data_type": "boolean", "input_settings": {"input_type": "dropdown", "choices": [true], "default": true}}),
        ] {
            assert_eq!(definition(right.clone()), Ok(right));
        }
    }

    #[test]
    fn settings_belong_to_a_type_of_data() {
        let said = |data_type: &str, settings: Value| {
            definition(json!({"data_type": data_type, "input_settings": settings})).unwrap_err()
        };
        assert!(said("number", json!({"input_type": "dropdown"}))["input_settings"]["input_type"].is_array());
        assert_eq!(
            said("text", json!({"input_type": "dropdown"})),
            json!({"input_settings": {"choices": ["Missing data for required field."]}})
        );
        assert_eq!(
            said("text", json!({"input_type": "input", "min": 1})),
            json!({"input_settings": {"min": ["No such field"]}})
        );
        for (data_type, settings) in [
            ("text", json!({"input_type": "dropdown", "choices": ["a"], "default": "b"})),
            ("text", json!({"input_type": "dropdown", "choices": ["a", "a"]})),
            ("number", json!({"input_type": "input_number", "min": 2, "max": "1"})),
            ("number", json!({"input_type": "input_number", "min": "NaN"})),
            ("boolean", json!({"input_type": "dropdown", "choices": ["yes"]})),
        ] {
            assert!(said(data_type, settings.clone())["input_settings"].is_object(), "{settings}");
        }
    }
}
