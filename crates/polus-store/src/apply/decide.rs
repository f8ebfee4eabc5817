//! What a read record means for the stored one. Pure.
//!
//! Of a record two things are kept side by side: its newest content, and the newest word that it is gone. Each
//! advances by itself, and whichever is the newer decides whether the record exists. So the same set of reads ends in
//! the same state in whatever order and however often it comes.
//!
//! Newer is decided by the source's version; without one, or between equal ones, by when it was read. Content that is
//! read again unchanged does not advance the time of its reading, which saves a write for each record of every
//! walk; the price is that content of the same version which changes back and forth while reads overtake one
//! another can be stored one read late.

use std::cmp::Ordering;

use super::ChangeKind;

/// A read this much older than the stored one is not late: the machine's clock was set back. Without this, records
/// without versions would stand still until the clock has caught up.
const CLOCK_MOVED_MS: i64 = 60 * 60 * 1000;

/// How new something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) version: Option<String>,
    pub(super) read_ms: i64,
}

/// The end of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End<'a> {
    Deleted,
    Merged(&'a str),
}

/// What is stored of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known<'a> {
    pub(super) content: Option<(Stamp, &'a [u8])>,
    pub(super) gone: Option<(Stamp, End<'a>)>,
}

/// What was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offer<'a> {
    /// Content, by its hash.
    Content(&'a [u8]),
    /// The word that it is gone.
    Gone(End<'a>),
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    /// What was read is to be stored, with this time of reading.
    pub(super) store: Option<i64>,
    /// What happened to the record.
    pub(super) change: Option<ChangeKind>,
    /// It exists afterwards.
    pub(super) present: bool,
    /// What was read is older than what is stored.
    pub(super) stale: bool,
}

/// Compares what was read with what is stored.
pub(super) fn decide(known: &Known<'_>, stamp: &Stamp, offer: Offer<'_>) -> Verdict {
    let before = exists(known);
    let stamp =
        Stamp { version: stamp.version.clone(), read_ms: after_the_clock_moved(known, stamp.read_ms) };
    let (accepted, same, after) = match offer {
        Offer::Content(hash) => {
            let stored = known.content.as_ref();
            let newer = stored.map_or(Ordering::Greater, |(have, _)| order(&stamp, have));
            let same = stored.is_some_and(|(_, have)| *have == hash);
            let after = present(Some(&stamp), known.gone.as_ref().map(|(stamp, _)| stamp));
            let accepted = match (newer, same) {
                (Ordering::Less, _) => false,
                (_, false) => true,
                // The same again: worth a write only if it is a new version, or shows that the record is back.
                (_, true) => {
                    stored.is_some_and(|(have, _)| version_advances(&stamp, have)) || (after && !before)
                }
            };
            (accepted, same && newer != Ordering::Less, after)
        }
        Offer::Gone(end) => {
            let stored = known.gone.as_ref();
            let newer = stored.map_or(Ordering::Greater, |(have, _)| order(&stamp, have));
            let same = stored.is_some_and(|(_, have)| *have == end);
            let after = present(known.content.as_ref().map(|(stamp, _)| stamp), Some(&stamp));
            // Unlike content, the same again is written too: it is rare, and keeps late content from coming back.
            let accepted = newer == Ordering::Greater || newer == Ordering::Equal && !same;
            (accepted, same && newer != Ordering::Less, after)
        }
    };
    if !accepted {
        return Verdict { store: None, change: None, present: before, stale: !same };
    }
    let change = match (before, after, offer) {
        (false, true, _) if known.content.is_none() => Some(ChangeKind::Created),
        (false, true, _) => Some(ChangeKind::Restored),
        (true, true, Offer::Content(_)) if !same => Some(ChangeKind::Updated),
        (true, false, Offer::Gone(end)) => Some(end.change()),
        // It was gone already, in another way; nobody knew the record, so nobody needs to hear of it, if
        // there never was content.
        (false, false, Offer::Gone(end)) if !same && known.content.is_some() => Some(end.change()),
        _ => None,
    };
    // Content that is older than the word that the record is gone is kept, but is no news.
    let late = matches!(offer, Offer::Content(_)) && !after || matches!(offer, Offer::Gone(_)) && after;
    Verdict { store: Some(stamp.read_ms), change, present: after, stale: late }
}

impl End<'_> {
    fn change(self) -> ChangeKind {
        match self {
            End::Deleted => ChangeKind::Deleted,
            End::Merged(_) => ChangeKind::Merged,
        }
    }
}

/// Whether the record exists, as far as is known.
pub(super) fn exists(known: &Known<'_>) -> bool {
    present(known.content.as_ref().map(|(stamp, _)| stamp), known.gone.as_ref().map(|(stamp, _)| stamp))
}

/// Whether a record with this content and this end exists.
fn present(content: Option<&Stamp>, gone: Option<&Stamp>) -> bool {
    match (content, gone) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(content), Some(gone)) => order(content, gone) == Ordering::Greater,
    }
}

fn order(a: &Stamp, b: &Stamp) -> Ordering {
    match (&a.version, &b.version) {
        (Some(a), Some(b)) if a != b => a.cmp(b),
        _ => a.read_ms.cmp(&b.read_ms),
    }
}

