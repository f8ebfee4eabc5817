//! The demo as it is looked at: traffic that never ends, until somebody stops it.

use std::time::Duration;

use gorgias_sandbox::Control;
use polus_engine::Engine;
use tokio::time::MissedTickBehavior;

use crate::failure::{Exit, Failure};
use crate::output;

/// A step of traffic so often.
const STEP_EVERY: Duration = Duration::from_millis(1_200);

/// A line about what Polus did so often.
const REPORT_EVERY: Duration = Duration::from_secs(15);

/// Lets people in all three systems go about their business, and says now and then what came of it.
pub async fn run(control: &Control, engine: &Engine, quiet: bool) -> Result<(), Failure> {
    let mut steps = tokio::time::interval(STEP_EVERY);
    steps.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut reports = tokio::time::interval(REPORT_EVERY);
    loop {
        tokio::select! {
            _ = steps.tick() => {
                control.traffic(control.next_traffic()).await.map_err(|error| {
                    Failure::new(Exit::Internal, "the traffic of the demo stopped").because(&error)
                })?;
            }
            _ = reports.tick() => {
                let status = engine.status().await?;
                output::note(quiet, &format!(
                    "{} records in step, {} runs done, {} waiting, {} failures",
                    status.totals.records,
                    status.runs.done,
                    status.runs.due + status.runs.leased,
                    status.totals.failures,
                ));
            }
        }
    }
}
