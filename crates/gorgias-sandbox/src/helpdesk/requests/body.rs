//! A strict reader of JSON bodies: an operation takes the fields it knows, and `end` refuses the rest.
//!
//! What is wrong is told field by field in the layout of the error page ("Errors"): lists of messages, nested
//! objects for nested fields, indexes as text for elements of lists.

use serde_json::{Map, Value, json};

use super::super::model::{Json, Slug, kept, slug};
use super::super::moment::Moment;
use super::answer::Refusal;
use crate::system::Request;

/// A value, or what is wrong with it.
pub(super) type Read<T> = Result<T, Value>;

pub(super) fn wrong<T>(message: &str) -> Read<T> {
    Err(json!([message]))
}

pub(super) const MISSING: &str = "Missing data for required field.";

/// The fields of an object that have not been taken yet, and what was wrong with those that have.
#[derive(Debug, Default)]
pub(super) struct Fields {
    given: Map<String, Value>,
    errors: Map<String, Value>,
}

/// The whole body as JSON.
pub(super) fn json_body(request: &Request) -> Result<Value, Refusal> {
    serde_json::from_slice(&request.body).map_err(|_| Refusal::Bad("The request body is not valid JSON."))
}

impl Fields {
    pub(super) fn of_body(request: &Request, purpose: &'static str) -> Result<Self, Refusal> {
        Self::of(json_body(request)?).map_err(|_| Refusal::field(purpose, "_schema", "Invalid input type."))
    }

    pub(super) fn of(value: Value) -> Read<Self> {
        match value {
            Value::Object(given) => Ok(Self { given, errors: Map::new() }),
            _ => wrong("Invalid input type."),
        }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.given.contains_key(key)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.given.is_empty()
    }

    /// When it is missing or wrong the default stands in, and `end` refuses.
    pub(super) fn required<T: Default>(&mut self, key: &str, read: impl FnOnce(Value) -> Read<T>) -> T {
        self.needed(key, read).unwrap_or_default()
    }

    /// The same without a default: with `None`, `end` refuses.
    pub(super) fn needed<T>(&mut self, key: &str, read: impl FnOnce(Value) -> Read<T>) -> Option<T> {
        if !self.given.contains_key(key) {
            self.error(key, MISSING);
        }
        self.optional(key, read)
    }

    /// `null` is refused.
    pub(super) fn optional<T>(&mut self, key: &str, read: impl FnOnce(Value) -> Read<T>) -> Option<T> {
        let value = self.given.shift_remove(key)?;
        let read = if value.is_null() { wrong("Field may not be null.") } else { read(value) };
        read.map_err(|error| self.errors.insert(key.to_owned(), error)).ok()
    }

    /// Absent is `None`, `null` is `Some(None)`.
    pub(super) fn nullable<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(Value) -> Read<T>,
    ) -> Option<Option<T>> {
        match self.given.get(key)? {
            Value::Null => self.given.shift_remove(key).map(|_| None),
            _ => self.optional(key, read).map(Some),
        }
    }

    /// For creates, where absent and `null` are the same.
    pub(super) fn maybe<T>(&mut self, key: &str, read: impl FnOnce(Value) -> Read<T>) -> Option<T> {
        self.nullable(key, read).flatten()
    }

    /// Fields that are accepted and mean nothing.
    pub(super) fn ignore(&mut self, keys: &[&str]) {
        for key in keys {
            self.given.shift_remove(*key);
        }
    }

    /// Whether something is wrong with a field that was taken.
    pub(super) fn failed(&self, key: &str) -> bool {
        self.errors.contains_key(key)
    }

    pub(super) fn error(&mut self, key: &str, message: &str) {
        self.errors.insert(key.to_owned(), json!([message]));
    }

    pub(super) fn put(&mut self, key: &str, error: Value) {
        self.errors.insert(key.to_owned(), error);
    }

    /// Puts what is wrong at a deeper place: `source`, `from`.
    pub(super) fn error_in(&mut self, key: &str, inner: &str, message: &str) {
        self.errors.insert(key.to_owned(), json!({inner: [message]}));
    }

    /// The end of a nested object that may hold more than is known.
    pub(super) fn open_end(self) -> Read<()> {
        if self.errors.is_empty() { Ok(()) } else { Err(Value::Object(self.errors)) }
    }

    /// The end of a nested object.
    pub(super) fn done(mut self) -> Read<()> {
        for key in self.given.keys() {
            self.errors.insert(key.clone(), json!(["No such field"]));
        }
        if self.errors.is_empty() { Ok(()) } else { Err(Value::Object(self.errors)) }
    }

    /// The end of the body.
    pub(super) fn end(self, purpose: &'static str) -> Result<(), Refusal> {
        match self.done() {
            Err(Value::Object(data)) => Err(Refusal::Invalid(purpose, data)),
            _ => Ok(()),
        }
    }
}

/// Writes a field of which something was said.
pub(super) fn set<T>(field: &mut T, said: Option<T>) {
    if let Some(said) = said {
        *field = said;
    }
}

