//! What the listeners, the sender of webhooks and the control have in common.

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use tokio::sync::{Notify, watch};

use super::entry::Entry;
use super::name::SystemName;
use super::options::Access;
use super::world::{Outcome, World};

/// Ends of deliveries that the ledger remembers.
const LEDGER_LENGTH: usize = 1_000;

/// The running sandbox.
pub(crate) struct Shared {
    pub world: World,
    pub access: Access,
    pub seed: u64,
    pub tickets: u32,
    pub counters: Counters,
    /// Something may have to be sent.
    pub wake: Notify,
    /// Moves whenever a delivery has ended.
    pub ended: watch::Sender<()>,
    ledger: Mutex<VecDeque<LedgerLine>>,
}

impl Shared {
    pub(crate) fn new(world: World, access: Access, seed: u64, tickets: u32) -> Self {
        Self {
            world,
            access,
            seed,
            tickets,
            counters: Counters::default(),
            wake: Notify::new(),
            ended: watch::Sender::new(()),
            ledger: Mutex::default(),
        }
    }

    /// Lets something happen and sends what it causes.
    pub(crate) fn change(&self, entry: Entry) -> io::Result<Outcome> {
        let outcome = self.world.change(entry);
        self.wake.notify_one();
        outcome
    }

    pub(crate) fn note(&self, line: LedgerLine) {
        let counter = if line.error.is_none() { &self.counters.delivered } else { &self.counters.failed };
        counter.fetch_add(1, Ordering::Relaxed);
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        if ledger.len() == LEDGER_LENGTH {
            ledger.pop_front();
        }
        ledger.push_back(line);
    }

    pub(crate) fn ledger(&self) -> Vec<LedgerLine> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

/// How one delivery ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerLine {
    /// Whose delivery.
    pub system: SystemName,
    /// Its number in that system.
    pub id: u64,
    /// What it was about.
    pub topic: String,
    /// Who had ordered it.
    pub subscription: u64,
    /// Where it went.
    pub url: String,
    /// How often it was sent.
    pub attempts: u32,
    /// Status of the answer, if there was one.
    pub status: Option<u16>,
    /// Why it counts as failed; `None` when the receiver took it.
    pub error: Option<String>,
}

/// What has been counted since the start of the process.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub requests: AtomicU64,
    pub throttled: AtomicU64,
    pub delivered: AtomicU64,
    pub failed: AtomicU64,
}

/// Numbers since the start of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Requests to the helpdesk's API, refused ones included.
    pub requests: u64,
    /// Of these, answered with 429.
    pub throttled_429: u64,
    /// Webhooks of all systems that a receiver answered with 2xx.
    pub deliveries_ok: u64,
    /// Webhooks of all systems that were given up.
    pub deliveries_failed: u64,
}

impl Counters {
    pub(crate) fn read(&self) -> Counts {
        Counts {
            requests: self.requests.load(Ordering::Relaxed),
            throttled_429: self.throttled.load(Ordering::Relaxed),
            deliveries_ok: self.delivered.load(Ordering::Relaxed),
            deliveries_failed: self.failed.load(Ordering::Relaxed),
        }
    }
}
