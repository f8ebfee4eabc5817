//! Command lines that cannot be read: told as people expect it of a command line, or as JSON like every other error.

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;

use crate::failure::{Exit, Failure};
use crate::output;

/// Prints what is wrong with the command line, or the manual when that was asked for; gives the exit code.
pub fn refuse(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        // With nowhere to write to, the exit code is all that is left.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    if wants_json(env::args_os()) {
        return output::failure(true, &failure(error));
    }
    output::note(false, error.render().to_string().trim_end());
    ExitCode::from(Exit::Usage as u8)
}

/// Whether `--json` is among the arguments, which could not be read as a whole.
fn wants_json(arguments: impl Iterator<Item = OsString>) -> bool {
    arguments.take_while(|argument| argument != "--").any(|argument| argument == "--json")
}

/// The printed text is made of paragraphs: what is wrong, maybe tips, the usage, where to read more.
fn failure(error: &clap::Error) -> Failure {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Failure::new(Exit::Usage, "no command was given").hint("`polus --help` lists the commands");
    }
    let text = error.render().to_string();
    let mut paragraphs = text.split("\n\n").map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    let what = paragraphs.next().unwrap_or_default();
    let hints: Vec<String> = paragraphs.map(|text| text.trim_start_matches("tip: ").to_owned()).collect();
    Failure::new(Exit::Usage, what.trim_start_matches("error: ")).hint(hints.join("\n"))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn what_is_wrong_and_what_to_do_are_told_apart() {
        let said = |arguments: &[&str]| {
            let error = Cli::try_parse_from([&["polus"], arguments].concat()).unwrap_err();
            failure(&error).render()
        };
        insta::assert_snapshot!(said(&["synk"]), @r"
        error: unrecognized subcommand 'synk'
          hint: a similar subcommand exists: 'sync'
          Usage: polus [OPTIONS] <COMMAND>
          For more information, try '--help'.
        ");
        insta::assert_snapshot!(said(&["query"]), @r"
        error: the following required arguments were not provided: <SQL>
          hint: Usage: polus query <SQL>
          For more information, try '--help'.
        ");
        insta::assert_snapshot!(said(&["query", "select 1", "--format", "cvs"]), @r"
        error: invalid value 'cvs' for '--format <FORMAT>' [possible values: table, csv, jsonl]
          hint: For more information, try '--help'.
        ");
        insta::assert_snapshot!(said(&[]), @r"
        error: no command was given
          hint: `polus --help` lists the commands
        ");
    }

    #[test]
    fn json_is_asked_for_before_the_end_of_options() {
        let wants = |arguments: &[&str]| wants_json(arguments.iter().map(OsString::from));
        assert!(wants(&["polus", "synk", "--json"]));
        assert!(!wants(&["polus", "query", "--", "--json"]) && !wants(&["polus", "synk"]));
    }
}
