//! Teams, custom fields and views change.

use super::super::filters::Filter;
use super::super::model::{Field, Object, Team, View};
use super::Change;

impl Change<'_> {
    pub(crate) fn create_team(&mut self, team: Team) -> u64 {
        let id = self.state.teams.push(team);
        self.note("team-created", Object::Team, id, None);
        id
    }

    pub(crate) fn edit_team(&mut self, id: u64, edit: impl FnOnce(&mut Team)) {
        if let Some(row) = self.state.teams.get_mut(id) {
            edit(row);
            self.note("team-updated", Object::Team, id, None);
        }
    }

    /// Its tickets belong to no team, and no view is shared with it any more; its members stay.
    pub(crate) fn delete_team(&mut self, id: u64) {
        let theirs = self.state.tickets.iter().filter(|(_, ticket)| ticket.assignee_team == Some(id));
        for ticket in theirs.map(|(ticket, _)| ticket).collect::<Vec<_>>() {
            self.assign_team(ticket, None);
        }
        for (_, view) in self.state.views.iter_mut() {
            view.teams.retain(|team| *team != id);
        }
        if self.state.teams.remove(id).is_some() {
            self.note("team-deleted", Object::Team, id, None);
        }
    }

    /// Takes a user out of all teams, and out of what views are shared with.
    pub(crate) fn forget_user(&mut self, id: u64) {
        for (_, team) in self.state.teams.iter_mut() {
            team.members.retain(|member| *member != id);
        }
        for (_, view) in self.state.views.iter_mut() {
            view.users.retain(|user| *user != id);
        }
    }

    pub(crate) fn create_field(&mut self, field: Field) -> u64 {
        let id = self.state.fields.push(field);
        self.note("custom-field-created", Object::CustomField, id, None);
        id
    }

    pub(crate) fn edit_field(&mut self, id: u64, edit: impl FnOnce(&mut Field)) {
        let now = self.now;
        if let Some(row) = self.state.fields.get_mut(id) {
            edit(row);
            row.updated = now;
            self.note("custom-field-updated", Object::CustomField, id, None);
        }
    }

    pub(crate) fn create_view(&mut self, view: View) -> u64 {
        let id = self.state.views.push(view);
        self.note("view-created", Object::View, id, None);
        id
    }

    pub(crate) fn edit_view(&mut self, id: u64, edit: impl FnOnce(&mut View)) {
        if let Some(row) = self.state.views.get_mut(id) {
            edit(row);
            self.note("view-updated", Object::View, id, None);
        }
    }

    pub(crate) fn delete_view(&mut self, id: u64) {
        if self.state.views.remove(id).is_some() {
            self.note("view-deleted", Object::View, id, None);
        }
    }

    /// Switches off the views whose filter asks about something that is gone.
    pub(super) fn deactivate_views(&mut self, asks: impl Fn(&Filter) -> bool) {
        let active = self.state.views.iter().filter(|(_, view)| view.deactivated.is_none());
        let hit = active.filter(|(_, view)| Filter::read(&view.filters).is_ok_and(|filter| asks(&filter)));
        for id in hit.map(|(id, _)| id).collect::<Vec<_>>() {
            if let Some(row) = self.state.views.get_mut(id) {
                row.deactivated = Some(self.now);
            }
            self.note("view-deactivated", Object::View, id, None);
        }
    }
}
