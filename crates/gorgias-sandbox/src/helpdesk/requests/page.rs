//! Lists that come in pages, along an order, by opaque cursors.
//!
//! A cursor is what Gorgias makes of it as far as it was seen: base64 of a JSON array of direction, sort
//! value and id of the row it goes on from. Here it also names the list and the order it belongs to and is
//! refused elsewhere, so that a client which mixes cursors up is found out.

use std::collections::BTreeSet;
use std::ops::Bound::{self, Excluded, Included, Unbounded};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use serde_json::{Value, json};

use super::super::moment::Moment;
use super::answer::{Answer, Refusal, printed};
use super::query::BAD_QUERY;
use crate::system::Request;

/// What the caller wants of a list.
#[derive(Debug)]
pub(super) struct Paging {
    pub list: &'static str,
    /// One of the list's `order_by` values.
    pub order: &'static str,
    pub limit: usize,
    pub cursor: Option<String>,
}

/// The rows of one page.
pub(super) struct Page {
    ids: Vec<u64>,
    prev: Option<String>,
    next: Option<String>,
}

/// Which way to go along an order and how far.
pub(super) struct Along {
    /// From the least to the greatest.
    pub ascending: bool,
    /// Against that order.
    pub backwards: bool,
    pub limit: usize,
}

/// What was found along an order, in that order, and whether there is something on either side.
pub(super) struct Found<K> {
    pub rows: Vec<(K, u64)>,
    pub before: bool,
    pub after: bool,
}

type Walk<'r, K> = Box<dyn Iterator<Item = &'r (K, u64)> + 'r>;

/// What a list can be ordered by.
pub(super) trait SortKey: Ord + Clone {
    fn show(&self) -> Value;
    fn read(value: &Value) -> Option<Self>;
}

impl SortKey for Moment {
    fn show(&self) -> Value {
        Value::String(self.bare())
    }

    fn read(value: &Value) -> Option<Self> {
        Moment::parse(value.as_str()?)
    }
}

