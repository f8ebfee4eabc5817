//! The helpdesk's rate limit: a leaky bucket with the figures of the page "Rate Limits".
//!
//! A full burst passes at once; afterwards requests pass at the rate at which the bucket drains, `size` in a
//! `window`. What is refused uses nothing. The arithmetic is in whole numbers, so a model can predict every
//! answer exactly.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use tokio::time::Instant;

/// How many requests the helpdesk lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateLimit {
    /// All, and no header tells of a limit.
    Off,
    /// `size` at once and in every `window`.
    Bucket {
        /// Requests that fit into the bucket.
        size: u32,
        /// Time in which a full bucket drains.
        window: Duration,
    },
}

impl RateLimit {
    /// What an API key gets on most plans.
    pub const API_KEY: Self = Self::Bucket { size: 40, window: Duration::from_secs(20) };
    /// What an OAuth app gets on the Enterprise plan.
    pub const APP_ENTERPRISE: Self = Self::Bucket { size: 80, window: Duration::from_secs(10) };

    /// What an app gets on the plan on which an API key gets this: twice as much.
    pub fn of_app(self) -> Self {
        match self {
            Self::Off => Self::Off,
            Self::Bucket { size, window } => Self::Bucket { size: size.saturating_mul(2), window },
        }
    }
}

/// What was written is not a rate limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a rate limit: write requests and window, such as 40/20s, or off")]
pub struct ParseRateLimitError(String);

impl FromStr for RateLimit {
    type Err = ParseRateLimitError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "off" {
            return Ok(Self::Off);
        }
        let parsed = || {
            let (size, window) = text.split_once('/')?;
            let (number, unit) = match window.strip_suffix("ms") {
                Some(number) => (number, 1),
                None => (window.strip_suffix('s')?, 1_000),
            };
            let size: u32 = size.parse().ok()?;
            let number: u32 = number.parse().ok()?;
            let window = Duration::from_millis(u64::from(number) * unit);
            (size > 0 && !window.is_zero()).then_some(Self::Bucket { size, window })
        };
        parsed().ok_or_else(|| ParseRateLimitError(text.to_owned()))
    }
}

impl fmt::Display for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("off"),
            Self::Bucket { size, window } if window.subsec_millis() == 0 => {
                write!(f, "{size}/{}s", window.as_secs())
            }
            Self::Bucket { size, window } => write!(f, "{size}/{}ms", window.as_millis()),
        }
    }
}

/// What the bucket says about one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Requests in the bucket after this one, a part counted as a whole.
    pub used: u32,
    pub size: u32,
    /// `None`: the request passes. Else whole seconds after which one will fit again.
    pub retry_after: Option<u64>,
}

/// The state of the limit.
#[derive(Debug)]
pub(crate) struct Bucket {
    size: u32,
    /// Room one request takes, and at the same time the window in nanoseconds: what drains in a nanosecond is
    /// then the whole number `size`.
    request: u128,
    level: u128,
    at: Instant,
}

impl Bucket {
    /// An empty bucket, or `None` without a limit.
    pub(crate) fn new(limit: RateLimit, now: Instant) -> Option<Self> {
        match limit {
            RateLimit::Off => None,
            RateLimit::Bucket { size, window } => {
                Some(Self { size: size.max(1), request: window.as_nanos().max(1), level: 0, at: now })
            }
        }
    }

    /// Lets one request in, or says when it may come again.
    pub(crate) fn take(&mut self, now: Instant) -> Verdict {
        self.drain(now);
        let room = u128::from(self.size) * self.request;
        let wanted = self.level + self.request;
        if wanted <= room {
            self.level = wanted;
            return self.verdict(None);
        }
        let wait_nanos = (wanted - room).div_ceil(u128::from(self.size));
        let wait = u64::try_from(wait_nanos.div_ceil(1_000_000_000)).unwrap_or(u64::MAX);
        self.verdict(Some(wait.max(1)))
    }

    /// How full the bucket is, for answers that use nothing.
    pub(crate) fn look(&mut self, now: Instant) -> Verdict {
        self.drain(now);
        self.verdict(None)
    }

    fn drain(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.at).as_nanos();
        self.level = self.level.saturating_sub(passed.saturating_mul(u128::from(self.size)));
        self.at = self.at.max(now);
    }

    fn verdict(&self, retry_after: Option<u64>) -> Verdict {
        let used = u32::try_from(self.level.div_ceil(self.request)).unwrap_or(self.size);
        Verdict { used, size: self.size, retry_after }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn limits_read_as_they_are_written() {
        for text in ["off", "40/20s", "80/10s", "5/250ms"] {
            assert_eq!(text.parse::<RateLimit>().unwrap().to_string(), text);
        }
        for text in ["", "40", "40/20", "0/20s", "40/0s", "-1/20s", "40/20m", "Off"] {
            assert!(text.parse::<RateLimit>().is_err(), "{text}");
        }
        assert_eq!("40/20s".parse(), Ok(RateLimit::API_KEY));
    }

    #[test]
    fn a_burst_passes_and_then_one_request_every_half_second() {
        let start = Instant::now();
        let mut bucket = Bucket::new(RateLimit::API_KEY, start).unwrap();
        for used in 1..=40 {
            assert_eq!(bucket.take(start), Verdict { used, size: 40, retry_after: None });
        }
        let refused = Verdict { used: 40, size: 40, retry_after: Some(1) };
        assert_eq!(bucket.take(start), refused);
        assert_eq!(bucket.take(start + Duration::from_nanos(499_999_999)), refused);
        let passed = Verdict { used: 40, size: 40, retry_after: None };
        assert_eq!(bucket.take(start + Duration::from_millis(500)), passed);
        assert_eq!(bucket.look(start + Duration::from_millis(20_500)).used, 0);
    }

    proptest! {
        /// The model keeps every admitted request and drains them one after the other, first come first out.
        #[test]
        fn admits_exactly_what_a_queue_that_drains_steadily_has_room_for(
            size in 1_u32..50,
            window_ms in 1_u64..30_000,
            pauses_ms in prop::collection::vec(prop_oneof![3 => Just(0_u64), 3 => 1_u64..700, 1 => 1_u64..40_000], 1..200),
        ) {
            let start = Instant::now();
            let window = Duration::from_millis(window_ms);
            let mut bucket = Bucket::new(RateLimit::Bucket { size, window }, start).unwrap();
            // Times in units of 1/size ms, so that one request drains in exactly `window_ms` units.
            let (mut now_ms, mut empty_at) = (0_u64, 0_u64);
            for pause in pauses_ms {
                now_ms += pause;
                let now = now_ms * u64::from(size);
                empty_at = empty_at.max(now);
                let after = empty_at - now + window_ms;
                let fits = after <= u64::from(size) * window_ms;
                if fits {
                    empty_at += window_ms;
                }
                let verdict = bucket.take(start + Duration::from_millis(now_ms));
                prop_assert_eq!(verdict.retry_after.is_none(), fits);
                prop_assert_eq!(u64::from(verdict.used), (empty_at - now).div_ceil(window_ms));
                if let Some(seconds) = verdict.retry_after {
                    // After the promised time there is room, and a second less would be too early.
                    let over = (empty_at - now) + window_ms - u64::from(size) * window_ms;
                    let unit_seconds = u64::from(size) * 1_000;
                    prop_assert!(seconds * unit_seconds >= over);
                    prop_assert!(seconds == 1 || (seconds - 1) * unit_seconds < over);
                }
            }
        }
    }
}
