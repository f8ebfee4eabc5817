//! What is known of the server's leaky bucket, and whether one more request fits. No clock, no waiting: a struct
//! driven by given moments (time since the budget began).
//!
//! The level kept here is an upper bound of the server's level, given that nobody else spends:
//! a request counts in full while it is under way and drains only from its answer on (the latest moment at which the
//! server can have counted it), and the drain is a rate that the server was seen to keep, never a hoped-for one.
//! An answer's `used` can lower the bound: at most `used`, plus the requests that were under way beside it.
//! It can also prove that others spend, by being higher than the bound; then it is raised.

use std::collections::VecDeque;
use std::time::Duration;

/// Time since the budget began.
type Moment = Duration;

/// Room that is left free: the server may round `used` down or drain in whole steps.
const MARGIN: f64 = 1.0;

/// The same while others were seen to spend too: what they do between two answers is not seen.
const SHARED_MARGIN: f64 = 4.0;

/// The slowest and the fastest documented drain empty a full bucket in this many seconds ("Rate Limits").
const SLOWEST_WINDOW: f64 = 20.0;
const FASTEST_WINDOW: f64 = 10.0;

/// While nothing is known, one request asks at a time; one that hangs lets the next go after this.
const PROBE: Duration = Duration::from_secs(1);

/// How long use by others makes careful after it was seen.
const SHARED: Duration = Duration::from_secs(60);

/// Answers in a row without the header after which the server is taken to limit no more.
const BARE_ANSWERS: u32 = 20;

/// Shortest wait after a 429, doubled with each in a row.
const SHORTEST_HOLD: Duration = Duration::from_millis(20);

/// Longest wait after a 429, whatever it says.
const LONGEST_HOLD: Duration = Duration::from_secs(60);

/// A granted request, until its outcome is told.
#[derive(Debug)]
pub(super) struct Slip {
    granted: Moment,
    /// Outcomes known when it was granted.
    settled: u64,
    /// Of these, the ones the server surely counted.
    counted: u64,
}

/// What an answer tells about the budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Seen {
    /// `used` and `size` of the header.
    pub limit: Option<(u32, u32)>,
    /// The answer is a 429.
    pub refused: bool,
    /// A success, which the server surely counted; of failures that is not known.
    pub counted: bool,
    /// Its `Retry-After`.
    pub retry_after: Option<Duration>,
}

