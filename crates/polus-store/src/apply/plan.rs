//! The runs that a change makes.

use jiff::Timestamp;
use rusqlite::Connection as Sql;
use serde_json::json;

use super::{Change, Planner};
use crate::sqlite::Fault;
use crate::{Result, runs};

/// Asks the planner and writes the runs it wants; says how many are new.
pub(super) fn make_runs(
    sql: &Sql,
    planner: &dyn Planner,
    change: &Change<'_>,
    now: Timestamp,
) -> Result<u64, Fault> {
    let wanted = planner.plan(change);
    if wanted.is_empty() {
        return Ok(0);
    }
    let connection = change.connection;
    let input = json!({
        "change": {
            "id": change.change_id,
            "kind": change.kind,
            "account": connection.account,
            "connection": connection.name,
            "system": connection.system,
            "system_kind": connection.kind,
            "stream": change.stream,
            "key": change.key,
            "observed": now,
        },
        "before": change.before,
        "after": change.after,
    })
    .to_string();
    let mut made = 0;
    for run in &wanted {
        let new =
            runs::insert(sql, connection.account_id, change.change_id, run, &input, now.as_millisecond())?;
        made += u64::from(new);
    }
    Ok(made)
}
