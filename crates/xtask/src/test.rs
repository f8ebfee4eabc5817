//! `cargo xtask test`: every test of the workspace.
//!
//! Installs the system packages that tests need, then runs the doc tests and all others, in this order, so that the
//! closing lines of the runner are the last thing on the screen. Uses cargo-nextest where it is installed and
//! `cargo test` where it is not.

use std::process::Command;

use crate::failure::Failure;
use crate::packages::{self, Need};
use crate::shell;

/// Runs the tests; with `--filter NAME` those alone whose name contains it.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    let filter = parse(arguments)?;
    packages::ensure(Need::Tests)?;
    let nextest = shell::succeeds(shell::cargo().args(["nextest", "--version"]));
    for mut command in commands(nextest, filter) {
        shell::stream(&mut command)?;
    }
    Ok(())
}

fn parse(arguments: &[String]) -> Result<Option<&str>, Failure> {
    match arguments {
        [] => Ok(None),
        [flag, name] if flag == "--filter" => Ok(Some(name)),
        _ => Err(Failure::Usage(format!(
            "cannot read `{}`; write `cargo xtask test` or `cargo xtask test --filter NAME`",
            arguments.join(" ")
        ))),
    }
}

/// Not examples, which the lints have compiled and the tests include, and not benchmarks.
const TARGETS: [&str; 3] = ["--lib", "--bins", "--tests"];

/// What to run, in order. Each is run only when the one before it passed.
fn commands(nextest: bool, filter: Option<&str>) -> Vec<Command> {
    let mut docs = shell::cargo();
    docs.args(["test", "--workspace", "--doc"]);
    let mut all = shell::cargo();
    if nextest {
        all.args(["nextest", "run", "--workspace"]).args(TARGETS).args(filter);
    } else {
        all.args(["test", "--workspace", "--no-fail-fast"]).args(TARGETS);
    }
    if let Some(filter) = filter {
        docs.args(["--", filter]);
        if !nextest {
            all.args(["--", filter]);
        }
    }
    vec![docs, all]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(nextest: bool, filter: Option<&str>) -> Vec<String> {
        let arguments = |command: &Command| -> String {
            command.get_args().collect::<Vec<_>>().join(" ".as_ref()).into_string().unwrap()
        };
        commands(nextest, filter).iter().map(arguments).collect()
    }

    #[test]
    fn doc_tests_come_first_and_every_other_test_last() {
        assert_eq!(
            typed(true, None),
            ["test --workspace --doc", "nextest run --workspace --lib --bins --tests"]
        );
        assert_eq!(
            typed(false, None),
            ["test --workspace --doc", "test --workspace --no-fail-fast --lib --bins --tests"]
        );
    }

    #[test]
    fn a_filter_reaches_both() {
        assert_eq!(
            typed(true, Some("lease")),
            ["test --workspace --doc -- lease", "nextest run --workspace --lib --bins --tests lease"]
        );
        assert_eq!(
            typed(false, Some("lease"))[1],
            "test --workspace --no-fail-fast --lib --bins --tests -- lease"
        );
    }

    #[test]
    fn unknown_arguments_are_refused() {
        let failure = parse(&["--fliter".to_owned(), "x".to_owned()]).unwrap_err();
        assert_eq!(
            failure.to_string(),
            "cannot read `--fliter x`; write `cargo xtask test` or `cargo xtask test --filter NAME`"
        );
    }
}