/// Whether one more request may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ready {
    Now,
    At(Moment),
    /// Not before an answer to one of the requests under way.
    Answer,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Level {
    pub used: f64,
    pub size: u32,
    pub drain: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Knowledge {
    /// Nothing yet.
    None,
    /// The server limits: size and drain are known.
    Limit,
    /// The server does not limit.
    NoLimit,
}

/// An earlier answer, to measure the drain from.
#[derive(Debug, Clone, Copy)]
struct Mark {
    granted: Moment,
    answered: Moment,
    used: f64,
    /// Requests counted, and requests under way, when it was answered.
    counted: u64,
    under_way: u32,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Bucket {
    knowledge: Knowledge,
    size: u32,
    drain: f64,
    /// Upper bound of the answered requests' part of the level, at `at`.
    level: f64,
    at: Moment,
    under_way: u32,
    settled: u64,
    counted: u64,
    last_grant: Moment,
    hold_until: Moment,
    refused_at: Moment,
    refusals: u32,
    shared_until: Moment,
    bare: u32,
    marks: VecDeque<Mark>,
}

impl Default for Bucket {
    fn default() -> Self {
        let zero = Duration::ZERO;
        Self {
            knowledge: Knowledge::None,
            size: 0,
            drain: 0.0,
            level: 0.0,
            at: zero,
            under_way: 0,
            settled: 0,
            counted: 0,
            last_grant: zero,
            hold_until: zero,
            refused_at: zero,
            refusals: 0,
            shared_until: zero,
            bare: 0,
            marks: VecDeque::new(),
        }
    }
}

impl Bucket {
    /// May one more request go now?
    pub(super) fn ready(&mut self, now: Moment) -> Ready {
        self.drain_until(now);
        if now < self.hold_until {
            return Ready::At(self.hold_until);
        }
        match self.knowledge {
            Knowledge::NoLimit => Ready::Now,
            Knowledge::None if self.under_way == 0 => Ready::Now,
            Knowledge::None => when(self.last_grant + PROBE, now),
            Knowledge::Limit => self.fits(now),
        }
    }

    fn fits(&self, now: Moment) -> Ready {
        let under_way = f64::from(self.under_way);
        let room = self.capacity(now) - self.level - under_way;
        // While others spend too, what we know is older than it looks: at most half of the room at once.
        if now < self.shared_until && self.under_way > 0 && under_way >= (room + under_way) / 2.0 {
            return Ready::Answer;
        }
        let missing = 1.0 - room;
        if missing <= 1e-6 {
            return Ready::Now;
        }
        if missing > self.level {
            return Ready::Answer;
        }
        Ready::At(now + Duration::from_secs_f64(missing / self.drain) + Duration::from_micros(1))
    }

    /// Lets a request out. The caller asked [`Bucket::ready`] before.
    pub(super) fn grant(&mut self, now: Moment) -> Slip {
        self.under_way += 1;
        self.last_grant = now;
        Slip { granted: now, settled: self.settled, counted: self.counted }
    }

    /// Nothing reached the server.
    pub(super) fn not_sent(&mut self, _slip: Slip, now: Moment) {
        self.settle(now, 0.0);
    }

    /// No answer; the server may have counted it.
    pub(super) fn lost(&mut self, _slip: Slip, now: Moment) {
        self.settle(now, 1.0);
    }

    /// The server answered. `chance` is a random number below 1, for the wait after a 429.
    pub(super) fn answered(&mut self, slip: Slip, seen: Seen, now: Moment, chance: f64) {
        let beside = self.settled - slip.settled;
        self.settle(now, if seen.refused { 0.0 } else { 1.0 });
        match seen.limit {
            Some((used, size)) => {
                let size = size.max(1);
                // A bucket holds no more than its size, whatever is said: else one wrong answer would stop us for years.
                self.learn(&slip, f64::from(used.min(size)), size, beside, seen.counted, now);
            }
            None => self.miss(seen),
        }
        if seen.refused {
            self.refuse(&slip, seen, now, chance);
        } else if slip.granted >= self.refused_at {
            self.refusals = 0;
        }
    }

    /// What is known, for people.
    pub(super) fn level(&mut self, now: Moment) -> Level {
        self.drain_until(now);
        match self.knowledge {
            Knowledge::Limit => {
                let used = (self.level + f64::from(self.under_way)).min(f64::from(self.size));
                Level { used, size: self.size, drain: self.drain }
            }
            Knowledge::None | Knowledge::NoLimit => {
                Level { used: f64::from(self.under_way), size: 0, drain: 0.0 }
            }
        }
    }

    fn capacity(&self, now: Moment) -> f64 {
        let margin = if now < self.shared_until { SHARED_MARGIN } else { MARGIN };
        (f64::from(self.size) - margin).max(1.0)
    }

    fn drain_until(&mut self, now: Moment) {
        let passed = now.saturating_sub(self.at);
        self.level = (self.level - self.drain * passed.as_secs_f64()).max(0.0);
        self.at = self.at.max(now);
    }

    fn settle(&mut self, now: Moment, weight: f64) {
        self.drain_until(now);
        self.under_way = self.under_way.saturating_sub(1);
        self.settled += 1;
        self.level += weight;
    }

    fn learn(&mut self, slip: &Slip, used: f64, size: u32, beside: u64, counted: bool, now: Moment) {
        self.bare = 0;
        // The server counted it at some time of its flight; what was under way beside it may be in `used` or not.
        let bound = used + beside as f64;
        if self.knowledge != Knowledge::Limit || self.size != size {
            self.knowledge = Knowledge::Limit;
            self.size = size;
            self.drain = f64::from(size) / SLOWEST_WINDOW;
            self.level = bound;
            self.marks.clear();
        } else {
            let ours = self.level + f64::from(self.under_way);
            // The drain during the flight, and rounding up, make a little more; the rest is somebody else.
            if used > ours + 1.0 + self.drain * now.saturating_sub(slip.granted).as_secs_f64() {
                self.shared_until = now + SHARED;
                self.level = bound;
            } else {
                self.level = self.level.min(bound);
            }
        }
        if counted {
            self.counted += 1;
            self.measure(slip, used, now);
        }
    }

    /// Raises the drain to what the server provably did since an earlier answer: it counted at least `counted`
    /// requests, its level rose by so much at most, so the rest was drained, in this time at most.
    fn measure(&mut self, slip: &Slip, used: f64, now: Moment) {
        const SHORTEST: Duration = Duration::from_secs(4);
        const LONGEST: Duration = Duration::from_secs(40);
        const EVERY: Duration = Duration::from_secs(1);
        // Each end may be rounded by one.
        const ROUNDING: f64 = 2.0;
        let fastest = f64::from(self.size) / FASTEST_WINDOW;
        for mark in &self.marks {
            let took = now.saturating_sub(mark.granted);
            if took < SHORTEST || slip.granted < mark.answered {
                continue;
            }
            let counted = (slip.counted + 1) as f64 - mark.counted as f64 - f64::from(mark.under_way);
            let drained = counted - (used - mark.used) - ROUNDING;
            self.drain = self.drain.max(drained / took.as_secs_f64()).min(fastest);
        }
        while self.marks.front().is_some_and(|mark| now.saturating_sub(mark.granted) > LONGEST) {
            self.marks.pop_front();
        }
        if self.marks.back().is_none_or(|mark| now.saturating_sub(mark.answered) >= EVERY) {
            let Slip { granted, .. } = *slip;
            self.marks.push_back(Mark {
                granted,
                answered: now,
                used,
                counted: self.counted,
                under_way: self.under_way,
            });
        }
    }

    /// An answer without the header.
    fn miss(&mut self, seen: Seen) {
        if seen.refused {
            if self.knowledge == Knowledge::NoLimit {
                self.knowledge = Knowledge::None;
            }
        } else if seen.counted {
            // A failure may come from a proxy in front, or before the limit is looked at; it says nothing.
            self.bare += 1;
            if self.knowledge == Knowledge::None || self.bare >= BARE_ANSWERS {
                self.knowledge = Knowledge::NoLimit;
            }
        }
    }

    /// A 429: the bucket is full, and the drain known until now may have been a wrong one.
    fn refuse(&mut self, slip: &Slip, seen: Seen, now: Moment, chance: f64) {
        // Several under way are refused together; only one that went out after the last refusal is a new one.
        if self.refusals == 0 || slip.granted >= self.hold_until {
            self.refusals += 1;
        }
        self.refused_at = now;
        if self.knowledge == Knowledge::Limit {
            self.level = self.level.max(f64::from(self.size) - f64::from(self.under_way));
            self.drain = f64::from(self.size) / SLOWEST_WINDOW;
            self.shared_until = now + SHARED;
            self.marks.clear();
        }
        let doubled = 1 << self.refusals.saturating_sub(1).min(6);
        let wait = match seen.retry_after {
            // A server that asks for no wait and refuses all the same is not stormed.
            Some(asked) => asked.max(SHORTEST_HOLD * doubled),
            None => Duration::from_secs(doubled.into()).mul_f64(0.75 + 0.5 * chance),
        };
        self.hold_until = self.hold_until.max(now + wait.min(LONGEST_HOLD));
    }
}

fn when(moment: Moment, now: Moment) -> Ready {
    if moment <= now { Ready::Now } else { Ready::At(moment) }
}
