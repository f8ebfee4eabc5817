//! What can go wrong with the database, in words for the person who has to act.
//!
//! `Display` says what happened and where; [`StoreError::hint`] says what to do; [`StoreError::class`] says
//! whether trying again helps. Errors are cloned, because one failed commit is the answer to every caller
//! whose work was in it.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Whether trying again helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The same call can succeed later, when what stands in the way is gone.
    Transient,
    /// The same call fails until somebody changes something.
    Permanent,
    /// A fault of this program.
    Ours,
}

/// Why the store could not do what was asked. Nothing of a failed call is stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Another Polus has the database open for writing.
    #[error("{} is in use by another polus{}", path.display(), pid.map(|pid| format!(" (process {pid})")).unwrap_or_default())]
    Locked {
        /// The database.
        path: PathBuf,
        /// The other process, if it has written its number down already.
        pid: Option<u32>,
    },
    /// Another program holds a lock on the database for longer than we wait.
    #[error("{} is being written by another program", path.display())]
    Busy {
        /// The database.
        path: PathBuf,
    },
    /// The database was written by a later version. It was not touched.
    #[error("{} has schema version {found}; this polus knows versions up to {supported}", path.display())]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The latest that this program knows.
        supported: i64,
    },
    /// The file is something else. It was not touched.
    #[error("{} is not a Polus database", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// The file's content contradicts itself.
    #[error("{} is damaged: {detail}", path.display())]
    Corrupt {
        /// The database.
        path: PathBuf,
        /// What SQLite found.
        detail: String,
    },
    /// No room to write.
    #[error("no space left to write {}", path.display())]
    DiskFull {
        /// The database.
        path: PathBuf,
    },
    /// The file system refused.
    #[error("{doing} {} failed: {detail}", path.display())]
    Io {
        /// What was being done: "opening", "locking" ...
        doing: &'static str,
        /// To which file.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// The user's SQL cannot be run.
    #[error("the query cannot be run: {reason}")]
    Query {
        /// Why.
        reason: String,
    },
    /// The caller no longer owns what it wants to change, or it is not in a state that allows it.
    #[error("{what} {reason}")]
    Conflict {
        /// The thing, such as "run 7".
        what: String,
        /// What is the matter with it.
        reason: String,
    },
    /// The user's query gives a value, a row or a result past the limit.
    #[error("the query gives more than {} MiB at once", crate::query::QUERY_SIZE_LIMIT >> 20)]
    QueryTooLarge,
    /// There is no such thing.
    #[error("there is no {what}")]
    NotFound {
        /// The thing, such as "table ticket".
        what: String,
        /// What there is instead.
        hint: Option<String>,
    },
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
    /// Writing was asked of a store that was opened for reading.
    #[error("{} is open for reading only", path.display())]
    ReadOnly {
        /// The database.
        path: PathBuf,
    },
    /// SQLite refused a statement of ours, or a stored value cannot be read back.
    #[error("internal fault in the store: {detail}")]
    Internal {
        /// What happened.
        detail: String,
    },
}

impl StoreError {
    /// Whether trying again helps.
    pub fn class(&self) -> Class {
        match self {
            StoreError::Busy { .. } | StoreError::DiskFull { .. } => Class::Transient,
            StoreError::Internal { .. } => Class::Ours,
            _ => Class::Permanent,
        }
    }

    /// What to do about it, if there is something to say.
    pub fn hint(&self) -> Option<String> {
        let text = match self {
            StoreError::Locked { pid: Some(pid), .. } => {
                return Some(format!("stop process {pid} first, or give this one another data folder"));
            }
            StoreError::Locked { pid: None, .. } => "stop the other polus first, or use another data folder",
            StoreError::Busy { .. } => "close the program that writes to the file; reading it is fine",
            StoreError::Newer { .. } => {
                "install the polus that last used it, or restore a backup from before the upgrade; nothing was changed"
            }
            StoreError::NotOurs { .. } => "give another path, or move the file away; it was not changed",
            StoreError::Corrupt { .. } => {
                "stop polus, keep a copy of the file and its -wal, and restore the last backup; a fresh database can be filled again with `polus sync`"
            }
            StoreError::DiskFull { .. } => {
                "make room on the disk; what was stored before is intact and work goes on by itself"
            }
            StoreError::Io { .. } => "check that the folder exists and that this user may write to it",
            StoreError::Query { .. } => "the tables and their columns are described in docs/tables.md",
            StoreError::QueryTooLarge => "select fewer columns, or fewer rows",
            StoreError::NotFound { hint, .. } => return hint.clone(),
            StoreError::ReadOnly { .. } => "open it for writing, with no other polus running on it",
            StoreError::Internal { .. } => "please report this with the text above",
            StoreError::Conflict { .. } | StoreError::Closed => return None,
        };
        Some(text.to_owned())
    }

    /// Translates an error of the database at `path`.
    pub(crate) fn sqlite(path: &Path, error: &rusqlite::Error) -> StoreError {
        let path = path.to_owned();
        let detail = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy { path },
            Some(ErrorCode::DiskFull) => StoreError::DiskFull { path },
            Some(ErrorCode::DatabaseCorrupt) => StoreError::Corrupt { path, detail },
            Some(ErrorCode::NotADatabase) => StoreError::NotOurs { path },
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                StoreError::Io { doing: "opening", path, detail }
            }
            Some(ErrorCode::ReadOnly) => StoreError::Io { doing: "writing", path, detail },
            Some(ErrorCode::SystemIoFailure) => StoreError::Io { doing: "reading or writing", path, detail },
            _ => StoreError::Internal { detail },
        }
    }
}
