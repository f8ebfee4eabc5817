//! From the start of `polus demo` in an empty folder to the first dashboard page that a browser could show.

use std::process::Command;
use std::time::Duration;

use super::process::Process;
use super::report::{Goal, Measure};
use super::{Setup, http};
use crate::failure::Failure;

/// Measures the time until the page is there as a whole.
pub fn run(setup: &Setup) -> Result<Vec<Measure>, Failure> {
    let mut time = Measure::new("start to first dashboard page", "s").goal(Goal::Below(3.0));
    for number in 1..=setup.runs {
        let folder = setup.folder.join(format!("run-{number}"));
        let ready = setup.folder.join(format!("ready-{number}.json"));
        let mut command = Command::new(&setup.polus);
        command.args(["demo", "--folder"]).arg(&folder).arg("--ready-file").arg(&ready);
        let mut process = Process::start("demo", &mut command, "", &setup.folder)?;
        let addresses = process.ready(&ready, Duration::from_secs(60))?;
        let url = addresses["url"]
            .as_str()
            .ok_or_else(|| Failure::Unmet(format!("the demo's ready file has no `url`: {addresses}")))?;
        let (status, body) = http::get(url, &[])?;
        let seconds = process.started().elapsed().as_secs_f64();
        if status != 200 || body.is_empty() {
            let message = format!("{url} answered {status} with {} bytes", body.len());
            return Err(Failure::Unmet(message));
        }
        println!("run {number}: {seconds:.2} s, {} bytes", body.len());
        time.runs.push(seconds);
    }
    Ok(vec![time])
}
