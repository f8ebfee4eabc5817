//! The command line of `polus api`: one subcommand an operation, made from the table when it is needed.

use clap::builder::PossibleValuesParser;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, value_parser};
use gorgias::operations::{self, Answer, Body, Operation, Parameter};

use super::call::{self, Call};
use super::raw::{self, METHODS};
use super::{files, manual};

/// What was asked for.
#[derive(Debug)]
pub enum Api {
    /// The operations, those with this word only.
    List {
        /// In the name, path, scope or note.
        word: Option<String>,
    },
    /// A method and a path.
    Raw(raw::Arguments),
    /// An operation by name.
    Operation(Box<Call>),
    /// Something that is neither.
    Unknown(String),
}

const USAGE: &str = "polus api list [WORD]\n       \
    polus api <OPERATION> [ARGUMENTS]\n       \
    polus api <METHOD> <PATH> [-q NAME=VALUE]... [--data JSON]";

const EXAMPLES: &str = "Examples:\n  \
    polus api list survey\n  \
    polus api tickets.create --help\n  \
    polus api tickets.list --customer_id 5 --order_by updated_datetime:desc --limit 10\n  \
    polus api tickets.list --all --json > tickets.json\n  \
    polus api tickets.get 123 --relationships custom_fields\n  \
    polus api tags.create --field name=vip --field 'decoration:={\"color\": \"#f00\"}'\n  \
    polus api tickets.create --data @ticket.json\n  \
    polus api files.upload label.png\n  \
    polus api files.download attachment Hx1 label.png --output label.png\n  \
    polus api GET /api/tickets -q limit=5\n\n\
    What the API is known to refuse is refused before it is sent: unknown parameters, missing fields, ids that are \
    none. A method and a path send anything.\n\n\
    A list is a table on a terminal and JSON elsewhere; with --all or --max it is one JSON object a line as pages \
    come, with --json one JSON array. An array that has no end is not whole. docs/api.md says more.";

impl Args for Api {
    fn augment_args(command: Command) -> Command {
        command
            .override_usage(USAGE)
            .after_help(EXAMPLES)
            .arg_required_else_help(true)
            // What is no operation is answered with the nearest one; nearest of 114, clap would list a dozen.
            .allow_external_subcommands(true)
            .defer(|command| {
                command
                    .subcommand(list())
                    .subcommands(METHODS.iter().map(|method| raw::command(method)))
                    .subcommands(operations::ALL.iter().map(operation))
            })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Api::augment_args(command)
    }
}

impl FromArgMatches for Api {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let Some((name, matches)) = matches.subcommand() else {
            // Not left to clap, which would list all of them.
            return Err(clap::Error::raw(
                ErrorKind::MissingSubcommand,
                "no operation was given\n\n  tip: `polus api list` shows all, such as tickets.list\n",
            ));
        };
        if name == "list" {
            return Ok(Api::List { word: matches.get_one("word").cloned() });
        }
        if METHODS.contains(&name) {
            return Ok(Api::Raw(raw::Arguments::read(name, matches)));
        }
        Ok(match operations::find(name) {
            Some(operation) => Api::Operation(Box::new(Call::read(operation, matches))),
            None => Api::Unknown(name.to_owned()),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Api::from_arg_matches(matches)?;
        Ok(())
    }
}

fn list() -> Command {
    Command::new("list")
        .about("Every operation: name, method, path, scope; with --json everything known of them")
        .disable_version_flag(true)
        .arg(Arg::new("word").value_name("WORD").help("Only those with this in name, path, scope or note"))
}

/// Which Gorgias connection; every call has it.
pub(super) fn connection() -> Arg {
    Arg::new("connection")
        .long("connection")
        .value_name("NAME")
        .help("Which Gorgias connection, when there are several")
}

/// The subcommand of an operation.
fn operation(operation: &'static Operation) -> Command {
    let mut command = Command::new(operation.name)
        .alias(operation.id)
        .hide(true)
        .disable_version_flag(true)
        .about(manual::about(operation))
        .after_help(manual::after(operation));
    command = match operation.answer {
        Answer::Redirect => command.args(files::download_arguments()),
        _ => command.args(call::segments(operation).map(segment)),
    };
    if operation.body == Body::Multipart {
        command = command.arg(files::upload_argument());
    }
    command = command.next_help_heading("Query parameters");
    command = command.args(operation.query.iter().map(|of| parameter(operation, of)));
    if matches!(operation.answer, Answer::Pages | Answer::Items) {
        command = command.next_help_heading("Pages").args(pages());
    }
    if matches!(operation.body, Body::Object | Body::Array | Body::Value) {
        command = command.next_help_heading("Body").args(body(operation.body));
    }
    command.next_help_heading(None::<&str>).arg(connection())
}

fn segment(segment: call::Segment) -> Arg {
    let arg = Arg::new(segment.name).value_name(segment.name.to_uppercase()).required(true);
    match (segment.is_id, segment.zero) {
        (true, Some(zero)) => arg.value_parser(call::id_or_zero).help(format!("Its id; 0 is {zero}")),
        (true, None) => arg.value_parser(call::id).help("Its id"),
        (false, _) => arg.value_parser(call::word),
    }
}

fn parameter(operation: &Operation, parameter: &'static Parameter) -> Arg {
    let arg = Arg::new(parameter.name)
        .long(parameter.name)
        .alias(parameter.name.replace(['_', '['], "-").replace(']', ""))
        .required(parameter.required)
        .help(manual::parameter(operation, parameter))
        .action(if parameter.repeated { ArgAction::Append } else { ArgAction::Set });
    match parameter.name {
        "limit" => {
            let most = operation.limit.map_or(100, |(_, most)| most);
            arg.value_name("ROWS").value_parser(value_parser!(u32).range(1..=i64::from(most)))
        }
        "order_by" if !operation.orders.is_empty() => {
            arg.value_name("ORDER").value_parser(PossibleValuesParser::new(operation.orders.iter().copied()))
        }
        name if call::is_id(name) => arg.value_name("ID").value_parser(call::id),
        _ => arg.value_name("TEXT").value_parser(call::text),
    }
}

fn pages() -> [Arg; 2] {
    [
        Arg::new("all").long("all").action(ArgAction::SetTrue).help("Every page to the end of the list"),
        Arg::new("max")
            .long("max")
            .value_name("N")
            .value_parser(value_parser!(u64).range(1..))
            .help("As many pages as N rows take"),
    ]
}

fn body(body: Body) -> Vec<Arg> {
    let what = match body {
        Body::Array => "A JSON array of objects",
        Body::Value => "A JSON value; text in double quotes",
        _ => "A JSON object",
    };
    let data = Arg::new("data")
        .long("data")
        .value_name("JSON")
        .help(format!("{what}; @FILE reads a file, - standard input"));
    let field = Arg::new("field")
        .long("field")
        .value_name("KEY=VALUE")
        .action(ArgAction::Append)
        .help("One field of it; KEY:=JSON for lists, objects, null; may be repeated");
    if body == Body::Object { vec![data, field] } else { vec![data.required(true)] }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn the_command_line_of_every_operation_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn an_operation_is_found_by_name_and_by_its_id_in_the_reference() {
        for name in ["tickets.get", "get_ticket"] {
            let cli = Cli::try_parse_from(["polus", "api", name, "12", "--json"]).unwrap();
            let crate::cli::Command::Api(Api::Operation(call)) = cli.command else { panic!("{name}") };
            assert_eq!(
                (call.operation.name, call.path.as_str(), cli.json),
                ("tickets.get", "/api/tickets/12", true)
            );
        }
    }
}
