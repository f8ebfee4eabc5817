//! Credentials come from standard input or from a prompt, never from the command line, where everybody could see them.

use std::io::{self, BufRead, ErrorKind, IsTerminal};

use crate::failure::{Exit, Failure};

/// Refuses a secret that was written on the command line; `option` is how it was given.
pub fn only_dash(option: &str, value: &str) -> Result<(), Failure> {
    if value == "-" {
        return Ok(());
    }
    Err(Failure::new(
        Exit::Usage,
        format!("`{option}` takes no secret on the command line, where others can see it"),
    )
    .hint(format!(
        "write `{option}{}-` and give the secret on standard input or at the prompt",
        joint(option)
    )))
}

fn joint(option: &str) -> &'static str {
    if option.ends_with('=') { "" } else { " " }
}

/// How a secret is given.
const HOW: &str = "give it on standard input, one secret a line, or run this on a terminal to be asked";

/// Reads secrets, one for each title: prompted for on a terminal, else one a line.
pub fn read(titles: &[String]) -> Result<Vec<String>, Failure> {
    let terminal = io::stdin().is_terminal();
    let mut lines = io::stdin().lock().lines();
    let failed = |title: &str, error: io::Error| {
        let failure = Failure::new(Exit::Usage, format!("cannot read the {title}")).because(&error);
        match error.kind() {
            ErrorKind::InvalidData => {
                failure.hint("secrets are UTF-8 text; copy it again from where it was shown")
            }
            _ => failure.hint(HOW),
        }
    };
    titles
        .iter()
        .map(|title| {
            let text = if terminal {
                rpassword::prompt_password(format!("{title}: ")).map_err(|error| failed(title, error))?
            } else {
                lines.next().transpose().map_err(|error| failed(title, error))?.unwrap_or_default()
            };
            let text = text.trim().to_owned();
            if text.is_empty() {
                return Err(Failure::new(Exit::Usage, format!("no {title} was given")).hint(HOW));
            }
            Ok(text)
        })
        .collect()
}
