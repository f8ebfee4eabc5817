//! `--all` and `--max`: a list page after page, printed as it comes. Memory holds one page.
//!
//! With `--json` the rows are one array, else one JSON object a line. An array is closed at the end of the list and when
//! the user stops it; after a failure it stays open, so that nobody takes a part for the whole.

use std::collections::HashSet;
use std::io::{self, IsTerminal};

use gorgias::Client;
use serde_json::Value;

use super::answer;
use super::call::Call;
use super::page::{self, Page};
use crate::cli::Cli;
use crate::failure::{Exit, Failure};
use crate::output::{self, Reader};
use crate::progress::{Progress, Seen};
use crate::stop::Stop;

/// Rows a page when nothing else is said: many, for few requests, and few enough to hold.
const ROWS_A_PAGE: u32 = 1_000;

/// Prints the rows of a list, at most this many.
pub async fn run(
    cli: &Cli,
    client: &Client,
    call: &Call,
    body: Option<Value>,
    most: u64,
) -> Result<(), Failure> {
    let stop = Stop::on_signals()?;
    let mut query = first(call, most);
    let mut seen: HashSet<Vec<(String, String)>> = HashSet::new();
    let mut printer = Printer { array: cli.json, rows: 0 };
    let mut progress = Shown::start(call.operation.name);
    loop {
        let sent = client.raw(call.operation.method, &call.path, &query, body.clone());
        let answer = tokio::select! {
            answer = sent => answer?,
            () = stop.clone().requested() => {
                printer.end()?;
                return Err(Failure::new(Exit::Interrupted, format!("stopped; rows until then: {}", printer.rows)));
            }
        };
        if let Err(mut failure) = answer::refusal(&answer, Some(call.operation)) {
            let said: String = String::from_utf8_lossy(&answer.body).chars().take(500).collect();
            failure.causes.push(said);
            failure.what += &format!("; rows before it: {}", printer.rows);
            return Err(failure);
        }
        let Some(page) = serde_json::from_slice(&answer.body).ok().and_then(Page::read) else {
            return Err(Failure::new(Exit::Unreachable, format!("{} answered no list", call.path)));
        };
        let room = usize::try_from(most - printer.rows).unwrap_or(usize::MAX);
        let rows = &page.rows[..page.rows.len().min(room)];
        if printer.print(rows)? == Reader::Gone {
            return Ok(());
        }
        if printer.rows == most {
            return printer.end();
        }
        progress.show(printer.rows, client);
        let Some(next) = page.next else { return printer.end() };
        query = page::turned(&query, &next);
        if !seen.insert(next) {
            return Err(Failure::new(
                Exit::Unreachable,
                "the list gives a cursor for the second time, so it has no end",
            )
            .hint(format!("rows before it: {}; ask again, or for less", printer.rows)));
        }
    }
}

/// The query of the first page: the caller's, with as many rows a page as help.
fn first(call: &Call, most: u64) -> Vec<(String, String)> {
    let mut query = call.query.clone();
    let limit = call.operation.limit.map(|(_, accepted)| accepted.min(ROWS_A_PAGE));
    if let Some(limit) = limit.filter(|_| query.iter().all(|(name, _)| name != "limit")) {
        query.push(("limit".to_owned(), u64::from(limit).min(most).to_string()));
    }
    query
}

struct Printer {
    array: bool,
    rows: u64,
}

impl Printer {
    fn print(&mut self, rows: &[Value]) -> Result<Reader, Failure> {
        let mut text = String::new();
        for row in rows {
            text += match (self.array, self.rows) {
                (false, _) => "",
                (true, 0) => "[",
                (true, _) => ",\n",
            };
            text += &row.to_string();
            text += if self.array { "" } else { "\n" };
            self.rows += 1;
        }
        output::part(&answer::printable(&text))
    }

    fn end(&self) -> Result<(), Failure> {
        match (self.array, self.rows) {
            (false, _) => Ok(()),
            (true, 0) => output::text("[]"),
            (true, _) => output::text("]"),
        }
    }
}

/// A bar, when people look on and rows do not scroll past it.
struct Shown(Option<Progress>);

impl Shown {
    fn start(what: &str) -> Shown {
        let seen = io::stderr().is_terminal() && !io::stdout().is_terminal();
        Shown(seen.then(|| Progress::start(what)))
    }

    fn show(&mut self, records: u64, client: &Client) {
        let Some(progress) = &mut self.0 else { return };
        let budget = client.budget().snapshot();
        let quota = (budget.size > 0).then(|| (budget.used / f64::from(budget.size)).min(1.0));
        progress.show(Seen { records, total: None, quota });
    }
}
