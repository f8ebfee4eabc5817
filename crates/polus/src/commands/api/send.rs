//! `polus api tickets.get 12`: sends an operation and prints what it answers.

use std::io::{self, IsTerminal};

use gorgias::operations::{Answer as Kind, Body};
use gorgias::{Answer, Client};

use super::call::Call;
use super::page::Page;
use super::{answer, body, files, table, walk, with_client};
use crate::cli::Cli;
use crate::failure::Failure;
use crate::output;

/// Checks everything that can be checked, then sends.
pub async fn run(cli: &Cli, call: &Call) -> Result<(), Failure> {
    call.check()?;
    let connection = call.connection.as_deref();
    if call.operation.body == Body::Multipart {
        let upload = files::upload(call)?;
        return with_client(cli, connection, async |client| {
            let made = client.send(upload).await?;
            print_json(cli.json, &made)
        })
        .await;
    }
    if call.operation.answer == Kind::Redirect {
        let download = files::download(call)?;
        return with_client(cli, connection, async |client| {
            let address = client.send(download).await?;
            let file = client.fetch(&address).await?;
            files::keep(cli.json, call.output.as_deref(), &file.body)
        })
        .await;
    }
    let data = call.data.as_deref().map(body::data).transpose()?;
    let body = body::of(call.operation, data, &call.fields)?;
    with_client(cli, connection, async |client| match call.rows {
        Some(rows) => walk::run(cli, client, call, body, rows).await,
        None => once(cli, client, call, body).await,
    })
    .await
}

async fn once(
    cli: &Cli,
    client: &Client,
    call: &Call,
    body: Option<serde_json::Value>,
) -> Result<(), Failure> {
    let answer = client.raw(call.operation.method, &call.path, &call.query, body).await?;
    if !cli.json && (answer.body.is_empty() || !(200..300).contains(&answer.status)) {
        output::note(false, &format!("HTTP {}", answer.status));
    }
    if cli.json || !io::stdout().is_terminal() || !as_table(call, &answer)? {
        answer::print(cli.json, &String::from_utf8_lossy(&answer.body))?;
    }
    answer::judge(&answer, Some(call.operation))
}

/// Prints a list as a table when it can be one.
fn as_table(call: &Call, answer: &Answer) -> Result<bool, Failure> {
    let list = matches!(call.operation.answer, Kind::Pages | Kind::Items | Kind::Whole);
    let page = serde_json::from_slice(&answer.body).ok().and_then(Page::read);
    let Some(page) = page.filter(|_| list && (200..300).contains(&answer.status)) else { return Ok(false) };
    if page.rows.is_empty() {
        output::note(false, "no rows");
        return Ok(true);
    }
    let Some(table) = table::of(&page.rows) else { return Ok(false) };
    output::text(&table)?;
    if page.next.is_some() {
        output::note(
            false,
            "there are more; --all prints every row, --json shows the cursor of the next page",
        );
    }
    Ok(true)
}

fn print_json(one_line: bool, value: &impl serde::Serialize) -> Result<(), Failure> {
    answer::print(one_line, &serde_json::to_string(value).unwrap_or_default())
}