pub(super) fn string(value: Value) -> Read<String> {
    match value {
        Value::String(text) => Ok(text),
        _ => wrong("Not a valid string."),
    }
}

pub(super) fn text(most: usize) -> impl Fn(Value) -> Read<Box<str>> {
    move |value| {
        let text = string(value)?;
        if text.chars().count() > most {
            return wrong(&format!("Longer than maximum length {most}."));
        }
        Ok(text.into())
    }
}

/// Text that is not empty.
pub(super) fn name(most: usize) -> impl Fn(Value) -> Read<Box<str>> {
    move |value| {
        let text = text(most)(value)?;
        if text.is_empty() { wrong("Shorter than minimum length 1.") } else { Ok(text) }
    }
}

/// A message's body, at most 1 MB.
pub(super) fn long_text(value: Value) -> Read<Box<str>> {
    let text = string(value)?;
    if text.len() > 1 << 20 { wrong("Longer than maximum length 1048576.") } else { Ok(text.into()) }
}

/// An e-mail address, lower-cased as everywhere.
pub(super) fn email(value: Value) -> Read<Box<str>> {
    let address = text(320)(value)?.trim().to_lowercase();
    let fine = address.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
    if fine { Ok(address.into()) } else { wrong("Not a valid email address.") }
}

/// Text of a list that may grow.
pub(super) fn open(value: Value) -> Read<Slug> {
    Ok(slug(&name(256)(value)?))
}

/// Text of a closed list.
pub(super) fn one_of(values: &'static [&'static str]) -> impl Fn(Value) -> Read<&'static str> {
    move |value| {
        let text = string(value)?;
        let found = values.iter().find(|known| **known == text);
        found.copied().map_or_else(|| wrong(&format!("Must be one of: {}.", values.join(", "))), Ok)
    }
}

pub(super) fn boolean(value: Value) -> Read<bool> {
    value.as_bool().map_or_else(|| wrong("Not a valid boolean."), Ok)
}

pub(super) fn id(value: Value) -> Read<u64> {
    value.as_u64().map_or_else(|| wrong("Not a valid integer."), Ok)
}

pub(super) fn moment(value: Value) -> Read<Moment> {
    value.as_str().and_then(Moment::parse).map_or_else(|| wrong("Not a valid datetime."), Ok)
}

pub(super) fn object(value: Value) -> Read<Map<String, Value>> {
    match value {
        Value::Object(map) => Ok(map),
        _ => wrong("Not a valid mapping type."),
    }
}

/// A free object, kept as it came.
pub(super) fn kept_object(value: Value) -> Read<Option<Json>> {
    object(value).map(|map| kept(&Value::Object(map)))
}

/// A list of free objects, kept as it came; an empty one is nothing.
pub(super) fn kept_objects(value: Value) -> Read<Option<Json>> {
    let items = list(0..=500, object)(value)?;
    let items: Vec<Value> = items.into_iter().map(Value::Object).collect();
    Ok(if items.is_empty() { None } else { kept(&Value::Array(items)) })
}

pub(super) fn any(value: Value) -> Read<Value> {
    Ok(value)
}

pub(super) fn list<T>(
    length: std::ops::RangeInclusive<usize>,
    read: impl Fn(Value) -> Read<T>,
) -> impl Fn(Value) -> Read<Vec<T>> {
    move |value| {
        let Value::Array(items) = value else { return wrong("Not a valid list.") };
        if !length.contains(&items.len()) {
            return wrong(&format!("Length must be between {} and {}.", length.start(), length.end()));
        }
        let mut errors = Map::new();
        let mut done = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            match read(item) {
                Ok(item) => done.push(item),
                Err(error) => {
                    errors.insert(index.to_string(), error);
                }
            }
        }
        if errors.is_empty() { Ok(done) } else { Err(Value::Object(errors)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_told_field_by_field() {
        let mut fields = Fields::of(json!({
            "name": "", "age": "seven", "tags": [1, "x", null], "gone": null, "more": 1
        }))
        .unwrap();
        fields.required("name", name(10));
        fields.optional("age", id);
        fields.optional("tags", list(0..=9, id));
        fields.optional("gone", any);
        fields.required("channel", open);
        assert_eq!(
            fields.done().unwrap_err(),
            json!({
                "name": ["Shorter than minimum length 1."],
                "age": ["Not a valid integer."],
                "tags": {"1": ["Not a valid integer."], "2": ["Not a valid integer."]},
                "gone": ["Field may not be null."],
                "channel": ["Missing data for required field."],
                "more": ["No such field"],
            })
        );
    }

    #[test]
    fn null_and_absent_are_told_apart_where_it_matters() {
        let mut fields = Fields::of(json!({"a": null})).unwrap();
        assert_eq!((fields.nullable("a", id), fields.nullable("b", id)), (Some(None), None));
        assert!(fields.done().is_ok());
    }

    #[test]
    fn emails_are_lower_cased() {
        assert_eq!(&*email(json!("Ines@Example.COM")).unwrap(), "ines@example.com");
        assert!(email(json!("ines")).is_err());
    }
}
