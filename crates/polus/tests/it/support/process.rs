//! The program as a child process.

use std::fmt;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};

/// Nothing takes longer than this, on a machine that does other things as well.
const LONGEST: Duration = Duration::from_secs(120);

/// How often to look whether a file is there.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A process that has ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// As snapshots show it: what differs from run to run is replaced.
impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "exit {}", self.code)?;
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.trim().is_empty() {
                write!(f, "\n-- {name}\n{}", text.trim_end())?;
            }
        }
        Ok(())
    }
}

impl Ran {
    /// With paths, ports and process numbers replaced.
    pub fn shown(&self, folder: &Path) -> String {
        let text = self.to_string().replace(folder.to_str().unwrap(), "[DIR]");
        let text = digits_after(&text, "127.0.0.1:", "[PORT]");
        digits_after(&text, "process ", "[PID]")
    }
}

fn digits_after(text: &str, before: &str, name: &str) -> String {
    let mut parts = text.split(before);
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        shown += before;
        shown += if rest.len() < part.len() { name } else { "" };
        shown += rest;
    }
    shown
}

/// The program, told nothing but its arguments.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_polus"));
    command.args(arguments).env("POLUS_DIR", folder).env("POLUS_LOG", "warn").env_remove("POLUS_KEY");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// Runs it to its end.
pub async fn run(folder: &Path, arguments: &[&str], input: &str) -> Ran {
    finish(command(folder, arguments), input).await
}

/// Runs any command to its end.
pub async fn finish(mut command: Command, input: &str) -> Ran {
    let mut child = command.spawn().unwrap();
    if let Some(mut stdin) = child.stdin.take() {
        // It may have ended without reading.
        let _ = stdin.write_all(input.as_bytes()).await;
    }
    let said = tokio::time::timeout(LONGEST, child.wait_with_output()).await;
    let output = said.unwrap_or_else(|_| panic!("{command:?} did not end")).unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A process that goes on until it is stopped. It is killed when this is dropped.
pub struct Running {
    child: Child,
}

/// Starts it.
pub fn start(folder: &Path, arguments: &[&str]) -> Running {
    let mut command = command(folder, arguments);
    // What it logs goes where the test's own output goes: a pipe that nobody reads would stop it.
    command.stdout(Stdio::null()).stderr(Stdio::inherit()).stdin(Stdio::null());
    Running { child: command.spawn().unwrap() }
}

impl Running {
    /// Waits until it has written the file, and gives its content.
    pub async fn ready(&mut self, file: &Path) -> Value {
        let waiting = async {
            loop {
                if let Some(value) =
                    std::fs::read(file).ok().and_then(|text| serde_json::from_slice(&text).ok())
                {
                    return value;
                }
                if let Some(status) = self.child.try_wait().unwrap() {
                    panic!("it ended ({status}) before it was ready");
                }
                tokio::time::sleep(LOOK_EVERY).await;
            }
        };
        tokio::time::timeout(LONGEST, waiting).await.expect("it did not become ready")
    }

    /// Its number.
    pub fn pid(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// Sends it a signal by name, such as `TERM`.
    pub async fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([format!("-{name}"), self.pid().to_string()]).status().await;
        assert!(sent.unwrap().success());
    }

    /// Waits until it has ended; gives its exit code.
    pub async fn ended(&mut self) -> Option<i32> {
        tokio::time::timeout(LONGEST, self.child.wait()).await.expect("it did not end").unwrap().code()
    }

    /// Kills it as a power cut would, and waits until it is gone.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}

/// Waits until something is true.
pub async fn until(what: &str, mut check: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !check().await {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    tokio::time::timeout(LONGEST, waiting).await.unwrap_or_else(|_| panic!("waited in vain for {what}"));
}
