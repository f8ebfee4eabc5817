//! When a connection is looked at next. Pure: the moment and the outcome go in.

use std::time::Duration;

use tokio::time::Instant;

use crate::error::{Class, EngineError};
use crate::sync::Due;

/// Longest wait between two attempts of a connection that fails.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// How often a connection whose credentials are refused is tried again without being connected anew.
const REFUSED_WAIT: Duration = Duration::from_secs(600);

/// The times of one connection.
#[derive(Debug)]
pub(super) struct Schedule {
    /// From news to news.
    every: Duration,
    /// From audit to audit.
    audit: Duration,
    news_at: Instant,
    audit_at: Instant,
    failures: u32,
}

impl Schedule {
    /// News at once, the next audit when the last, so long ago, has had its time.
    pub(super) fn new(every: Duration, audit: Duration, since_audit: Duration, now: Instant) -> Schedule {
        let audit_at = now + audit.saturating_sub(since_audit);
        Schedule { every, audit, news_at: now, audit_at, failures: 0 }
    }

    /// What is due.
    pub(super) fn due(&self, now: Instant) -> Due {
        Due { news: now >= self.news_at, audit: now >= self.audit_at }
    }

    /// Takes note of a round that has ended; says when the next is to begin. `jitter`, about 1, stretches waits after failures, so
    /// that connections that failed together do not come back together.
    pub(super) fn after(
        &mut self,
        due: Due,
        ended: Instant,
        error: Option<&EngineError>,
        jitter: f64,
    ) -> Instant {
        match error {
            Some(error) if error.concerns_the_system() => {
                self.failures += 1;
                ended + wait_after(error, self.failures).mul_f64(jitter)
            }
            // A list that is refused is no reason to read the others less often.
            _ => {
                self.failures = 0;
                if due.news {
                    self.news_at = ended + self.every;
                }
                if due.audit {
                    self.audit_at = ended + self.audit;
                }
                self.news_at.min(self.audit_at)
            }
        }
    }

    /// Whether hints hurry the next round. After a failure they do not: the system has its reasons.
    pub(super) fn hears_hints(&self) -> bool {
        self.failures == 0
    }
}

/// How long to leave a connection alone after so many failures in a row.
fn wait_after(error: &EngineError, failures: u32) -> Duration {
    if error.is_unauthorized() {
        return REFUSED_WAIT;
    }
    let doubled = Duration::from_secs(1 << failures.saturating_sub(1).min(9)).min(LONGEST_WAIT);
    match error.class() {
        Class::Transient(Some(wait)) => wait.max(doubled),
        _ => doubled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: Duration = Duration::from_secs(15);
    const AUDIT: Duration = Duration::from_secs(3600);

    fn odd() -> EngineError {
        EngineError::Unexpected { system: "shop".into(), what: "a poem".into() }
    }

    #[test]
    fn a_hint_between_two_looks_does_not_move_the_next_look() {
        let start = Instant::now();
        let mut schedule = Schedule::new(EVERY, AUDIT, Duration::ZERO, start);
        let due = schedule.due(start);
        assert_eq!(due, Due { news: true, audit: false });
        assert_eq!(schedule.after(due, start, None, 1.0), start + EVERY);
        let hinted = start + Duration::from_secs(3);
        assert_eq!(schedule.due(hinted), Due::default());
        assert_eq!(schedule.after(Due::default(), hinted, None, 1.0), start + EVERY);
        assert_eq!(schedule.due(start + AUDIT), Due { news: true, audit: true });
    }

    #[test]
    fn the_time_since_the_last_audit_counts() {
        let start = Instant::now();
        let minute = Duration::from_secs(60);
        let soon = Schedule::new(EVERY, AUDIT, AUDIT - minute, start);
        assert!(!soon.due(start).audit && soon.due(start + minute).audit);
        assert!(Schedule::new(EVERY, AUDIT, 2 * AUDIT, start).due(start).audit);
    }

    #[test]
    fn failures_are_waited_out_twice_as_long_each_time_and_hints_do_not_hurry() {
        let start = Instant::now();
        let mut schedule = Schedule::new(EVERY, AUDIT, Duration::ZERO, start);
        let due = schedule.due(start);
        let waits: Vec<u64> = (0..11)
            .map(|_| schedule.after(due, start, Some(&odd()), 1.0).duration_since(start).as_secs())
            .collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
        assert!(!schedule.hears_hints());
        assert!(schedule.due(start).news, "what failed is still due");
        schedule.after(due, start, None, 1.0);
        assert!(schedule.hears_hints());
    }

    #[test]
    fn refused_credentials_are_left_alone_for_long() {
        let start = Instant::now();
        let mut schedule = Schedule::new(EVERY, AUDIT, Duration::ZERO, start);
        let error = EngineError::Credentials { name: "shop".into(), reason: "another key".into() };
        assert_eq!(schedule.after(schedule.due(start), start, Some(&error), 1.0), start + REFUSED_WAIT);
    }
}
