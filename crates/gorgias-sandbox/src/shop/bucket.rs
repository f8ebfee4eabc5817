//! The shop's allowance: a bucket of points that fills again at a constant rate ("API limits").

use jiff::Timestamp;
use serde_json::{Value, json};

/// Millionths of a point in a point, so that filling is exact whatever the moments.
const MILLION: u64 = 1_000_000;

#[derive(Debug)]
pub(super) struct Bucket {
    size: u64,
    restore_rate: u64,
    /// In millionths of a point.
    available: u64,
    at: Timestamp,
}

impl Bucket {
    /// A full bucket. It holds what comes back in twenty seconds.
    pub(super) fn new(points_per_second: u32, now: Timestamp) -> Bucket {
        let restore_rate = u64::from(points_per_second.max(1));
        let size = restore_rate * 20;
        Bucket { size, restore_rate, available: size * MILLION, at: now }
    }

    /// Takes points, if there are as many.
    pub(super) fn take(&mut self, now: Timestamp, points: u64) -> bool {
        let passed =
            u64::try_from(now.as_microsecond().saturating_sub(self.at.as_microsecond())).unwrap_or(0);
        self.at = self.at.max(now);
        let restored = self.available.saturating_add(passed.saturating_mul(self.restore_rate));
        self.available = restored.min(self.size * MILLION);
        match self.available.checked_sub(points.saturating_mul(MILLION)) {
            Some(left) => {
                self.available = left;
                true
            }
            None => false,
        }
    }

    /// Gives back what an answer did not need.
    pub(super) fn give_back(&mut self, points: u64) {
        self.available =
            self.available.saturating_add(points.saturating_mul(MILLION)).min(self.size * MILLION);
    }

    /// `extensions.cost` of an answer.
    pub(super) fn cost(&self, requested: u64, actual: Option<u64>) -> Value {
        json!({
            "requestedQueryCost": requested,
            "actualQueryCost": actual,
            "throttleStatus": {
                "maximumAvailable": self.size as f64,
                "currentlyAvailable": self.available / MILLION,
                "restoreRate": self.restore_rate as f64,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn it_fills_again_at_its_rate_and_not_above_its_size() {
        let start = Timestamp::UNIX_EPOCH;
        let after = |ms: i64| start + SignedDuration::from_millis(ms);
        let mut bucket = Bucket::new(100, start);
        assert!(bucket.take(start, 2_000) && !bucket.take(start, 1));
        assert!(!bucket.take(after(9), 1) && bucket.take(after(10), 1));
        assert!(bucket.take(after(3_600_000), 2_000) && !bucket.take(after(3_600_000), 1));
        bucket.give_back(5);
        assert!(bucket.take(after(3_600_000), 5));
        // A clock that goes back gives nothing.
        assert!(!bucket.take(after(0), 1));
        assert_eq!(bucket.cost(7, None)["throttleStatus"]["currentlyAvailable"], 0);
    }
}
