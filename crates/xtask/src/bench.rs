//! `cargo xtask bench`: measures the release binary from outside, as separate processes over real HTTP.
//!
//! Each benchmark is run several times and its medians are printed with their goals; the raw runs and the machine
//! they were measured on go to `target/bench/<name>.json`. A missed goal is shown and is not an error: a benchmark
//! is read by people and never passes or fails a build. A measurement that is not valid (a run that ended early,
//! an answer that was not 200) is an error.

mod backfill;
mod client;
mod clock;
mod demo;
mod fsync;
mod http;
mod machine;
mod process;
mod product;
mod quota;
mod report;
mod webhooks;

use std::fs;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::packages::{self, Need};
use crate::shell;
use crate::workspace::Workspace;
use machine::Machine;
use report::{Measure, Report};

/// A benchmark: its name, what it measures, how often it is run unless `--runs` says otherwise.
struct Bench {
    name: &'static str,
    about: &'static str,
    runs: usize,
    run: fn(&Setup) -> Result<Vec<Measure>, Failure>,
}

/// Every benchmark. To add one: a file `bench/<name>.rs` with a `run` function, and a line here.
const BENCHES: &[Bench] = &[
    Bench {
        name: "backfill",
        about: "first sync without a rate limit: records/s, CPU, memory",
        runs: 3,
        run: backfill::run,
    },
    Bench {
        name: "client",
        about: "the client alone: decoding beside serde_json::Value, allocations, the layers' cost",
        runs: 5,
        run: client::run,
    },
    Bench {
        name: "quota",
        about: "first sync within a real rate limit: how much of it is used",
        runs: 3,
        run: quota::run,
    },
    Bench { name: "demo", about: "start of the demo to the first dashboard page", runs: 5, run: demo::run },
    Bench {
        name: "webhooks",
        about: "webhooks stored before they are answered, 64 connections",
        runs: 3,
        run: webhooks::run,
    },
    Bench {
        name: "fsync",
        about: "what this machine's disk can do: 4 KiB appends made durable",
        runs: 3,
        run: fsync::run,
    },
];

/// What a benchmark is given.
struct Setup {
    /// The release binary.
    polus: PathBuf,
    /// An empty folder of the benchmark's own.
    folder: PathBuf,
    /// How often to measure.
    runs: usize,
}

/// Runs the named benchmarks, or all.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    let (chosen, runs) = parse(arguments)?;
    packages::ensure(Need::Bench)?;
    shell::stream(shell::cargo().args(["build", "--release", "--package", "polus"]))?;
    let workspace = Workspace::load()?;
    let machine = Machine::look()?;
    let results = workspace.target.join("bench");
    let mut reports = Vec::new();
    for bench in chosen {
        println!("\n=== {}: {} ===", bench.name, bench.about);
        let folder = results.join("work").join(bench.name);
        fresh(&folder)?;
        let setup =
            Setup { polus: workspace.target.join("release/polus"), folder, runs: runs.unwrap_or(bench.runs) };
        let measures = (bench.run)(&setup)?;
        let report = Report { bench: bench.name, about: bench.about, machine: &machine, measures };
        report.write(&results)?;
        reports.push(report);
    }
    println!("\n{machine}\n\n{}", report::table(&reports));
    Ok(())
}

fn parse(arguments: &[String]) -> Result<(Vec<&'static Bench>, Option<usize>), Failure> {
    let mut chosen = Vec::new();
    let mut runs = None;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--runs" {
            let count = rest.next().and_then(|count| count.parse().ok()).filter(|count| *count > 0);
            runs = Some(count.ok_or_else(|| Failure::Usage("--runs needs a number above 0".to_owned()))?);
        } else if let Some(bench) = BENCHES.iter().find(|bench| bench.name == argument) {
            chosen.push(bench);
        } else {
            let names: Vec<&str> = BENCHES.iter().map(|bench| bench.name).collect();
            let message = format!("no benchmark `{argument}`; there are {}", names.join(", "));
            return Err(Failure::Usage(message));
        }
    }
    Ok((if chosen.is_empty() { BENCHES.iter().collect() } else { chosen }, runs))
}

/// Makes the folder anew, without what an earlier run left in it.
fn fresh(folder: &PathBuf) -> Result<(), Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Failure::io(format!("emptying {}", folder.display())))?;
    }
    fs::create_dir_all(folder).map_err(Failure::io(format!("creating {}", folder.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(arguments: &[&str]) -> Result<(Vec<&'static str>, Option<usize>), String> {
        let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let (chosen, runs) = parse(&arguments).map_err(|failure| failure.to_string())?;
        Ok((chosen.iter().map(|bench| bench.name).collect(), runs))
    }

    #[test]
    fn without_names_all_are_run() {
        let (chosen, runs) = names(&[]).unwrap();
        assert_eq!(chosen.len(), BENCHES.len());
        assert_eq!(runs, None);
    }

    #[test]
    fn names_and_runs_are_taken_in_any_order() {
        assert_eq!(names(&["fsync", "--runs", "2", "demo"]), Ok((vec!["fsync", "demo"], Some(2))));
    }

    #[test]
    fn unknown_names_and_bad_counts_are_refused() {
        assert_eq!(
            names(&["speed"]).unwrap_err(),
            "no benchmark `speed`; there are backfill, client, quota, demo, webhooks, fsync"
        );
        assert_eq!(names(&["--runs", "0"]).unwrap_err(), "--runs needs a number above 0");
        assert_eq!(names(&["--runs"]).unwrap_err(), "--runs needs a number above 0");
    }
}