impl SortKey for String {
    fn show(&self) -> Value {
        json!(self)
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl SortKey for u64 {
    fn show(&self) -> Value {
        json!(self)
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_u64()
    }
}

/// Rows that have no such value come before all others.
impl<K: SortKey> SortKey for Option<K> {
    fn show(&self) -> Value {
        self.as_ref().map_or(Value::Null, SortKey::show)
    }

    fn read(value: &Value) -> Option<Self> {
        if value.is_null() { Some(None) } else { K::read(value).map(Some) }
    }
}

/// First by a number, equal numbers by text.
impl SortKey for (u64, String) {
    fn show(&self) -> Value {
        json!(self)
    }

    fn read(value: &Value) -> Option<Self> {
        serde_json::from_value(value.clone()).ok()
    }
}

impl Paging {
    /// The page of `rows`; those that `keep` refuses are passed over.
    pub(super) fn over<K: SortKey>(
        &self,
        rows: &BTreeSet<(K, u64)>,
        keep: impl Fn(u64) -> bool,
    ) -> Result<Page, Refusal> {
        self.within(rows, Unbounded, Unbounded, keep)
    }

    /// The same for the part of `rows` between two bounds.
    pub(super) fn within<K: SortKey>(
        &self,
        rows: &BTreeSet<(K, u64)>,
        low: Bound<(K, u64)>,
        high: Bound<(K, u64)>,
        keep: impl Fn(u64) -> bool,
    ) -> Result<Page, Refusal> {
        let (backwards, from) = match &self.cursor {
            Some(cursor) => self.read(cursor).map(|(backwards, from)| (backwards, Some(from)))?,
            None => (false, None),
        };
        let along = Along { ascending: self.order.ends_with(":asc"), backwards, limit: self.limit };
        let found = along.walk(rows, low.as_ref(), high.as_ref(), from.as_ref(), keep);
        Ok(Page {
            prev: found.rows.first().filter(|_| found.before).map(|row| self.cursor_at("prev", row)),
            next: found.rows.last().filter(|_| found.after).map(|row| self.cursor_at("next", row)),
            ids: found.rows.into_iter().map(|(_, id)| id).collect(),
        })
    }

    fn cursor_at<K: SortKey>(&self, direction: &str, (key, id): &(K, u64)) -> String {
        BASE64_STANDARD.encode(json!([direction, key.show(), id, self.list, self.order]).to_string())
    }

    /// Whether it goes backwards, and from which row.
    fn read<K: SortKey>(&self, cursor: &str) -> Result<(bool, (K, u64)), Refusal> {
        let parts = BASE64_STANDARD.decode(cursor).ok().and_then(|json| serde_json::from_slice(&json).ok());
        let read = |(direction, key, id, list, order): (String, Value, u64, String, String)| {
            let backwards = match direction.as_str() {
                "next" => false,
                "prev" => true,
                _ => return None,
            };
            let here = list == self.list && order == self.order;
            here.then_some((backwards, (K::read(&key)?, id)))
        };
        parts.and_then(read).ok_or_else(|| Refusal::field(BAD_QUERY, "cursor", "Not a valid cursor."))
    }
}

impl Along {
    /// Goes on from a row, which has been seen, and passes over those that `keep` refuses.
    pub(super) fn walk<K: SortKey>(
        &self,
        rows: &BTreeSet<(K, u64)>,
        low: Bound<&(K, u64)>,
        high: Bound<&(K, u64)>,
        from: Option<&(K, u64)>,
        keep: impl Fn(u64) -> bool,
    ) -> Found<K> {
        let upwards = self.ascending != self.backwards;
        // What lies ahead in the direction of travel, and what lies behind; the row it goes on from is behind.
        let (mut ahead, behind): (Walk<'_, K>, Walk<'_, K>) = match from {
            None if upwards => (Box::new(part(rows, low, high)), Box::new(std::iter::empty())),
            None => (Box::new(part(rows, low, high).rev()), Box::new(std::iter::empty())),
            Some(from) if upwards => {
                (Box::new(part(rows, Excluded(from), high)), Box::new(part(rows, low, Included(from)).rev()))
            }
            Some(from) => {
                (Box::new(part(rows, low, Excluded(from)).rev()), Box::new(part(rows, Included(from), high)))
            }
        };
        let mut found: Vec<(K, u64)> =
            ahead.by_ref().filter(|(_, id)| keep(*id)).take(self.limit).cloned().collect();
        let mut after = found.len() == self.limit && ahead.any(|(_, id)| keep(*id));
        let mut before = behind.map(|(_, id)| *id).any(&keep);
        if self.backwards {
            found.reverse();
            std::mem::swap(&mut after, &mut before);
        }
        Found { rows: found, before, after }
    }
}

/// The elements between two bounds; none when the bounds cross, for which `range` would panic.
fn part<'r, T: Ord>(
    rows: &'r BTreeSet<T>,
    low: Bound<&T>,
    high: Bound<&T>,
) -> impl DoubleEndedIterator<Item = &'r T> {
    let crossed = match (low, high) {
        (Excluded(low), Excluded(high)) => low >= high,
        (Included(low) | Excluded(low), Included(high) | Excluded(high)) => low > high,
        _ => false,
    };
    (!crossed).then(|| rows.range((low, high))).into_iter().flatten()
}

#[derive(Serialize)]
struct Meta<'a> {
    prev_cursor: Option<&'a str>,
    next_cursor: Option<&'a str>,
}

/// Prints a page, row by row.
pub(super) fn list<V: Serialize>(request: &Request, page: &Page, row: impl Fn(u64) -> Option<V>) -> Answer {
    let mut body = Vec::with_capacity(256 + 1024 * page.ids.len());
    print_list(&mut body, request, page, row).map_err(|_| Refusal::Broken)?;
    Ok(printed(200, body))
}

