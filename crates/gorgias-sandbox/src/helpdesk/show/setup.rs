//! Teams, custom fields with their values, and views.

use serde::Serialize;
use serde_json::{Map, Value};

use super::super::model::{Field, FieldValue, Json, Team, View};
use super::super::moment::Moment;
use super::super::state::State;
use super::Uri;

#[derive(Serialize)]
pub(crate) struct TeamView<'a> {
    id: u64,
    uri: Uri,
    name: &'a str,
    description: Option<&'a str>,
    decoration: Option<&'a Json>,
    members: Vec<Member<'a>>,
    created_datetime: Moment,
}

#[derive(Serialize)]
struct Member<'a> {
    id: u64,
    name: &'a str,
    email: &'a str,
    meta: Option<&'a Json>,
}

/// A team as tickets and views name it.
#[derive(Serialize)]
pub(crate) struct TeamInTicket<'a> {
    id: u64,
    name: &'a str,
    decoration: Option<&'a Json>,
}

#[derive(Serialize)]
pub(crate) struct FieldView<'a> {
    id: u64,
    external_id: Option<&'a str>,
    object_type: &'static str,
    label: &'a str,
    description: Option<&'a str>,
    priority: u64,
    required: bool,
    requirement_type: &'static str,
    managed_type: Option<&'static str>,
    definition: &'a Value,
    created_datetime: Moment,
    updated_datetime: Moment,
    deactivated_datetime: Option<Moment>,
}

/// The value of a custom field with its definition.
#[derive(Serialize)]
pub(crate) struct FieldValueView<'a> {
    field: FieldView<'a>,
    id: u64,
    prediction: (),
    value: &'a Json,
}

#[derive(Serialize)]
pub(crate) struct ViewView<'a> {
    id: u64,
    uri: Uri,
    name: &'a str,
    slug: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    category: Option<&'static str>,
    visibility: &'static str,
    filters: String,
    search: Option<&'a str>,
    order_by: &'static str,
    order_dir: &'static str,
    fields: &'a [&'static str],
    decoration: Option<&'a Json>,
    section_id: Option<u64>,
    shared_with_teams: Vec<TeamInTicket<'a>>,
    shared_with_users: Vec<Shared<'a>>,
    created_datetime: Moment,
    deactivated_datetime: Option<Moment>,
}

#[derive(Serialize)]
struct Shared<'a> {
    id: u64,
    name: &'a str,
    meta: Option<&'a Json>,
}

impl State {
    pub(crate) fn team_view<'a>(&'a self, id: u64, team: &'a Team) -> TeamView<'a> {
        let member = |id: &u64| {
            let user = self.users.get(*id)?;
            Some(Member { id: *id, name: &user.name, email: &user.email, meta: user.meta.as_ref() })
        };
        TeamView {
            id,
            uri: Uri("teams", id),
            name: &team.name,
            description: team.description.as_deref(),
            decoration: team.decoration.as_ref(),
            members: team.members.iter().filter_map(member).collect(),
            created_datetime: team.created,
        }
    }

    pub(crate) fn team_short(&self, id: u64) -> Option<TeamInTicket<'_>> {
        let team = self.teams.get(id)?;
        Some(TeamInTicket { id, name: &team.name, decoration: team.decoration.as_ref() })
    }

    pub(crate) fn field_view<'a>(&self, id: u64, field: &'a Field) -> FieldView<'a> {
        FieldView {
            id,
            external_id: field.external_id.as_deref(),
            object_type: field.object,
            label: &field.label,
            description: field.description.as_deref(),
            priority: field.priority,
            required: field.requirement == "required",
            requirement_type: field.requirement,
            managed_type: field.managed,
            definition: &field.definition,
            created_datetime: field.created,
            updated_datetime: field.updated,
            deactivated_datetime: field.deactivated,
        }
    }

    /// Custom-field values by the id of their field, as tickets and customers embed them.
    pub(crate) fn field_map(&self, values: &[FieldValue]) -> Value {
        let entry = |value: &FieldValue| {
            Some((value.field.to_string(), serde_json::to_value(self.field_value(value)?).ok()?))
        };
        Value::Object(values.iter().filter_map(entry).collect::<Map<_, _>>())
    }

    pub(crate) fn field_value<'a>(&'a self, value: &'a FieldValue) -> Option<FieldValueView<'a>> {
        let field = self.fields.get(value.field)?;
        Some(FieldValueView {
            field: self.field_view(value.field, field),
            id: value.id,
            prediction: (),
            value: &value.value,
        })
    }

    /// `reader` is whose values stand in for `{{current_user.id}}` and its like; nobody's outside of the list.
    pub(crate) fn view_view<'a>(&'a self, id: u64, view: &'a View, reader: Option<u64>) -> ViewView<'a> {
        let shared = |id: &u64| {
            let user = self.users.get(*id)?;
            Some(Shared { id: *id, name: &user.name, meta: user.meta.as_ref() })
        };
        ViewView {
            id,
            uri: Uri("views", id),
            name: &view.name,
            slug: &view.slug,
            kind: view.kind,
            category: view.category,
            visibility: view.visibility,
            filters: match reader {
                Some(reader) => self.personal(&view.filters, reader),
                None => view.filters.to_string(),
            },
            search: view.search.as_deref(),
            order_by: view.order_by,
            order_dir: view.order_dir,
            fields: &view.fields,
            decoration: view.decoration.as_ref(),
            section_id: view.section,
            shared_with_teams: view.teams.iter().filter_map(|team| self.team_short(*team)).collect(),
            shared_with_users: view.users.iter().filter_map(shared).collect(),
            created_datetime: view.created,
            deactivated_datetime: view.deactivated,
        }
    }
}
