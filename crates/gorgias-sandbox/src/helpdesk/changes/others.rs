//! Tags, surveys, integrations, widgets and users change.

use serde_json::json;

use super::super::model::{Integration, Object, Survey, Tag, Widget};
use super::super::moment::Moment;
use super::super::state::Due;
use super::Change;

impl Change<'_> {
    pub(crate) fn create_tag(&mut self, tag: Tag) -> u64 {
        let id = self.state.insert_tag(tag);
        self.note("tag-created", Object::Tag, id, None);
        id
    }

    pub(crate) fn rename_tag(&mut self, id: u64, name: Box<str>) {
        let Some(tag) = self.state.tags.get(id) else { return };
        if tag.name != name {
            let data = json!({"old_name": tag.name, "new_name": name});
            self.state.rename_tag(id, name);
            self.note("tag-renamed", Object::Tag, id, Some(data));
        }
    }

    pub(crate) fn edit_tag(&mut self, id: u64, edit: impl FnOnce(&mut Tag)) {
        if let Some(tag) = self.state.tags.get_mut(id) {
            edit(tag);
            self.note("tag-updated", Object::Tag, id, None);
        }
    }

    /// Views that filter by it are switched off.
    pub(crate) fn delete_tag(&mut self, id: u64) {
        self.replace_tag(id, None);
        if let Some(tag) = self.state.remove_tag(id) {
            self.note("tag-deleted", Object::Tag, id, None);
            self.deactivate_views(|filter| filter.mentions_tag(&tag.name));
        }
    }

    /// The tickets of `sources` get `target` instead.
    pub(crate) fn merge_tags(&mut self, sources: &[u64], target: u64) {
        for source in sources {
            self.replace_tag(*source, Some(target));
            self.state.remove_tag(*source);
        }
        self.note("tag-merged", Object::Tag, target, Some(json!({"source_tags_ids": sources})));
    }

    fn replace_tag(&mut self, tag: u64, by: Option<u64>) {
        let carrying = self.state.tickets.iter().filter(|(_, ticket)| ticket.tags.contains(&tag));
        for id in carrying.map(|(id, _)| id).collect::<Vec<_>>() {
            let tags = self.state.tickets.get(id).map(|ticket| ticket.tags.clone()).unwrap_or_default();
            let mut tags: Vec<u64> = tags.into_iter().filter(|other| *other != tag).collect();
            tags.extend(by.filter(|by| !tags.contains(by)));
            self.set_tags(id, tags);
        }
    }

    pub(crate) fn create_survey(&mut self, survey: Survey) -> u64 {
        let (ticket, sent, scored) = (survey.ticket, survey.sent, survey.scored);
        let should_send = survey.should_send.filter(|_| sent.is_none());
        let id = self.state.insert_survey(survey);
        if let Some(at) = should_send {
            self.state.due.insert((at.max(self.now), Due::Survey(id)));
        }
        if sent.is_some() {
            self.note("satisfaction-survey-sent", Object::SatisfactionSurvey, id, None);
        }
        if scored.is_some() {
            self.note("satisfaction-survey-responded", Object::SatisfactionSurvey, id, None);
        }
        self.touch(ticket);
        id
    }

    pub(super) fn send_survey(&mut self, id: u64) {
        let now = self.now;
        if let Some(survey) = self.state.surveys.get_mut(id).filter(|survey| survey.sent.is_none()) {
            survey.sent = Some(now);
            self.note("satisfaction-survey-sent", Object::SatisfactionSurvey, id, None);
        }
    }

    /// Changes a survey in place; an answer that was not there before is news.
    pub(crate) fn edit_survey(&mut self, id: u64, edit: impl FnOnce(&mut Survey, Moment)) {
        let Some(survey) = self.state.surveys.get_mut(id) else { return };
        let before = (survey.score, survey.sent);
        edit(survey, self.now);
        let (after, ticket) = ((survey.score, survey.sent), survey.ticket);
        if before.1.is_none() && after.1.is_some() {
            self.note("satisfaction-survey-sent", Object::SatisfactionSurvey, id, None);
        }
        if after.0.is_some() && before.0 != after.0 {
            self.note("satisfaction-survey-responded", Object::SatisfactionSurvey, id, None);
        }
        self.touch(ticket);
    }

    pub(crate) fn create_integration(&mut self, integration: Integration) -> u64 {
        let id = self.state.integrations.push(integration);
        self.note("integration-created", Object::Integration, id, None);
        id
    }

    /// Changes an integration in place. Switching it on again forgets its failures.
    pub(crate) fn edit_integration(&mut self, id: u64, edit: impl FnOnce(&mut Integration)) {
        let now = self.now;
        let Some(row) = self.state.integrations.get_mut(id) else { return };
        let was_off = row.deactivated.is_some();
        edit(row);
        row.updated = now;
        let kind = match (was_off, row.deactivated.is_some()) {
            (true, false) => {
                row.failures = 0;
                "integration-reactivated"
            }
            (false, true) => "integration-deactivated",
            _ => "integration-updated",
        };
        self.note(kind, Object::Integration, id, None);
    }

    /// Views that filter by it are switched off.
    pub(crate) fn delete_integration(&mut self, id: u64) {
        if self.state.integrations.remove(id).is_some() {
            self.note("integration-deleted", Object::Integration, id, None);
            self.deactivate_views(|filter| filter.mentions_integration(id));
        }
    }

    pub(crate) fn create_widget(&mut self, widget: Widget) -> u64 {
        let id = self.state.widgets.push(widget);
        self.note("widget-created", Object::Widget, id, None);
        id
    }

    pub(crate) fn edit_widget(&mut self, id: u64, edit: impl FnOnce(&mut Widget)) {
        let now = self.now;
        if let Some(row) = self.state.widgets.get_mut(id) {
            edit(row);
            row.updated = now;
            self.note("widget-updated", Object::Widget, id, None);
        }
    }

    pub(crate) fn delete_widget(&mut self, id: u64) {
        if self.state.widgets.remove(id).is_some() {
            self.note("widget-deleted", Object::Widget, id, None);
        }
    }

    /// For users and settings of the account, which are told about by kind alone.
    pub(crate) fn mention(&mut self, kind: &'static str, object: Object, id: u64) {
        self.note(kind, object, id, None);
    }
}
