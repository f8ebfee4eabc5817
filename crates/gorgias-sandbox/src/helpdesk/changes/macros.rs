//! Macros change, and change tickets.

use serde_json::{Value, json};

use super::super::model::{Macro, Object, Status, listed};
use super::Change;

impl Change<'_> {
    pub(crate) fn create_macro(&mut self, row: Macro) -> u64 {
        let id = self.state.macros.push(row);
        self.note("macro-created", Object::Macro, id, None);
        id
    }

    pub(crate) fn edit_macro(&mut self, id: u64, edit: impl FnOnce(&mut Macro)) {
        let now = self.now;
        if let Some(row) = self.state.macros.get_mut(id) {
            edit(row);
            row.updated = Some(now);
            self.note("macro-updated", Object::Macro, id, None);
        }
    }

    /// Puts a macro away or takes it out again. The feed has no event for it.
    pub(crate) fn archive_macro(&mut self, id: u64, away: bool) {
        let now = self.now;
        if let Some(row) = self.state.macros.get_mut(id) {
            row.archived = away.then_some(now);
        }
    }

    pub(crate) fn delete_macro(&mut self, id: u64) {
        if self.state.macros.remove(id).is_some() {
            self.note("macro-deleted", Object::Macro, id, None);
        }
    }

    /// Does to a ticket what the macro says, in its order. Actions that are not known here do nothing.
    pub(super) fn apply_macro(&mut self, id: u64, ticket: u64) {
        let Some(row) = self.state.macros.get(id) else { return };
        let actions = row.actions.clone();
        self.count_macro(id, ticket);
        for action in &actions {
            let arguments = &action["arguments"];
            match action["name"].as_str() {
                Some("addTags") => self.add_tags(ticket, arguments["tags"].as_str().unwrap_or_default()),
                Some("setStatus") if arguments["status"] == "closed" => {
                    self.set_status(ticket, Status::Closed)
                }
                Some("setStatus") => self.set_status(ticket, Status::Open),
                Some("setResponseText") => self.answer_with(ticket, arguments),
                _ => {}
            }
        }
    }

    /// A macro was used on a ticket.
    pub(super) fn count_macro(&mut self, id: u64, ticket: u64) {
        if let Some(row) = self.state.macros.get_mut(id) {
            row.usage += 1;
            self.note("macro-applied", Object::Macro, id, Some(json!({"ticket_id": ticket})));
        }
    }

    fn add_tags(&mut self, ticket: u64, names: &str) {
        let Some(mut tags) = self.state.tickets.get(ticket).map(|row| row.tags.clone()) else { return };
        for name in listed(names) {
            let tag = self.tag(name, None);
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        self.set_tags(ticket, tags);
    }

    fn answer_with(&mut self, ticket: u64, texts: &Value) {
        let Some(agent) = self.user else { return };
        let filled = |key: &str| Some(self.state.filled(ticket, agent, texts[key].as_str()?));
        let (text, html) = (filled("body_text"), filled("body_html"));
        if text.is_some() || html.is_some() {
            self.reply(ticket, agent, text, html);
        }
    }
}
