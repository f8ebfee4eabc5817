//! The file that lets a killed sandbox come back: everything that ever changed its state, one line each.
//!
//! Guarantees: a line is handed to the operating system before the call it describes is answered, so a killed
//! *process* loses nothing it admitted. It is not flushed to the disk: loss of power may cost the last lines.
//! A last line that was cut off is dropped when the file is opened. One process at a time may use a file.
//!
//! A line that was written but never answered is carried out at the next start. For the caller that is the
//! unknown outcome which every remote system can produce.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::entry::{Entry, Moment};

/// Name of the file inside the folder of the state.
pub(crate) const FILE_NAME: &str = "sandbox.journal";

/// What a later start needs to rebuild the same world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    /// Of the lines; a sandbox reads only its own.
    pub format: u32,
    pub seed: u64,
    pub tickets: u32,
    /// When the world began.
    pub start: Moment,
    pub helpdesk: std::net::SocketAddr,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shop: Option<std::net::SocketAddr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erp: Option<std::net::SocketAddr>,
}

/// The format this code writes.
pub(crate) const FORMAT: u32 = 1;

/// One thing that happened, and when.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Line {
    #[serde(rename = "t")]
    pub at: Moment,
    #[serde(flatten)]
    pub entry: Entry,
}

/// Why a journal cannot be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    #[error("another process uses it")]
    InUse,
    #[error("line {line} cannot be read")]
    Damaged { line: usize, source: serde_json::Error },
    #[error("it was written in format {0}")]
    Format(u32),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// An open journal, ready to be written.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    length: u64,
    path: PathBuf,
}

/// What stood in a file.
#[derive(Debug)]
pub(crate) struct Found {
    pub journal: Journal,
    /// `None`: the file is new.
    pub header: Option<Header>,
    pub lines: Vec<Line>,
}

impl Journal {
    /// Opens the journal of a folder, which is made if need be, and reads what it holds.
    pub(crate) fn open(folder: &Path) -> Result<Found, OpenError> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join(FILE_NAME);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        // Requests may carry secrets: those with which webhooks identify themselves.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => OpenError::InUse,
            TryLockError::Error(error) => OpenError::Io(error),
        })?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        file.set_len(whole as u64)?;
        file.seek(SeekFrom::Start(whole as u64))?;

        let mut rows = text[..whole].split_inclusive(|byte| *byte == b'\n').enumerate();
        let header: Option<Header> = rows.next().map(|(_, row)| read(1, row)).transpose()?;
        if let Some(header) = &header
            && header.format != FORMAT
        {
            return Err(OpenError::Format(header.format));
        }
        let lines = rows.map(|(index, row)| read(index + 1, row)).collect::<Result<_, _>>()?;
        Ok(Found { journal: Self { file, length: whole as u64, path }, header, lines })
    }

    /// Writes the first line of a new journal.
    pub(crate) fn begin(&mut self, header: &Header) -> io::Result<()> {
        self.write(header)
    }

    /// Writes one line. Nothing of it stays behind when that fails.
    pub(crate) fn append(&mut self, line: &Line) -> io::Result<()> {
        self.write(line)
    }

    /// Where the journal is, for messages.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    fn write(&mut self, value: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_vec(value)?;
        text.push(b'\n');
        if let Err(error) = self.file.write_all(&text) {
            // Half a line in the middle would make everything after it unreadable.
            self.file.set_len(self.length)?;
            self.file.seek(SeekFrom::Start(self.length))?;
            return Err(error);
        }
        self.length += text.len() as u64;
        Ok(())
    }
}

fn read<T: for<'a> Deserialize<'a>>(line: usize, row: &[u8]) -> Result<T, OpenError> {
    serde_json::from_slice(row).map_err(|source| OpenError::Damaged { line, source })
}
