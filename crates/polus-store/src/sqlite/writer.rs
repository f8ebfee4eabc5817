//! The writer: one thread that runs queued work and commits it in groups.
//!
//! Whatever is queued when the thread looks is run in one transaction, each piece in a savepoint of its
//! own, and committed with one write to the disk; only then is anybody answered. So a thousand callers who wait
//! for the disk wait for it once. A piece that fails harms no other. The queue is bounded: callers wait for room.

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
const GROUP_ROWS: usize = 512;

/// A piece of work: run with the connection, or told why it cannot be.
type Work = Box<dyn FnOnce(Result<&Connection>) -> Ran + Send>;

/// What a piece of work says when it has run.
struct Ran {
    /// What it wrote is to be undone, because of this.
    failed: Option<StoreError>,
    answer: Answer,
}

/// Answers the caller, given how the commit went.
type Answer = Box<dyn FnOnce(Result<()>)>;

struct Job {
    weight: usize,
    work: Work,
}

enum Message {
    Job(Job),
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
        work: impl FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T> {
        let (sender, answer) = oneshot::channel();
        let path = self.path.clone();
        let work: Work = Box::new(move |connection| {
            let result = connection.and_then(|connection| {
                // A fault in one caller's work must not end everybody's writer.
                catch_unwind(AssertUnwindSafe(|| work(connection)))
                    .unwrap_or_else(|_| {
                        Err(StoreError::Internal { detail: "a write panicked".to_owned() }.into())
                    })
                    .map_err(|fault| fault.at(&path))
            });
            Ran {
                failed: result.as_ref().err().cloned(),
                answer: Box::new(move |committed| {
                    // Nobody listens if the caller has gone away; the work is done all the same.
                    let _ = sender.send(committed.and(result));
                }),
            }
        });
        self.queue.send(Message::Job(Job { weight, work })).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Waits for what is queued, then closes the database.
    pub(super) async fn close(&self) -> Result<()> {
        let (sender, closed) = oneshot::channel();
        self.queue.send(Message::Close(sender)).await.map_err(|_| StoreError::Closed)?;
        closed.await.map_err(|_| StoreError::Closed)?
    }
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
                Message::Job(first) => {
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
    fn gather(&mut self, first: Job) -> (Vec<Job>, Option<Message>) {
        let mut rows = first.weight;
        let mut group = vec![first];
        while rows < GROUP_ROWS {
            match self.messages.try_recv() {
                Ok(Message::Job(job)) => {
                    rows += job.weight;
                    group.push(job);
                }
                Ok(other) => return (group, Some(other)),
                Err(_) => break,
            }
        }
        (group, None)
    }

    fn commit(&self, group: Vec<Job>) {
        let mut lost = self.sql("BEGIN IMMEDIATE").err();
        let mut answers = Vec::with_capacity(group.len());
        for job in group {
            let answer = match &lost {
                Some(error) => (job.work)(Err(error.clone())).answer,
                None => {
                    let (answer, failed) = self.in_savepoint(job.work);
                    lost = failed;
                    answer
                }
            };
            answers.push(answer);
        }
        let committed = match lost {
            Some(error) => Err(error),
            None => self.sql("COMMIT"),
        };
        if committed.is_err() && !self.opened.connection.is_autocommit() && self.sql("ROLLBACK").is_err() {
            tracing::error!("a failed transaction could not be undone");
        }
        for answer in answers {
            answer(committed.clone());
        }
    }

    /// Runs one piece of work. Gives its answer, and the reason if the whole group is lost with it.
    fn in_savepoint(&self, work: Work) -> (Answer, Option<StoreError>) {
        if let Err(error) = self.sql("SAVEPOINT piece") {
            return (work(Err(error.clone())).answer, Some(error));
        }
        let ran = work(Ok(&self.opened.connection));
        // A full disk or a damaged page can make SQLite undo the whole transaction by itself.
        let lost = if self.opened.connection.is_autocommit() {
            let unexplained =
                || StoreError::Internal { detail: "the transaction ended by itself".to_owned() };
            Some(ran.failed.unwrap_or_else(unexplained))
        } else if ran.failed.is_some() {
            self.sql("ROLLBACK TO piece").and_then(|()| self.sql("RELEASE piece")).err()
        } else {
            self.sql("RELEASE piece").err()
        };
        (ran.answer, lost)
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
