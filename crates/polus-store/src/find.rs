//! Rows of a typed table by the values of columns.

use serde_json::{Map, Value};

use crate::{AccountId, Result, Store};

impl Store {
    /// Rows of a typed table of the account whose columns equal the given values; `Null` finds rows without
    /// a value. Rows of deleted and merged records are left out unless `deleted_at` is asked for.
    /// Booleans and JSON columns come back as such. An unknown table or column is an error that lists
    /// what there is.
    pub async fn find(
        &self,
        account: AccountId,
        table: &str,
        filter: &[(String, Value)],
        limit: usize,
    ) -> Result<Vec<Map<String, Value>>> {
        todo!()
    }
}
