//! The first sync of an account with the quota of a real app: how much of what is allowed Polus uses.
//!
//! A leaky bucket of `SIZE` that drains in `WINDOW_SECONDS` allows `SIZE` requests at once and then a steady
//! stream; over the run's whole time, from the start of the process to its end, that makes the allowance.

use super::Setup;
use super::product::{Installation, Sandbox};
use super::report::{Goal, Measure};
use crate::failure::Failure;

const SIZE: f64 = 80.0;
const WINDOW_SECONDS: f64 = 10.0;
/// Enough pages of 100 that the run outlasts the burst at its start by far.
const TICKETS: u32 = 16_000;
const SHORTEST_SECONDS: f64 = 60.0;

/// Measures the share of the allowance that was used, and what was refused.
pub fn run(setup: &Setup) -> Result<Vec<Measure>, Failure> {
    let mut used = Measure::new("share of the allowed requests used", "%").goal(Goal::AtLeast(97.0));
    let mut refused = Measure::new("answers 429", "requests").goal(Goal::Exactly(0.0));
    let mut time = Measure::new("time", "s");
    for number in 1..=setup.runs {
        // A sandbox for each run: its bucket is empty at the start.
        let sandbox = Sandbox::start(setup, TICKETS, &format!("{SIZE}/{WINDOW_SECONDS}s"))?;
        let installation = Installation::connect(setup, &format!("run-{number}"), &sandbox)?;
        let (finished, summary) = installation.sync()?;
        println!("run {number}: {summary:?} in {:.1} s", finished.seconds);
        if finished.seconds < SHORTEST_SECONDS {
            return Err(Failure::Unmet(format!(
                "the run took {:.1} s; under {SHORTEST_SECONDS} s the burst at the start decides, so TICKETS must grow",
                finished.seconds
            )));
        }
        used.runs.push(share(summary.requests, finished.seconds) * 100.0);
        refused.runs.push(summary.throttled_429);
        time.runs.push(finished.seconds);
    }
    Ok(vec![used, refused, time])
}

fn share(requests: f64, seconds: f64) -> f64 {
    requests / (SIZE + seconds * SIZE / WINDOW_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_allowance_is_the_burst_and_the_drain() {
        assert_eq!(share(560.0, 60.0), 1.0);
        assert_eq!(share(280.0, 60.0), 0.5);
    }
}
