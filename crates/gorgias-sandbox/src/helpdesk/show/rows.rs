//! Whole collections as trees, for comparisons.

use serde::Serialize;
use serde_json::Value;

use super::super::state::State;

impl State {
    /// Every row of a collection as its list shows it, by id.
    pub(crate) fn rows(&self, collection: &str) -> Option<Vec<Value>> {
        Some(match collection {
            "tickets" => {
                self.tickets.iter().filter_map(|(id, row)| shown(self.ticket_row(id, row))).collect()
            }
            "messages" => self
                .messages
                .iter()
                .filter_map(|(id, row)| shown(self.message_view(id, row, false)))
                .collect(),
            "customers" => {
                self.customers.iter().filter_map(|(id, row)| shown(self.customer_row(id, row))).collect()
            }
            "tags" => self.tags.iter().filter_map(|(id, row)| shown(self.tag_view(id, row))).collect(),
            "users" => self.users.iter().filter_map(|(id, row)| shown(self.user_view(id, row))).collect(),
            "events" => self.events.iter().filter_map(|(id, row)| shown(self.event_view(id, row))).collect(),
            "integrations" => self
                .integrations
                .iter()
                .filter_map(|(id, row)| shown(self.integration_view(id, row)))
                .collect(),
            "satisfaction_surveys" => {
                self.surveys.iter().filter_map(|(id, row)| shown(self.survey_view(id, row))).collect()
            }
            "widgets" => {
                self.widgets.iter().filter_map(|(id, row)| shown(self.widget_view(id, row))).collect()
            }
            "teams" => self.teams.iter().filter_map(|(id, row)| shown(self.team_view(id, row))).collect(),
            "views" => {
                self.views.iter().filter_map(|(id, row)| shown(self.view_view(id, row, None))).collect()
            }
            "custom_fields" => {
                self.fields.iter().filter_map(|(id, row)| shown(self.field_view(id, row))).collect()
            }
            "macros" => self.macros.iter().filter_map(|(id, row)| shown(self.macro_view(id, row))).collect(),
            "rules" => self.rules.iter().filter_map(|(id, row)| shown(self.rule_view(id, row))).collect(),
            "jobs" => self.jobs.iter().filter_map(|(id, row)| shown(self.job_view(id, row))).collect(),
            "voice_calls" => self.calls.iter().map(|(id, row)| self.voice_call(id, row)).collect(),
            "voice_call_events" => {
                self.call_events.iter().map(|(id, row)| self.voice_call_event(id, row)).collect()
            }
            "voice_call_recordings" => {
                self.recordings.iter().map(|(id, row)| self.voice_call_recording(id, row)).collect()
            }
            _ => return None,
        })
    }
}

fn shown(view: impl Serialize) -> Option<Value> {
    serde_json::to_value(view).ok()
}
