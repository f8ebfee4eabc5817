//! The writer: one thread that runs queued work and commits it in groups.
//!
//! Whatever is queued when the thread looks is run in one transaction and committed with one write to the disk; only
//! then is anybody answered. So a thousand callers who wait for the disk wait for it once. A piece of work that fails
//! harms no other: if it has written something, the transaction is undone and the others are run again without it,
//! which is why work can be run more than once. (Savepoints would do the same, but copy every page that a piece
//! changes: a third of the time of a backfill.) The queue is bounded: callers wait for room.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::thread;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::Fault;
use super::open::Opened;
use crate::{Result, StoreError};

/// Pieces of work that wait; one more waits outside.
const QUEUE: usize = 1024;

/// A group is closed at about this many rows, so that small pieces never wait long behind large ones.
const GROUP_ROWS: usize = 500;

/// A caller's work, and the way back to the caller.
trait Piece: Send {
    /// About how many rows it writes.
    fn weight(&self) -> usize;
    /// Does the work; what was done by an earlier call has been undone.
    fn run(&mut self, sql: &Connection) -> Result<()>;
    /// Answers the caller: what the work gave, or why it is not stored.
    fn answer(self: Box<Self>, stored: Result<()>);
}

struct Call<T, F> {
    weight: usize,
    path: PathBuf,
    work: F,
    value: Option<T>,
    caller: oneshot::Sender<Result<T>>,
}

impl<T: Send, F: Fn(&Connection) -> Result<T, Fault> + Send> Piece for Call<T, F> {
    fn weight(&self) -> usize {
        self.weight
    }

    fn run(&mut self, sql: &Connection) -> Result<()> {
        // A fault in one caller's work must not end everybody's writer.
        let result = catch_unwind(AssertUnwindSafe(|| (self.work)(sql)))
            .unwrap_or_else(|_| Err(StoreError::Internal { detail: "a write panicked".to_owned() }.into()));
        self.value = Some(result.map_err(|fault| fault.at(&self.path))?);
        Ok(())
    }

    fn answer(self: Box<Self>, stored: Result<()>) {
        let Call { value, caller, .. } = *self;
        let unrun = || StoreError::Internal { detail: "a write was not run".to_owned() };
        let answer = stored.and_then(|()| value.ok_or_else(unrun));
        // Nobody listens if the caller has gone away; the work is done all the same.
        let _ = caller.send(answer);
    }
}

enum Message {
    Work(Box<dyn Piece>),
    Close(oneshot::Sender<Result<()>>),
}

/// The way to the writer's thread.
#[derive(Debug)]
pub(super) struct Writer {
    queue: mpsc::Sender<Message>,
    path: PathBuf,
}

impl Writer {
    /// Starts the thread. It ends, and closes the database, when it is told to or when the last handle is gone.
    pub(super) fn start(path: PathBuf, opened: Opened) -> Result<Writer> {
        let (queue, messages) = mpsc::channel(QUEUE);
        let room = Room { path: path.clone(), opened, messages };
        thread::Builder::new().name("polus-writer".to_owned()).spawn(move || room.run()).map_err(
            |error| StoreError::Io {
                doing: "starting the writer of",
                path: path.clone(),
                detail: error.to_string(),
            },
        )?;
        Ok(Writer { queue, path })
    }

