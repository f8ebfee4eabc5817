//! The request allowance of one account, shared by everything that sends to it.
//!
//! Every clone of a client asks the same budget before each request. It learns the server's bucket from the header
//! `X-Gorgias-Account-Api-Call-Limit` (`used/size`) of the answers, so that use by others is seen, and it never lets
//! out a request that would be refused as far as it knows (reference page "Rate Limits"). Waiting requests are served by
//! [`Class`], none starved. Where the server sends no such header, nothing is limited.
//!
//! Does not: remember anything across processes, or know of others' requests before an answer shows them.

mod bucket;
mod lanes;
#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rand::rngs::ChaCha12Rng;
use rand::{RngExt, SeedableRng};
use tokio::sync::{Notify, oneshot};
use tokio::time::Instant;

pub(crate) use bucket::Seen;
use bucket::{Bucket, Ready, Slip};
use lanes::Lanes;

/// How urgent a request is. Higher classes go first; lower ones still get their share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Class {
    /// Somebody is waiting for the answer.
    #[default]
    Interactive,
    /// Effects of flows.
    Flows,
    /// Reading what changed.
    Sync,
}

/// What a budget knows at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct BudgetSnapshot {
    /// Requests in the server's bucket, at most; requests under way included.
    pub used: f64,
    /// Size of the bucket; 0 while unknown or when the server does not limit.
    pub size: u32,
    /// Requests a second that the bucket is known to drain; 0 while unknown or when the server does not limit.
    pub drain_per_second: f64,
    /// Requests waiting for their turn.
    pub waiting: u64,
    /// Requests let out until now.
    pub requests: u64,
    /// Answers that were 429 until now.
    pub throttled: u64,
}

/// The shared allowance; a clone is the same allowance.
#[derive(Clone)]
pub struct Budget {
    shared: Arc<Shared>,
}

struct Shared {
    started: Instant,
    state: Mutex<State>,
    /// Told when an answer moved the time at which the next request may go.
    moved: Notify,
    /// Told when the [`Watch`] ends.
    unwatched: Notify,
}

struct State {
    bucket: Bucket,
    lanes: Lanes<oneshot::Sender<Permit>>,
    jitter: ChaCha12Rng,
    /// There is a [`Watch`].
    watched: bool,
    requests: u64,
    throttled: u64,
}

/// The right to send one request. Dropped without a word, it counts as a request that may have arrived.
pub(crate) struct Permit {
    shared: Arc<Shared>,
    slip: Option<Slip>,
    /// Somebody has it; until then nothing can have been sent with it.
    taken: bool,
}

