//! Every operation of the API, as data: what `contract/` says of it.
//!
//! The same table that the tests hold this crate against, for programs that work with operations by name: a command
//! line, a consent screen, [`crate::oauth::Scopes::needed_for`].
//!
#![doc = include_str!("../operations.md")]

mod read;

use std::sync::LazyLock;

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The module and function of [`crate::resources`] that build it, such as `tickets.list`.
    pub name: &'static str,
    /// Its name in the reference, such as `list_tickets`; [`crate::Request::operation`] says the same.
    pub id: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path; `{name}` stands for one segment.
    pub path: &'static str,
    /// Query parameters.
    pub query: Vec<Parameter>,
    /// What its body is.
    pub body: Body,
    /// The fields of a body that is an object, or of each item of one that is an array.
    pub fields: Vec<Field>,
    /// What it answers.
    pub answer: Answer,
    /// Rows a page when `limit` is left out, and the most that may be asked for.
    pub limit: Option<(u32, u32)>,
    /// Values that `order_by` accepts; the first is the default.
    pub orders: Vec<&'static str>,
    /// The scope that an OAuth2 app needs; `None` where the reference names none ("OAuth2 Scopes").
    pub scope: Option<&'static str>,
    /// What a caller trips over.
    pub note: Option<&'static str>,
}

/// A query parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name as it is sent.
    pub name: &'static str,
    /// Without it the request is refused.
    pub required: bool,
    /// May be sent more than once, with a value each time.
    pub repeated: bool,
    /// What holds without it.
    pub default: Option<&'static str>,
}

/// A field of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// Its key.
    pub name: &'static str,
    /// `int`, `string`, `bool`, `datetime`, `object`, `map`, `array` or `any`.
    pub kind: &'static str,
    /// Without it the request is refused.
    pub required: bool,
    /// Limits, shapes, lists of values.
    pub note: Option<&'static str>,
}

/// What a request carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    None,
    /// A JSON object.
    Object,
    /// A bare JSON array of objects.
    Array,
    /// A bare JSON value.
    Value,
    /// Files as `multipart/form-data`.
    Multipart,
}

/// What an operation answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// A JSON object.
    Object,
    /// A page of a list; `meta.next_cursor` leads on.
    Pages,
    /// A page of a view's items; `meta.next_items` leads on.
    Items,
    /// A list that comes all at once.
    Whole,
    /// Nothing.
    Empty,
    /// A text file, `text/csv`.
    Csv,
    /// The address of a file, in `Location`.
    Redirect,
}

/// Every operation, in the order of the reference.
pub static ALL: LazyLock<Vec<Operation>> = LazyLock::new(read::operations);

/// The operation of this name (`tickets.list`) or id (`list_tickets`).
pub fn find(name: &str) -> Option<&'static Operation> {
    ALL.iter().find(|operation| operation.name == name || operation.id == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_114_are_there_each_with_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = ALL.iter().map(|operation| operation.name).collect();
        assert_eq!((ALL.len(), names.len()), (114, 114));
    }

    #[test]
    fn an_operation_says_what_it_takes() {
        let list = find("tickets.list").unwrap();
        assert_eq!(
            (list.id, list.scope, list.limit),
            ("list_tickets", Some("tickets:read"), Some((30, 100)))
        );
        assert_eq!(list.orders[0], "created_datetime:desc");
        let ids = list.query.iter().find(|parameter| parameter.name == "ticket_ids").unwrap();
        assert!(ids.repeated && !ids.required);
        let create = find("create_ticket").unwrap();
        assert_eq!((create.name, create.body), ("tickets.create", Body::Object));
        assert!(create.fields.iter().any(|field| field.name == "messages" && field.required));
        assert!(!create.fields.iter().any(|field| field.name == "id"), "an id cannot be written");
        let values = find("tickets.set_custom_fields").unwrap();
        assert_eq!(values.fields.iter().map(|field| field.name).collect::<Vec<_>>(), ["id", "value"]);
        assert!(find("customers.merge").unwrap().query.iter().all(|parameter| parameter.required));
        assert!(find("tickets.explode").is_none());
    }

    #[test]
    fn whoever_sends_an_object_is_told_its_fields() {
        for operation in ALL.iter().filter(|operation| matches!(operation.body, Body::Object | Body::Array)) {
            assert!(!operation.fields.is_empty(), "{} says nothing of its body", operation.name);
            let odd = operation.fields.iter().find(|field| field.name.contains(['*', '[']));
            assert_eq!(odd, None, "{}", operation.name);
        }
    }

    #[test]
    fn fields_that_are_changed_at_once_are_those_of_one_and_its_id() {
        let names = |name| find(name).unwrap().fields.iter().map(|field| field.name).collect::<Vec<_>>();
        let one = names("custom_fields.update");
        assert!(one.contains(&"label"));
        assert_eq!(names("custom_fields.update_all"), [&["id"], &one[..]].concat());
    }
}
