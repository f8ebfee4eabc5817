//! Work that the helpdesk does in the background, from seconds to hours (reference page "The Job object").
//!
//! There is no callback: [`wait`] asks again and again, politely. What an export found is mailed to the user; no answer
//! holds its address.

mod wait;
mod write;

use serde::{Deserialize, Serialize};

use super::Map;
use super::open::open;
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};

pub use super::order::ByCreated as Order;
pub use wait::{WaitError, wait};
pub use write::{NewJob, Target, UpdateJob};

/// A job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Job {
    /// Its id.
    pub id: i64,
    /// Who made it.
    pub user_id: Option<i64>,
    /// What it does.
    #[serde(rename = "type")]
    pub kind: Option<JobType>,
    /// How far it is.
    pub status: Option<JobStatus>,
    /// What it does it to.
    pub params: Option<Params>,
    /// The caller's own values.
    pub meta: Option<Map>,
    /// How much is done.
    pub info: Option<Info>,
    /// When it shall start; at once when there is none.
    pub scheduled_datetime: Option<DateTime>,
    /// When it was created.
    pub created_datetime: Option<DateTime>,
    /// When it started.
    pub started_datetime: Option<DateTime>,
    /// When it ended.
    pub ended_datetime: Option<DateTime>,
    /// When it failed.
    pub failed_datetime: Option<DateTime>,
    /// When it was locked.
    pub locked_datetime: Option<DateTime>,
    /// When somebody asked to stop it.
    pub cancel_requested_datetime: Option<DateTime>,
    /// When it was stopped; what was done until then stays.
    pub cancelled_datetime: Option<DateTime>,
    /// When it changed; not in every answer.
    pub updated_datetime: Option<DateTime>,
    /// Its address below the account.
    pub uri: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// What a job does; the list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum JobType {
    /// Applies a macro to tickets.
    ApplyMacro,
    /// Deletes tickets.
    DeleteTicket,
    /// Changes tickets.
    UpdateTicket,
    /// Writes tickets into a file.
    ExportTicket,
    /// Writes macros into a file.
    ExportMacro,
    /// Makes macros from a file.
    ImportMacro,
    /// Writes the tickets behind a number of a report into a file.
    ExportTicketDrilldown,
    /// Writes the sales of campaigns into a file.
    ExportConvertCampaignSalesDrilldown,
    /// One not named here.
    #[serde(untagged)]
    Other(String),
}

/// How far a job is; the list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum JobStatus {
    /// Waits for its turn.
    Pending,
    /// Waits for its time.
    Scheduled,
    /// Is being done.
    Running,
    /// Is done.
    Done,
    /// Somebody asked to stop it.
    CancelRequested,
    /// Was stopped.
    Canceled,
    /// Failed.
    Errored,
    /// Failed for good.
    FatalErrored,
    /// One not named here.
    #[serde(untagged)]
    Other(String),
}

open!(JobType, JobStatus);

impl JobStatus {
    /// Whether nothing will change any more.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Done | Self::Canceled | Self::Errored | Self::FatalErrored)
    }
}

/// What a job works on; which of these it needs depends on its type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Params {
    /// These tickets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket_ids: Option<Vec<i64>>,
    /// The tickets of this view.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view_id: Option<i64>,
    /// The tickets that a view of these `filters` would show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<Map>,
    /// With `view`: tickets from then on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_datetime: Option<DateTime>,
    /// With `view`: tickets until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_datetime: Option<DateTime>,
    /// The macro to apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub macro_id: Option<i64>,
    /// Whether the tickets are closed afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub apply_and_close: Option<bool>,
    /// Fields of tickets to be set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updates: Option<Map>,
    /// The file to read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Of exports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Map>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// How much of a job is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Info {
    /// Things done.
    pub progress_count: Option<i64>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

impl Job {
    /// Things done until now, when the server says.
    pub fn progress(&self) -> Option<i64> {
        self.info.as_ref().and_then(|info| info.progress_count)
    }
}

/// All jobs, page by page (reference page "List jobs"; scope `jobs:read`).
pub fn list() -> Request<Page<Job>> {
    request::get("list_jobs", "/api/jobs")
}

impl Request<Page<Job>> {
    /// Sets the order.
    pub fn order_by(self, order: Order) -> Self {
        self.with("order_by", order.text())
    }

    /// Jobs that are this far.
    pub fn status(self, status: &JobStatus) -> Self {
        self.with("status", status)
    }

    /// Jobs of this type.
    pub fn kind(self, kind: &JobType) -> Self {
        self.with("type", kind)
    }
}

/// One job (reference page "Retrieve a job"; scope `jobs:read`).
pub fn get(id: i64) -> Request<Job> {
    request::get("get_job", format!("/api/jobs/{id}"))
}

/// Makes a job and answers it as it begins (reference page "Create a job"; scope `jobs:write`). A start more than 60
/// minutes ahead is refused.
pub fn create(job: NewJob) -> Request<Job> {
    job.into_draft().create("create_job", "/api/jobs")
}

/// Changes a job that has not started and answers it (reference page "Update a job"; scope `jobs:write`).
pub fn update(id: i64, changes: UpdateJob) -> Request<Job> {
    changes.into_draft().update("update_job", format!("/api/jobs/{id}"))
}

/// Stops a job; what it did until then stays (reference page "Cancel a job"; scope `jobs:write`).
pub fn cancel(id: i64) -> Request<()> {
    request::delete("cancel_job", format!("/api/jobs/{id}"))
}
