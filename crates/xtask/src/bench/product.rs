//! The product as benchmarks drive it: the sandbox as a process, and folders connected to it.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use serde::Deserialize;

use super::Setup;
use super::process::{Finished, Process};
use crate::failure::Failure;

/// Longest wait for a process to answer: a large sandbox makes its account first.
const READY_WITHIN: Duration = Duration::from_secs(120);
/// Longest wait for a command that ends by itself.
const END_WITHIN: Duration = Duration::from_secs(900);

/// A Gorgias account on this machine.
pub struct Sandbox {
    _process: Process,
    address: Address,
}

#[derive(Deserialize)]
struct Address {
    url: String,
    email: String,
    api_key: String,
}

/// A folder that `polus init` made, connected to a sandbox.
pub struct Installation<'setup> {
    setup: &'setup Setup,
    folder: PathBuf,
}

/// The closing line of `polus sync --json`, as far as benchmarks read it.
#[derive(Debug, Deserialize)]
pub struct Summary {
    /// Records stored.
    pub records: f64,
    /// Requests sent to the account.
    pub requests: f64,
    /// How many of them were answered 429.
    pub throttled_429: f64,
}

impl Sandbox {
    /// Starts an account with so many tickets and a limit such as `80/10s` or `off`; back when it answers.
    pub fn start(setup: &Setup, tickets: u32, rate_limit: &str) -> Result<Self, Failure> {
        let ready = setup.folder.join("sandbox.json");
        // One from an earlier sandbox would be taken for this one's.
        let _ = fs::remove_file(&ready);
        let mut command = Command::new(&setup.polus);
        command.args(["sandbox", "--listen", "127.0.0.1:0", "--seed", "7", "--rate-limit", rate_limit]);
        command.args(["--tickets", &tickets.to_string(), "--ready-file"]).arg(&ready);
        let mut process = Process::start("sandbox", &mut command, "", &setup.folder)?;
        let address = serde_json::from_value(process.ready(&ready, READY_WITHIN)?)
            .map_err(Failure::json("the sandbox's ready file"))?;
        Ok(Self { _process: process, address })
    }
}

impl<'setup> Installation<'setup> {
    /// A new folder `name`, connected to the sandbox.
    pub fn connect(setup: &'setup Setup, name: &str, sandbox: &Sandbox) -> Result<Self, Failure> {
        let installation = Self { setup, folder: setup.folder.join(name) };
        installation.command("init", &["init"], "")?;
        let Address { url, email, api_key } = &sandbox.address;
        let connect = ["connect", "gorgias", "--url", url, "--email", email, "--api-key", "-"];
        installation.command("connect", &connect, &format!("{api_key}\n"))?;
        Ok(installation)
    }

    /// One complete sync.
    pub fn sync(&self) -> Result<(Finished, Summary), Failure> {
        let finished = self.command("sync", &["--json", "sync"], "")?;
        let last = finished.output.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
        let summary = serde_json::from_str(&finished.output)
            .or_else(|_| serde_json::from_str(last))
            .map_err(Failure::json(format!("polus sync --json, which printed `{last}`")))?;
        Ok((finished, summary))
    }

    /// Starts `polus up`; back with the content of its ready file when everything answers.
    pub fn up(&self) -> Result<(Process, serde_json::Value), Failure> {
        let ready = self.folder.join("ready.json");
        let mut command = self.polus();
        command.args(["up", "--listen", "127.0.0.1:0", "--ready-file"]).arg(&ready);
        let mut process = Process::start("up", &mut command, "", &self.setup.folder)?;
        let addresses = process.ready(&ready, READY_WITHIN)?;
        Ok((process, addresses))
    }

    fn command(&self, name: &str, arguments: &[&str], input: &str) -> Result<Finished, Failure> {
        let mut command = self.polus();
        Process::start(name, command.args(arguments), input, &self.setup.folder)?.finish(END_WITHIN)
    }

    fn polus(&self) -> Command {
        let mut command = Command::new(&self.setup.polus);
        command.arg("--dir").arg(&self.folder);
        command
    }
}