fn print_list<V: Serialize>(
    body: &mut Vec<u8>,
    request: &Request,
    page: &Page,
    row: impl Fn(u64) -> Option<V>,
) -> serde_json::Result<()> {
    body.extend_from_slice(b"{\"object\":\"list\",\"uri\":");
    serde_json::to_writer(&mut *body, &uri(request))?;
    body.extend_from_slice(b",\"data\":[");
    for (nth, view) in page.ids.iter().filter_map(|id| row(*id)).enumerate() {
        if nth > 0 {
            body.push(b',');
        }
        serde_json::to_writer(&mut *body, &view)?;
    }
    body.extend_from_slice(b"],\"meta\":");
    let meta = Meta { prev_cursor: page.prev.as_deref(), next_cursor: page.next.as_deref() };
    serde_json::to_writer(&mut *body, &meta)?;
    body.push(b'}');
    Ok(())
}

/// The requested path with its query, without a trailing slash.
pub(super) fn uri(request: &Request) -> String {
    if request.query.is_empty() {
        return request.path.trim_end_matches('/').to_owned();
    }
    with_query(request, request.query.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// The requested path with another query.
pub(super) fn with_query<'q>(
    request: &Request,
    pairs: impl IntoIterator<Item = (&'q str, &'q str)>,
) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{}?{query}", request.path.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paging(order: &'static str, cursor: Option<String>) -> Paging {
        Paging { list: "things", order, limit: 2, cursor }
    }

    fn rows() -> BTreeSet<(u64, u64)> {
        [(10, 1), (10, 2), (20, 3), (30, 4), (30, 5)].into()
    }

    #[test]
    fn pages_follow_each_other_both_ways_and_ties_go_by_id() {
        let rows = rows();
        let first = paging("order:desc", None).over(&rows, |_| true).ok().unwrap();
        assert_eq!((&first.ids[..], &first.prev), (&[5, 4][..], &None));
        let second = paging("order:desc", first.next).over(&rows, |_| true).ok().unwrap();
        assert_eq!(second.ids, [3, 2]);
        let third = paging("order:desc", second.next).over(&rows, |_| true).ok().unwrap();
        assert_eq!((&third.ids[..], &third.next), (&[1][..], &None));
        let again = paging("order:desc", third.prev).over(&rows, |_| true).ok().unwrap();
        assert_eq!(again.ids, [3, 2]);
        let start = paging("order:desc", again.prev).over(&rows, |_| true).ok().unwrap();
        assert_eq!((&start.ids[..], start.prev.is_none(), start.next.is_some()), (&[5, 4][..], true, true));
    }

    #[test]
    fn rows_that_are_filtered_out_make_no_empty_pages() {
        let rows = rows();
        let page = paging("order:asc", None).over(&rows, |id| id % 2 == 1).ok().unwrap();
        assert_eq!(page.ids, [1, 3]);
        let last = paging("order:asc", page.next).over(&rows, |id| id % 2 == 1).ok().unwrap();
        assert_eq!((&last.ids[..], last.next), (&[5][..], None));
    }

    #[test]
    fn a_cursor_of_another_order_list_or_making_is_refused() {
        let rows = rows();
        let next = paging("order:asc", None).over(&rows, |_| true).ok().unwrap().next;
        assert!(paging("order:desc", next.clone()).over(&rows, |_| true).is_err());
        let other = Paging { list: "others", ..paging("order:asc", next) };
        assert!(other.over(&rows, |_| true).is_err());
        for made_up in ["", "????", "bnVsbA==", "WyJuZXh0Il0="] {
            assert!(
                paging("order:asc", Some(made_up.to_owned())).over(&rows, |_| true).is_err(),
                "{made_up}"
            );
        }
    }

    #[test]
    fn bounds_that_cross_hold_nothing() {
        let page = paging("order:asc", None).within(&rows(), Excluded((30, 9)), Included((10, 0)), |_| true);
        assert_eq!(page.ok().unwrap().ids, [] as [u64; 0]);
    }
}