fn version_advances(new: &Stamp, old: &Stamp) -> bool {
    match (&new.version, &old.version) {
        (Some(new), Some(old)) => new > old,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

fn after_the_clock_moved(known: &Known<'_>, read_ms: i64) -> i64 {
    let content = known.content.as_ref().map(|(stamp, _)| stamp.read_ms);
    let gone = known.gone.as_ref().map(|(stamp, _)| stamp.read_ms);
    match content.max(gone) {
        Some(latest) if latest.saturating_sub(read_ms) > CLOCK_MOVED_MS => latest + 1,
        _ => read_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &[u8] = b"a";
    const B: &[u8] = b"b";

    fn stamp(version: &str, read_ms: i64) -> Stamp {
        Stamp { version: (!version.is_empty()).then(|| version.to_owned()), read_ms }
    }

    fn nothing() -> Known<'static> {
        Known { content: None, gone: None }
    }

    fn content(version: &str, read_ms: i64, hash: &'static [u8]) -> Known<'static> {
        Known { content: Some((stamp(version, read_ms), hash)), gone: None }
    }

    fn said(known: &Known<'_>, new: Stamp, offer: Offer<'_>) -> String {
        let verdict = decide(known, &new, offer);
        let stored = if verdict.store.is_some() { "stored" } else { "left" };
        let stale = if verdict.stale { " stale" } else { "" };
        let change = verdict.change.map(|change| format!(" {change:?}")).unwrap_or_default();
        let present = if verdict.present { "here" } else { "gone" };
        format!("{stored}{stale}{change} {present}")
    }

    #[test]
    fn the_version_decides_first() {
        assert_eq!(said(&nothing(), stamp("1", 0), Offer::Content(A)), "stored Created here");
        let known = content("2", 10, A);
        assert_eq!(said(&known, stamp("3", 0), Offer::Content(B)), "stored Updated here");
        assert_eq!(said(&known, stamp("1", 20), Offer::Content(B)), "left stale here");
        assert_eq!(said(&known, stamp("1", 20), Offer::Content(A)), "left stale here");
        assert_eq!(said(&known, stamp("3", 20), Offer::Content(A)), "stored here");
    }

    #[test]
    fn between_equal_versions_the_content_decides_and_of_two_reads_the_later() {
        for version in ["2", ""] {
            let known = content(version, 10, A);
            assert_eq!(said(&known, stamp(version, 10), Offer::Content(A)), "left here");
            assert_eq!(said(&known, stamp(version, 90), Offer::Content(A)), "left here");
            assert_eq!(said(&known, stamp(version, 10), Offer::Content(B)), "stored Updated here");
            assert_eq!(said(&known, stamp(version, 9), Offer::Content(B)), "left stale here");
        }
    }

    #[test]
    fn what_is_gone_stays_gone_until_it_is_newer() {
        let known = content("2", 10, A);
        assert_eq!(said(&known, stamp("2", 20), Offer::Gone(End::Deleted)), "stored Deleted gone");
        assert_eq!(said(&known, stamp("", 20), Offer::Gone(End::Merged("9"))), "stored Merged gone");
        assert_eq!(said(&known, stamp("1", 5), Offer::Gone(End::Deleted)), "stored stale here");

        let gone = Known { gone: Some((stamp("5", 20), End::Deleted)), ..content("2", 10, A) };
        assert_eq!(said(&gone, stamp("4", 30), Offer::Content(B)), "stored stale gone");
        assert_eq!(said(&gone, stamp("2", 30), Offer::Content(A)), "left gone");
        assert_eq!(said(&gone, stamp("6", 30), Offer::Content(B)), "stored Restored here");
        assert_eq!(said(&gone, stamp("5", 20), Offer::Gone(End::Deleted)), "left gone");
        assert_eq!(said(&gone, stamp("5", 30), Offer::Gone(End::Deleted)), "stored gone");
        assert_eq!(said(&gone, stamp("6", 30), Offer::Gone(End::Merged("9"))), "stored Merged gone");

        let unversioned = Known { gone: Some((stamp("", 20), End::Deleted)), ..content("", 10, A) };
        assert_eq!(said(&unversioned, stamp("", 30), Offer::Content(A)), "stored Restored here");
        assert_eq!(said(&unversioned, stamp("", 15), Offer::Content(B)), "stored stale gone");
    }

    #[test]
    fn the_end_of_something_never_seen_is_remembered_and_is_no_news() {
        assert_eq!(said(&nothing(), stamp("5", 0), Offer::Gone(End::Deleted)), "stored gone");
        let known = Known { content: None, gone: Some((stamp("5", 0), End::Deleted)) };
        assert_eq!(said(&known, stamp("4", 9), Offer::Content(A)), "stored stale gone");
        assert_eq!(said(&known, stamp("6", 9), Offer::Content(A)), "stored Created here");
        assert_eq!(said(&known, stamp("6", 9), Offer::Gone(End::Merged("7"))), "stored gone");
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_stop_records_without_versions() {
        let known = content("", 100 * CLOCK_MOVED_MS, A);
        let verdict = decide(&known, &stamp("", 7), Offer::Content(B));
        assert_eq!(verdict.change, Some(ChangeKind::Updated));
        assert_eq!(verdict.store, Some(100 * CLOCK_MOVED_MS + 1));
    }
}
