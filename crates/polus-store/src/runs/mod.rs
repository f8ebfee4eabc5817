//! Runs: leased, journaled step by step, ended in done, skipped or failed.
//!
//! Of the open runs of one subject exactly one is the *head*, and only a head can be leased: so work for one
//! subject happens one at a time and in order, and leasing costs the same however many runs wait behind others.
//! A lease is a moment: until it the owner works undisturbed, after it anyone may take the run over. What an owner
//! journals late is accepted as long as nobody has.

mod finish;
mod head;
mod lease;
mod list;
mod steps;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::{AccountId, ChangeId, RunId};

pub(crate) use head::insert;
pub(crate) use list::counts;

/// A run that the caller owns until its lease ends.
#[derive(Debug, Clone, PartialEq)]
pub struct LeasedRun {
    /// The run.
    pub id: RunId,
    /// The flow's name.
    pub flow: String,
    /// Which text of the flow.
    pub flow_version: String,
    /// What it is about; the next run of the same subject waits for this one.
    pub subject: String,
    /// The account it belongs to.
    pub account_id: AccountId,
    /// 1 for the first attempt.
    pub attempt: u32,
    /// What it was made from, see [`crate::NewRun`].
    pub input: Value,
    /// The change that made it.
    pub change_id: ChangeId,
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// Waits for a worker, for its time, or for an earlier run of its subject.
    Waiting,
    /// A worker has it.
    Leased,
    /// Ended well.
    Done,
    /// Ended without anything to do.
    Skipped,
    /// Gave up; there is a failure for it.
    Failed,
}

impl RunState {
    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            RunState::Waiting => "waiting",
            RunState::Leased => "leased",
            RunState::Done => "done",
            RunState::Skipped => "skipped",
            RunState::Failed => "failed",
        }
    }

    fn read(text: &str) -> RunState {
        match text {
            "leased" => RunState::Leased,
            "done" => RunState::Done,
            "skipped" => RunState::Skipped,
            "failed" => RunState::Failed,
            _ => RunState::Waiting,
        }
    }
}

/// A run, for pages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    /// The run.
    pub id: RunId,
    /// The account.
    pub account_id: AccountId,
    /// The flow's name.
    pub flow: String,
    /// Which text of the flow.
    pub flow_version: String,
    /// What it is about.
    pub subject: String,
    /// The change that made it.
    pub change_id: ChangeId,
    /// Where it stands.
    pub state: RunState,
    /// Attempts so far.
    pub attempt: u32,
    /// When it may be leased (again), in milliseconds since 1970; for a leased run, when the lease ends.
    pub due_ms: i64,
    /// Why it was skipped, is retried or failed.
    pub reason: Option<String>,
    /// When it was made, in milliseconds since 1970.
    pub created_ms: i64,
    /// When it ended, in milliseconds since 1970.
    pub finished_ms: Option<i64>,
}

/// Which runs to list.
#[derive(Debug, Clone, Default)]
pub struct RunFilter {
    /// Of this account.
    pub account: Option<AccountId>,
    /// Of this flow.
    pub flow: Option<String>,
    /// In this state.
    pub state: Option<RunState>,
}

/// How many runs are in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct RunCounts {
    /// Waiting.
    pub waiting: u64,
    /// Leased.
    pub leased: u64,
    /// Done, since the beginning.
    pub done: u64,
    /// Skipped, since the beginning.
    pub skipped: u64,
    /// Failed and not retried.
    pub failed: u64,
}

/// Why something gave up, and what can be done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What happened.
    pub reason: String,
    /// Whose fault: `transient`, `permanent`, `ours`.
    pub class: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// How an attempt at a run ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Everything is done.
    Done,
    /// There was nothing to do.
    Skipped {
        /// Why.
        reason: String,
    },
    /// Try again.
    Retry {
        /// Not before this.
        at: Timestamp,
        /// Why.
        error: String,
    },
    /// Give up; the failure is listed until the run is retried.
    Failed {
        /// Why.
        error: Problem,
    },
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Begun; whether its effect happened is not known.
    Started,
    /// Done.
    Done,
    /// There was nothing to do.
    Skipped,
}

/// A journaled step of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StepRecord {
    /// Its name in the flow.
    pub step: String,
    /// Where it stands.
    pub state: StepState,
    /// What its effect can be recognised by in the other system.
    pub identity: Option<String>,
    /// What it writes to.
    pub target: Option<Value>,
    /// What it gave.
    pub output: Option<Value>,
    /// How often it was begun.
    pub attempts: u32,
    /// When it was last begun, in milliseconds since 1970.
    pub started_ms: Option<i64>,
    /// When it ended, in milliseconds since 1970.
    pub finished_ms: Option<i64>,
}
