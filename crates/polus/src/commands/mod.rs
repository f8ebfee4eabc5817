//! The commands, one file each. To add one: a variant in `cli.rs`, a file here, a line below.

mod api;
mod connect;
mod demo;
mod init;
mod query;
mod sandbox;
mod status;
mod sync;
mod up;

pub use api::Api;

use crate::cli::{Cli, Command};
use crate::failure::Failure;

/// Does what the command line asks for.
pub async fn run(cli: &Cli) -> Result<(), Failure> {
    match &cli.command {
        Command::Init(arguments) => init::run(cli, arguments),
        Command::Connect(arguments) => connect::run(cli, arguments).await,
        Command::Sync(arguments) => sync::run(cli, arguments).await,
        Command::Up(arguments) => up::run(cli, arguments).await,
        Command::Status(_) => status::run(cli).await,
        Command::Query(arguments) => query::run(cli, arguments).await,
        Command::Api(arguments) => api::run(cli, arguments).await,
        Command::Sandbox(arguments) => sandbox::run(cli, arguments).await,
        Command::Demo(arguments) => demo::run(cli, arguments).await,
    }
}
