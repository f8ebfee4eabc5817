//! What an answer looks like, and what it means for the exit code.

use std::borrow::Cow;
use std::io::{self, IsTerminal};

use gorgias::Answer;
use gorgias::operations::Operation;
use serde_json::Value;

use crate::failure::{Exit, Failure};
use crate::output;

/// Prints a body: JSON on one line or set out for people, anything else as it is. An empty one prints nothing.
pub fn print(one_line: bool, body: &str) -> Result<(), Failure> {
    if body.trim().is_empty() {
        return Ok(());
    }
    let set_out = match serde_json::from_str::<Value>(body) {
        Ok(value) if one_line => value.to_string(),
        Ok(value) => serde_json::to_string_pretty(&value).unwrap_or_else(|_| body.to_owned()),
        Err(_) => body.to_owned(),
    };
    output::text(&printable(&set_out))
}

/// Text as standard output may have it.
pub fn printable(text: &str) -> Cow<'_, str> {
    if io::stdout().is_terminal() { output::harmless(text) } else { text.into() }
}

/// The failure that an answer ends the command with, if any; its body was printed before.
pub fn judge(answer: &Answer, operation: Option<&Operation>) -> Result<(), Failure> {
    refusal(answer, operation).map_err(|failure| match failure.hint {
        None => failure.hint("its answer on standard output says why"),
        Some(_) => failure,
    })
}

/// The same, when the body was not printed.
pub fn refusal(answer: &Answer, operation: Option<&Operation>) -> Result<(), Failure> {
    let status = answer.status;
    let exit = match status {
        200..=299 => return Ok(()),
        401 | 403 => Exit::Credentials,
        _ => Exit::Unreachable,
    };
    let what = format!("Gorgias answered {status}");
    Err(match status {
        301 => match merged_into(answer) {
            Some(id) => Failure::new(exit, format!("{what}: merged into {id}")).hint(format!("ask for {id}")),
            None => Failure::new(exit, format!("{what}: merged into another")),
        },
        403 => match missing_scope(answer).or_else(|| operation?.scope.map(str::to_owned)) {
            Some(scope) => Failure::new(exit, what).hint(format!(
                "an app needs the scope {scope}; with an API key it is the user's role that counts"
            )),
            None => Failure::new(exit, what),
        },
        _ => Failure::new(exit, what),
    })
}

/// The id of the ticket or customer that took the place of another: the last number of the address.
fn merged_into(answer: &Answer) -> Option<u64> {
    let address = answer.header("location")?.split(['?', '#']).next()?;
    address.rsplit('/').find_map(|part| part.parse().ok())
}

/// The scope that the server's own words name: `Missing scope: tickets:write`.
fn missing_scope(answer: &Answer) -> Option<String> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    let words = body.pointer("/error/msg")?.as_str()?;
    let (_, rest) = words.split_once("issing scope")?;
    let scope = rest.trim_start_matches([':', ' ', '`', '"']);
    let scope = scope.split(|c: char| !c.is_ascii_alphanumeric() && !":_".contains(c)).next()?;
    Some(scope.trim_end_matches(':').to_owned()).filter(|scope| !scope.is_empty())
}
