//! `polus sync`: the local copy is brought up to date once.

use polus_engine::SyncSummary;
use serde::Serialize;
use tokio::time::Instant;

use crate::cli::{Cli, Sync};
use crate::failure::{Exit, Failure};
use crate::installation::Installation;
use crate::progress::thousands;
use crate::stop::Stop;
use crate::{output, watching};

/// Reads every stream to its present end.
pub async fn run(cli: &Cli, arguments: &Sync) -> Result<(), Failure> {
    let begun = Instant::now();
    let stop = Stop::on_signals()?;
    let (engine, store) = Installation::read(&cli.dir)?.open().await?;
    let syncing = watching::shown("sync", &engine, None, engine.sync(arguments.connection.as_deref()));
    let summary = tokio::select! {
        done = syncing => done?,
        () = stop.requested() => {
            store.close().await?;
            return Err(Failure::new(Exit::Interrupted, "stopped before everything was read")
                .hint("what was read is stored; the next `polus sync` goes on from there"));
        }
    };
    store.close().await?;
    let timed = Timed { seconds: begun.elapsed().as_secs_f64(), summary };
    output::result(cli.json, &timed, || describe(&timed))
}

/// What was read, and how long the whole command took.
#[derive(Serialize)]
struct Timed {
    seconds: f64,
    #[serde(flatten)]
    summary: SyncSummary,
}

fn describe(Timed { seconds, summary }: &Timed) -> String {
    format!(
        "Up to date: {} records held, {} requests in {seconds:.1} s, {} of them throttled.",
        thousands(summary.records),
        thousands(summary.requests),
        summary.throttled_429,
    )
}
