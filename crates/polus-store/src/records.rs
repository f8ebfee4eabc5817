//! Reading records back.

use serde_json::Value;

use crate::{AccountId, ChangeId, ConnectionId, Identity, RecordId, Result, Store};

/// The latest known state of one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The record.
    pub id: RecordId,
    /// Where it came from.
    pub connection: ConnectionId,
    /// The system of that connection.
    pub system: String,
    /// The kind of that system: `helpdesk`, `storefront`, `erp`, `crm`.
    pub kind: String,
    /// Its stream.
    pub stream: String,
    /// Its key in the stream.
    pub key: String,
    /// The source's version of `payload`.
    pub version: Option<String>,
    /// What the source said; `Null` if only its deletion was ever seen.
    pub payload: Value,
    /// The canonical form, if the stream has one.
    pub canonical: Option<Value>,
    /// It no longer exists at the source.
    pub deleted: bool,
    /// Key of the record that took its place.
    pub merged_into: Option<String>,
    /// The last change.
    pub change_id: Option<ChangeId>,
    /// When it was last written here, in milliseconds since 1970.
    pub updated_ms: i64,
}

impl Store {
    /// The record with this key.
    pub async fn record(&self, connection: ConnectionId, stream: &str, key: &str) -> Result<Option<Record>> {
        todo!()
    }

    /// Records of the account, of any connection, that have one of these identities. Deleted and merged
    /// records have none. Oldest first.
    pub async fn records_by_identity(
        &self,
        account: AccountId,
        identities: &[Identity],
    ) -> Result<Vec<Record>> {
        todo!()
    }

    /// Calls `each` with every record of a stream, deleted ones included, oldest first. Reads in pages, so
    /// that memory stays flat; records that are written meanwhile may or may not be seen.
    pub async fn each_record(
        &self,
        connection: ConnectionId,
        stream: &str,
        each: impl FnMut(Record),
    ) -> Result<()> {
        todo!()
    }
}
