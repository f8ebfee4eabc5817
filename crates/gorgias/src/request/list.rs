//! Requests for lists: how many rows, from where, and the pages beside a page.

use serde_json::value::RawValue;

use super::Request;
use crate::page::{Beside, Page};

impl<T> Request<Page<T>> {
    /// Rows a page, 1 to 100; the API's default is 30. Values outside are brought to the nearest end.
    /// (Reference page "Pagination".)
    pub fn limit(self, rows: u8) -> Self {
        self.with("limit", rows.clamp(1, 100))
    }

    /// Starts at a cursor of an earlier page of the same request. Cursors are short-lived; do not store them for long.
    pub fn cursor(self, cursor: &str) -> Self {
        self.with("cursor", cursor)
    }

    /// Keeps each row as the bytes that came, without parsing them further.
    pub fn raw(self) -> Request<Page<Box<RawValue>>> {
        self.answer_as()
    }

    /// The same question for the page after this one; `None` after the last.
    pub fn after(self, page: &Page<T>) -> Option<Self> {
        Some(self.at(page.next_cursor.as_deref()?, &page.next_beside))
    }

    /// The same question for the page before this one; `None` before the first.
    pub fn before(self, page: &Page<T>) -> Option<Self> {
        Some(self.at(page.prev_cursor.as_deref()?, &page.prev_beside))
    }

    fn at(self, cursor: &str, beside: &Beside) -> Self {
        beside.iter().fold(self.cursor(cursor), |request, (name, value)| request.with(name, value))
    }
}
