//! The advisory lock beside the database: one process writes.
//!
//! The operating system lets go of it when the process ends, however it ends; the file stays and says
//! nothing.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::{Result, StoreError};

/// Held for as long as the process may write.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

/// Takes the lock of the database at `path`, or says which process has it.
pub(super) fn claim(path: &Path) -> Result<Lock> {
    let beside = lock_path(path);
    let io = |error: std::io::Error| StoreError::Io {
        doing: "creating or locking",
        path: beside.clone(),
        detail: error.to_string(),
    };
    // Not truncated: while somebody else holds the lock, the file has their number in it.
    let mut file =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&beside).map_err(io)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            let pid = file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
            return Err(StoreError::Locked { path: path.to_owned(), pid });
        }
        Err(TryLockError::Error(error)) => return Err(io(error)),
    }
    file.set_len(0).map_err(io)?;
    file.rewind().map_err(io)?;
    writeln!(file, "{}", std::process::id()).map_err(io)?;
    Ok(Lock { _file: file })
}

fn lock_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}
