//! `polus api METHOD PATH`: any call, whether an operation is known for it or not.

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::{answer, arguments, body, call, shown, with_client};
use crate::cli::Cli;
use crate::failure::{Exit, Failure};
use crate::output;

/// The methods of the API.
pub const METHODS: &[&str] = &["GET", "POST", "PUT", "DELETE"];

/// What was typed.
#[derive(Debug)]
pub struct Arguments {
    method: String,
    path: String,
    query: Vec<String>,
    data: Option<String>,
    connection: Option<String>,
}

/// The subcommand of a method.
pub fn command(method: &'static str) -> Command {
    let about = match method {
        "GET" => "Read any path, such as /api/tickets",
        "POST" => "Create or act",
        "PUT" => "Change",
        _ => "Delete",
    };
    Command::new(method)
        .alias(method.to_ascii_lowercase())
        .about(about)
        .disable_version_flag(true)
        .arg(Arg::new("path").value_name("PATH").required(true).help("Path, such as /api/tickets"))
        .arg(
            Arg::new("query")
                .short('q')
                .long("query")
                .value_name("NAME=VALUE")
                .action(ArgAction::Append)
                .help("Query parameter; may be repeated"),
        )
        .arg(
            Arg::new("data")
                .long("data")
                .value_name("JSON")
                .help("JSON body; @FILE reads a file, - standard input"),
        )
        .arg(arguments::connection())
}

impl Arguments {
    /// Reads what clap has found right.
    pub fn read(method: &str, matches: &ArgMatches) -> Arguments {
        Arguments {
            method: method.to_owned(),
            path: matches.get_one("path").cloned().unwrap_or_default(),
            query: matches.get_many("query").map(|all| all.cloned().collect()).unwrap_or_default(),
            data: matches.get_one("data").cloned(),
            connection: matches.get_one("connection").cloned(),
        }
    }
}

/// Sends the call and prints what came back, whatever it is.
pub async fn run(cli: &Cli, arguments: &Arguments) -> Result<(), Failure> {
    if !arguments.path.starts_with("/api/") {
        let what = format!("`{}` is no path of the Gorgias API", shown(&arguments.path));
        return Err(Failure::new(Exit::Usage, what).hint("paths begin with /api/, such as /api/tickets"));
    }
    // People paste paths with their parameters.
    let (path, pasted) = arguments.path.split_once('?').unwrap_or((&arguments.path, ""));
    let mut query: Vec<(String, String)> = form_urlencoded::parse(pasted.as_bytes()).into_owned().collect();
    for pair in &arguments.query {
        query.push(parameter(pair)?);
    }
    call::address(path, &query)?;
    let body = arguments.data.as_deref().map(body::data).transpose()?;
    with_client(cli, arguments.connection.as_deref(), async |client| {
        let answer = client.raw(&arguments.method, path, &query, body).await?;
        let text = String::from_utf8_lossy(&answer.body);
        if cli.json {
            let body: Value = serde_json::from_str(&text).unwrap_or_else(|_| Value::from(text.as_ref()));
            output::json(&json!({"status": answer.status, "body": body}))?;
        } else {
            output::note(false, &format!("HTTP {}", answer.status));
            answer::print(false, &text)?;
        }
        answer::judge(&answer, None)
    })
    .await
}

fn parameter(pair: &str) -> Result<(String, String), Failure> {
    pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).ok_or_else(|| {
        Failure::new(Exit::Usage, format!("`-q {}` has no value", shown(pair)))
            .hint("write `-q NAME=VALUE`, such as `-q limit=5`")
    })
}
