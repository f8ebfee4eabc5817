//! The state machine of one stream's sync: what to read next, decided from what was just read.
//!
//! Pure: no socket, no clock, no database. A stream starts with a *backfill*, one walk from the newest
//! row to the oldest that can be resumed at every page, and is then *live*: each catch-up walks from the
//! newest row down to the watermark of the last one, and a little further, because rows move while one
//! pages and several rows may share one moment. When the server's order is not what was asked for, the
//! walk goes to the end of the list: a desync costs requests, never rows.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How far below the watermark a catch-up reads on.
pub const OVERLAP: Duration = Duration::from_secs(10);

/// Where a stream stands; stored as its checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum Progress {
    /// The first full walk is under way.
    Backfill {
        /// Newest version seen at its first page: the watermark once it is complete.
        watermark: Option<Timestamp>,
        /// Where the next page starts; `None` before the first.
        cursor: Option<String>,
        /// Pages read so far.
        pages: u64,
    },
    /// Complete up to the watermark.
    Live {
        /// Newest version seen; `None` while the stream has been empty.
        watermark: Option<Timestamp>,
    },
}

impl Progress {
    /// Nothing has been read yet.
    pub fn start() -> Progress {
        Progress::Backfill { watermark: None, cursor: None, pages: 0 }
    }

    /// Whether the first full walk is done.
    pub fn is_live(&self) -> bool {
        matches!(self, Progress::Live { .. })
    }
}

/// What a page showed, as far as the walk is concerned.
#[derive(Debug, Clone, Default)]
pub struct PageSeen {
    /// Versions of its rows in the order given; rows without one are left out.
    pub versions: Vec<Timestamp>,
    /// Where the next page starts, if there is one.
    pub next: Option<String>,
}

/// What to do after a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Read the page at this cursor.
    Read(String),
    /// The walk is complete.
    Done,
}

/// One walk over a list, newest first.
#[derive(Debug, Clone)]
pub struct Walk {
    progress: Progress,
    floor: Option<Timestamp>,
    newest: Option<Timestamp>,
    last: Option<Timestamp>,
    ordered: bool,
    cursor: Option<String>,
}

impl Walk {
    /// Begins, or goes on with, the walk that the stored progress asks for. `floor` of a live stream is
    /// its watermark less [`OVERLAP`]; streams that have no order are walked whole every time.
    pub fn new(progress: Progress, has_order: bool) -> Walk {
        let (floor, newest, cursor) = match &progress {
            Progress::Backfill { watermark, cursor, .. } => (None, *watermark, cursor.clone()),
            Progress::Live { watermark } => {
                let floor = watermark.filter(|_| has_order).map(|at| at.checked_sub(OVERLAP).unwrap_or(at));
                (floor, *watermark, None)
            }
        };
        Walk { progress, floor, newest, last: None, ordered: true, cursor }
    }

    /// Where to read first.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Where the stream stands now; what is stored with each page.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Whether every page so far came in the order asked for.
    pub fn is_ordered(&self) -> bool {
        self.ordered
    }

    /// Takes note of a page and says what to do next.
    pub fn observe(&mut self, page: &PageSeen) -> Next {
        for version in &page.versions {
            if self.last.is_some_and(|last| *version > last) {
                self.ordered = false;
            }
            self.last = Some(*version);
            self.newest = self.newest.max(Some(*version));
        }
        let below_floor = self.ordered && self.floor.zip(self.last).is_some_and(|(floor, last)| last < floor);
        match &page.next {
            Some(next) if !below_floor => {
                self.cursor = Some(next.clone());
                if let Progress::Backfill { watermark, cursor, pages } = &mut self.progress {
                    *watermark = self.newest;
                    *cursor = Some(next.clone());
                    *pages += 1;
                }
                Next::Read(next.clone())
            }
            _ => {
                self.cursor = None;
                self.progress = Progress::Live { watermark: self.newest };
                Next::Done
            }
        }
    }

