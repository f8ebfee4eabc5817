//! Values that a template rendered into text: `True`, `None`, numbers, whole objects.

use serde_json::Value;

use super::python;

/// Whether it says that there is nothing.
pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => ["", "None", "null"].contains(&text.trim()),
        _ => false,
    }
}

pub(super) fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

pub(super) fn truth(value: &Value) -> Option<bool> {
    let said = |text: &str, word: &str| text.trim().eq_ignore_ascii_case(word);
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) if said(text, "true") => Some(true),
        Value::String(text) if said(text, "false") => Some(false),
        _ => None,
    }
}

pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
        other => Some(other.to_string()),
    }
}

/// An object or list in JSON's or Python's notation.
pub(super) fn structure(text: &str) -> Option<Value> {
    let text = text.trim();
    if !text.starts_with(['{', '[', '(']) {
        return None;
    }
    let value = serde_json::from_str(text).ok().or_else(|| python::read(text));
    value.filter(|value| value.is_object() || value.is_array())
}
