//! The tree of field errors in a refused request (reference page "Errors": `error.data`).
//!
//! Keys are fields, or indexes as text for list items; leaves are messages. Reads whatever the server sends: a shape it
//! does not know becomes a message with that JSON as its text.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

/// What the server found wrong, field by field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldErrors {
    /// Messages about this place.
    Messages(Vec<String>),
    /// Places below this one.
    Fields(BTreeMap<String, FieldErrors>),
}

impl FieldErrors {
    pub(crate) fn read(value: &Value) -> Self {
        match value {
            Value::Object(map) => {
                Self::Fields(map.iter().map(|(key, value)| (key.clone(), Self::read(value))).collect())
            }
            Value::Array(items) => Self::Messages(items.iter().map(text).collect()),
            Value::Null => Self::Messages(Vec::new()),
            other => Self::Messages(vec![text(other)]),
        }
    }

    /// The same with each name and message changed.
    pub(crate) fn map_texts(self, change: &impl Fn(&str) -> String) -> Self {
        match self {
            Self::Messages(messages) => Self::Messages(messages.iter().map(|text| change(text)).collect()),
            Self::Fields(fields) => Self::Fields(
                fields.into_iter().map(|(name, below)| (change(&name), below.map_texts(change))).collect(),
            ),
        }
    }

    /// Every message with its place, as (`messages.0.sender`, `Missing data for required field.`).
    pub fn flat(&self) -> Vec<(String, &str)> {
        let mut found = Vec::new();
        self.collect("", &mut found);
        found
    }

    /// The messages at a place such as `messages.0.sender`.
    pub fn at(&self, place: &str) -> Vec<&str> {
        self.flat().into_iter().filter(|(at, _)| at == place).map(|(_, message)| message).collect()
    }

    /// No messages at all.
    pub fn is_empty(&self) -> bool {
        self.flat().is_empty()
    }

    fn collect<'a>(&'a self, place: &str, found: &mut Vec<(String, &'a str)>) {
        match self {
            Self::Messages(messages) => {
                found.extend(messages.iter().map(|message| (place.to_owned(), message.as_str())));
            }
            Self::Fields(fields) => {
                for (name, below) in fields {
                    let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
                    below.collect(&place, found);
                }
            }
        }
    }
}

impl Default for FieldErrors {
    fn default() -> Self {
        Self::Messages(Vec::new())
    }
}

/// `channel: Missing data for required field.; messages.0.sender: ...`
impl fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (place, message)) in self.flat().iter().enumerate() {
            let gap = if i == 0 { "" } else { "; " };
            if place.is_empty() {
                write!(f, "{gap}{message}")?
            } else {
                write!(f, "{gap}{place}: {message}")?
            }
        }
        Ok(())
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nested_and_indexed_places_are_named() {
        let errors = FieldErrors::read(&json!({
            "channel": ["Missing data for required field."],
            "messages": {"0": {"sender": ["Missing data for required field.", "Bad."]}},
            "odd": 7, "none": null
        }));
        insta::assert_snapshot!(errors, @"channel: Missing data for required field.; messages.0.sender: Missing data for required field.; messages.0.sender: Bad.; odd: 7");
        assert_eq!(errors.at("messages.0.sender"), ["Missing data for required field.", "Bad."]);
        assert!(FieldErrors::read(&json!({})).is_empty());
    }
}
