//! Statistics by scope, and the older ones by name.

mod asked;
pub(super) mod legacy;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::super::statistics;
use super::answer::{Answer, Refusal, ok};
use super::body::Fields;
use super::query::BAD_QUERY;
use super::{Call, page};

const PURPOSE: &str = "Failed to query statistics";

/// A read in the shape of a POST. A cursor belongs to its query.
pub(super) fn query(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let limit = query.limit_to(10_000).unwrap_or(30);
    let cursor = query.text("cursor");
    query.end()?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let read = |value: Value| Ok((value.to_string(), asked::read(value)?));
    let asked = fields.needed("query", read);
    fields.end(PURPOSE)?;
    let (written, asked) = asked.ok_or(Refusal::Broken)?;
    let offset = match cursor {
        Some(cursor) => offset(cursor, &written)
            .ok_or_else(|| Refusal::field(BAD_QUERY, "cursor", "Not a valid cursor."))?,
        None => 0,
    };

    let rows = statistics::rows(call.state, &asked);
    let total = rows.len();
    let cursor_at = |offset: usize| BASE64_STANDARD.encode(json!([offset, written]).to_string());
    let next = offset.saturating_add(limit);
    ok(&json!({
        "object": "list",
        "uri": page::uri(call.request),
        "data": rows.into_iter().skip(offset).take(limit).map(Value::Object).collect::<Vec<_>>(),
        "meta": {
            "scope": asked.scope.name,
            "prev_cursor": (offset > 0).then(|| cursor_at(offset.saturating_sub(limit))),
            "next_cursor": (next < total).then(|| cursor_at(next)),
            "total": total,
            "offset": offset,
            "limit": limit,
        },
    }))
}

/// Where a page begins, if the cursor was made for this query.
fn offset(cursor: &str, written: &str) -> Option<usize> {
    let read = serde_json::from_slice(&BASE64_STANDARD.decode(cursor).ok()?);
    let (offset, of): (usize, String) = read.ok()?;
    (of == written).then_some(offset)
}
