//! Links: two records of one account that belong together, with the evidence.
//!
//! [`Store::apply`] links records of different connections that share an identity, and takes a link back when
//! the identity goes. What a person has corrected stays as it was corrected.

use jiff::Timestamp;

use crate::{Record, RecordId, Result, Store};

/// One identity links a record with at most this many others; a value shared by more says nothing.
pub const MAX_LINKS_PER_IDENTITY: usize = 100;

/// A record that belongs together with the one asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The other record.
    pub record: Record,
    /// The kind of identity both have, or `manual`.
    pub kind: String,
    /// The value both have.
    pub evidence: String,
    /// A person made it.
    pub manual: bool,
    /// Since when, in milliseconds since 1970.
    pub created_ms: i64,
}

impl Store {
    /// What the record is linked with, oldest link first.
    pub async fn links_of(&self, record: RecordId) -> Result<Vec<Link>> {
        todo!()
    }

    /// A person's word on whether two records belong together; it outlives every sync.
    pub async fn correct_link(&self, a: RecordId, b: RecordId, linked: bool, now: Timestamp) -> Result<()> {
        todo!()
    }
}
