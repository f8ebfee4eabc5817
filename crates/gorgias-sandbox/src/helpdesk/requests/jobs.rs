//! Jobs: bulk work that is asked for now and done while time passes.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::model::{Job, JobStatus, Json, TicketEdit, Work, kept};
use super::super::moment::Moment;
use super::super::state::State;
use super::answer::{Answer, Refusal, gone, ok};
use super::body::{
    Fields, MISSING, Read, boolean, id as an_id, kept_object, list as list_of, moment, name, object, one_of,
    wrong,
};
use super::parts::{tag, user_ref};
use super::tickets::{priority, status};
use super::{BY_CREATED, Call, page};

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
    let params = fields.required("params", |value| params(call.state, kind, value).map(Some));
    let meta = fields.maybe("meta", kept_object).flatten();
    let scheduled = fields.maybe("scheduled_datetime", soon(call.now));
    fields.end(PURPOSE)?;
    let Params { shown, work, left } = params.ok_or(Refusal::Broken)?;
    let (now, user) = (call.now, call.state.api_user);
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
    let params = fields.optional("params", |value| params(call.state, kind, value));
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

/// What a job is told, and what that comes to.
struct Params {
    shown: Json,
    work: Work,
    left: Vec<u64>,
}

/// All parameters are read for all types, as documented; which of them a type needs is checked afterwards.
fn params(state: &State, kind: &str, value: Value) -> Read<Params> {
    let shown = kept(&value);
    let mut fields = Fields::of(value)?;
    let tickets = fields.maybe("ticket_ids", list_of(1..=10_000, an_id));
    let view = fields.maybe("view_id", an_id);
    let filters = fields.maybe("view", object);
    let bounds = (fields.maybe("start_datetime", moment), fields.maybe("end_datetime", moment));
    let applied = fields.maybe("macro_id", |value| match an_id(value)? {
        id if state.macros.get(id).is_none() => wrong("Macro not found."),
        id => Ok(id),
    });
    let and_close = fields.maybe("apply_and_close", boolean).unwrap_or_default();
    let updates = fields.maybe("updates", |value| updates(state, value));
    let url = fields.maybe("url", name(4_096));
    let _ = (fields.maybe("context", object), bounds);

    let needs_tickets = matches!(kind, "applyMacro" | "updateTicket" | "deleteTicket" | "exportTicket");
    if view.is_some() {
        fields.error("view_id", "View not found.");
    } else if filters.is_some() {
        fields.error("view", "A view without an id cannot be worked on here.");
    } else if needs_tickets && tickets.is_none() {
        fields.error("ticket_ids", MISSING);
    }
    let work = match (kind, applied, updates) {
        ("applyMacro", Some(id), _) => Some(Work::Apply { id, and_close }),
        ("applyMacro", None, _) => missing(&mut fields, "macro_id"),
        ("updateTicket", _, Some(edit)) => Some(Work::Update(Box::new(edit))),
        ("updateTicket", _, None) => missing(&mut fields, "updates"),
        ("deleteTicket", ..) => Some(Work::Delete),
        ("importMacro", ..) if url.is_none() => missing(&mut fields, "url"),
        ("importMacro", ..) => Some(Work::Import),
        _ => Some(Work::Export),
    };
    fields.done()?;
    let mut left = match kind {
        "exportMacro" => state.macros.iter().map(|(id, _)| id).collect(),
        _ if needs_tickets => tickets.unwrap_or_default(),
        _ => Vec::new(),
    };
    left.reverse();
    match (shown, work) {
        (Some(shown), Some(work)) => Ok(Params { shown, work, left }),
        _ => Err(json!(["Not a valid mapping type."])),
    }
}

fn missing<T>(fields: &mut Fields, key: &str) -> Option<T> {
    if !fields.failed(key) {
        fields.error(key, MISSING);
    }
    None
}

/// What is changed of each ticket, in the words of a ticket's update.
fn updates(state: &State, value: Value) -> Read<TicketEdit> {
    let mut fields = Fields::of(value)?;
    if fields.is_empty() {
        return wrong("Nothing to update.");
    }
    let edit = TicketEdit {
        status: fields.optional("status", status),
        priority: fields.optional("priority", priority),
        assignee: fields.nullable("assignee_user", user_ref(state)).map(Option::flatten),
        spam: fields.optional("spam", boolean),
        unread: fields.optional("is_unread", boolean),
        trashed: fields.nullable("trashed_datetime", moment),
        snooze: fields.nullable("snooze_datetime", moment),
        tags: fields.nullable("tags", list_of(0..=250, tag)).map(Option::unwrap_or_default),
    };
    fields.done()?;
    Ok(edit)
}
