//! The Polus integration engine: commands, HTTP, configuration.
//!
//! `cli.rs` says what can be asked for, `commands/` does it, one file each; `failure.rs` and `errors.rs` decide how it
//! reads when it does not work.

mod cli;
mod commands;
mod config;
mod errors;
mod failure;
mod http;
mod installation;
mod logging;
mod output;
mod progress;
mod ready;
mod secrets;
mod stop;
mod usage;
mod watching;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::failure::{Exit, Failure};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage::refuse(&error),
    };
    let serving = matches!(cli.command, Command::Up(_) | Command::Sandbox(_));
    logging::init(cli.verbose, serving, cli.json);
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::Internal, "cannot start").because(&error))
        .and_then(|runtime| runtime.block_on(commands::run(&cli)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => output::failure(cli.json, &failure),
    }
}