impl Budget {
    /// A budget of which nothing is known yet; its waits vary with this seed. Give it to each client that shares it.
    pub fn new(seed: u64) -> Self {
        let state = State {
            bucket: Bucket::default(),
            lanes: Lanes::default(),
            jitter: ChaCha12Rng::seed_from_u64(seed),
            watched: false,
            requests: 0,
            throttled: 0,
        };
        let shared = Shared {
            started: Instant::now(),
            state: Mutex::new(state),
            moved: Notify::new(),
            unwatched: Notify::new(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// What is known now.
    pub fn snapshot(&self) -> BudgetSnapshot {
        let now = self.shared.now();
        let mut state = self.shared.lock();
        state.lanes.retain(|waiting| !waiting.is_closed());
        let level = state.bucket.level(now);
        BudgetSnapshot {
            used: level.used,
            size: level.size,
            drain_per_second: level.drain,
            waiting: state.lanes.len() as u64,
            requests: state.requests,
            throttled: state.throttled,
        }
    }

    /// Waits for the turn of a request of this class. Dropping the future gives the place in the queue back.
    pub(crate) async fn acquire(&self, class: Class) -> Permit {
        loop {
            let (sender, mut receiver) = oneshot::channel();
            self.shared.lock().lanes.push(class, sender);
            self.shared.dispatch();
            if let Ok(permit) = receiver.try_recv() {
                return permit.take();
            }
            // The sender leaves the queue only by sending; a closed one would mean a lost place: ask anew.
            if let Ok(permit) = self.shared.wait(receiver).await {
                return permit.take();
            }
        }
    }
}

/// One task keeps the time for all who wait: were each to, every turn would wake them all, and were one of them to, the others
/// would wait for somebody who may not be polled. It ends when nobody waits, or with its runtime.
struct Watch {
    shared: Arc<Shared>,
}

impl Watch {
    /// Lets out what may go, until nobody waits.
    async fn keep(self) {
        loop {
            let moved = self.shared.moved.notified();
            tokio::pin!(moved);
            // Listening before looking, so that no answer in between is missed.
            moved.as_mut().enable();
            let next = self.shared.dispatch();
            if self.shared.lock().lanes.len() == 0 {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep_until(self.shared.started + next) => {}
                () = moved => {}
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.shared.lock().watched = false;
        self.shared.unwatched.notify_waiters();
    }
}

impl Permit {
    fn take(mut self) -> Self {
        self.taken = true;
        self
    }

    /// The server answered.
    pub(crate) fn answered(mut self, seen: Seen) {
        if let Some(slip) = self.slip.take() {
            self.shared.settle(|state, now| {
                if seen.refused {
                    state.throttled += 1;
                }
                let chance = state.jitter.random_range(0.0..1.0);
                state.bucket.answered(slip, seen, now, chance);
            });
        }
    }

    /// Nothing reached the server.
    pub(crate) fn not_sent(mut self) {
        if let Some(slip) = self.slip.take() {
            self.shared.settle(|state, now| state.bucket.not_sent(slip, now));
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(slip) = self.slip.take() {
            let taken = self.taken;
            self.shared.settle(|state, now| match taken {
                true => state.bucket.lost(slip, now),
                false => state.bucket.not_sent(slip, now),
            });
        }
    }
}

impl Shared {
    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn settle(self: &Arc<Self>, change: impl FnOnce(&mut State, Duration)) {
        let now = self.now();
        change(&mut self.lock(), now);
        self.dispatch();
        self.moved.notify_waiters();
    }

    /// Waits for a permit, and sees to it that somebody keeps the time meanwhile.
    async fn wait(
        self: &Arc<Self>,
        mut receiver: oneshot::Receiver<Permit>,
    ) -> Result<Permit, oneshot::error::RecvError> {
        loop {
            let unwatched = self.unwatched.notified();
            tokio::pin!(unwatched);
            // Listening before looking, so that no end in between is missed.
            unwatched.as_mut().enable();
            if !std::mem::replace(&mut self.lock().watched, true) {
                tokio::spawn(Watch { shared: Arc::clone(self) }.keep());
            }
            tokio::select! {
                biased;
                granted = &mut receiver => return granted,
                () = unwatched => {}
            }
        }
    }

    /// Lets out what may go now; answers when to look again.
    fn dispatch(self: &Arc<Self>) -> Duration {
        loop {
            let now = self.now();
            let mut state = self.lock();
            if state.lanes.len() == 0 {
                return now + LOOK_AGAIN;
            }
            match state.bucket.ready(now) {
                Ready::At(when) => return when,
                Ready::Answer => return now + LOOK_AGAIN,
                Ready::Now => {}
            }
            let waiting = match state.lanes.pop() {
                // Whoever gave up is passed over.
                Some(waiting) if waiting.is_closed() => continue,
                Some(waiting) => waiting,
                None => return now + LOOK_AGAIN,
            };
            let slip = state.bucket.grant(now);
            state.requests += 1;
            drop(state);
            // Sent without the lock: a permit that nobody takes is given back by its drop, which locks.
            let permit = Permit { shared: Arc::clone(self), slip: Some(slip), taken: false };
            drop(waiting.send(permit));
        }
    }
}

/// When only an answer can change something, this is how often is looked all the same.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.snapshot(), f)
    }
}