    /// Queues work and waits until it is on the disk.
    pub(super) async fn submit<T: Send + 'static>(
        &self,
        weight: usize,
        work: impl Fn(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T> {
        let (caller, answer) = oneshot::channel();
        let call = Call { weight, path: self.path.clone(), work, value: None, caller };
        self.queue.send(Message::Work(Box::new(call))).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Waits for what is queued, then closes the database.
    pub(super) async fn close(&self) -> Result<()> {
        let (sender, closed) = oneshot::channel();
        self.queue.send(Message::Close(sender)).await.map_err(|_| StoreError::Closed)?;
        closed.await.map_err(|_| StoreError::Closed)?
    }
}

/// How running a group went.
enum Attempt {
    Committed,
    /// A piece was taken out; the others are to be run again.
    Again,
    /// Nothing of it can be stored.
    Failed(StoreError),
}

/// What the thread owns.
struct Room {
    path: PathBuf,
    opened: Opened,
    messages: mpsc::Receiver<Message>,
}

impl Room {
    fn run(mut self) {
        let mut next = self.messages.blocking_recv();
        while let Some(message) = next {
            match message {
                Message::Work(first) => {
                    let (group, after) = self.gather(first);
                    self.commit(group);
                    next = after.or_else(|| self.messages.blocking_recv());
                }
                Message::Close(closed) => {
                    let _ = closed.send(self.finish());
                    return;
                }
            }
        }
        if let Err(error) = self.finish() {
            tracing::warn!(%error, "the database was not closed cleanly; nothing is lost");
        }
    }

    /// Takes what is queued, up to a group's size; a message that is not work ends the group.
    fn gather(&mut self, first: Box<dyn Piece>) -> (Vec<Box<dyn Piece>>, Option<Message>) {
        let mut rows = first.weight();
        let mut group = vec![first];
        while rows < GROUP_ROWS {
            match self.messages.try_recv() {
                Ok(Message::Work(piece)) => {
                    rows += piece.weight();
                    group.push(piece);
                }
                Ok(other) => return (group, Some(other)),
                Err(_) => break,
            }
        }
        (group, None)
    }

    /// Commits a group, without the pieces that fail, and answers everybody.
    fn commit(&self, mut group: Vec<Box<dyn Piece>>) {
        let mut refused = Vec::new();
        let committed = loop {
            match self.attempt(&mut group, &mut refused) {
                Attempt::Committed => break Ok(()),
                Attempt::Failed(error) => break Err(error),
                Attempt::Again => {}
            }
        };
        for (piece, error) in refused {
            piece.answer(Err(error));
        }
        for piece in group {
            piece.answer(committed.clone());
        }
    }

    /// Runs a group in one transaction. Pieces that fail move to `refused`; one that fails when it has written
    /// something takes the transaction with it.
    fn attempt(
        &self,
        group: &mut Vec<Box<dyn Piece>>,
        refused: &mut Vec<(Box<dyn Piece>, StoreError)>,
    ) -> Attempt {
        let sql = &self.opened.connection;
        if let Err(error) = self.sql("BEGIN IMMEDIATE") {
            return Attempt::Failed(error);
        }
        let mut at = 0;
        while let Some(piece) = group.get_mut(at) {
            let written = sql.total_changes();
            let Err(error) = piece.run(sql) else {
                at += 1;
                continue;
            };
            refused.push((group.remove(at), error));
            // A full disk or a damaged page can make SQLite undo the whole transaction by itself.
            if sql.is_autocommit() || sql.total_changes() != written {
                return self.undo().map_or_else(Attempt::Failed, |()| Attempt::Again);
            }
        }
        match self.sql("COMMIT") {
            Ok(()) => Attempt::Committed,
            Err(error) => Attempt::Failed(self.undo().err().unwrap_or(error)),
        }
    }

    fn undo(&self) -> Result<()> {
        if self.opened.connection.is_autocommit() { Ok(()) } else { self.sql("ROLLBACK") }
    }

    fn sql(&self, statement: &str) -> Result<()> {
        let run = || self.opened.connection.prepare_cached(statement)?.execute([]);
        run().map(drop).map_err(|error| StoreError::sqlite(&self.path, &error))
    }

    /// Folds the log into the file and closes it; then the lock is let go.
    fn finish(self) -> Result<()> {
        let Room { path, opened: Opened { connection, lock }, .. } = self;
        // Readers of other programs can keep part of the log in use: it is folded in at the next opening.
        let folded = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        let closed = connection.close().map_err(|(_, error)| error);
        drop(lock);
        folded.and(closed).map_err(|error| StoreError::sqlite(&path, &error))
    }
}
