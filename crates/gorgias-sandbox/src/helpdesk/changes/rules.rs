//! Rules change.

use super::super::model::{Object, Rule};
use super::Change;

impl Change<'_> {
    pub(crate) fn create_rule(&mut self, rule: Rule) -> u64 {
        let id = self.state.rules.push(rule);
        self.note("rule-created", Object::Rule, id, None);
        id
    }

    pub(crate) fn edit_rule(&mut self, id: u64, edit: impl FnOnce(&mut Rule)) {
        let now = self.now;
        if let Some(row) = self.state.rules.get_mut(id) {
            edit(row);
            row.updated = now;
            self.note("rule-updated", Object::Rule, id, None);
        }
    }

    pub(crate) fn set_rule_priority(&mut self, id: u64, priority: u64) {
        let now = self.now;
        if let Some(row) = self.state.rules.get_mut(id).filter(|row| row.priority != priority) {
            row.priority = priority;
            row.updated = now;
            self.note("rule-priority-updated", Object::Rule, id, None);
        }
    }

    pub(crate) fn delete_rule(&mut self, id: u64) {
        if self.state.rules.remove(id).is_some() {
            self.note("rule-deleted", Object::Rule, id, None);
        }
    }
}
