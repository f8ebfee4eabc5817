//! What people do who are not API clients: customers write, agents answer, somebody cleans up.
//!
//! An action that names nothing picks with an integer `pick`, so that a script needs no knowledge of the
//! account; the same `pick` on the same account picks the same.

mod talking;
mod tidying;

use serde_json::{Map, Value};

use super::model::{Customer, Ticket};
use super::moment::Moment;
use super::state::State;
use crate::system::ActError;

type Done = Result<Value, ActError>;

/// An action's fields.
struct Action<'a>(&'a Value);

/// Does what `action` says.
pub(super) fn act(state: &mut State, now: Moment, action: &Value) -> Done {
    let action = Action(action);
    let doing = action.text("do").ok_or_else(|| error("the action has no `do`"))?;
    match doing {
        "customer-writes" => talking::customer_writes(state, now, &action),
        "agent-replies" => talking::agent_replies(state, now, &action),
        "agent-closes" => talking::agent_closes(state, now, &action),
        "survey-answered" => talking::survey_answered(state, now, &action),
        "customer-renamed" => tidying::customer_renamed(state, now, &action),
        "customers-merged" => tidying::customers_merged(state, now, &action),
        "tag-renamed" => tidying::tag_renamed(state, now, &action),
        "ticket-trashed" => tidying::ticket_trashed(state, now, &action),
        "ticket-deleted" => tidying::ticket_deleted(state, now, &action),
        "tickets-merged" => tidying::tickets_merged(state, now, &action),
        "message-edited" => tidying::message_edited(state, now, &action),
        other => Err(error(&format!("nobody here knows how to do {other:?}"))),
    }
}

fn pick_customer<'s>(state: &'s State, action: &Action<'_>) -> Result<(u64, &'s Customer), ActError> {
    let picked = state.customers.pick(action.pick(), |_, row| row.email.is_some());
    picked
        .and_then(|id| Some((id, state.customers.get(id)?)))
        .ok_or_else(|| error("there is no such customer"))
}

/// The ticket that `ticket` names, or one that fits.
fn pick_ticket(state: &State, action: &Action<'_>, fits: impl Fn(&Ticket) -> bool) -> Result<u64, ActError> {
    let found = match action.number("ticket") {
        Some(id) => state.tickets.get(id).map(|_| id),
        None => state.tickets.pick(action.pick(), |_, row| fits(row)),
    };
    found.ok_or_else(|| error("there is no such ticket"))
}

fn pick_agent(state: &State, action: &Action<'_>) -> Result<u64, ActError> {
    let agent = state.users.pick(action.pick(), |id, row| row.role != "bot" && id != state.api_user);
    agent.ok_or_else(|| error("there is no agent"))
}

impl Action<'_> {
    fn fields(&self) -> Option<&Map<String, Value>> {
        self.0.as_object()
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.fields()?.get(key)?.as_str()
    }

    fn number(&self, key: &str) -> Option<u64> {
        self.fields()?.get(key)?.as_u64()
    }

    fn pick(&self) -> u64 {
        self.number("pick").unwrap_or_default()
    }
}

fn error(text: &str) -> ActError {
    ActError(text.to_owned())
}
