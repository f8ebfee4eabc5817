//! What jobs are told to do, and to which tickets.

use serde_json::{Value, json};

use super::super::super::filters::Subject;
use super::super::super::model::{Json, TicketEdit, View, Work, kept};
use super::super::super::moment::Moment;
use super::super::super::state::State;
use super::super::Call;
use super::super::body::{
    Fields, MISSING, Read, boolean, id as an_id, list as list_of, moment, name, object, wrong,
};
use super::super::parts::{tag, team_ref, user_ref};
use super::super::tickets::{priority, status};
use super::super::views;

/// What a job is told, and what that comes to.
pub(super) struct Params {
    pub shown: Json,
    pub work: Work,
    /// What is to be worked on, last first.
    pub left: Vec<u64>,
}

/// All parameters are read for all types, as documented; which of them a type needs is checked afterwards. The
/// tickets of a view are those that are in it now.
pub(super) fn params(call: &Call<'_>, kind: &str, value: Value) -> Read<Params> {
    let state = &*call.state;
    let shown = kept(&value);
    let mut fields = Fields::of(value)?;
    let tickets = fields.maybe("ticket_ids", list_of(1..=10_000, an_id));
    let saved = fields.maybe("view_id", |value| {
        let view = state.views.get(an_id(value)?).filter(|view| view.kind == views::TICKETS);
        view.cloned().map_or_else(|| wrong("View not found."), Ok)
    });
    let unnamed = fields.maybe("view", |value| views::unnamed(call.now, value));
    let between = (fields.maybe("start_datetime", moment), fields.maybe("end_datetime", moment));
    let applied = fields.maybe("macro_id", |value| match an_id(value)? {
        id if state.macros.get(id).is_none() => wrong("Macro not found."),
        id => Ok(id),
    });
    let and_close = fields.maybe("apply_and_close", boolean).unwrap_or_default();
    let updates = fields.maybe("updates", |value| updates(state, value));
    let url = fields.maybe("url", name(4_096));
    let _ = fields.maybe("context", object);

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
    let mut left = match (kind, tickets, saved.or(unnamed)) {
        ("exportMacro", ..) => state.macros.iter().map(|(id, _)| id).collect(),
        ("applyMacro" | "updateTicket" | "deleteTicket" | "exportTicket", tickets, view) => {
            match (tickets, view) {
                (Some(tickets), _) => tickets,
                (None, Some(view)) => in_view(call, &view, between),
                (None, None) if fields.failed("view_id") || fields.failed("view") => Vec::new(),
                (None, None) => missing(&mut fields, "ticket_ids").unwrap_or_default(),
            }
        }
        _ => Vec::new(),
    };
    fields.done()?;
    left.reverse();
    match (shown, work) {
        (Some(shown), Some(work)) => Ok(Params { shown, work, left }),
        _ => Err(json!(["Not a valid mapping type."])),
    }
}

/// The tickets in a view that were created between two moments.
fn in_view(call: &Call<'_>, view: &View, (start, end): (Option<Moment>, Option<Moment>)) -> Vec<u64> {
    let state = &*call.state;
    let is_in = state.in_view(view, call.viewer());
    let tickets = state.tickets.iter().filter(|(_, row)| {
        start.is_none_or(|start| row.created >= start)
            && end.is_none_or(|end| row.created < end)
            && is_in(Subject::Ticket(row))
    });
    tickets.map(|(id, _)| id).collect()
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
        team: fields.nullable("assignee_team", team_ref(state)).map(Option::flatten),
        spam: fields.optional("spam", boolean),
        unread: fields.optional("is_unread", boolean),
        trashed: fields.nullable("trashed_datetime", moment),
        snooze: fields.nullable("snooze_datetime", moment),
        tags: fields.nullable("tags", list_of(0..=250, tag)).map(Option::unwrap_or_default),
    };
    fields.done()?;
    Ok(edit)
}