    /// The server no longer knows the cursor: start the walk again from the top. What is already stored
    /// stays and is merely seen again.
    pub fn restart(&mut self) {
        self.cursor = None;
        self.last = None;
        if let Progress::Backfill { cursor, .. } = &mut self.progress {
            *cursor = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn page(seconds: &[i64], next: Option<&str>) -> PageSeen {
        PageSeen { versions: seconds.iter().map(|s| at(*s)).collect(), next: next.map(str::to_owned) }
    }

    #[test]
    fn a_backfill_walks_to_the_end_and_remembers_the_newest() {
        let mut walk = Walk::new(Progress::start(), true);
        assert_eq!(walk.observe(&page(&[90, 80], Some("b"))), Next::Read("b".into()));
        assert_eq!(
            *walk.progress(),
            Progress::Backfill { watermark: Some(at(90)), cursor: Some("b".into()), pages: 1 }
        );
        assert_eq!(walk.observe(&page(&[70], None)), Next::Done);
        assert_eq!(*walk.progress(), Progress::Live { watermark: Some(at(90)) });
    }

    #[test]
    fn a_backfill_resumes_at_its_cursor_with_the_watermark_of_its_first_page() {
        let stored = Progress::Backfill { watermark: Some(at(90)), cursor: Some("c".into()), pages: 2 };
        let mut walk = Walk::new(stored, true);
        assert_eq!(walk.cursor(), Some("c"));
        assert_eq!(walk.observe(&page(&[50], None)), Next::Done);
        assert_eq!(*walk.progress(), Progress::Live { watermark: Some(at(90)) });
    }

    #[test]
    fn a_catch_up_stops_below_the_overlap_and_not_at_equal_timestamps() {
        let mut walk = Walk::new(Progress::Live { watermark: Some(at(100)) }, true);
        assert_eq!(walk.observe(&page(&[130, 100, 100], Some("b"))), Next::Read("b".into()));
        assert_eq!(walk.observe(&page(&[100, 95], Some("c"))), Next::Read("c".into()));
        assert_eq!(walk.observe(&page(&[91, 89], Some("d"))), Next::Done);
        assert_eq!(*walk.progress(), Progress::Live { watermark: Some(at(130)) });
    }

    #[test]
    fn a_list_out_of_order_is_walked_to_its_end() {
        let mut walk = Walk::new(Progress::Live { watermark: Some(at(100)) }, true);
        assert_eq!(walk.observe(&page(&[10, 130, 5], Some("b"))), Next::Read("b".into()));
        assert!(!walk.is_ordered());
        assert_eq!(walk.observe(&page(&[3], None)), Next::Done);
        assert_eq!(*walk.progress(), Progress::Live { watermark: Some(at(130)) });
    }

    #[test]
    fn an_empty_catch_up_keeps_the_watermark() {
        let mut walk = Walk::new(Progress::Live { watermark: Some(at(100)) }, true);
        assert_eq!(walk.observe(&page(&[], None)), Next::Done);
        assert_eq!(*walk.progress(), Progress::Live { watermark: Some(at(100)) });
    }

    proptest! {
        /// Whatever the rows and the page size, a catch-up over an ordered list sees every row newer
        /// than the watermark.
        #[test]
        fn a_catch_up_sees_all_that_is_newer(mut rows in proptest::collection::vec(0i64..1000, 0..60), mark in 0i64..1000, size in 1usize..9) {
            rows.sort_unstable_by(|a, b| b.cmp(a));
            let mut walk = Walk::new(Progress::Live { watermark: Some(at(mark)) }, true);
            let mut seen = 0;
            let chunks: Vec<_> = rows.chunks(size).collect();
            for (n, chunk) in chunks.iter().enumerate() {
                seen += chunk.len();
                let next = (n + 1 < chunks.len()).then_some("next");
                if walk.observe(&page(chunk, next)) == Next::Done { break }
            }
            let newer = rows.iter().filter(|r| **r >= mark).count();
            prop_assert!(seen >= newer);
        }
    }
}
