//! `polus status`: connections, streams, runs and failures, as the dashboard shows them.

use polus_engine::{Clock, Status};

use crate::cli::Cli;
use crate::failure::Failure;
use crate::progress::thousands;
use crate::{installation, output};

/// Reads the status from the database, also while `polus up` runs.
pub async fn run(cli: &Cli) -> Result<(), Failure> {
    let store = installation::read_only(&cli.dir).await?;
    let status = Status::read(&store, Clock::system().now()).await?;
    store.close().await?;
    output::result(cli.json, &status, || describe(&status))
}

fn describe(status: &Status) -> String {
    let mut parts = vec![format!("Account {}", status.account)];
    if status.connections.is_empty() {
        parts.push("Nothing is connected yet: polus connect gorgias --help".to_owned());
    } else {
        parts.push(connections(status));
    }
    let runs = &status.runs;
    parts.push(format!(
        "Runs: {} waiting, {} done, {} skipped, {} failed. Webhooks waiting: {}. Failures to look at: {}.",
        thousands(runs.due + runs.leased),
        thousands(runs.done),
        thousands(runs.skipped),
        thousands(runs.failed),
        thousands(status.inbox_depth),
        thousands(status.totals.failures),
    ));
    parts.extend(status.failures.iter().map(|failure| {
        let hint = failure.hint.as_ref().map(|hint| format!("\n  hint: {hint}")).unwrap_or_default();
        format!("{}: {}{hint}", failure.what, failure.reason)
    }));
    parts.join("\n\n")
}

fn connections(status: &Status) -> String {
    let header = ["connection", "stream", "rows", "state", "read"].map(str::to_owned);
    let mut rows = Vec::new();
    for connection in &status.connections {
        let trouble = connection.message.as_ref().map(|message| format!(": {message}")).unwrap_or_default();
        let state = format!("{}{trouble}", connection.state.as_str());
        rows.push(vec![connection.name.clone(), String::new(), String::new(), state, String::new()]);
        rows.extend(connection.streams.iter().map(|stream| {
            let state = stream
                .error
                .as_ref()
                .map_or_else(|| stream.phase.to_string(), |error| format!("failing: {error}"));
            let read =
                stream.read_seconds_ago.map_or("never".to_owned(), |seconds| format!("{seconds} s ago"));
            let records = u64::try_from(stream.rows).unwrap_or(0);
            vec![String::new(), stream.name.clone(), thousands(records), state, read]
        }));
    }
    output::columns(&header, rows, &[false, false, true, false, false])
}
