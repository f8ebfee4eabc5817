//! Files that tell a script: everything answers now, at these addresses.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::failure::{Exit, Failure};

/// Removes what an earlier process wrote, so that nobody takes it for the word of this one.
pub fn clear(path: Option<&PathBuf>) -> Result<(), Failure> {
    let Some(path) = path else { return Ok(()) };
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed(path, &error)),
        _ => Ok(()),
    }
}

/// Writes JSON to a file that only its owner can read, as a whole or not at all: a reader never sees half of it.
pub fn write(path: &Path, value: &impl Serialize) -> Result<(), Failure> {
    let failed = |error: &dyn std::error::Error| failed(path, error);
    let text = serde_json::to_vec_pretty(value).map_err(|error| failed(&error))?;
    let beside = beside(path);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&beside).map_err(|error| failed(&error))?;
    file.write_all(&text).and_then(|()| file.sync_all()).map_err(|error| failed(&error))?;
    std::fs::rename(&beside, path).map_err(|error| failed(&error))
}

fn failed(path: &Path, error: &dyn std::error::Error) -> Failure {
    Failure::new(Exit::Configuration, format!("cannot write {}", path.display()))
        .because(error)
        .hint("check that the folder exists and that this user may write to it")
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}
