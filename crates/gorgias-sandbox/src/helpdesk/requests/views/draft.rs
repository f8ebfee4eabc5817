//! What a body says about a view.

use serde_json::Value;

use super::super::super::filters::Filter;
use super::super::super::model::{Json, View};
use super::super::super::moment::Moment;
use super::super::super::state::State;
use super::super::body::{Fields, Read, id, list, name, one_of, set, string, text, wrong};
use super::super::parts::emoji;
use super::TICKETS;
use super::items::ORDER_FIELDS;

const COLUMNS: &[&str] = &[
    "id",
    "details",
    "tags",
    "customer",
    "last_message",
    "name",
    "email",
    "created",
    "updated",
    "assignee",
    "assignee_team",
    "channel",
    "closed",
    "language",
    "last_received_message",
    "integrations",
    "snooze",
    "status",
    "subject",
    "priority",
];

/// `None` says nothing.
pub(super) struct Draft {
    slug: Option<Box<str>>,
    visibility: Option<&'static str>,
    decoration: Option<Option<Json>>,
    section: Option<Option<u64>>,
    teams: Option<Vec<u64>>,
    users: Option<Vec<u64>>,
    name: Option<Box<str>>,
    what: What,
}

/// What is in a view and in which order: all that a view without a name has.
pub(super) struct What {
    kind: Option<&'static str>,
    filters: Option<Box<str>>,
    search: Option<Option<Box<str>>>,
    order_by: Option<&'static str>,
    order_dir: Option<&'static str>,
    columns: Option<Vec<&'static str>>,
}

impl Draft {
    pub(super) fn take(fields: &mut Fields, state: &State) -> Self {
        let team = |value| {
            let team = id(value)?;
            if state.teams.get(team).is_none() { wrong("Team not found.") } else { Ok(team) }
        };
        let user = |value| {
            let user = id(value)?;
            if state.users.get(user).is_none() { wrong("User not found.") } else { Ok(user) }
        };
        Self {
            slug: fields.optional("slug", name(256)),
            name: fields.optional("name", text(256)),
            visibility: fields.optional("visibility", one_of(&["public", "shared", "private"])),
            decoration: fields.nullable("decoration", emoji).map(Option::flatten),
            section: fields.nullable("section_id", id),
            teams: fields.optional("shared_with_teams", list(0..=100, team)),
            users: fields.optional("shared_with_users", list(0..=100, user)),
            what: What::take(fields),
        }
    }

    pub(super) fn into_view(self, created: Moment) -> View {
        let mut view = nameless(created);
        self.apply(&mut view);
        view
    }

    pub(super) fn apply(self, row: &mut View) {
        set(&mut row.slug, self.slug);
        set(&mut row.name, self.name);
        set(&mut row.visibility, self.visibility);
        set(&mut row.decoration, self.decoration);
        set(&mut row.section, self.section);
        set(&mut row.teams, self.teams);
        set(&mut row.users, self.users);
        self.what.apply(row);
    }
}

impl What {
    pub(super) fn take(fields: &mut Fields) -> Self {
        Self {
            kind: fields.optional("type", one_of(&[TICKETS])),
            filters: fields.optional("filters", filters),
            search: fields.nullable("search", text(1024)),
            order_by: fields.optional("order_by", one_of(ORDER_FIELDS)),
            order_dir: fields.optional("order_dir", one_of(&["asc", "desc"])),
            columns: fields.optional("fields", list(0..=100, one_of(COLUMNS))),
        }
    }

    pub(super) fn apply(self, row: &mut View) {
        set(&mut row.kind, self.kind);
        set(&mut row.filters, self.filters);
        set(&mut row.search, self.search);
        set(&mut row.order_by, self.order_by);
        set(&mut row.order_dir, self.order_dir);
        set(&mut row.fields, self.columns);
    }
}

/// A view without a name, as a body describes it.
pub(in super::super) fn unnamed(now: Moment, value: Value) -> Read<View> {
    let mut fields = Fields::of(value)?;
    let what = What::take(&mut fields);
    fields.done()?;
    let mut view = nameless(now);
    what.apply(&mut view);
    Ok(view)
}

/// A view of all tickets, with what is so unless something else is said.
pub(super) fn nameless(created: Moment) -> View {
    View {
        name: Box::default(),
        slug: Box::default(),
        kind: TICKETS,
        category: Some("user"),
        visibility: "public",
        filters: Box::default(),
        search: None,
        order_by: "updated_datetime",
        order_dir: "desc",
        fields: Vec::new(),
        decoration: None,
        section: None,
        teams: Vec::new(),
        users: Vec::new(),
        created,
        deactivated: None,
    }
}

/// A filter that can be evaluated, kept as it was written.
fn filters(value: Value) -> Read<Box<str>> {
    let text = string(value)?;
    if text.len() > 16_384 {
        return wrong("Longer than maximum length 16384.");
    }
    match Filter::read_strictly(&text) {
        Ok(_) => Ok(text.into()),
        Err(error) => wrong(&error),
    }
}
