//! A program under measurement: started, waited for, watched through `/proc`, and never left behind.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::clock;
use super::machine::{field, kib};
use crate::failure::Failure;

/// `/proc` counts CPU time in these, whatever the kernel's own tick is.
const TICKS_PER_SECOND: f64 = 100.0;

/// A child process whose output goes to files. It is killed when this is dropped.
pub struct Process {
    name: String,
    child: Child,
    started: Instant,
    output: PathBuf,
    errors: PathBuf,
}

/// What a process has used so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    /// User and system time of all its threads.
    pub cpu_seconds: f64,
    /// The most memory it ever held at once (resident set).
    pub peak_mb: f64,
}

/// A process that ended by itself and reported success.
pub struct Finished {
    pub output: String,
    pub seconds: f64,
    pub usage: Usage,
}

/// One look at `/proc/<pid>`.
#[derive(Debug, PartialEq)]
struct Look {
    ended: bool,
    cpu_seconds: f64,
}

impl Process {
    /// Starts `command` with `input` on standard input; `<folder>/<name>.out` and `.err` receive what it prints.
    pub fn start(name: &str, command: &mut Command, input: &str, folder: &Path) -> Result<Self, Failure> {
        let doing = format!("starting {name}");
        let [output, errors] = ["out", "err"].map(|kind| folder.join(format!("{name}.{kind}")));
        let file =
            |path: &Path| File::create(path).map_err(Failure::io(format!("creating {}", path.display())));
        command.stdin(Stdio::piped()).stdout(file(&output)?).stderr(file(&errors)?);
        let started = clock::now();
        let mut child = command.spawn().map_err(Failure::io(doing.clone()))?;
        if let Some(mut stdin) = child.stdin.take() {
            match stdin.write_all(input.as_bytes()) {
                // It ended without reading; how it ended says more.
                Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
                written => written.map_err(Failure::io(doing))?,
            }
        }
        Ok(Self { name: name.to_owned(), child, started, output, errors })
    }

    /// When it was started.
    pub fn started(&self) -> Instant {
        self.started
    }

    /// Waits until the process has written `file` as JSON, which it does when it answers requests.
    pub fn ready(&mut self, file: &Path, limit: Duration) -> Result<Value, Failure> {
        let what = format!("{} writing {}", self.name, file.display());
        clock::wait_for(&what, limit, || {
            if let Some(status) = self.child.try_wait().map_err(Failure::io(what.clone()))? {
                return Err(self.failed(&format!("ended ({status}) before it was ready")));
            }
            let text = fs::read_to_string(file).unwrap_or_default();
            // Half a file is no JSON yet.
            Ok(serde_json::from_str(&text).ok())
        })
    }

    /// Waits until the process has ended, watching what it uses; fails unless it reports success.
    pub fn finish(mut self, limit: Duration) -> Result<Finished, Failure> {
        let proc = PathBuf::from(format!("/proc/{}", self.child.id()));
        let mut usage = Usage::default();
        // A process that has ended and was not waited for keeps its CPU time in /proc, but not its memory. So the
        // memory is as of the last look before the end, a few milliseconds earlier.
        clock::wait_for(&format!("the end of {}", self.name), limit, || {
            let status = fs::read_to_string(proc.join("status")).map_err(Failure::io("reading /proc"))?;
            if let Some(peak) = field(&status, "VmHWM").and_then(kib) {
                usage.peak_mb = peak as f64 * 1024.0 / 1e6;
            }
            let stat = fs::read_to_string(proc.join("stat")).map_err(Failure::io("reading /proc"))?;
            let look = look(&stat).ok_or_else(|| Failure::Unmet(format!("cannot read {stat}")))?;
            usage.cpu_seconds = look.cpu_seconds;
            Ok(look.ended.then_some(()))
        })?;
        let seconds = self.started.elapsed().as_secs_f64();
        let status = self.child.wait().map_err(Failure::io(format!("waiting for {}", self.name)))?;
        if !status.success() {
            return Err(self.failed(&format!("failed ({status})")));
        }
        let output = fs::read_to_string(&self.output)
            .map_err(Failure::io(format!("reading {}", self.output.display())))?;
        Ok(Finished { output, seconds, usage })
    }

    fn failed(&self, how: &str) -> Failure {
        let said = fs::read_to_string(&self.errors).unwrap_or_default();
        let lines: Vec<&str> = said.lines().rev().take(12).collect();
        let tail: Vec<&str> = lines.into_iter().rev().collect();
        Failure::Unmet(format!("{} {how}\n{}", self.name, tail.join("\n")))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads `/proc/<pid>/stat`: the name in parentheses may hold anything, so counting starts behind the last one.
fn look(stat: &str) -> Option<Look> {
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<f64>().ok();
    let ended = matches!(*fields.first()?, "Z" | "X");
    Some(Look { ended, cpu_seconds: (ticks(11)? + ticks(12)?) / TICKS_PER_SECOND })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(30);

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("xtask-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn shell(name: &str, script: &str, folder: &Path) -> Process {
        Process::start(name, Command::new("/bin/sh").args(["-c", script]), "hello\n", folder).unwrap()
    }

    #[test]
    fn stat_is_read_behind_any_program_name() {
        let stat = "42 (a) R b) S 1 42 42 0 -1 4194304 90 0 0 0 250 75 0 0 20 0 9 0 100 0 0";
        assert_eq!(look(stat), Some(Look { ended: false, cpu_seconds: 3.25 }));
        assert_eq!(look("42 (sh) Z 1 2"), None);
    }

    #[test]
    fn a_finished_process_gives_output_time_and_usage() {
        let folder = folder("finished");
        let script = "read line; i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo \"$line $i\"";
        let finished = shell("counter", script, &folder).finish(LIMIT).unwrap();
        assert_eq!(finished.output, "hello 200000\n");
        assert!(finished.seconds > 0.0);
        assert!(finished.usage.cpu_seconds > 0.0, "{:?}", finished.usage);
        assert!(finished.usage.peak_mb > 0.1, "{:?}", finished.usage);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_failing_process_is_shown_with_what_it_said() {
        let folder = folder("failing");
        let failure = shell("picky", "echo 'wrong key' >&2; exit 4", &folder).finish(LIMIT).err().unwrap();
        assert_eq!(failure.to_string(), "picky failed (exit status: 4)\nwrong key");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn readiness_is_the_file_and_an_early_end_is_an_error() {
        let folder = folder("ready");
        let file = folder.join("ready.json");
        let script = format!(
            "echo '{{\"url\": \"http://127.0.0.1:1\"}}' > '{}'; exec tail -f /dev/null",
            file.display()
        );
        let ready = shell("server", &script, &folder).ready(&file, LIMIT).unwrap();
        assert_eq!(ready["url"], "http://127.0.0.1:1");
        let failure = shell("short", "exit 8", &folder).ready(&folder.join("never"), LIMIT).unwrap_err();
        assert_eq!(failure.to_string(), "short ended (exit status: 8) before it was ready\n");
        fs::remove_dir_all(folder).unwrap();
    }
}
