//! `polus api`: every operation of the Gorgias API by name, and any other call by method and path.
//!
//! What exists and what it takes is data, [`gorgias::operations`]; nothing here knows a single operation but those that
//! carry files. Guarantees: what the table says would be refused is refused before anything is sent, with exit code 2;
//! everything sent passes the account's request budget; a write is sent once.

mod answer;
mod arguments;
mod body;
mod call;
mod files;
mod list;
mod manual;
mod page;
mod raw;
mod send;
mod table;
mod walk;

use gorgias::{Client, operations};
use polus_connect::document::{nearest, one_of};

use crate::cli::Cli;
use crate::failure::{Exit, Failure};
use crate::installation::Installation;

pub use arguments::Api;

/// Does what was asked for.
pub async fn run(cli: &Cli, asked: &Api) -> Result<(), Failure> {
    match asked {
        Api::List { word } => list::run(cli.json, word.as_deref()),
        Api::Raw(call) => raw::run(cli, call).await,
        Api::Operation(call) => send::run(cli, call).await,
        Api::Unknown(name) => Err(unknown(name)),
    }
}

/// Does something with the client of a connection.
async fn with_client(
    cli: &Cli,
    connection: Option<&str>,
    work: impl AsyncFnOnce(&Client) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (engine, store) = Installation::read(&cli.dir)?.open_read_only().await?;
    let done = work(&engine.client(connection)?).await;
    store.close().await?;
    done
}

fn unknown(name: &str) -> Failure {
    let all: Vec<&str> = operations::ALL.iter().map(|operation| operation.name).collect();
    let noun = name.split('.').next().unwrap_or_default();
    let of_noun: Vec<&str> = all.iter().copied().filter(|known| list::noun(known) == noun).collect();
    let hint = if !of_noun.is_empty() {
        one_of(name, &of_noun)
    } else if let Some(known) = nearest(name, &all) {
        format!("did you mean `{known}`? `polus api list` shows all")
    } else {
        "`polus api list` shows the operations, such as tickets.list; methods are GET, POST, PUT, DELETE"
            .into()
    };
    Failure::new(Exit::Usage, format!("`{}` is no operation and no method of the Gorgias API", shown(name)))
        .hint(hint)
}

/// What somebody typed, fit for an error: its beginning, and nothing that commands a terminal.
fn shown(text: &str) -> String {
    text.escape_debug().take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_leads_to_the_nearest() {
        let said = |name: &str| unknown(name).render();
        insta::assert_snapshot!(said("ticket.list"), @r"
        error: `ticket.list` is no operation and no method of the Gorgias API
          hint: did you mean `tickets.list`? `polus api list` shows all
        ");
        insta::assert_snapshot!(said("tags.rename"), @r"
        error: `tags.rename` is no operation and no method of the Gorgias API
          hint: did you mean `tags.create`? One of: `tags.list`, `tags.create`, `tags.delete_all`, `tags.get`, `tags.update`, `tags.delete`, `tags.merge`
        ");
        insta::assert_snapshot!(said("PATCH"), @r"
        error: `PATCH` is no operation and no method of the Gorgias API
          hint: `polus api list` shows the operations, such as tickets.list; methods are GET, POST, PUT, DELETE
        ");
        assert!(said("\u{1b}[2J").contains(r"`\u{1b}[2J`"));
        assert!(said(&"x".repeat(100_000)).len() < 300);
    }
}
