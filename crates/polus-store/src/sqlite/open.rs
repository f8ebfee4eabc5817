//! Opening the database file: is it ours, is it of our time, who else has it.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::lock::{self, Lock};
use super::migrate;
use crate::{Result, StoreError};

/// How long a lock of another program is waited for.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Page cache of the writer in KiB; a typed table with its indexes is written at random places.
const WRITER_CACHE_KIB: i64 = 32 * 1024;

/// Page cache of one reader in KiB.
const READER_CACHE_KIB: i64 = 4 * 1024;

/// Statements kept ready on one connection.
const STATEMENTS: usize = 128;

/// Pages of 4 KiB in the write-ahead log at which it is folded into the file. A group of a first copy touches about a
/// thousand; folding after each would write most of them twice. Larger logs are folded in longer stalls.
const FOLD_PAGES: i64 = 4_000;

/// Beyond this the write-ahead log is cut back after it was folded in.
const LOG_LIMIT_BYTES: i64 = 64 * 1024 * 1024;

/// The writing connection and what keeps others from becoming a second one.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) connection: Connection,
    pub(super) lock: Lock,
}

/// Opens the database for writing; makes it or brings it up to date.
pub(super) fn writable(path: &Path, now: Timestamp) -> Result<Opened> {
    // Looked at before anything is opened or made, so that a file that is not for us stays as it is.
    inspect(path)?;
    let lock = lock::claim(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    for_owner_alone(path)?;
    let mut connection =
        Connection::open_with_flags(path, flags).map_err(|e| StoreError::sqlite(path, &e))?;
    prepare(&mut connection, now).map_err(|fault| fault.at(path))?;
    Ok(Opened { connection, lock })
}

/// Makes a database that is not there yet so that no other user of the machine reads what customers wrote; SQLite gives
/// its log the same mode. One that is there keeps the mode that its owner gave it.
fn for_owner_alone(path: &Path) -> Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => {
            Err(StoreError::Io { doing: "creating", path: path.to_owned(), detail: error.to_string() })
        }
    }
}

fn prepare(connection: &mut Connection, now: Timestamp) -> Result<(), super::Fault> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // A version in a log that was never folded in shows only now. Until it is accepted, closing must not fold.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    migrate::check(connection)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    connection.pragma_update(None, "wal_autocheckpoint", FOLD_PAGES)?;
    connection.pragma_update(None, "journal_size_limit", LOG_LIMIT_BYTES)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    migrate::migrate(connection, now)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(())
}

/// Opens an existing database for reading.
pub(crate) fn read_only(path: &Path) -> Result<Connection> {
    if !inspect(path)? {
        return Err(StoreError::Io {
            doing: "opening",
            path: path.to_owned(),
            detail: "no such database".to_owned(),
        });
    }
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = Connection::open_with_flags(path, flags).map_err(|e| StoreError::sqlite(path, &e))?;
    let ready = || -> Result<(), super::Fault> {
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        migrate::check_readable(&connection)
    };
    ready().map_err(|fault| fault.at(path))?;
    Ok(connection)
}

/// Looks at a file's first bytes. Says whether there is a database; refuses one that is not ours or too new.
fn inspect(path: &Path) -> Result<bool> {
    let mut header = Vec::new();
    let read = File::open(path).and_then(|file| file.take(100).read_to_end(&mut header));
    match read {
        Ok(0) => return Ok(false),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => {
            return Err(StoreError::Io {
                doing: "opening",
                path: path.to_owned(),
                detail: error.to_string(),
            });
        }
    }
    let number = |at: usize| {
        let bytes = header.get(at..at + 4).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok());
        bytes.map(|bytes| i64::from(i32::from_be_bytes(bytes)))
    };
    // Database File Format, "The Database Header": user version at 60, application id at 68.
    let (Some(version), Some(application)) = (number(60), number(68)) else { return Err(not_ours(path)) };
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(not_ours(path));
    }
    // A database that was just made may have its first pages in the log only.
    let fresh = application == 0 && version == 0;
    if !fresh && application != migrate::APPLICATION_ID {
        return Err(not_ours(path));
    }
    if version > migrate::supported() {
        return Err(StoreError::Newer {
            path: path.to_owned(),
            found: version,
            supported: migrate::supported(),
        });
    }
    Ok(true)
}

fn not_ours(path: &Path) -> StoreError {
    StoreError::NotOurs { path: PathBuf::from(path) }
}
