//! `polus init`: a folder with a commented configuration and a key.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use polus_store::sealed::SealingKey;
use serde_json::json;

use crate::cli::{Cli, Init};
use crate::config;
use crate::failure::{Exit, Failure};
use crate::installation::{KEY_FILE, random};
use crate::output;

/// Fills the folder; what is there already stays as it is.
pub fn run(cli: &Cli, arguments: &Init) -> Result<(), Failure> {
    let folder = arguments.folder.as_deref().unwrap_or(&cli.dir);
    let made = fill(folder, config::DEFAULT)?;
    let config = folder.join(config::FILE);
    output::result(cli.json, &json!({"folder": folder, "made": made}), || match made.as_slice() {
        [] => format!("{} is complete already; nothing was changed", folder.display()),
        made => format!(
            "Made {} in {}.\n\nNext:\n  1. read {}\n  2. polus connect gorgias --url https://<account>.gorgias.com \
             --email <you> --api-key -\n  3. polus up\n\nKeep {KEY_FILE} safe and apart from backups of the data: \
             it opens the stored credentials.",
            made.join(" and "),
            folder.display(),
            config.display(),
        ),
    })
}

/// Makes the folder and what is missing in it; gives the names of what was made.
pub fn fill(folder: &Path, config: &str) -> Result<Vec<&'static str>, Failure> {
    let failed = |error: &std::io::Error| {
        Failure::new(Exit::Configuration, format!("cannot fill the folder {}", folder.display()))
            .because(error)
            .hint("check the path and that this user may write there")
    };
    fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    let mut made = Vec::new();
    match OpenOptions::new().write(true).create_new(true).open(folder.join(config::FILE)) {
        Ok(mut file) => {
            file.write_all(config.as_bytes()).map_err(|error| failed(&error))?;
            made.push(config::FILE);
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(failed(&error)),
    }
    let key = folder.join(KEY_FILE);
    if !key.exists() {
        SealingKey::generate(&mut random()?).write_new(&key)?;
        made.push(KEY_FILE);
    }
    Ok(made)
}
