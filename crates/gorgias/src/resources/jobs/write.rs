//! Jobs to be made and changed (reference pages "Create a job", "Update a job").

use super::{JobStatus, JobType, Params};
use crate::datetime::DateTime;
use crate::resources::Map;
use crate::resources::draft::Draft;
use crate::resources::tickets::UpdateTicket;

/// Which tickets a job works on.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// These, by id; at least one.
    Tickets(Vec<i64>),
    /// Those of a view.
    View(i64),
    /// Those that a view of these fields (`filters` ...) would show, within bounds of time where there are any.
    Filtered {
        /// The view's fields.
        view: Map,
        /// From then on.
        start: Option<DateTime>,
        /// Until then.
        end: Option<DateTime>,
    },
}

/// A job to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob(Draft);

impl NewJob {
    /// Applies a macro to tickets.
    pub fn apply_macro(macro_id: i64, target: Target) -> Self {
        Self::on_tickets(JobType::ApplyMacro, target, |params| params.macro_id = Some(macro_id))
    }

    /// Applies a macro to tickets and closes them.
    pub fn apply_macro_and_close(macro_id: i64, target: Target) -> Self {
        Self::on_tickets(JobType::ApplyMacro, target, |params| {
            params.macro_id = Some(macro_id);
            params.apply_and_close = Some(true);
        })
    }

    /// Makes the same changes to many tickets.
    pub fn update_tickets(target: Target, changes: UpdateTicket) -> Self {
        let (changes, invalid) = changes.into_draft().into_parts();
        let Self(job) =
            Self::on_tickets(JobType::UpdateTicket, target, |params| params.updates = Some(changes));
        Self(job.inherit(invalid))
    }

    /// Deletes tickets.
    pub fn delete_tickets(target: Target) -> Self {
        Self::on_tickets(JobType::DeleteTicket, target, |_| {})
    }

    /// Mails a file of tickets to the user.
    pub fn export_tickets(target: Target) -> Self {
        Self::on_tickets(JobType::ExportTicket, target, |_| {})
    }

    /// Mails a file of all macros to the user.
    pub fn export_macros() -> Self {
        Self::other(JobType::ExportMacro, Params::default())
    }

    /// Makes macros from a CSV file at this address.
    pub fn import_macros(url: &str) -> Self {
        Self::other(JobType::ImportMacro, Params { url: Some(url.to_owned()), ..Params::default() })
    }

    /// Any job.
    pub fn other(kind: JobType, params: Params) -> Self {
        Self(Draft::default().set("type", kind).set("params", params))
    }

    /// Starts then, at most 60 minutes ahead; at once unless told.
    pub fn scheduled(self, at: DateTime) -> Self {
        Self(self.0.set("scheduled_datetime", at))
    }

    /// The caller's own values.
    pub fn meta(self, meta: Map) -> Self {
        Self(self.0.set("meta", meta))
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }

    fn on_tickets(kind: JobType, target: Target, more: impl FnOnce(&mut Params)) -> Self {
        let mut params = Params::default();
        match target {
            Target::Tickets(ids) => params.ticket_ids = Some(ids),
            Target::View(id) => params.view_id = Some(id),
            Target::Filtered { view, start, end } => {
                params.view = Some(view);
                params.start_datetime = start;
                params.end_datetime = end;
            }
        }
        more(&mut params);
        let some = params.ticket_ids.as_ref().is_none_or(|ids| !ids.is_empty());
        let mut ids = params.ticket_ids.iter().flatten().chain(&params.view_id).chain(&params.macro_id);
        let positive = ids.all(|id| *id > 0);
        let forwards = params.start_datetime.zip(params.end_datetime).is_none_or(|(start, end)| start <= end);
        let Self(job) = Self::other(kind, params);
        Self(
            job.require(some, "params.ticket_ids", "names no ticket; at least one is needed")
                .require(positive, "params", "ids are positive numbers")
                .require(forwards, "params.end_datetime", "is before `start_datetime`"),
        )
    }
}

/// Changes of a job; what is not set stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateJob(Draft);

impl UpdateJob {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces what it works on.
    pub fn params(self, params: &Params) -> Self {
        Self(self.0.set("params", params))
    }

    /// How far it shall be: [`JobStatus::CancelRequested`] stops it.
    pub fn status(self, status: &JobStatus) -> Self {
        Self(self.0.set("status", status))
    }

    /// Starts then, at most 60 minutes ahead; at once with `None`.
    pub fn scheduled(self, at: impl Into<Option<DateTime>>) -> Self {
        Self(self.0.set("scheduled_datetime", at.into()))
    }

    /// Replaces the caller's own values.
    pub fn meta(self, meta: Map) -> Self {
        Self(self.0.set("meta", meta))
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::{create, update};
    use super::*;
    use crate::resources::tickets::Status;
    use serde_json::json;

    #[test]
    fn a_job_is_its_type_and_what_it_works_on() {
        let close = UpdateTicket::new().status(&Status::Closed);
        let job = NewJob::update_tickets(Target::Tickets(vec![1, 2]), close);
        assert_eq!(
            create(job).body().unwrap(),
            &json!({ "type": "updateTicket", "params": { "ticket_ids": [1, 2], "updates": { "status": "closed" } } })
        );
        let job = NewJob::apply_macro_and_close(7, Target::View(3)).scheduled("2026-01-01".parse().unwrap());
        assert_eq!(
            create(job).body().unwrap(),
            &json!({
                "type": "applyMacro",
                "params": { "view_id": 3, "macro_id": 7, "apply_and_close": true },
                "scheduled_datetime": "2026-01-01T00:00:00+00:00",
            })
        );
        assert_eq!(
            create(NewJob::export_macros()).body().unwrap(),
            &json!({ "type": "exportMacro", "params": {} })
        );
        let at_once = update(1, UpdateJob::new().scheduled(None));
        assert_eq!(at_once.body().unwrap(), &json!({ "scheduled_datetime": null }));
    }

    #[test]
    fn a_job_on_nothing_is_refused_before_sending() {
        let refused = create(NewJob::delete_tickets(Target::Tickets(Vec::new())));
        assert_eq!(refused.invalid().unwrap().field, "params.ticket_ids");
        let target = Target::Filtered {
            view: Map::new(),
            start: Some("2026-02-01".parse().unwrap()),
            end: Some("2026-01-01".parse().unwrap()),
        };
        assert_eq!(create(NewJob::export_tickets(target)).invalid().unwrap().field, "params.end_datetime");
    }
}
