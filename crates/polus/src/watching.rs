//! Shows what the engine is doing while something is waited for.

use std::future::Future;
use std::time::Duration;

use polus_engine::{Engine, Status};
use tokio::time::MissedTickBehavior;

use crate::progress::{Progress, Seen};

/// How often the engine is asked.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Waits for `work` and shows how far the engine has come meanwhile. `total`: how many records there will be.
pub async fn shown<T>(what: &str, engine: &Engine, total: Option<u64>, work: impl Future<Output = T>) -> T {
    let mut progress = Progress::start(what);
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    tokio::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            _ = ticks.tick() => {
                // Work that fails says so itself; a look that fails is no reason to end it.
                if let Ok(status) = engine.status().await {
                    progress.show(seen(&status, total));
                }
            }
        }
    }
}

fn seen(status: &Status, total: Option<u64>) -> Seen {
    let budgets = status.connections.iter().filter_map(|connection| connection.budget.as_ref());
    let shares = budgets.filter(|budget| budget.size > 0).map(|budget| budget.used / f64::from(budget.size));
    let records =
        status.connections.iter().flat_map(|connection| &connection.streams).map(|stream| stream.rows);
    Seen {
        records: records.filter_map(|rows| u64::try_from(rows).ok()).sum(),
        total,
        quota: shares.reduce(f64::max).map(|share| share.min(1.0)),
    }
}
