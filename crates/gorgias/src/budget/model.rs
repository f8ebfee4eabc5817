//! The bucket against a model of the server, in simulated time: several ways to count, latencies, tasks, and others on
//! the same account.

use std::collections::BinaryHeap;
use std::time::Duration;

use proptest::prelude::*;
use rand::rngs::ChaCha12Rng;
use rand::{RngExt, SeedableRng};

use super::bucket::{Bucket, Ready, Seen, Slip};

/// How a server may count.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Counting {
    /// A level that drains steadily; `used` rounded down or up.
    Floor,
    Ceil,
    /// A whole number that loses one at each tick of a clock.
    Ticks,
}

#[derive(Debug, Clone)]
struct Server {
    size: f64,
    drain: f64,
    counting: Counting,
    level: f64,
    at: f64,
    refused: u64,
    admitted: u64,
}

impl Server {
    fn new(size: u32, window: f64, counting: Counting) -> Self {
        let size = f64::from(size);
        Self { size, drain: size / window, counting, level: 0.0, at: 0.0, refused: 0, admitted: 0 }
    }

    fn pass(&mut self, now: f64) {
        let drained = match self.counting {
            Counting::Ticks => (now * self.drain).floor() - (self.at * self.drain).floor(),
            Counting::Floor | Counting::Ceil => (now - self.at) * self.drain,
        };
        self.level = (self.level - drained).max(0.0);
        self.at = now;
    }

    fn used(&self) -> u32 {
        match self.counting {
            Counting::Ceil => self.level.ceil() as u32,
            Counting::Floor | Counting::Ticks => self.level.floor() as u32,
        }
    }

    /// Somebody else's request.
    fn other(&mut self, now: f64) {
        self.pass(now);
        if self.level + 1.0 <= self.size {
            self.level += 1.0;
        }
    }

    fn receive(&mut self, now: f64) -> Seen {
        self.pass(now);
        let refused = self.level + 1.0 > self.size + 1e-9;
        if refused {
            self.refused += 1;
        } else {
            self.admitted += 1;
            self.level += 1.0;
        }
        let retry_after = refused.then(|| Duration::from_secs(2));
        let limit = Some((self.used(), self.size as u32));
        Seen { limit, refused, counted: !refused, retry_after }
    }
}

/// A request that arrives, or an answer that comes back.
enum Happening {
    Arrives(Slip, f64),
    Answers(Slip, Seen),
    /// It never arrived, or its answer never came back.
    Fails(Slip, Failure),
}

#[derive(Clone, Copy, PartialEq)]
enum Failure {
    NotSent,
    Lost,
}

#[derive(Debug, Clone, Copy)]
struct Load {
    tasks: usize,
    /// Shortest and longest way to the server, and back, in seconds.
    latency: (f64, f64),
    seconds: f64,
    /// Requests a second by others.
    others: f64,
    /// The part of requests that fail.
    failing: f64,
}

/// Plays a load that always wants more; answers the server.
fn play(mut server: Server, load: Load, seed: u64) -> (Server, Bucket) {
    let mut random = ChaCha12Rng::seed_from_u64(seed);
    let mut bucket = Bucket::default();
    let mut waiting = load.tasks;
    let mut now = 0.0;
    let mut order = 0u64;
    let mut queue: BinaryHeap<(std::cmp::Reverse<(u64, u64)>, usize)> = BinaryHeap::new();
    let mut happenings: Vec<Option<Happening>> = Vec::new();
    let mut next_other = if load.others > 0.0 { 1.0 / load.others } else { f64::INFINITY };
    let nanos = |seconds: f64| (seconds * 1e9) as u64;
    while now < load.seconds {
        let moment = Duration::from_nanos(nanos(now));
        let mut look = f64::INFINITY;
        while waiting > 0 {
            match bucket.ready(moment) {
                Ready::Now => {
                    let slip = bucket.grant(moment);
                    waiting -= 1;
                    let there = random.random_range(load.latency.0..=load.latency.1);
                    let back = random.random_range(load.latency.0..=load.latency.1);
                    happenings.push(Some(Happening::Arrives(slip, back)));
                    order += 1;
                    queue.push((std::cmp::Reverse((nanos(now + there), order)), happenings.len() - 1));
                }
                Ready::At(when) => {
                    look = when.as_secs_f64().max(now + 1e-6);
                    break;
                }
                Ready::Answer => {
                    look = now + 1.0;
                    break;
                }
            }
        }
        let next = queue.peek().map_or(f64::INFINITY, |(std::cmp::Reverse((at, _)), _)| *at as f64 / 1e9);
        now = next.min(look).min(next_other);
        if now == next_other {
            server.other(now);
            next_other += 1.0 / load.others;
        } else if now == next {
            let Some((_, index)) = queue.pop() else { break };
            match happenings[index].take() {
                Some(Happening::Arrives(slip, back)) => {
                    let next = match random.random_bool(load.failing) {
                        true if random.random_bool(0.5) => Happening::Fails(slip, Failure::NotSent),
                        fails => {
                            let seen = server.receive(now);
                            if fails {
                                Happening::Fails(slip, Failure::Lost)
                            } else {
                                Happening::Answers(slip, seen)
                            }
                        }
                    };
                    happenings.push(Some(next));
                    order += 1;
                    queue.push((std::cmp::Reverse((nanos(now + back), order)), happenings.len() - 1));
                }
                Some(Happening::Answers(slip, seen)) => {
                    bucket.answered(slip, seen, Duration::from_nanos(nanos(now)), 0.5);
                    waiting += 1;
                }
                Some(Happening::Fails(slip, how)) => {
                    let moment = Duration::from_nanos(nanos(now));
                    match how {
                        Failure::NotSent => bucket.not_sent(slip, moment),
                        Failure::Lost => bucket.lost(slip, moment),
                    }
                    waiting += 1;
                }
                None => {}
            }
        }
    }
    (server, bucket)
}

