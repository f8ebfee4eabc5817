//! Macros: prepared answers and steps that agents and jobs apply to tickets.

use serde_json::Value;

use super::super::moment::Moment;
use super::Slug;

#[derive(Debug)]
pub(crate) struct Macro {
    pub external_id: Option<Box<str>>,
    pub name: Box<str>,
    pub intent: Option<&'static str>,
    pub language: Option<Slug>,
    /// How often it was applied.
    pub usage: u64,
    /// In order of execution, as they came: what was not sent of an action does not come back either.
    pub actions: Vec<Value>,
    pub created: Moment,
    pub updated: Option<Moment>,
    pub archived: Option<Moment>,
}

impl Macro {
    /// Names of the tags it puts on a ticket.
    pub(crate) fn tags(&self) -> impl Iterator<Item = &str> {
        let adding = self.actions.iter().filter(|action| action["name"] == "addTags");
        adding.filter_map(|action| action["arguments"]["tags"].as_str()).flat_map(listed)
    }

    /// Whether `text`, in lower case, is in its name or in what its actions say.
    pub(crate) fn says(&self, text: &str) -> bool {
        let arguments = self.actions.iter().filter_map(|action| action["arguments"].as_object());
        let mut said = arguments.flat_map(|arguments| arguments.values()).filter_map(Value::as_str);
        self.name.to_lowercase().contains(text) || said.any(|said| said.to_lowercase().contains(text))
    }
}

/// The names in a comma-separated text.
pub(crate) fn listed(names: &str) -> impl Iterator<Item = &str> {
    names.split(',').map(str::trim).filter(|name| !name.is_empty())
}
