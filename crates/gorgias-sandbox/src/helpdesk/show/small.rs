//! The collections of which there are few rows, and events.

use serde::Serialize;
use serde_json::{Value, json};

use super::super::model::{
    Context, Event, Integration, Json, Object, Slug, Survey, Tag, User, Widget, split_name, tree,
};
use super::super::moment::Moment;
use super::super::state::State;
use super::Uri;

#[derive(Serialize)]
pub(crate) struct TagView<'a> {
    id: u64,
    uri: Uri,
    name: &'a str,
    description: Option<&'a str>,
    decoration: Option<&'a Json>,
    usage: u64,
    created_datetime: Moment,
    deleted_datetime: (),
}

#[derive(Serialize)]
pub(crate) struct UserView<'a> {
    id: u64,
    /// The only absolute `uri` of the API.
    uri: String,
    email: &'a str,
    name: &'a str,
    firstname: &'a str,
    lastname: &'a str,
    role: Role,
    active: bool,
    bio: Option<&'a str>,
    country: Option<&'a str>,
    language: Option<&'a Slug>,
    timezone: &'a Slug,
    external_id: Option<&'a str>,
    meta: Option<&'a Json>,
    has_password: bool,
    has_2fa_enabled: bool,
    created_datetime: Moment,
    updated_datetime: Moment,
    deactivated_datetime: (),
}

#[derive(Serialize)]
struct Role {
    name: &'static str,
}

#[derive(Serialize)]
pub(crate) struct EventView<'a> {
    id: u64,
    #[serde(rename = "type")]
    kind: &'static str,
    object_type: Object,
    object_id: u64,
    user_id: Option<u64>,
    data: Option<&'a Json>,
    context: Context,
    created_datetime: Moment,
    uri: Uri,
}

/// Without `uri` inside a ticket, with it everywhere else.
#[derive(Serialize)]
pub(crate) struct SurveyView<'a> {
    id: u64,
    ticket_id: u64,
    customer_id: u64,
    score: Option<u64>,
    body_text: Option<&'a str>,
    created_datetime: Moment,
    scored_datetime: Option<Moment>,
    sent_datetime: Option<Moment>,
    should_send_datetime: Option<Moment>,
    meta: Option<&'a Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<Uri>,
}

#[derive(Serialize)]
pub(crate) struct WidgetView<'a> {
    id: u64,
    #[serde(rename = "type")]
    kind: &'a Slug,
    context: &'a Slug,
    template: &'a Json,
    integration_id: Option<u64>,
    app_id: Option<&'a str>,
    order: u64,
    deactivated_datetime: Option<Moment>,
    created_datetime: Moment,
    updated_datetime: Moment,
    uri: Uri,
}

#[derive(Serialize)]
pub(crate) struct IntegrationView<'a> {
    id: u64,
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'a Slug,
    description: Option<&'a str>,
    http: Option<Value>,
    deactivated_datetime: Option<Moment>,
    created_datetime: Moment,
    updated_datetime: Moment,
    locked_datetime: (),
    user: IdOnly,
    application_id: Option<&'a str>,
    managed: bool,
    business_hours_id: (),
    decoration: (),
    meta: Value,
    uri: Uri,
}

#[derive(Serialize)]
struct IdOnly {
    id: u64,
}

impl State {
    pub(crate) fn tag_view<'a>(&self, id: u64, tag: &'a Tag) -> TagView<'a> {
        TagView {
            id,
            uri: Uri("tags", id),
            name: &tag.name,
            description: tag.description.as_deref(),
            decoration: tag.decoration.as_ref(),
            usage: tag.usage,
            created_datetime: tag.created,
            deleted_datetime: (),
        }
    }

    pub(crate) fn user_view<'a>(&self, id: u64, user: &'a User) -> UserView<'a> {
        let (firstname, lastname) = split_name(Some(&user.name));
        UserView {
            id,
            uri: format!("{}/api/users/{id}/", self.base_url),
            email: &user.email,
            name: &user.name,
            firstname,
            lastname,
            role: Role { name: user.role },
            active: true,
            bio: user.bio.as_deref(),
            country: user.country.as_deref(),
            language: user.language.as_ref(),
            timezone: &user.timezone,
            external_id: user.external_id.as_deref(),
            meta: user.meta.as_ref(),
            has_password: user.role != "bot",
            has_2fa_enabled: false,
            created_datetime: user.created,
            updated_datetime: user.updated,
            deactivated_datetime: (),
        }
    }

    pub(crate) fn event_view<'a>(&self, id: u64, event: &'a Event) -> EventView<'a> {
        EventView {
            id,
            kind: event.kind,
            object_type: event.object,
            object_id: event.object_id,
            user_id: event.user,
            data: event.data.as_ref(),
            context: event.context,
            created_datetime: event.created,
            uri: Uri("events", id),
        }
    }

    pub(crate) fn survey_view<'a>(&self, id: u64, survey: &'a Survey) -> SurveyView<'a> {
        SurveyView {
            id,
            ticket_id: survey.ticket,
            customer_id: survey.customer,
            score: survey.score,
            body_text: survey.body_text.as_deref(),
            created_datetime: survey.created,
            scored_datetime: survey.scored,
            sent_datetime: survey.sent,
            should_send_datetime: survey.should_send,
            meta: survey.meta.as_ref(),
            uri: Some(Uri("satisfaction-surveys", id)),
        }
    }

    pub(super) fn survey_in_ticket(&self, id: u64) -> Option<SurveyView<'_>> {
        let survey = self.surveys.get(id)?;
        Some(SurveyView { uri: None, ..self.survey_view(id, survey) })
    }

    pub(crate) fn widget_view<'a>(&self, id: u64, widget: &'a Widget) -> WidgetView<'a> {
        WidgetView {
            id,
            kind: &widget.kind,
            context: &widget.context,
            template: &widget.template,
            integration_id: widget.integration,
            app_id: widget.app.as_deref(),
            order: widget.order,
            deactivated_datetime: widget.deactivated,
            created_datetime: widget.created,
            updated_datetime: widget.updated,
            uri: Uri("widgets", id),
        }
    }

    pub(crate) fn integration_view<'a>(&self, id: u64, integration: &'a Integration) -> IntegrationView<'a> {
        let http = integration.http.as_ref().map(|http| {
            json!({
                "id": id,
                "url": http.url,
                "method": http.method,
                "request_content_type": http.request_content_type,
                "response_content_type": http.response_content_type,
                "headers": http.headers,
                "form": http.form,
                "triggers": http.triggers,
                "oauth2": http.oauth2,
            })
        });
        let meta = tree(integration.meta.as_deref());
        IntegrationView {
            id,
            name: &integration.name,
            kind: &integration.kind,
            description: integration.description.as_deref(),
            http,
            deactivated_datetime: integration.deactivated,
            created_datetime: integration.created,
            updated_datetime: integration.updated,
            locked_datetime: (),
            user: IdOnly { id: integration.app.as_ref().map_or(self.api_user, |app| app.user) },
            application_id: integration.app.as_ref().map(|app| app.id.as_str()),
            managed: integration.managed,
            business_hours_id: (),
            decoration: (),
            meta: if meta.is_null() { json!({}) } else { meta },
            uri: Uri("integrations", id),
        }
    }
}

impl Integration {
    /// The address that an e-mail integration receives at.
    pub(crate) fn address(&self) -> Option<String> {
        let meta = tree(self.meta.as_deref());
        meta.get("address").and_then(Value::as_str).map(str::to_owned)
    }
}