const PLANS: [(u32, f64); 4] = [(40, 20.0), (80, 20.0), (40, 10.0), (80, 10.0)];
const COUNTINGS: [Counting; 3] = [Counting::Floor, Counting::Ceil, Counting::Ticks];

#[test]
fn alone_on_the_account_nearly_all_is_used_and_nothing_is_refused() {
    for (size, window) in PLANS {
        for counting in COUNTINGS {
            for (tasks, latency) in
                [(1, (0.0005, 0.002)), (1, (0.02, 0.04)), (8, (0.001, 0.01)), (8, (0.03, 0.15))]
            {
                let load = Load { tasks, latency, seconds: 60.0, others: 0.0, failing: 0.0 };
                let (server, bucket) = play(Server::new(size, window, counting), load, 7);
                let allowed = f64::from(size) + f64::from(size) / window * load.seconds;
                let share = server.admitted as f64 / allowed;
                let what = format!("{size}/{window}s {counting:?} {load:?}: {share:.3}, {bucket:?}");
                assert_eq!(server.refused, 0, "{what}");
                assert!(share >= 0.97, "{what}");
            }
        }
    }
}

#[test]
fn the_faster_plan_is_learned_and_never_overestimated() {
    for counting in COUNTINGS {
        for (size, window) in PLANS {
            let load = Load { tasks: 4, latency: (0.005, 0.08), seconds: 90.0, others: 0.0, failing: 0.0 };
            let (server, mut bucket) = play(Server::new(size, window, counting), load, 11);
            let learned = bucket.level(Duration::from_secs(90)).drain;
            assert!(learned <= server.drain + 1e-9, "{learned} > {}", server.drain);
            assert!(learned >= server.drain * 0.95, "{learned} < {}", server.drain);
        }
    }
}

#[test]
fn with_others_on_the_account_work_goes_on_and_refusals_are_few() {
    for counting in COUNTINGS {
        let load = Load { tasks: 4, latency: (0.002, 0.02), seconds: 120.0, others: 3.0, failing: 0.0 };
        let (server, _) = play(Server::new(80, 10.0, counting), load, 3);
        assert!(server.admitted as f64 >= 0.85 * (80.0 + 5.0 * 120.0), "{server:?}");
        assert!(server.refused <= 3, "{server:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn never_more_than_the_server_allows(
        plan in 0usize..4,
        counting in 0usize..3,
        tasks in 1usize..24,
        shortest in 0.0f64..0.2,
        spread in 0.0f64..0.5,
        failing in 0.0f64..0.3,
        before in 0.0f64..0.95,
        seed in any::<u64>(),
    ) {
        let (size, window) = PLANS[plan];
        let latency = (shortest, shortest + spread);
        let load = Load { tasks, latency, seconds: 40.0, others: 0.0, failing };
        let mut server = Server::new(size, window, COUNTINGS[counting]);
        // What others, or this process before it was restarted, left in the bucket.
        server.level = (server.size * before).floor();
        let (server, bucket) = play(server, load, seed);
        prop_assert_eq!(server.refused, 0, "{:?}", bucket);
    }
}
