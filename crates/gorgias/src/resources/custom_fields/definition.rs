//! What values a custom field takes and how they are entered.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::resources::Map;
use crate::resources::open::open;

/// What values a custom field takes, and how they are entered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Definition {
    /// What its values are.
    pub data_type: Option<DataType>,
    /// How they are entered.
    pub input_settings: Option<InputSettings>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// What the values of a field are.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DataType {
    /// Text.
    Text,
    /// Numbers.
    Number,
    /// True or false.
    Boolean,
    /// A type not named here.
    #[serde(untagged)]
    Other(String),
}

open!(DataType);

/// How the values of a field are entered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "input_type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum InputSettings {
    /// A line of text.
    Input {
        /// Shown while it is empty.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        placeholder: Option<String>,
        /// Fields not named here.
        #[serde(flatten)]
        more: Map,
    },
    /// One of several choices.
    Dropdown {
        /// The choices; levels of a text are parted by `::`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        choices: Option<Vec<Choice>>,
        /// The choice that is made already.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        default: Option<Choice>,
        /// Fields not named here.
        #[serde(flatten)]
        more: Map,
    },
    /// A number.
    InputNumber {
        /// Shown while it is empty.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        placeholder: Option<String>,
        /// The least that is accepted: a number, or a number as text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<Value>,
        /// The most that is accepted: a number, or a number as text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<Value>,
        /// Fields not named here.
        #[serde(flatten)]
        more: Map,
    },
    /// A way not named here, as it came.
    #[serde(untagged)]
    Other(Map),
}

/// A choice of a dropdown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Choice {
    /// Of a text field; its levels are parted by `::`.
    Text(String),
    /// Of a field of true or false.
    Truth(bool),
    /// Something else.
    Other(Value),
}

impl From<&str> for Choice {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<bool> for Choice {
    fn from(truth: bool) -> Self {
        Self::Truth(truth)
    }
}

impl Definition {
    /// A line of text.
    pub fn text(placeholder: Option<&str>) -> Self {
        let placeholder = placeholder.map(str::to_owned);
        Self::new(DataType::Text, InputSettings::Input { placeholder, more: Map::new() })
    }

    /// One of these texts, with the one that is chosen already; `"Air::Express"` is the choice `Express` below `Air`.
    pub fn dropdown<'a>(choices: impl IntoIterator<Item = &'a str>, default: Option<&str>) -> Self {
        let choices = Some(choices.into_iter().map(Choice::from).collect());
        let default = default.map(Choice::from);
        Self::new(DataType::Text, InputSettings::Dropdown { choices, default, more: Map::new() })
    }

    /// A number, with the least and the most that it may be.
    pub fn number(min: Option<Number>, max: Option<Number>) -> Self {
        let (min, max) = (min.map(Value::Number), max.map(Value::Number));
        Self::new(
            DataType::Number,
            InputSettings::InputNumber { placeholder: None, min, max, more: Map::new() },
        )
    }

    /// True or false, with the one that is chosen already.
    pub fn boolean(default: Option<bool>) -> Self {
        let default = default.map(Choice::from);
        Self::new(DataType::Boolean, InputSettings::Dropdown { choices: None, default, more: Map::new() })
    }

    fn new(data_type: DataType, settings: InputSettings) -> Self {
        Self { data_type: Some(data_type), input_settings: Some(settings), more: Map::new() }
    }

    /// Whether a text is chosen from a list that has choices, as the API wants.
    pub(super) fn has_choices(&self) -> bool {
        match (&self.data_type, &self.input_settings) {
            (Some(DataType::Text), Some(InputSettings::Dropdown { choices, .. })) => {
                choices.as_ref().is_some_and(|choices| !choices.is_empty())
            }
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_kind_is_what_the_reference_shows() {
        for (definition, wire) in [
            (
                Definition::text(Some("n/a")),
                json!({"data_type": "text", "input_settings": {"input_type": "input", "placeholder": "n/a"}}),
            ),
            (
                Definition::dropdown(["Lid", "Spout::Glass"], Some("Lid")),
                json!({"data_type": "text", "input_settings": {"input_type": "dropdown", "choices": ["Lid", "Spout::Glass"], "default": "Lid"}}),
            ),
            (
                Definition::number(Some(0.into()), None),
                json!({"data_type": "number", "input_settings": {"input_type": "input_number", "min": 0}}),
            ),
            (
                Definition::boolean(None),
                json!({"data_type": "boolean", "input_settings": {"input_type": "dropdown"}}),
            ),
        ] {
            assert_eq!(serde_json::to_value(&definition).unwrap(), wire);
            assert_eq!(serde_json::from_value::<Definition>(wire).unwrap(), definition);
        }
        assert!(!Definition::dropdown([], None).has_choices());
    }

    #[test]
    fn unknown_kinds_and_fields_survive() {
        for wire in [
            json!({"data_type": "colour", "input_settings": {"input_type": "wheel", "hue": 3}, "odd": 1}),
            json!({"data_type": "text", "input_settings": {"input_type": "dropdown", "choices": [1, "a", true], "odd": null}}),
            json!({"data_type": "number", "input_settings": {"input_type": "input_number", "min": "0", "max": 5.5}}),
            json!({"data_type": "text", "input_settings": {"input_type": "input", "placeholder": ["misfit"]}}),
        ] {
            let read: Definition = serde_json::from_value(wire.clone()).unwrap();
            assert_eq!(serde_json::to_value(read).unwrap(), wire);
        }
    }
}
