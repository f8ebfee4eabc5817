//! Waiting for a job, politely: seldom, less often the longer it takes, and within the client's budget and class.

use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout_at};

use super::{Job, JobStatus, get};
use crate::client::Client;
use crate::error::Error;

/// Until the second look.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// Between two looks at a job that takes long.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A job that did not end in [`JobStatus::Done`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WaitError {
    /// It failed.
    #[error("job {} failed ({})", .0.id, status(.0))]
    Failed(Box<Job>),
    /// Somebody stopped it; what it did until then stays.
    #[error("job {} was stopped", .0.id)]
    Cancelled(Box<Job>),
    /// It is still under way. It goes on: wait again, or [`super::cancel`] it.
    #[error("job {id} is not done after {} s{}", .within.as_secs_f32(), .last.as_ref().map(|job| format!(" ({})", status(job))).unwrap_or_default())]
    TimedOut {
        /// The job.
        id: i64,
        /// How long was waited.
        within: Duration,
        /// How it was last seen; nothing when no answer came in time.
        last: Option<Box<Job>>,
    },
    /// It could not be asked.
    #[error(transparent)]
    Client(#[from] Error),
}

fn status(job: &Job) -> String {
    job.status.as_ref().map(ToString::to_string).unwrap_or_default()
}

/// Asks until the job is done and answers it as it is then (scope `jobs:read`). The pauses grow from half a second to
/// 30 s. `progress` is told every look.
///
/// To stop waiting earlier, drop the future; the job goes on.
///
/// # Errors
/// When it failed, was stopped, is not done `within` this time, or cannot be asked.
pub async fn wait(
    client: &Client,
    id: i64,
    within: Duration,
    mut progress: impl FnMut(&Job),
) -> Result<Job, WaitError> {
    let deadline = Instant::now() + within;
    let mut pause = FIRST_PAUSE;
    let mut last = None;
    loop {
        let Ok(answer) = timeout_at(deadline, client.send(get(id))).await else {
            return Err(WaitError::TimedOut { id, within, last });
        };
        let job = answer?;
        progress(&job);
        match job.status {
            Some(JobStatus::Done) => return Ok(job),
            Some(JobStatus::Canceled) => return Err(WaitError::Cancelled(Box::new(job))),
            Some(JobStatus::Errored | JobStatus::FatalErrored) => {
                return Err(WaitError::Failed(Box::new(job)));
            }
            _ => last = Some(Box::new(job)),
        }
        if Instant::now() + pause >= deadline {
            sleep_until(deadline).await;
            return Err(WaitError::TimedOut { id, within, last });
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 3 / 2).min(LONGEST_PAUSE);
    }
}
