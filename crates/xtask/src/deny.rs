//! Licences, duplicates, sources and advisories of the dependency tree, by cargo-deny (rules: `deny.toml`).

use std::path::PathBuf;
use std::process::Command;

use crate::check::Outcome;
use crate::failure::Failure;
use crate::shell;
use crate::workspace::Workspace;

/// The release that is installed when the machine has none.
const VERSION: &str = "0.20.2";

/// Licences, bans and sources: everything that needs no download.
pub fn rules() -> Result<Outcome, Failure> {
    shell::stream(Command::new(program()?).args(["check", "licenses", "bans", "sources"]))?;
    Ok(Outcome::Passed)
}

/// Known security advisories. The database lies on the network: when it cannot be fetched the answer is
/// "not checked", which the summary shows, and not "passed".
pub fn advisories() -> Result<Outcome, Failure> {
    let program = program()?;
    if shell::stream(Command::new(&program).args(["fetch", "db"])).is_err() {
        return Ok(Outcome::NotChecked("advisory database not reachable, not checked"));
    }
    shell::stream(Command::new(&program).args(["check", "advisories"]))?;
    Ok(Outcome::Passed)
}

/// cargo-deny from `PATH`, or the one in `target/tools`, which is built there the first time.
fn program() -> Result<PathBuf, Failure> {
    if let Some(installed) = shell::find_program("cargo-deny") {
        return Ok(installed);
    }
    let tools = Workspace::load()?.target.join("tools");
    let program = tools.join("bin/cargo-deny");
    if !program.exists() {
        let version = format!("={VERSION}");
        // Unoptimized: it builds in a third of the time and still answers within seconds.
        let install =
            ["install", "cargo-deny", "--debug", "--locked", "--version", version.as_str(), "--root"];
        shell::stream(shell::cargo().args(install).arg(&tools))?;
    }
    Ok(program)
}
