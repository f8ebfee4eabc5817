//! Jobs of the last weeks, all over by now.

use serde_json::{Value, json};

use super::super::model::{Job, JobStatus, TicketEdit, Work, kept};
use super::{DAY, HOUR, Seeding};

impl Seeding {
    pub(super) fn jobs(&mut self) {
        let tickets: Vec<u64> = self.state.tickets.iter().map(|(id, _)| id).take(12).collect();
        let applied = self.state.macros.iter().map(|(id, _)| id).next();
        let updates = json!({"ticket_ids": tickets, "updates": {"status": "closed"}});
        let edit = Work::Update(Box::<TicketEdit>::default());
        let some = &tickets[..tickets.len().min(4)];
        self.job(20, "exportMacro", json!({}), Work::Export, 15, JobStatus::Done);
        self.job(9, "updateTicket", updates, edit, 12, JobStatus::Done);
        if let Some(id) = applied {
            let params = json!({"ticket_ids": some, "macro_id": id, "apply_and_close": true});
            self.job(6, "applyMacro", params, Work::Apply { id, and_close: true }, 2, JobStatus::Canceled);
        }
        self.job(3, "exportTicket", json!({"ticket_ids": tickets}), Work::Export, 12, JobStatus::Done);
        let import = json!({"url": "https://files.example.com/macros.csv"});
        self.job(2, "importMacro", import, Work::Import, 0, JobStatus::Errored);
    }

    fn job(
        &mut self,
        days: i64,
        kind: &'static str,
        params: Value,
        work: Work,
        progress: u64,
        status: JobStatus,
    ) {
        let Some(params) = kept(&params) else { return };
        let created = self.now.plus_micros(-days * DAY - self.dice.span(6 * HOUR));
        let (started, over) = (created.plus_seconds(1), created.plus_seconds(3));
        self.state.jobs.push(Job {
            kind,
            params,
            work,
            left: Vec::new(),
            progress,
            status,
            meta: None,
            user: self.staff.agents.last().copied().unwrap_or_default(),
            next: over,
            scheduled: None,
            created,
            started: Some(started),
            ended: (status == JobStatus::Done).then_some(over),
            failed: (status == JobStatus::Errored).then_some(over),
            cancel_requested: (status == JobStatus::Canceled).then_some(started),
            cancelled: (status == JobStatus::Canceled).then_some(over),
        });
    }
}
