//! Not faster than agreed: a distance between requests and a number of them at a time.

use std::time::Duration;

use tokio::sync::{Mutex, Semaphore, SemaphorePermit};
use tokio::time::Instant;

/// Paces the requests of one connection, whichever tasks they come from.
#[derive(Debug)]
pub(super) struct Pace {
    distance: Duration,
    next: Mutex<Option<Instant>>,
    slots: Semaphore,
}

impl Pace {
    pub(super) fn new(requests_per_second: f64, concurrency: usize) -> Pace {
        Pace {
            distance: Duration::try_from_secs_f64(1.0 / requests_per_second).unwrap_or(Duration::ZERO),
            next: Mutex::new(None),
            slots: Semaphore::new(concurrency.clamp(1, Semaphore::MAX_PERMITS)),
        }
    }

    /// Waits for a turn; the request is over when the permit is dropped.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        let permit = self.slots.acquire().await.ok();
        let at = {
            let mut next = self.next.lock().await;
            let at = next.map_or_else(Instant::now, |next| next.max(Instant::now()));
            *next = Some(at + self.distance);
            at
        };
        tokio::time::sleep_until(at).await;
        permit
    }

    /// Nobody sends before this has passed.
    pub(super) async fn hold(&self, wait: Duration) {
        let mut next = self.next.lock().await;
        let until = Instant::now() + wait;
        *next = Some(next.map_or(until, |next| next.max(until)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn requests_keep_their_distance_and_a_hold_stops_all() {
        let pace = Pace::new(4.0, 2);
        let start = Instant::now();
        for _ in 0..5 {
            drop(pace.turn().await);
        }
        assert_eq!(start.elapsed(), Duration::from_secs(1));
        pace.hold(Duration::from_secs(9)).await;
        drop(pace.turn().await);
        assert_eq!(start.elapsed(), Duration::from_secs(10));
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_at_a_time_than_agreed() {
        let pace = Pace::new(1000.0, 1);
        let first = pace.turn().await;
        let second = tokio::time::timeout(Duration::from_secs(5), pace.turn()).await;
        assert!(second.is_err(), "one at a time");
        drop(first);
        assert!(tokio::time::timeout(Duration::from_secs(5), pace.turn()).await.is_ok());
    }
}
