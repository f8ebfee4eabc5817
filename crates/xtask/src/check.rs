//! `cargo xtask check`: everything that can be said about the project without running its tests.
//!
//! All stages run even after one has failed, so that one run shows all there is to repair. The summary at the end
//! names each stage as passed, FAILED or not checked with the reason; the task fails if one failed.

use crate::failure::Failure;
use crate::{arrows, deny, generate, hygiene, shell};

/// What a stage found.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    /// It could not be looked at, for a reason outside the project.
    NotChecked(&'static str),
}

struct Stage {
    name: &'static str,
    run: fn() -> Result<Outcome, Failure>,
}

/// Every stage, quick ones first. To add one: a line here.
const STAGES: &[Stage] = &[
    Stage { name: "hygiene", run: || hygiene::check().map(passed) },
    Stage { name: "arrows", run: || arrows::check().map(passed) },
    Stage { name: "formatting", run: || cargo(&["fmt", "--all", "--check"]) },
    Stage {
        name: "lints",
        run: || cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    },
    Stage { name: "docs", run: docs },
    Stage { name: "generated files", run: || generate::check().map(passed) },
    Stage { name: "licences, bans, sources", run: deny::rules },
    Stage { name: "advisories", run: deny::advisories },
];

/// Runs every stage and prints the summary.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    if let Some(surplus) = arguments.first() {
        return Err(Failure::Usage(format!("`{surplus}` is not an argument of check; it takes none")));
    }
    let mut results = Vec::new();
    for stage in STAGES {
        println!("\n=== {} ===", stage.name);
        let result = (stage.run)();
        match &result {
            Ok(Outcome::Passed) => println!("ok"),
            Ok(Outcome::NotChecked(why)) => println!("{why}"),
            Err(failure) => println!("{failure}"),
        }
        results.push((stage.name, result));
    }
    println!("\n=== summary ===\n{}", summary(&results));
    let failed = results.iter().filter(|(_, result)| result.is_err()).count();
    match failed {
        0 => Ok(()),
        _ => Err(Failure::Unmet(format!("{failed} of {} stages failed", results.len()))),
    }
}

fn summary(results: &[(&str, Result<Outcome, Failure>)]) -> String {
    let line = |(name, result): &(&str, Result<Outcome, Failure>)| match result {
        Ok(Outcome::Passed) => format!("{name:<24} passed"),
        Ok(Outcome::NotChecked(why)) => format!("{name:<24} NOT CHECKED: {why}"),
        Err(_) => format!("{name:<24} FAILED"),
    };
    results.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn passed((): ()) -> Outcome {
    Outcome::Passed
}

fn cargo(arguments: &[&str]) -> Result<Outcome, Failure> {
    shell::stream(shell::cargo().args(arguments)).map(passed)
}

fn docs() -> Result<Outcome, Failure> {
    let mut command = shell::cargo();
    command.args(["doc", "--no-deps", "--workspace"]).env("RUSTDOCFLAGS", "-D warnings");
    shell::stream(&mut command).map(passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_tells_passed_failed_and_unchecked_apart() {
        let results = [
            ("lints", Ok(Outcome::Passed)),
            ("docs", Err(Failure::Unmet("a broken link".to_owned()))),
            ("advisories", Ok(Outcome::NotChecked("not reachable"))),
        ];
        assert_eq!(
            summary(&results),
            "lints                    passed\n\
             docs                     FAILED\n\
             advisories               NOT CHECKED: not reachable"
        );
    }
}
