//! Jobs: long work on many tickets or macros, done step by step while time passes.

use serde::Serialize;

use super::super::moment::Moment;
use super::{Json, Slug, Status};

#[derive(Debug)]
pub(crate) struct Job {
    pub kind: &'static str,
    /// As it came.
    pub params: Json,
    pub work: Work,
    /// What is still to be worked on, last first.
    pub left: Vec<u64>,
    /// How much is done.
    pub progress: u64,
    pub status: JobStatus,
    pub meta: Option<Json>,
    pub user: u64,
    /// When the next step is due.
    pub next: Moment,
    pub scheduled: Option<Moment>,
    pub created: Moment,
    pub started: Option<Moment>,
    pub ended: Option<Moment>,
    pub failed: Option<Moment>,
    pub cancel_requested: Option<Moment>,
    pub cancelled: Option<Moment>,
}

/// What is done to each ticket or macro.
#[derive(Debug, Clone)]
pub(crate) enum Work {
    Apply {
        id: u64,
        and_close: bool,
    },
    Update(Box<TicketEdit>),
    Delete,
    /// The result goes to the user by mail; nothing changes.
    Export,
    /// Reads an address, and nothing here can be read: it fails.
    Import,
}

/// What a job changes of every ticket.
#[derive(Debug, Clone, Default)]
pub(crate) struct TicketEdit {
    pub status: Option<Status>,
    pub priority: Option<Slug>,
    pub assignee: Option<Option<u64>>,
    pub team: Option<Option<u64>>,
    pub spam: Option<bool>,
    pub unread: Option<bool>,
    pub trashed: Option<Option<Moment>>,
    pub snooze: Option<Option<Moment>>,
    /// By name, in place of those that are there.
    pub tags: Option<Vec<(Box<str>, Option<Json>)>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum JobStatus {
    Pending,
    Scheduled,
    Running,
    Done,
    CancelRequested,
    Canceled,
    Errored,
}

impl JobStatus {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Scheduled => "scheduled",
            Self::Running => "running",
            Self::Done => "done",
            Self::CancelRequested => "cancel_requested",
            Self::Canceled => "canceled",
            Self::Errored => "errored",
        }
    }

    /// Nothing of it has been done yet.
    pub(crate) fn waits(self) -> bool {
        matches!(self, Self::Pending | Self::Scheduled)
    }
}
