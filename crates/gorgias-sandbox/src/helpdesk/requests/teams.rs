//! Teams: groups of users that tickets are assigned to.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::model::Team;
use super::super::state::State;
use super::answer::{Answer, Refusal, gone, ok};
use super::body::{Fields, Read, id as an_id, list as list_of, name, set, text, wrong};
use super::parts::emoji;
use super::{Call, page};

const ORDERS: &[&str] = &["created_datetime:desc", "created_datetime:asc", "name:asc", "name:desc"];

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging("teams", ORDERS);
    query.end()?;
    let state = &*call.state;
    let rows = || state.teams.iter();
    let page = if paging.order.starts_with("name") {
        paging.over(&rows().map(|(id, row)| (row.name.to_string(), id)).collect::<BTreeSet<_>>(), |_| true)?
    } else {
        paging.over(&rows().map(|(id, row)| (row.created, id)).collect::<BTreeSet<_>>(), |_| true)?
    };
    page::list(call.request, &page, |id| state.teams.get(id).map(|row| state.team_view(id, row)))
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    let team = call.state.teams.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.team_view(id, team))
}

pub(super) fn create(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to create team";
    call.no_query()?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let team = Team {
        name: fields.required("name", name(256)),
        description: fields.maybe("description", text(1024)),
        decoration: fields.maybe("decoration", emoji).flatten(),
        members: fields.maybe("members", members(call.state)).unwrap_or_default(),
        created: call.now,
    };
    fields.end(PURPOSE)?;
    let id = call.change(|change| change.create_team(team));
    let team = call.state.teams.get(id).ok_or(Refusal::Broken)?;
    call.statuses.created(&call.state.team_view(id, team))
}

/// The members are replaced as a whole.
pub(super) fn update(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to update team";
    call.no_query()?;
    let id = call.ids[0];
    call.state.teams.get(id).ok_or(Refusal::NotFound)?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let name = fields.optional("name", name(256));
    let description = fields.nullable("description", text(1024));
    let decoration = fields.nullable("decoration", emoji).map(Option::flatten);
    let members = fields.optional("members", members(call.state));
    fields.end(PURPOSE)?;
    call.change(|change| {
        change.edit_team(id, |row| {
            set(&mut row.name, name);
            set(&mut row.description, description);
            set(&mut row.decoration, decoration);
            set(&mut row.members, members);
        });
    });
    let team = call.state.teams.get(id).ok_or(Refusal::Broken)?;
    call.statuses.accepted(&call.state.team_view(id, team))
}

pub(super) fn delete(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    call.state.teams.get(id).ok_or(Refusal::NotFound)?;
    call.change(|change| change.delete_team(id));
    gone()
}

/// Users by id; what else an answer shows of a member may be sent back.
fn members(state: &State) -> impl Fn(Value) -> Read<Vec<u64>> {
    |value| {
        let member = |value: Value| {
            let mut fields = Fields::of(value)?;
            let user = fields.required("id", an_id);
            fields.ignore(&["name", "email", "meta"]);
            fields.done()?;
            if state.users.get(user).is_none() { wrong("User not found.") } else { Ok(user) }
        };
        let mut members: Vec<u64> = Vec::new();
        for user in list_of(0..=500, member)(value)? {
            if !members.contains(&user) {
                members.push(user);
            }
        }
        Ok(members)
    }
}
