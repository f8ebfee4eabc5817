//! The first sync of an account that sets no limit: how fast Polus itself is.
//!
//! Two sizes, so that the table shows whether memory grows with the account. The time is that of the whole process,
//! from start to exit; the sandbox runs on the same machine and takes its share of the cores.

use super::Setup;
use super::product::{Installation, Sandbox};
use super::report::{Goal, Measure};
use crate::failure::Failure;

const SIZES: [u32; 2] = [10_000, 50_000];

/// Measures speed at the larger size, memory at both.
pub fn run(setup: &Setup) -> Result<Vec<Measure>, Failure> {
    let mut measures = Vec::new();
    for tickets in SIZES {
        let at = |what: &str| format!("{what}, {tickets} tickets");
        let mut records = Measure::new(at("records"), "records");
        let mut speed = Measure::new(at("records stored"), "1/s");
        let mut cpu = Measure::new(at("CPU for 100,000 records"), "s");
        let mut memory = Measure::new(at("peak memory"), "MB").goal(Goal::Below(150.0));
        if Some(&tickets) == SIZES.last() {
            speed = speed.goal(Goal::AtLeast(15_000.0));
        }
        let sandbox = Sandbox::start(setup, tickets, "off")?;
        for number in 1..=setup.runs {
            let installation = Installation::connect(setup, &format!("{tickets}-{number}"), &sandbox)?;
            let (finished, summary) = installation.sync()?;
            if summary.records < f64::from(tickets) {
                let message = format!("{} records of {tickets} tickets: not a backfill", summary.records);
                return Err(Failure::Unmet(message));
            }
            records.runs.push(summary.records);
            speed.runs.push(summary.records / finished.seconds);
            cpu.runs.push(finished.usage.cpu_seconds / summary.records * 100_000.0);
            memory.runs.push(finished.usage.peak_mb);
            println!("{tickets} tickets, run {number}: {summary:?} in {:.1} s", finished.seconds);
        }
        measures.extend([records, speed, cpu, memory]);
    }
    Ok(measures)
}
