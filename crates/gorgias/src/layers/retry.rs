//! Sends again what failed for passing reasons.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rand::rngs::ChaCha12Rng;
use rand::{RngExt, SeedableRng};

use super::{Answered, Failure, Layer, Next, Outgoing};
use crate::request::Safety;

/// Tries again after a lost connection, a time-out and a 5xx, up to [`super::Limits::attempts`] times, with waits that
/// double and vary. A request that must not be repeated ([`Safety::Once`]) is tried again only while nothing reached the
/// server. An outage uses up the retries of all requests together, so that they do not add to it.
pub struct Retry {
    chance: Mutex<ChaCha12Rng>,
    allowance: Mutex<Allowance>,
}

impl Retry {
    /// Waits vary with this seed. Give processes different ones.
    pub fn new(seed: u64) -> Self {
        Self { chance: Mutex::new(ChaCha12Rng::seed_from_u64(seed)), allowance: Mutex::default() }
    }
}

impl Layer for Retry {
    fn handle<'a>(&'a self, request: &'a mut Outgoing, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            let mut failures = 0;
            loop {
                let answered = next.send(request).await;
                let ending = match &answered {
                    Ok(answer) if answer.status >= 500 => {
                        Ending::Failed { retry_after: answer.retry_after() }
                    }
                    Ok(answer) => {
                        if answer.status < 400 {
                            lock(&self.allowance).succeeded();
                        }
                        return answered;
                    }
                    Err(Failure::NotSent(_)) => Ending::NotSent,
                    Err(Failure::TimedOut | Failure::Interrupted(_)) => Ending::Unknown,
                    Err(Failure::TooLarge | Failure::Unsendable(_) | Failure::Unsigned { .. }) => {
                        return answered;
                    }
                };
                failures += 1;
                let chance = lock(&self.chance).random_range(0.0..1.0);
                let wait = wait(ending, request.safety, failures, request.limits.attempts, chance);
                let Some(wait) = wait.filter(|_| lock(&self.allowance).take()) else { return answered };
                tracing::debug!(
                    operation = request.operation,
                    tries = request.tries,
                    wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
                    ?ending,
                    "a request is sent again"
                );
                tokio::time::sleep(wait).await;
            }
        })
    }
}

impl fmt::Debug for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retry").finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How a try ended, as far as repeating it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// Nothing reached the server.
    NotSent,
    /// No answer, or only a part of it.
    Unknown,
    /// A 5xx.
    Failed { retry_after: Option<Duration> },
}

/// Waits between tries: the first, doubled each time, and the longest.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// The wait before the next try; `None` gives up. `tries` were made, `chance` is a random number below 1.
fn wait(ending: Ending, safety: Safety, tries: u32, attempts: u32, chance: f64) -> Option<Duration> {
    if tries >= attempts || (safety == Safety::Once && ending != Ending::NotSent) {
        return None;
    }
    let wait = backoff(tries, chance);
    match ending {
        Ending::Failed { retry_after: Some(asked) } if asked > LONGEST_WAIT => None,
        Ending::Failed { retry_after: Some(asked) } => Some(wait.max(asked)),
        _ => Some(wait),
    }
}

/// The wait after this many tries: doubled each time, half for certain, half by chance, so that many clients do not come
/// back together.
pub(crate) fn backoff(tries: u32, chance: f64) -> Duration {
    let doubled = FIRST_WAIT.saturating_mul(1 << tries.saturating_sub(1).min(10)).min(LONGEST_WAIT);
    doubled.mul_f64(0.5 + 0.5 * chance)
}

/// Stops a client from adding its retries to an outage: each takes from a shared store that successes refill.
#[derive(Debug)]
struct Allowance {
    left: u32,
}

impl Allowance {
    const FULL: u32 = 500;
    const COST: u32 = 5;

    fn take(&mut self) -> bool {
        let enough = self.left >= Self::COST;
        if enough {
            self.left -= Self::COST;
        }
        enough
    }

    fn succeeded(&mut self) {
        self.left = (self.left + 1).min(Self::FULL);
    }
}

impl Default for Allowance {
    fn default() -> Self {
        Self { left: Self::FULL }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILED: Ending = Ending::Failed { retry_after: None };

    #[test]
    fn only_what_surely_did_nothing_is_repeated_for_a_create() {
        assert!(wait(Ending::NotSent, Safety::Once, 1, 4, 0.0).is_some());
        for ending in [Ending::Unknown, FAILED] {
            assert_eq!(wait(ending, Safety::Once, 1, 4, 0.0), None);
            assert!(wait(ending, Safety::Idempotent, 1, 4, 0.0).is_some());
            assert!(wait(ending, Safety::Read, 1, 4, 0.0).is_some());
        }
    }

    #[test]
    fn waits_double_and_end() {
        let waits: Vec<_> = (1..5)
            .map(|tries| wait(FAILED, Safety::Read, tries, 4, 0.999).map(|wait| wait.as_millis()))
            .collect();
        assert_eq!(waits, [Some(499), Some(999), Some(1999), None]);
    }

    #[test]
    fn the_server_may_ask_for_more_but_not_for_too_much() {
        let asked = |seconds| Ending::Failed { retry_after: Some(Duration::from_secs(seconds)) };
        assert_eq!(wait(asked(7), Safety::Read, 1, 4, 0.0), Some(Duration::from_secs(7)));
        assert_eq!(wait(asked(600), Safety::Read, 1, 4, 0.0), None);
    }

    #[test]
    fn an_outage_uses_up_the_retries_and_successes_bring_them_back() {
        let mut allowance = Allowance::default();
        assert_eq!((0..1000).filter(|_| allowance.take()).count(), 100);
        (0..5).for_each(|_| allowance.succeeded());
        assert!(allowance.take() && !allowance.take());
    }
}
