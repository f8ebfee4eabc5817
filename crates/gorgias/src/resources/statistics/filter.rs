//! Narrowing a query.

use serde::Serialize;
use serde_json::{Value, json};

use super::Dimension;

/// What rows are counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter(pub(super) Form);

/// The forms that a filter can have.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Form {
    Member { member: Dimension, operator: Operator, values: Vec<Value> },
    CustomField { id: i64, operator: Operator, values: Vec<Value> },
    Tags { operator: Operator, values: Vec<Value> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Operator {
    OneOf,
    NotOneOf,
    AllOf,
    Contains,
    Set,
    #[serde(rename = "afterDate")]
    AfterDate,
    #[serde(rename = "beforeDate")]
    BeforeDate,
    #[serde(rename = "inDateRange")]
    InDateRange,
}

impl Filter {
    /// The member is one of these texts or numbers.
    pub fn one_of<V: Into<Value>>(member: Dimension, values: impl IntoIterator<Item = V>) -> Self {
        Self::member(member, Operator::OneOf, values)
    }

    /// The member is none of these.
    pub fn not_one_of<V: Into<Value>>(member: Dimension, values: impl IntoIterator<Item = V>) -> Self {
        Self::member(member, Operator::NotOneOf, values)
    }

    /// The member is all of these.
    pub fn all_of<V: Into<Value>>(member: Dimension, values: impl IntoIterator<Item = V>) -> Self {
        Self::member(member, Operator::AllOf, values)
    }

    /// The member has this in it.
    pub fn contains(member: Dimension, text: &str) -> Self {
        Self::member(member, Operator::Contains, [text])
    }

    /// The member has a value.
    pub fn is_set(member: Dimension) -> Self {
        Self::member::<Value>(member, Operator::Set, [])
    }

    /// The member is after this date or date-time.
    pub fn after(member: Dimension, date: &str) -> Self {
        Self::member(member, Operator::AfterDate, [date])
    }

    /// The member is before this date or date-time.
    pub fn before(member: Dimension, date: &str) -> Self {
        Self::member(member, Operator::BeforeDate, [date])
    }

    /// The member is between these dates or date-times.
    pub fn between(member: Dimension, start: &str, end: &str) -> Self {
        Self::member(member, Operator::InDateRange, [start, end])
    }

    /// The ticket's custom field of this id is one of these.
    pub fn custom_field_one_of<V: Into<Value>>(id: i64, values: impl IntoIterator<Item = V>) -> Self {
        Self(Form::CustomField { id, operator: Operator::OneOf, values: collect(values) })
    }

    /// The ticket's custom field of this id is none of these.
    pub fn custom_field_not_one_of<V: Into<Value>>(id: i64, values: impl IntoIterator<Item = V>) -> Self {
        Self(Form::CustomField { id, operator: Operator::NotOneOf, values: collect(values) })
    }

    /// The ticket has one of these tags, by id.
    pub fn tags_one_of(ids: &[i64]) -> Self {
        Self(Form::Tags { operator: Operator::OneOf, values: collect(ids.iter().copied()) })
    }

    /// The ticket has none of these tags, by id.
    pub fn tags_not_one_of(ids: &[i64]) -> Self {
        Self(Form::Tags { operator: Operator::NotOneOf, values: collect(ids.iter().copied()) })
    }

    /// The ticket has all of these tags, by id.
    pub fn tags_all_of(ids: &[i64]) -> Self {
        Self(Form::Tags { operator: Operator::AllOf, values: collect(ids.iter().copied()) })
    }

    fn member<V: Into<Value>>(
        member: Dimension,
        operator: Operator,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        Self(Form::Member { member, operator, values: collect(values) })
    }

    /// As the API writes them: custom fields and tags are one member each, with a list of conditions.
    pub(super) fn written(filters: &[Self]) -> Vec<Value> {
        let (mut written, mut custom_fields, mut tags) = (Vec::new(), Vec::new(), Vec::new());
        for Self(form) in filters {
            match form {
                Form::Member { member, operator, values } => {
                    written.push(json!({ "member": member, "operator": operator, "values": values }));
                }
                Form::CustomField { id, operator, values } => {
                    custom_fields
                        .push(json!({ "custom_field_id": id, "operator": operator, "values": values }));
                }
                Form::Tags { operator, values } => {
                    tags.push(json!({ "operator": operator, "values": values }));
                }
            }
        }
        for (member, values) in [("customFields", custom_fields), ("tags", tags)] {
            if !values.is_empty() {
                written.push(json!({ "member": member, "values": values }));
            }
        }
        written
    }
}

fn collect<V: Into<Value>>(values: impl IntoIterator<Item = V>) -> Vec<Value> {
    values.into_iter().map(Into::into).collect()
}
