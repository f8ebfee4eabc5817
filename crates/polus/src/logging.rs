//! What is logged, and where: standard error, so that standard output holds results alone.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Environment variable with a filter such as `info,polus_engine=debug`; it wins over `-v`.
const VARIABLE: &str = "POLUS_LOG";

/// Starts logging. `verbose` counts `-v`; `serving` is whether the command runs until it is stopped, and so has
/// something to tell without being asked.
pub fn init(verbose: u8, serving: bool, json: bool) {
    let ours = |level: &str| {
        format!(
            "warn,polus={level},polus_engine={level},gorgias={level},polus_connect={level},polus_store={level}"
        )
    };
    let default = match (verbose, serving) {
        (0, false) => "warn".to_owned(),
        (0, true) => ours("info"),
        (1, _) => ours("debug"),
        _ => ours("trace"),
    };
    let filter = EnvFilter::try_from_env(VARIABLE).unwrap_or_else(|_| EnvFilter::new(default));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(crate::progress::LogWriter::default)
        .with_ansi(std::io::stderr().is_terminal());
    if json { log.json().init() } else { log.with_target(false).init() }
}
