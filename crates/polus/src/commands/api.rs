//! `polus api`: one call to the connected Gorgias account, within its budget.

use std::io::Read;

use serde_json::{Value, json};
use url::form_urlencoded;

use crate::cli::{Api, Cli};
use crate::failure::{Exit, Failure};
use crate::installation::Installation;
use crate::output;

/// Sends the call and prints what came back, whatever it is.
pub async fn run(cli: &Cli, arguments: &Api) -> Result<(), Failure> {
    let method = arguments.method.to_ascii_uppercase();
    if !["GET", "POST", "PUT", "DELETE"].contains(&method.as_str()) {
        return Err(Failure::new(
            Exit::Usage,
            format!("`{}` is no method of the Gorgias API", arguments.method),
        )
        .hint("write GET, POST, PUT or DELETE"));
    }
    if !arguments.path.starts_with("/api/") {
        return Err(Failure::new(Exit::Usage, format!("`{}` is no path of the Gorgias API", arguments.path))
            .hint("paths begin with /api/, such as /api/tickets"));
    }
    // People paste paths with their parameters.
    let (path, pasted) = arguments.path.split_once('?').unwrap_or((&arguments.path, ""));
    let mut query: Vec<(String, String)> = form_urlencoded::parse(pasted.as_bytes()).into_owned().collect();
    for pair in &arguments.query {
        query.push(parameter(pair)?);
    }
    let body = arguments.data.as_deref().map(body).transpose()?;
    let (engine, store) = Installation::read(&cli.dir)?.open_read_only().await?;
    let client = engine.client(arguments.connection.as_deref())?;
    let answer = client.raw(&method, path, &query, body).await?;
    store.close().await?;
    let text = String::from_utf8_lossy(&answer.body);
    if cli.json {
        let body: Value = serde_json::from_str(&text).unwrap_or_else(|_| Value::from(text.as_ref()));
        output::json(&json!({"status": answer.status, "body": body}))?;
    } else {
        output::note(false, &format!("HTTP {}", answer.status));
        if !text.is_empty() {
            output::text(&pretty(&text))?;
        }
    }
    match answer.status {
        200..=299 => Ok(()),
        401 | 403 => Err(refused(answer.status, Exit::Credentials)),
        status => Err(refused(status, Exit::Unreachable)),
    }
}

fn refused(status: u16, exit: Exit) -> Failure {
    Failure::new(exit, format!("Gorgias answered {status}")).hint("its answer on standard output says why")
}

fn parameter(pair: &str) -> Result<(String, String), Failure> {
    pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).ok_or_else(|| {
        Failure::new(Exit::Usage, format!("`-q {pair}` has no value"))
            .hint("write `-q NAME=VALUE`, such as `-q limit=5`")
    })
}

fn body(given: &str) -> Result<Value, Failure> {
    let text = if given == "-" {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| Failure::new(Exit::Usage, "cannot read the body").because(&error))?;
        text
    } else {
        given.to_owned()
    };
    serde_json::from_str(&text).map_err(|error| {
        Failure::new(Exit::Usage, "`--data` is not JSON")
            .because(&error)
            .hint("quote it for the shell: --data '{\"name\": \"vip\"}'; - reads standard input")
    })
}

fn pretty(text: &str) -> String {
    serde_json::from_str::<Value>(text)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| text.to_owned())
}
