//! Webhooks that are stored durably before they are answered: how many a second, and how long each waits.
//!
//! A second process (wrk) keeps 64 connections busy for ten seconds, each sending its next delivery when the last
//! one was answered. Deliveries differ from one another; every answer must be 2xx.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::product::{Installation, Sandbox};
use super::report::{Goal, Measure};
use super::{Setup, fsync};
use crate::failure::Failure;
use crate::shell;

const CONNECTIONS: u32 = 64;
const SECONDS: u32 = 10;
/// The account behind the webhooks: synced before the load begins, and read back within its quota meanwhile.
const TICKETS: u32 = 500;
const RATE_LIMIT: &str = "80/10s";

/// What the script prints when the load is over.
#[derive(Debug, Deserialize)]
struct Load {
    requests: f64,
    seconds: f64,
    p50_ms: f64,
    p99_ms: f64,
    errors: f64,
}

/// Measures the rate, the waiting time, and both in relation to what the disk can do.
pub fn run(setup: &Setup) -> Result<Vec<Measure>, Failure> {
    let mut rate = Measure::new("webhooks accepted", "1/s").goal(Goal::AtLeast(5_000.0));
    let mut p50 = Measure::new("time to the answer, median", "ms");
    let mut p99 = Measure::new("time to the answer, 99th percentile", "ms").goal(Goal::Below(25.0));
    let mut errors = Measure::new("errors", "requests").goal(Goal::Exactly(0.0));
    let mut disk = Measure::new("durable 4 KiB appends of this disk", "1/s");
    let mut ratio = Measure::new("webhooks for each append the disk can do", "");
    for number in 1..=setup.runs {
        let sandbox = Sandbox::start(setup, TICKETS, RATE_LIMIT)?;
        let installation = Installation::connect(setup, &format!("run-{number}"), &sandbox)?;
        installation.sync()?;
        let appends = fsync::appends_per_second(&setup.folder, Duration::from_secs(2))?;
        let (_up, addresses) = installation.up()?;
        let load = load(setup, &addresses)?;
        println!("run {number}: {load:?}, {appends:.0} appends/s");
        rate.runs.push(load.requests / load.seconds);
        p50.runs.push(load.p50_ms);
        p99.runs.push(load.p99_ms);
        errors.runs.push(load.errors);
        disk.runs.push(appends);
        ratio.runs.push(load.requests / load.seconds / appends);
    }
    Ok(vec![rate, p50, p99, errors, disk, ratio])
}

fn load(setup: &Setup, addresses: &Value) -> Result<Load, Failure> {
    let said = |name: &str| {
        addresses[name]
            .as_str()
            .ok_or_else(|| Failure::Unmet(format!("the ready file of up has no `{name}`: {addresses}")))
    };
    let script = write_script(&setup.folder, said("webhook_secret")?)?;
    let mut wrk = Command::new("wrk");
    wrk.args(["--threads", "1", "--timeout", "5s"]);
    wrk.args(["--connections", &CONNECTIONS.to_string(), "--duration", &format!("{SECONDS}s"), "--script"]);
    let printed = shell::capture(wrk.arg(script).arg(said("webhook_url")?))?;
    result(&printed).ok_or_else(|| Failure::Unmet(format!("wrk printed no result:\n{printed}")))
}

/// The line that the script's `done` printed.
fn result(printed: &str) -> Option<Load> {
    printed.lines().find_map(|line| serde_json::from_str(line.strip_prefix("load ")?).ok())
}

fn write_script(folder: &Path, secret: &str) -> Result<PathBuf, Failure> {
    let path = folder.join("load.lua");
    fs::write(&path, SCRIPT.replace("SECRET", secret))
        .map_err(Failure::io(format!("writing {}", path.display())))?;
    Ok(path)
}

/// Each delivery has a context of its own, as Gorgias sends it, and about the size of a ticket event.
const SCRIPT: &str = r#"
local count = 0
local text = string.rep("Where is my parcel? ", 20)

function request()
  count = count + 1
  local body = string.format(
    '{"context":"%08d-0000-4000-8000-000000000000","event":"ticket-message-created","ticket":{"id":%d,"subject":"Order #%d",'
      .. '"updated_datetime":"2026-01-01T00:00:%02d.%06d+00:00"},"message":{"id":%d,"body_text":"%s"}}',
    count, count % 500 + 1, count, count % 60, count % 1000000, count, text)
  return wrk.format("POST", nil, {["Content-Type"] = "application/json", ["X-Polus-Secret"] = "SECRET"}, body)
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('load {"requests":%d,"seconds":%f,"p50_ms":%f,"p99_ms":%f,"errors":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    e.connect + e.read + e.write + e.status + e.timeout))
end
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_is_found_among_what_wrk_prints() {
        let printed = "Running 10s test @ http://127.0.0.1:1/webhooks\n  1 threads and 64 connections\n\
            load {\"requests\":60000,\"seconds\":10.000000,\"p50_ms\":9.5,\"p99_ms\":14.25,\"errors\":3}\n";
        let load = result(printed).unwrap();
        assert_eq!((load.requests, load.p99_ms, load.errors), (60_000.0, 14.25, 3.0));
        assert!(result("Running 10s test\n").is_none());
    }
}
