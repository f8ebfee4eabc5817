//! Jobs to be made and changed (reference pages "Create a job", "Update a job").

use serde::Serialize;
use serde_json::json;

use super::{JobStatus, JobType, Params};
use crate::datetime::DateTime;
use crate::request::Invalid;
use crate::resources::Map;
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
pub struct NewJob {
    pub(super) body: Body,
    pub(super) invalid: Option<Invalid>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Body {
    #[serde(rename = "type")]
    kind: JobType,
    params: Params,
    #[serde(flatten)]
    fields: UpdateJob,
}

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
        let job = Self::on_tickets(JobType::UpdateTicket, target, |params| params.updates = Some(changes));
        Self { invalid: job.invalid.or(invalid), ..job }
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
        Self { body: Body { kind, params, fields: UpdateJob::new() }, invalid: None }
    }

    /// Starts then, at most 60 minutes ahead; at once unless told.
    pub fn scheduled(mut self, at: DateTime) -> Self {
        self.body.fields = self.body.fields.scheduled(Some(at));
        self
    }

    /// The caller's own values.
    pub fn meta(mut self, meta: Map) -> Self {
        self.body.fields = self.body.fields.meta(meta);
        self
    }

    fn on_tickets(kind: JobType, target: Target, more: impl FnOnce(&mut Params)) -> Self {
        let refused = |field, reason: &str| Some(Invalid { field, reason: reason.to_owned() });
        let mut invalid = None;
        let mut params = Params::default();
        match target {
            Target::Tickets(ids) => {
                if ids.is_empty() {
                    invalid = refused("params.ticket_ids", "names no ticket; at least one is needed");
                }
                params.ticket_ids = Some(ids);
            }
            Target::View(id) => params.view_id = Some(id),
            Target::Filtered { view, start, end } => {
                if start.zip(end).is_some_and(|(start, end)| start > end) {
                    invalid = refused("params.end_datetime", "is before `start_datetime`");
                }
                params.view = Some(view);
                params.start_datetime = start;
                params.end_datetime = end;
            }
        }
        more(&mut params);
        Self { invalid, ..Self::other(kind, params) }
    }
}

/// Changes of a job; what is not set stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct UpdateJob {
    fields: Map,
}

impl UpdateJob {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces what it works on.
    pub fn params(mut self, params: &Params) -> Self {
        self.fields.insert("params".to_owned(), json!(params));
        self
    }

    /// How far it shall be.
    pub fn status(mut self, status: &JobStatus) -> Self {
        self.fields.insert("status".to_owned(), json!(status));
        self
    }

    /// Starts then, at most 60 minutes ahead; at once with `None`.
    pub fn scheduled(mut self, at: Option<DateTime>) -> Self {
        self.fields.insert("scheduled_datetime".to_owned(), json!(at));
        self
    }

    /// Replaces the caller's own values.
    pub fn meta(mut self, meta: Map) -> Self {
        self.fields.insert("meta".to_owned(), meta.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::super::{create, update};
    use super::*;
    use crate::resources::tickets::Status;

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
