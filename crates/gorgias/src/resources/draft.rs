//! Bodies while they are written: the fields that were set, in any order, and the first thing that the API would refuse in them.
//!
//! What is not set is not sent. Debug names the fields only: values may be personal data or passwords.

use std::fmt;

use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Map;
use crate::request::{self, Invalid, Request, Safety};

/// The most that the API takes of a body of a message, in bytes ("Create a message": 1 MB).
pub(super) const MEGABYTE: usize = 1 << 20;

/// The fields of a JSON object to be sent.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Draft {
    fields: Map,
    invalid: Option<Invalid>,
}

impl Draft {
    /// Sets a field, replacing an earlier value.
    pub fn set(mut self, name: &'static str, value: impl Serialize) -> Self {
        self.fields.insert(name.to_owned(), request::json(&value));
        self
    }

    /// Sets an id, or clears it.
    pub fn id(self, name: &'static str, id: impl Into<Option<i64>>) -> Self {
        let id = id.into();
        self.positive(name, id.as_slice()).set(name, id)
    }

    /// Notes an id that is none.
    pub fn positive(self, name: &'static str, ids: &[i64]) -> Self {
        match ids.iter().find(|id| **id <= 0) {
            Some(id) => self.require(false, name, request::no_id(id)),
            None => self,
        }
    }

    /// Sets a text of a limited number of characters.
    pub fn text(self, name: &'static str, text: &str, most: usize) -> Self {
        self.sized(name, text, 0, most).set(name, text)
    }

    /// Sets a text that may not be empty, of any length.
    pub fn not_empty(self, name: &'static str, text: &str) -> Self {
        self.require(!text.is_empty(), name, "is empty").set(name, text)
    }

    /// Sets a text of at least one character.
    pub fn filled(self, name: &'static str, text: &str, most: usize) -> Self {
        self.sized(name, text, 1, most).set(name, text)
    }

    /// Sets a text, or clears it.
    pub fn text_or_none(self, name: &'static str, text: Option<&str>, most: usize) -> Self {
        match text {
            Some(text) => self.text(name, text, most),
            None => self.set(name, Value::Null),
        }
    }

    /// Sets all that another body sets.
    pub fn and(mut self, other: Self) -> Self {
        self.fields.extend(other.fields);
        self.inherit(other.invalid)
    }

    /// Adds an item to a field that is a list.
    pub fn push(mut self, name: &'static str, value: impl Serialize) -> Self {
        let value = request::json(&value);
        match self.fields.get_mut(name) {
            Some(Value::Array(items)) => items.push(value),
            _ => drop(self.fields.insert(name.to_owned(), Value::Array(vec![value]))),
        }
        self
    }

    /// Sets a field to another body; what the API would refuse in that one counts here.
    pub fn set_draft(self, name: &'static str, other: Draft) -> Self {
        let fields = other.fields;
        self.inherit(other.invalid).set(name, fields)
    }

    /// Adds another body to a field that is a list.
    pub fn push_draft(self, name: &'static str, other: Draft) -> Self {
        let fields = other.fields;
        self.inherit(other.invalid).push(name, fields)
    }

    /// Notes what the API would refuse; the first finding stays.
    pub fn require(self, holds: bool, field: &'static str, reason: impl Into<String>) -> Self {
        if holds { self } else { self.inherit(Some(Invalid { field, reason: reason.into() })) }
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        self.fields.get(name)
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        self.fields.get_mut(name)
    }

    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// POST that answers the created object.
    pub fn create<R: DeserializeOwned>(self, operation: &'static str, path: impl Into<String>) -> Request<R> {
        request::create(operation, path, &self.fields).refuse(self.invalid)
    }

    /// PUT that answers the changed object. A change of nothing is refused.
    pub fn update<R: DeserializeOwned>(self, operation: &'static str, path: impl Into<String>) -> Request<R> {
        let something = !self.is_empty();
        self.put(operation, path).require(something, "body", "a change of nothing: set at least one field")
    }

