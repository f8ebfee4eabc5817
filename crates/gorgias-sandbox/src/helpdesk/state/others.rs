//! Tags, surveys and events together with their indexes.

use super::super::model::{Event, Survey, Tag};
use super::super::moment::Moment;
use super::State;

impl State {
    pub(crate) fn insert_tag(&mut self, tag: Tag) -> u64 {
        self.tags_by_name.insert(tag.name.clone(), self.tags.next_id());
        self.tags.push(tag)
    }

    pub(crate) fn remove_tag(&mut self, id: u64) -> Option<Tag> {
        let tag = self.tags.remove(id)?;
        self.tags_by_name.remove(&tag.name);
        Some(tag)
    }

    pub(crate) fn rename_tag(&mut self, id: u64, name: Box<str>) {
        if let Some(tag) = self.tags.get_mut(id) {
            self.tags_by_name.remove(&tag.name);
            self.tags_by_name.insert(name.clone(), id);
            tag.name = name;
        }
    }

    pub(crate) fn tag_named(&self, name: &str) -> Option<u64> {
        self.tags_by_name.get(name).copied()
    }

    pub(super) fn count_tag(&mut self, tag: u64, by: i64) {
        if let Some(tag) = self.tags.get_mut(tag) {
            tag.usage = tag.usage.saturating_add_signed(by);
        }
    }

    pub(crate) fn insert_survey(&mut self, survey: Survey) -> u64 {
        let id = self.surveys.next_id();
        self.surveys_by_created.insert(survey.created, id);
        if let Some(ticket) = self.tickets.get_mut(survey.ticket) {
            ticket.survey = Some(id);
        }
        self.surveys.push(survey)
    }

    pub(crate) fn set_survey_created(&mut self, id: u64, created: Moment) {
        if let Some(survey) = self.surveys.get_mut(id) {
            self.surveys_by_created.remove(survey.created, id);
            self.surveys_by_created.insert(created, id);
            survey.created = created;
        }
    }

    pub(crate) fn insert_event(&mut self, event: Event) -> u64 {
        self.events_by_created.insert(event.created, self.events.next_id());
        self.events.push(event)
    }

    /// Id and address of the first e-mail integration.
    pub(crate) fn mailbox(&self) -> Option<(u64, String)> {
        self.integrations.iter().find_map(|(id, row)| Some((id, row.address()?)))
    }

    pub(crate) fn user_of_email(&self, email: &str) -> Option<u64> {
        self.users.iter().find(|(_, user)| user.email.eq_ignore_ascii_case(email)).map(|(id, _)| id)
    }
}
