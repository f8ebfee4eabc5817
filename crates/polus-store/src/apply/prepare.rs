//! What can be done with a batch before the transaction: compact, hash, read the typed row.

use ring::digest::{SHA256, digest};

use super::{Batch, Gone, Identity, State};
use crate::sqlite::Fault;
use crate::tables::{self, Layout, Row, TABLES};
use crate::{Result, StoreError};

/// A record, ready to be compared and written.
pub(super) struct Prepared {
    pub(super) key: String,
    pub(super) version: Option<String>,
    pub(super) state: Ready,
}

pub(super) enum Ready {
    Present(Content),
    Gone(Gone),
}

pub(super) struct Content {
    /// Without insignificant white space.
    pub(super) payload: String,
    pub(super) hash: Vec<u8>,
    pub(super) canonical: Option<String>,
    /// Sorted, each once.
    pub(super) identities: Vec<Identity>,
    pub(super) row: Option<Row>,
}

/// The layout of the batch's typed table; an error that lists them if there is no such table.
pub(super) fn layout(batch: &Batch) -> Result<Option<&'static Layout>> {
    let Some(name) = &batch.table else { return Ok(None) };
    let unknown = || StoreError::NotFound {
        what: format!("typed table {name}"),
        hint: Some(format!(
            "there are {}",
            TABLES.iter().map(|table| table.name).collect::<Vec<_>>().join(", ")
        )),
    };
    tables::layout(name).map(Some).ok_or_else(unknown)
}

/// Prepares the records of a batch.
pub(super) fn prepare(batch: &mut Batch, layout: Option<&Layout>) -> Result<Vec<Prepared>, Fault> {
    let records = std::mem::take(&mut batch.records);
    let mut prepared = Vec::with_capacity(records.len());
    for incoming in records {
        let state = match incoming.state {
            State::Gone { how } => Ready::Gone(how),
            State::Present { payload, canonical, mut identities } => {
                let payload = compact(payload.get());
                let canonical = canonical.map(|canonical| serde_json::to_string(&canonical)).transpose()?;
                identities.sort();
                identities.dedup();
                let row = match layout {
                    Some(layout) => tables::read(layout, &payload, canonical.as_deref())?,
                    None => None,
                };
                let hash = digest(&SHA256, payload.as_bytes()).as_ref().to_vec();
                Ready::Present(Content { payload, hash, canonical, identities, row })
            }
        };
        prepared.push(Prepared { key: incoming.key, version: incoming.version, state });
    }
    Ok(prepared)
}

/// The same JSON without insignificant white space, otherwise byte for byte.
fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    // Outside of strings up to the next quote, then the string as it is.
    while let Some(quote) = rest.find('"') {
        push_without_space(&mut out, &rest[..quote]);
        let end = string_end(rest.as_bytes(), quote + 1);
        out.push_str(&rest[quote..end]);
        rest = &rest[end..];
    }
    push_without_space(&mut out, rest);
    out
}

fn push_without_space(out: &mut String, text: &str) {
    if text.bytes().any(|byte| byte.is_ascii_whitespace()) {
        out.extend(text.split_ascii_whitespace());
    } else {
        out.push_str(text);
    }
}

/// Where the string that began before `at` ends, its quote included. A quote is never inside a longer character.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    #[test]
    fn white_space_goes_and_the_rest_stays_to_the_letter() {
        let pretty =
            "{\n  \"a b\" : [ 1, 2.50 , \"x \\\" y\\\\\" ],\t\"é\" : \"\\u00e9 \" , \"e\" : \"\" }\r\n";
        assert_eq!(compact(pretty), "{\"a b\":[1,2.50,\"x \\\" y\\\\\"],\"é\":\"\\u00e9 \",\"e\":\"\"}");
    }

    proptest! {
        #[test]
        fn pretty_and_plain_json_become_the_same(text in any::<String>(), number in any::<i64>(), key in any::<String>()) {
            let value = serde_json::json!({ key: [text, number, { "x": Value::Null, "y": {} }] });
            let plain = serde_json::to_string(&value).unwrap();
            prop_assert_eq!(&compact(&serde_json::to_string_pretty(&value).unwrap()), &plain);
            prop_assert_eq!(&compact(&plain), &plain);
        }
    }
}