    /// PUT whose body may be empty.
    pub fn put<R: DeserializeOwned>(self, operation: &'static str, path: impl Into<String>) -> Request<R> {
        request::update(operation, path, &self.fields).refuse(self.invalid)
    }

    /// DELETE with a body, which answers nothing.
    pub fn delete(self, operation: &'static str, path: impl Into<String>) -> Request<()> {
        request::act(operation, Method::DELETE, path, Some(self.fields.into()), Safety::Idempotent)
            .refuse(self.invalid)
    }

    /// The fields, and what the API would refuse in them.
    pub fn into_parts(self) -> (Map, Option<Invalid>) {
        (self.fields, self.invalid)
    }

    /// Several bodies, for an array, and the first thing that the API would refuse in any.
    pub fn parts(drafts: impl IntoIterator<Item = Self>) -> (Vec<Value>, Option<Invalid>) {
        let mut refused = None;
        let parts = drafts.into_iter().map(|draft| {
            refused = refused.take().or(draft.invalid);
            Value::Object(draft.fields)
        });
        (parts.collect(), refused)
    }

    /// Takes over what the API would refuse, when nothing was found before.
    pub fn inherit(mut self, invalid: Option<Invalid>) -> Self {
        self.invalid = self.invalid.or(invalid);
        self
    }

    fn sized(self, name: &'static str, text: &str, least: usize, most: usize) -> Self {
        let count = text.chars().count();
        let accepted = if least == 0 { format!("at most {most}") } else { format!("{least} to {most}") };
        self.require(
            (least..=most).contains(&count),
            name,
            format!("has {count} characters; {accepted} are accepted"),
        )
    }
}

impl Serialize for Draft {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.fields.serialize(serializer)
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.fields.keys()).finish()
    }
}

impl<R> Request<R> {
    /// Takes over what the API would refuse, when there is something.
    pub(super) fn refuse(self, invalid: Option<Invalid>) -> Self {
        match invalid {
            Some(Invalid { field, reason }) => self.require(false, field, reason),
            None => self,
        }
    }

    /// Sets a query parameter that is an id.
    pub(super) fn with_id(self, name: &'static str, id: i64) -> Self {
        self.require(id > 0, name, request::no_id(id)).with(name, id)
    }

    /// Adds the values of custom fields to a detail.
    pub(super) fn with_relationships(self) -> Self {
        let reads = *self.method() == Method::GET;
        self.require(reads, "relationships", "only a detail that is read can have them")
            .with("relationships", "custom_fields")
    }
}

/// `{"ids": [...]}`, for requests on several things at once.
pub(super) fn ids(ids: &[i64]) -> Draft {
    Draft::default()
        .require(!ids.is_empty(), "ids", "at least one is needed")
        .positive("ids", ids)
        .set("ids", ids)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_finding_stays_and_inner_ones_count() {
        let inner = Draft::default().text("email", &"x".repeat(321), 320);
        let draft = Draft::default().set("a", 1).push_draft("people", inner).require(false, "a", "too late");
        assert_eq!(request::json(&draft)["people"][0]["email"], json!("x".repeat(321)));
        let request: Request<Value> = draft.update("op", "/api/x");
        let invalid = request.invalid().unwrap();
        assert_eq!(
            (invalid.field, invalid.reason.as_str()),
            ("email", "has 321 characters; at most 320 are accepted")
        );
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        let request: Request<Value> =
            Draft::default().filled("name", &"é".repeat(256), 256).create("op", "/api/x");
        assert_eq!(request.invalid(), None);
        let request: Request<Value> = Draft::default().filled("name", "", 256).create("op", "/api/x");
        assert_eq!(request.invalid().unwrap().reason, "has 0 characters; 1 to 256 are accepted");
    }

    #[test]
    fn debug_shows_no_values() {
        let draft = Draft::default().set("new_password", "hunter2");
        assert_eq!(format!("{draft:?}"), r#"{"new_password"}"#);
    }
}
