//! Development tasks, started with `cargo xtask <command>`. Never shipped.
//!
//! One file a command; each command is one line in [`COMMANDS`]. A command streams what it runs to the terminal
//! and ends non-zero when anything it promised to do was not done.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a development tool talks to the terminal")]

mod arrows;
mod bench;
mod check;
mod deny;
mod failure;
mod generate;
mod hygiene;
mod packages;
mod shell;
mod test;
mod workspace;

use std::process::ExitCode;

use failure::Failure;

/// A command: its name, its arguments as the help shows them, what it does, and the function behind it.
struct Command {
    name: &'static str,
    arguments: &'static str,
    about: &'static str,
    run: fn(&[String]) -> Result<(), Failure>,
}

/// Every command. To add one: a file with a `run` function, and a line here.
const COMMANDS: &[Command] = &[
    Command {
        name: "test",
        arguments: "[--filter NAME]",
        about: "run every test, after installing the system packages they need",
        run: test::run,
    },
    Command {
        name: "check",
        arguments: "",
        about: "formatting, lints, docs, dependencies, arrows, generated files, hygiene",
        run: check::run,
    },
    Command { name: "arrows", arguments: "", about: "which crate may depend on which", run: arrows::run },
    Command {
        name: "generate",
        arguments: "[--check]",
        about: "write the generated files, or say which are out of date",
        run: generate::run,
    },
    Command {
        name: "bench",
        arguments: "[NAME..] [--runs N]",
        about: "measure the release binary; prints a table, writes target/bench/<name>.json",
        run: bench::run,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(command) = arguments.first().and_then(|name| COMMANDS.iter().find(|known| known.name == name))
    else {
        eprint!("{}", help());
        return ExitCode::from(2);
    };
    match at_root().and_then(|()| (command.run)(&arguments[1..])) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("cargo xtask {}: {failure}", command.name);
            ExitCode::FAILURE
        }
    }
}

/// Tasks run in the root of the workspace, wherever they were started.
fn at_root() -> Result<(), Failure> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    std::env::set_current_dir(root).map_err(Failure::io(format!("entering {root}")))
}

fn help() -> String {
    let mut text = String::from("usage: cargo xtask <command>\n\n");
    for command in COMMANDS {
        let call = format!("{} {}", command.name, command.arguments);
        text.push_str(&format!("  {call:<28} {}\n", command.about));
    }
    text
}
