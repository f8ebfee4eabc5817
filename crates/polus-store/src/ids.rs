//! Numbers that name rows. One generic type, so that the id of a run cannot be passed for that of a record.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The id of a row that `T` stands for. Ordered by age: a later row has a larger id.
pub struct Id<T>(i64, PhantomData<fn() -> T>);

/// Names an account (one merchant).
pub type AccountId = Id<AccountRow>;
/// Names a connection of an account to one system.
pub type ConnectionId = Id<crate::Connection>;
/// Names a record.
pub type RecordId = Id<crate::Record>;
/// Names a line of the change log.
pub type ChangeId = Id<ChangeRow>;
/// Names a run.
pub type RunId = Id<crate::Run>;
/// Names a received webhook.
pub type InboxId = Id<crate::Received>;
/// Names a failure.
pub type FailureId = Id<crate::Failure>;

/// Stands for an account in [`AccountId`]; has no values.
#[derive(Debug)]
pub enum AccountRow {}

/// Stands for a change in [`ChangeId`]; has no values.
#[derive(Debug)]
pub enum ChangeRow {}

impl<T> Id<T> {
    /// The id with this number, as it was printed or stored elsewhere.
    pub const fn new(number: i64) -> Id<T> {
        Id(number, PhantomData)
    }

    /// The number.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Id<T> {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Id<T>) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Id<T>) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Id<T>) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Id<T>, D::Error> {
        i64::deserialize(deserializer).map(Id::new)
    }
}

impl<T> ToSql for Id<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0))
    }
}

impl<T> FromSql for Id<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Id<T>> {
        i64::column_result(value).map(Id::new)
    }
}
