//! The user's own SQL, read only.
//!
//! It runs on a connection of its own that cannot write, cannot attach other files, and is stopped when it takes too
//! long or when nobody waits for it any more.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, InterruptHandle};
use serde_json::Value;

use crate::sqlite::{self, blocking};
use crate::{Result, Store, StoreError};

/// A query that takes longer is stopped.
pub const QUERY_TIME_LIMIT: Duration = Duration::from_secs(30);

/// Bytes of one value or row while a query runs, and of all that it gives. A query could ask for more memory than there
/// is; the largest answer that a system may give fits.
pub const QUERY_SIZE_LIMIT: usize = 64 * 1024 * 1024;

/// Columns that nobody reads with SQL.
const HIDDEN: &[(&str, &str)] = &[("connections", "sealed"), ("inbox", "headers")];

/// What a query gave.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct QueryResult {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows; each as long as `columns`. Bytes that are not text are written in hexadecimal.
    pub rows: Vec<Vec<Value>>,
    /// There were more rows than were asked for.
    pub truncated: bool,
}

impl Store {
    /// Runs one `SELECT` and gives up to `limit` rows. Anything that would write, and other statements, are
    /// refused. Sealed credentials and the headers of webhooks read as NULL.
    pub async fn query(&self, sql: &str, limit: usize) -> Result<QueryResult> {
        self.query_within(sql, limit, QUERY_TIME_LIMIT).await
    }

    async fn query_within(&self, sql: &str, limit: usize, time: Duration) -> Result<QueryResult> {
        let (sql, path) = (sql.to_owned(), self.database().path().to_owned());
        let opened = path.clone();
        let connection = blocking(move || open(&opened)).await?;
        let stop = StopWhenDropped { handle: connection.get_interrupt_handle(), late: Arc::default() };
        let late = Arc::clone(&stop.late);
        let running =
            blocking(move || run(&connection, &sql, limit).map_err(|error| explain(&path, &error, &late)));
        tokio::pin!(running);
        match tokio::time::timeout(time, &mut running).await {
            Ok(result) => result,
            Err(_) => {
                stop.late.store(true, Ordering::Relaxed);
                stop.handle.interrupt();
                running.await
            }
        }
    }
}

/// Stops the query when the caller goes away; stopping one that is over does nothing.
struct StopWhenDropped {
    handle: InterruptHandle,
    late: Arc<AtomicBool>,
}

impl Drop for StopWhenDropped {
    fn drop(&mut self) {
        self.handle.interrupt();
    }
}

fn open(path: &Path) -> Result<Connection> {
    let mut connection = sqlite::open_reader(path)?;
    let largest = i32::try_from(QUERY_SIZE_LIMIT).unwrap_or(i32::MAX);
    connection
        .authorizer(Some(authorize))
        .and_then(|()| connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, largest))
        .map_err(|error| StoreError::sqlite(path, &error))?;
    Ok(connection)
}

fn authorize(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Read { table_name, column_name } if HIDDEN.contains(&(table_name, column_name)) => {
            Authorization::Ignore
        }
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => Authorization::Allow,
        AuthAction::Function { function_name } if function_name != "load_extension" => Authorization::Allow,
        _ => Authorization::Deny,
    }
}

fn run(connection: &Connection, sql: &str, limit: usize) -> rusqlite::Result<QueryResult> {
    let mut statement = connection.prepare(sql)?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([])?;
    let mut result = QueryResult { columns, rows: Vec::new(), truncated: false };
    let mut size = 0;
    while let Some(row) = rows.next()? {
        if result.rows.len() == limit {
            result.truncated = true;
            break;
        }
        for at in 0..result.columns.len() {
            size += match row.get_ref(at)? {
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.len(),
                ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => 0,
            };
        }
        if size > QUERY_SIZE_LIMIT {
            let too_big = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_TOOBIG);
            return Err(rusqlite::Error::SqliteFailure(too_big, None));
        }
        let values = (0..result.columns.len()).map(|at| row.get_ref(at).map(json));
        result.rows.push(values.collect::<rusqlite::Result<_>>()?);
    }
    Ok(result)
}

fn json(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(value) => Value::from(value),
        ValueRef::Real(value) => Value::from(value),
        ValueRef::Text(text) => Value::String(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::String(match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        }),
    }
}

fn explain(path: &Path, error: &rusqlite::Error, late: &AtomicBool) -> StoreError {
    let reason = match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) if late.load(Ordering::Relaxed) => {
            format!("it took longer than {} seconds and was stopped", QUERY_TIME_LIMIT.as_secs())
        }
        Some(ErrorCode::OperationInterrupted) => "it was stopped".to_owned(),
        Some(ErrorCode::TooBig) => return StoreError::QueryTooLarge,
        Some(ErrorCode::AuthorizationForStatementDenied) => {
            "only SELECT is allowed; nothing was changed".to_owned()
        }
        Some(ErrorCode::Unknown) | None => match error {
            rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
            rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
            rusqlite::Error::MultipleStatement => "it is more than one statement".to_owned(),
            other => other.to_string(),
        },
        Some(_) => return StoreError::sqlite(path, error),
    };
    StoreError::Query { reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_query_that_gives_too_much_is_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path().join("polus.db"), jiff::Timestamp::UNIX_EPOCH).await.unwrap();
        let many = "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n WHERE x < 70)";
        let one = format!("{many} SELECT length(zeroblob(1000000)), x FROM n");
        assert_eq!(store.query(&one, 100).await.unwrap().rows.len(), 70);
        for sql in ["SELECT zeroblob(2000000000)", &format!("{many} SELECT zeroblob(1000000) FROM n")] {
            let refused = store.query(sql, 100).await.unwrap_err();
            insta::allow_duplicates! { insta::assert_snapshot!(format!("{refused}\n{}", refused.hint().unwrap()), @"
            the query gives more than 64 MiB at once
            select fewer columns, or fewer rows
            ") };
        }
    }

    #[tokio::test]
    async fn a_query_that_never_ends_is_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path().join("polus.db"), jiff::Timestamp::UNIX_EPOCH).await.unwrap();
        let endless =
            "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n";
        let stopped = store.query_within(endless, 1, Duration::from_millis(20)).await.unwrap_err();
        insta::assert_snapshot!(stopped, @"the query cannot be run: it took longer than 30 seconds and was stopped");
        assert_eq!(store.query("SELECT 1", 1).await.unwrap().rows, [[Value::from(1)]]);
    }
}
