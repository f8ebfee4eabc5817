//! The engine as a program holds it.
//!
//! - [`connect`]: a new connection, proven before it is stored;
//! - [`rounds`]: one idempotent function for each kind of work: a connection's sync, the inbox, the runs;
//! - [`run`]: the tasks that call them, woken by signals and by timers ([`schedule`]);
//! - [`once`]: the same to the present end, for `polus sync`.
//!
//! Every public answer that says `Ok` is durable. Clones share everything.

mod connect;
mod once;
mod rounds;
mod run;
mod schedule;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use polus_store::sealed::SealingKey;
use polus_store::{Planner, Store};
use rand::rngs::ChaCha12Rng;
use rand::{Rng, SeedableRng};
use ring::digest::{SHA256, digest};
use tokio::sync::{Notify, watch};

use crate::clock::Clock;
use crate::error::EngineError;
use crate::flows::{FlowSet, planner};
use crate::sync::Observer;
use crate::systems::{Attached, Speaks, Systems};

pub use connect::{Connected, NewSystem};
pub use once::{StreamSummary, SyncSummary};

/// What an engine works with.
pub struct EngineOptions {
    /// The durable state, open for writing.
    pub store: Store,
    /// Opens the stored credentials.
    pub key: SealingKey,
    /// Time.
    pub clock: Clock,
    /// The flows that are switched on.
    pub flows: Arc<FlowSet>,
    /// Randomness for jitter and for new secrets; from the system's generator, except in tests.
    pub seed: u64,
    /// Hears of progress.
    pub observer: Observer,
    /// How often things are done without being asked for.
    pub pace: Pace,
}

/// How often things are done without being asked for.
#[derive(Debug, Clone)]
pub struct Pace {
    /// The events feed of a helpdesk: one request when nothing happened.
    pub feed: Duration,
    /// The lists of storefronts and ERPs.
    pub lists: Duration,
    /// Every list from top to end, to prove the copy complete.
    pub audit: Duration,
    /// How long to wait for more after a webhook, so that several for one change cost one request.
    pub gather: Duration,
    /// How many runs are worked on at once.
    pub workers: usize,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace {
            feed: Duration::from_secs(15),
            lists: Duration::from_secs(60),
            audit: Duration::from_secs(24 * 60 * 60),
            gather: Duration::from_millis(150),
            workers: 4,
        }
    }
}

/// What Polus does, in one handle.
#[derive(Clone)]
pub struct Engine {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    key: SealingKey,
    pub(crate) clock: Clock,
    pub(crate) flows: Arc<FlowSet>,
    planner: Arc<dyn Planner>,
    observer: Observer,
    pace: Pace,
    pub(crate) systems: Systems,
    /// Tells this store's effects from those of every other one.
    store_name: String,
    rng: Mutex<ChaCha12Rng>,
    pub(crate) opened: Timestamp,
    /// Webhooks have come in.
    inbox: Notify,
    /// Counts up whenever runs may have become due.
    due: watch::Sender<u64>,
}

impl Engine {
    /// Opens the engine and attaches every stored connection. No request is made. A connection whose credentials
    /// cannot be opened is left out and marked as refused; the others work.
    pub async fn open(options: EngineOptions) -> Result<Engine, EngineError> {
        let EngineOptions { store, key, clock, flows, seed, observer, pace } = options;
        let now = clock.now();
        let fresh = digest(&SHA256, format!("{seed} {}", now.as_nanosecond()).as_bytes());
        let store_name = store.own_name(&hex(&fresh.as_ref()[..12])).await?;
        let (due, _) = watch::channel(0);
        let engine = Engine {
            inner: Arc::new(Inner {
                rng: Mutex::new(rng(seed, now, &store_name)),
                planner: planner(&flows),
                store,
                key,
                clock,
                flows,
                observer,
                pace,
                systems: Systems::default(),
                store_name,
                opened: now,
                inbox: Notify::new(),
                due,
            }),
        };
        engine.attach_stored().await?;
        Ok(engine)
    }

    /// The client of a helpdesk connection, in the class of interactive requests; without a name, of the only one.
    pub fn client(&self, connection: Option<&str>) -> Result<gorgias::Client, EngineError> {
        let attached = self.helpdesk(connection)?;
        match &attached.speaks {
            Speaks::Helpdesk(client) => Ok(client.in_class(gorgias::Class::Interactive)),
            Speaks::Connector(_) => Err(not_a_helpdesk(&attached)),
        }
    }

    /// The local store.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// A helpdesk by name, or the only one.
    pub(crate) fn helpdesk(&self, connection: Option<&str>) -> Result<Arc<Attached>, EngineError> {
        if let Some(name) = connection {
            return self.inner.systems.by_name(name);
        }
        let mut all = self.inner.systems.all();
        all.retain(|attached| matches!(attached.speaks, Speaks::Helpdesk(_)));
        match all.as_slice() {
            [one] => Ok(Arc::clone(one)),
            [] => Err(EngineError::NoHelpdesk),
            several => {
                let names: Vec<&str> = several.iter().map(|a| a.connection.name.as_str()).collect();
                Err(EngineError::Refused(format!(
                    "there are several helpdesks: {}; name one",
                    names.join(", ")
                )))
            }
        }
    }

    /// A webhook was stored.
    pub(crate) fn woken_by_webhook(&self) {
        self.inner.inbox.notify_one();
    }

    /// Fresh randomness for a seed elsewhere.
    pub(crate) fn random(&self) -> u64 {
        self.inner.rng.lock().unwrap_or_else(PoisonError::into_inner).next_u64()
    }
}

pub(crate) fn not_a_helpdesk(attached: &Attached) -> EngineError {
    let (name, system) = (&attached.connection.name, &attached.connection.system);
    EngineError::Refused(format!("connection `{name}` is a {system}, not a helpdesk"))
}

/// The generator of this process. Nonces must never repeat under one key, even when somebody gives the same seed
/// twice, so time and store go in.
fn rng(seed: u64, now: Timestamp, store: &str) -> ChaCha12Rng {
    let mixed = digest(&SHA256, format!("{seed} {} {store}", now.as_nanosecond()).as_bytes());
    let mut bytes = [0; 32];
    bytes.copy_from_slice(mixed.as_ref());
    ChaCha12Rng::from_seed(bytes)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
