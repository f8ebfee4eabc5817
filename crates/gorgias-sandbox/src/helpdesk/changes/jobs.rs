//! Jobs begin, go on step by step, and end.

use super::super::model::{Job, JobStatus, Status, TicketEdit, Work};
use super::super::moment::Moment;
use super::super::state::Due;
use super::Change;

/// How long a step takes.
const STEP_SECONDS: i64 = 1;
/// Tickets or macros of one step.
const STEP: usize = 10;

impl Change<'_> {
    /// A job waits for its time, or begins soon.
    pub(crate) fn create_job(&mut self, job: Job) -> u64 {
        let scheduled = job.scheduled;
        let id = self.state.jobs.push(job);
        self.schedule_job(id, scheduled);
        id
    }

    /// Lets a job that waits begin at another time.
    pub(crate) fn schedule_job(&mut self, id: u64, scheduled: Option<Moment>) {
        let now = self.now;
        let later = scheduled.filter(|at| *at > now);
        self.set_job(id, |job| {
            job.scheduled = scheduled;
            job.status = if later.is_some() { JobStatus::Scheduled } else { JobStatus::Pending };
        });
        self.step_at(id, later.unwrap_or(now.plus_seconds(STEP_SECONDS)));
    }

    /// What was done stays done.
    pub(crate) fn cancel_job(&mut self, id: u64) {
        let now = self.now;
        self.set_job(id, |job| {
            job.cancel_requested = Some(now);
            if job.status.waits() {
                job.status = JobStatus::Canceled;
                job.cancelled = Some(now);
            } else if job.status == JobStatus::Running {
                job.status = JobStatus::CancelRequested;
            }
        });
    }

    pub(super) fn go_on(&mut self, id: u64) {
        let now = self.now;
        // A job that was put off has left its old time behind.
        let Some(job) = self.state.jobs.get_mut(id).filter(|job| job.next == now) else { return };
        let work = job.work.clone();
        match job.status {
            JobStatus::Pending | JobStatus::Scheduled => {
                (job.status, job.started) = (JobStatus::Running, Some(now));
                self.step_at(id, now.plus_seconds(STEP_SECONDS));
            }
            JobStatus::CancelRequested => {
                (job.status, job.cancelled) = (JobStatus::Canceled, Some(now));
            }
            JobStatus::Running if matches!(work, Work::Import) => {
                (job.status, job.failed) = (JobStatus::Errored, Some(now));
            }
            JobStatus::Running => {
                self.user = Some(job.user);
                let rest = job.left.len().saturating_sub(STEP);
                let step = job.left.split_off(rest);
                job.progress += step.len() as u64;
                if job.left.is_empty() {
                    (job.status, job.ended) = (JobStatus::Done, Some(now));
                }
                step.into_iter().rev().for_each(|target| self.work_on(&work, target));
                if rest > 0 {
                    self.step_at(id, now.plus_seconds(STEP_SECONDS));
                }
            }
            JobStatus::Done | JobStatus::Canceled | JobStatus::Errored => {}
        }
    }

    /// Does the job's work to one ticket. One that is gone by now is passed over.
    fn work_on(&mut self, work: &Work, ticket: u64) {
        if self.state.tickets.get(ticket).is_none() {
            return;
        }
        match work {
            Work::Apply { id, and_close } => {
                self.apply_macro(*id, ticket);
                if *and_close {
                    self.set_status(ticket, Status::Closed);
                }
            }
            Work::Update(edit) => self.edit_ticket(ticket, edit),
            Work::Delete => self.delete_ticket(ticket),
            Work::Export | Work::Import => {}
        }
    }

    fn edit_ticket(&mut self, id: u64, edit: &TicketEdit) {
        if let Some(row) = self.state.tickets.get_mut(id) {
            row.priority = edit.priority.clone().unwrap_or_else(|| row.priority.clone());
            row.is_unread = edit.unread.unwrap_or(row.is_unread);
        }
        if let Some(assignee) = edit.assignee {
            self.assign(id, assignee);
        }
        if let Some(team) = edit.team {
            self.assign_team(id, team);
        }
        if let Some(tags) = &edit.tags {
            self.put_tags(id, tags);
        }
        if let Some(spam) = edit.spam {
            self.set_spam(id, spam);
        }
        if let Some(snooze) = edit.snooze {
            self.snooze(id, snooze);
        }
        if let Some(trashed) = edit.trashed {
            self.set_trashed(id, trashed);
        }
        if let Some(status) = edit.status {
            self.set_status(id, status);
        }
        self.touch(id);
    }

    fn set_job(&mut self, id: u64, set: impl FnOnce(&mut Job)) {
        if let Some(job) = self.state.jobs.get_mut(id) {
            set(job);
        }
    }

    fn step_at(&mut self, id: u64, at: Moment) {
        self.set_job(id, |job| job.next = at);
        self.state.due.insert((at, Due::Job(id)));
    }
}
