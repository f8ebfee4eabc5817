//! Macros, rules and jobs.

use serde::Serialize;
use serde_json::Value;

use super::super::model::{Job, JobStatus, Json, Macro, Rule, Slug};
use super::super::moment::Moment;
use super::super::state::State;
use super::Uri;

#[derive(Serialize)]
pub(crate) struct MacroView<'a> {
    id: u64,
    external_id: Option<&'a str>,
    name: &'a str,
    intent: Option<&'static str>,
    language: Option<&'a Slug>,
    usage: u64,
    actions: &'a [Value],
    created_datetime: Moment,
    updated_datetime: Option<Moment>,
    archived_datetime: Option<Moment>,
    uri: Uri,
}

#[derive(Serialize)]
pub(crate) struct RuleView<'a> {
    id: u64,
    name: &'a str,
    description: Option<&'a str>,
    #[serde(rename = "type")]
    kind: &'static str,
    settings: (),
    code: &'a str,
    code_ast: &'a Value,
    event_types: Option<&'a str>,
    priority: u64,
    deactivated_datetime: Option<Moment>,
    created_datetime: Moment,
    updated_datetime: Moment,
    uri: Uri,
}

#[derive(Serialize)]
pub(crate) struct JobView<'a> {
    id: u64,
    #[serde(rename = "type")]
    kind: &'static str,
    status: JobStatus,
    user_id: u64,
    params: &'a Json,
    meta: Option<&'a Json>,
    info: Info,
    scheduled_datetime: Option<Moment>,
    created_datetime: Moment,
    started_datetime: Option<Moment>,
    ended_datetime: Option<Moment>,
    failed_datetime: Option<Moment>,
    locked_datetime: (),
    cancel_requested_datetime: Option<Moment>,
    cancelled_datetime: Option<Moment>,
    uri: Uri,
}

#[derive(Serialize)]
struct Info {
    progress_count: u64,
}

impl State {
    pub(crate) fn macro_view<'a>(&self, id: u64, row: &'a Macro) -> MacroView<'a> {
        MacroView {
            id,
            external_id: row.external_id.as_deref(),
            name: &row.name,
            intent: row.intent,
            language: row.language.as_ref(),
            usage: row.usage,
            actions: &row.actions,
            created_datetime: row.created,
            updated_datetime: row.updated,
            archived_datetime: row.archived,
            uri: Uri("macros", id),
        }
    }

    pub(crate) fn rule_view<'a>(&self, id: u64, row: &'a Rule) -> RuleView<'a> {
        RuleView {
            id,
            name: &row.name,
            description: row.description.as_deref(),
            kind: "user",
            settings: (),
            code: &row.code,
            code_ast: &row.code_ast,
            event_types: row.event_types.as_deref(),
            priority: row.priority,
            deactivated_datetime: row.deactivated,
            created_datetime: row.created,
            updated_datetime: row.updated,
            uri: Uri("rules", id),
        }
    }

    pub(crate) fn job_view<'a>(&self, id: u64, row: &'a Job) -> JobView<'a> {
        JobView {
            id,
            kind: row.kind,
            status: row.status,
            user_id: row.user,
            params: &row.params,
            meta: row.meta.as_ref(),
            info: Info { progress_count: row.progress },
            scheduled_datetime: row.scheduled,
            created_datetime: row.created,
            started_datetime: row.started,
            ended_datetime: row.ended,
            failed_datetime: row.failed,
            locked_datetime: (),
            cancel_requested_datetime: row.cancel_requested,
            cancelled_datetime: row.cancelled,
            uri: Uri("jobs", id),
        }
    }
}
