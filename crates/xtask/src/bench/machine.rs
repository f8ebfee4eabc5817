//! The machine a benchmark was run on, and the code that was measured. A number without these says nothing.

use std::fmt;
use std::fs;
use std::process::Command;

use serde::Serialize;

use crate::failure::Failure;
use crate::shell;

/// Written into every result file.
#[derive(Debug, Serialize)]
pub struct Machine {
    cpu: String,
    cores: usize,
    memory_mib: u64,
    kernel: String,
    rustc: String,
    /// Commit of the measured code; ends in `-dirty` when tracked files differed from it.
    commit: String,
    /// When the run began, in UTC, RFC 3339.
    date: String,
}

impl Machine {
    /// Asks the kernel and the tools.
    pub fn look() -> Result<Self, Failure> {
        let said = |program: &str, arguments: &[&str]| -> Result<String, Failure> {
            Ok(shell::capture(Command::new(program).args(arguments))?.trim().to_owned())
        };
        let cores = std::thread::available_parallelism().map_err(Failure::io("counting cores"))?.get();
        Ok(Self {
            cpu: field(&read("/proc/cpuinfo")?, "model name").unwrap_or("unknown").to_owned(),
            cores,
            memory_mib: field(&read("/proc/meminfo")?, "MemTotal").and_then(kib).unwrap_or(0) / 1024,
            kernel: read("/proc/sys/kernel/osrelease")?.trim().to_owned(),
            rustc: said("rustc", &["--version"])?,
            commit: said("git", &["describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"])
                .unwrap_or_else(|_| "unknown".to_owned()),
            date: said("date", &["-u", "+%Y-%m-%dT%H:%M:%SZ"])?,
        })
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cpu, cores, memory_mib, kernel, rustc, commit, date } = self;
        write!(
            out,
            "{cpu}, {cores} cores, {memory_mib} MiB, Linux {kernel}\n{rustc}, commit {commit}, {date}"
        )
    }
}

fn read(path: &str) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(Failure::io(format!("reading {path}; benchmarks run on Linux")))
}

/// The value of the first `name: value` line.
pub fn field<'text>(text: &'text str, name: &str) -> Option<&'text str> {
    let value = |line: &'text str| line.strip_prefix(name)?.trim_start().strip_prefix(':');
    text.lines().find_map(value).map(str::trim)
}

/// A size as the kernel writes it, `12345 kB`.
pub fn kib(size: &str) -> Option<u64> {
    size.strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_by_their_whole_name() {
        let text = "model\t\t: 85\nmodel name\t: Some CPU @ 2.00GHz\nMemTotal:       24605132 kB\n";
        assert_eq!(field(text, "model name"), Some("Some CPU @ 2.00GHz"));
        assert_eq!(field(text, "model"), Some("85"));
        assert_eq!(field(text, "MemTotal").and_then(kib), Some(24_605_132));
        assert_eq!(field(text, "MemFree"), None);
    }

    #[test]
    fn this_machine_can_be_described() {
        let machine = Machine::look().unwrap();
        assert!(machine.cores > 0);
        assert!(machine.memory_mib > 0);
        assert!(machine.rustc.starts_with("rustc "), "{machine:?}");
    }
}
