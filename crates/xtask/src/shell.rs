//! Running other programs: shown on the terminal, or captured.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::Failure;

/// The cargo that started this task, so that a toolchain override stays in force.
///
/// `cargo run` describes this crate to it in variables. They are taken away again: build scripts such as ring's look
/// at them, so half the tree would be built anew each time a task and a person build in turn.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        if name
            .to_str()
            .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
        {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command with its output going straight to the terminal.
pub fn stream(command: &mut Command) -> Result<(), Failure> {
    let line = display(command);
    println!("$ {line}");
    let status = command.status().map_err(Failure::io(format!("starting `{line}`")))?;
    if status.success() { Ok(()) } else { Err(Failure::Exit { command: line, status }) }
}

/// Runs a command and gives back its standard output; its standard error goes to the terminal.
pub fn capture(command: &mut Command) -> Result<String, Failure> {
    let line = display(command);
    let output =
        command.stderr(Stdio::inherit()).output().map_err(Failure::io(format!("starting `{line}`")))?;
    if !output.status.success() {
        return Err(Failure::Exit { command: line, status: output.status });
    }
    String::from_utf8(output.stdout)
        .map_err(|_| Failure::Unmet(format!("`{line}` printed something that is not UTF-8")))
}

/// Whether a command can be started and reports success; its output is thrown away.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Where a program lies in `PATH`.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|candidate| is_executable(candidate))
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}

/// The command as a person would type it; the program by its file name alone.
fn display(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut line = program.to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_command_is_named_as_it_was_typed() {
        let failure = stream(Command::new("/bin/sh").args(["-c", "exit 3"])).unwrap_err();
        assert_eq!(failure.to_string(), "`sh -c exit 3` failed (exit status: 3)");
    }

    #[test]
    fn a_missing_program_is_named() {
        let failure = capture(&mut Command::new("polus-no-such-program")).unwrap_err();
        assert!(failure.to_string().starts_with("while starting `polus-no-such-program`: "), "{failure}");
    }

    #[test]
    fn a_nested_cargo_does_not_take_this_crate_for_its_own() {
        let removed: Vec<_> = cargo()
            .get_envs()
            .filter(|(_, value)| value.is_none())
            .map(|(name, _)| name.to_owned())
            .collect();
        assert!(
            std::env::var_os("CARGO_MANIFEST_DIR").is_some(),
            "cargo describes the crate to its tests too"
        );
        assert!(removed.contains(&"CARGO_MANIFEST_DIR".into()), "{removed:?}");
        assert!(!removed.contains(&"CARGO_TARGET_DIR".into()), "{removed:?}");
    }

    #[test]
    fn programs_are_found_in_the_path() {
        assert!(find_program("sh").is_some());
        assert_eq!(find_program("polus-no-such-program"), None);
    }
}
