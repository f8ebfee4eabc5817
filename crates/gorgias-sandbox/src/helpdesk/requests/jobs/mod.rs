//! Jobs: bulk work that is asked for now and done while time passes.

mod params;

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::model::{Job, JobStatus};
use super::super::moment::Moment;
use super::answer::{Answer, Refusal, gone, ok};
use super::body::{Fields, Read, kept_object, moment, one_of, wrong};
use super::{BY_CREATED, Call, page};
use params::{Params, params};

const KINDS: &[&str] = &[
    "applyMacro",
    "deleteTicket",
    "exportConvertCampaignSalesDrilldown",
    "exportMacro",
    "exportTicket",
    "exportTicketDrilldown",
    "importMacro",
    "updateTicket",
];

const STATUSES: &[&str] =
    &["pending", "scheduled", "running", "done", "cancel_requested", "canceled", "errored", "fatal_errored"];

/// How far ahead a job may be put off.
const FARTHEST_SECONDS: i64 = 60 * 60;

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging("jobs", BY_CREATED);
    let status = query.one_of("status", STATUSES);
    let kind = query.one_of("type", KINDS);
    query.end()?;
    let state = &*call.state;
    let fits = |row: &Job| {
        status.is_none_or(|status| row.status.name() == status) && kind.is_none_or(|kind| row.kind == kind)
    };
    let rows = state.jobs.iter().filter(|(_, row)| fits(row)).map(|(id, row)| (row.created, id));
    let page = paging.over(&rows.collect::<BTreeSet<_>>(), |_| true)?;
    page::list(call.request, &page, |id| state.jobs.get(id).map(|row| state.job_view(id, row)))
}

/// A read that is documented with 202.
pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    let job = call.state.jobs.get(id).ok_or(Refusal::NotFound)?;
    call.statuses.accepted(&call.state.job_view(id, job))
}

pub(super) fn create(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to create job";
    call.no_query()?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let kind = fields.required("type", one_of(KINDS));
    let params = fields.required("params", |value| params(call, kind, value).map(Some));
    let meta = fields.maybe("meta", kept_object).flatten();
    let scheduled = fields.maybe("scheduled_datetime", soon(call.now));
    fields.end(PURPOSE)?;
    let Params { shown, work, left } = params.ok_or(Refusal::Broken)?;
    let (now, user) = (call.now, call.user());
    let job = Job {
        kind,
        params: shown,
        work,
        left,
        progress: 0,
        status: JobStatus::Pending,
        meta,
        user,
        next: now,
        scheduled,
        created: now,
        started: None,
        ended: None,
        failed: None,
        cancel_requested: None,
        cancelled: None,
    };
    let id = call.change(|change| change.create_job(job));
    let job = call.state.jobs.get(id).ok_or(Refusal::Broken)?;
    call.statuses.created(&call.state.job_view(id, job))
}

/// Partial. What a job does and when can be changed until it begins; its status only to call it off.
pub(super) fn update(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to update job";
    call.no_query()?;
    let id = call.ids[0];
    let job = call.state.jobs.get(id).ok_or(Refusal::NotFound)?;
    let (kind, before) = (job.kind, job.status);
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let params = fields.optional("params", |value| params(call, kind, value));
    let meta = fields.nullable("meta", kept_object).map(Option::flatten);
    let scheduled = fields.nullable("scheduled_datetime", soon(call.now));
    let status = fields.optional("status", one_of(STATUSES)).filter(|status| *status != before.name());
    if !before.waits() {
        for (key, given) in [("params", params.is_some()), ("scheduled_datetime", scheduled.is_some())] {
            if given {
                fields.error(key, "The job has begun.");
            }
        }
    }
    let cancels = matches!(status, Some("cancel_requested" | "canceled"));
    if status.is_some() && !(cancels && (before.waits() || before == JobStatus::Running)) {
        fields.error("status", "The job cannot be put into this status.");
    }
    fields.end(PURPOSE)?;
    call.change(|change| {
        if let Some(row) = change.state.jobs.get_mut(id) {
            row.meta = meta.unwrap_or(row.meta.take());
            if let Some(params) = params {
                (row.params, row.work, row.left) = (params.shown, params.work, params.left);
            }
        }
        if let Some(scheduled) = scheduled {
            change.schedule_job(id, scheduled);
        }
        if cancels {
            change.cancel_job(id);
        }
    });
    let job = call.state.jobs.get(id).ok_or(Refusal::Broken)?;
    ok(&call.state.job_view(id, job))
}

/// Calls a job off. What it has done stays done.
pub(super) fn cancel(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    let status = call.state.jobs.get(id).ok_or(Refusal::NotFound)?.status;
    if !status.waits() && !matches!(status, JobStatus::Running | JobStatus::CancelRequested) {
        return Err(Refusal::Bad("The job has ended."));
    }
    call.change(|change| change.cancel_job(id));
    gone()
}

/// At most an hour ahead.
fn soon(now: Moment) -> impl Fn(Value) -> Read<Moment> {
    move |value| match moment(value)? {
        at if at > now.plus_seconds(FARTHEST_SECONDS) => wrong("Must be at most 60 minutes ahead."),
        at => Ok(at),
    }
}
