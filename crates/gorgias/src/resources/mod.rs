//! What the API offers, one module a noun: functions that build requests, and the types of bodies and answers.
//!
//! Answers keep what they do not know: every struct has `more` for unnamed fields, every enumeration that may grow keeps
//! an unknown value as text. A field that only some answers carry (lists and details differ) is an `Option`.
//! To add a noun: a module here, a line below; its operations and fields are in `contract/`, which the tests compare.

pub mod account;
mod channel;
pub mod custom_fields;
pub mod customers;
mod draft;
pub mod events;
pub mod files;
pub mod integrations;
mod intent;
pub mod jobs;
pub mod legacy_statistics;
pub mod macros;
pub mod messages;
pub mod metric_cards;
mod open;
mod order;
mod parts;
pub mod rules;
pub mod satisfaction_surveys;
pub mod search;
pub mod statistics;
pub mod tags;
pub mod teams;
pub mod tickets;
pub mod users;
pub mod views;
pub mod voice;
pub mod widgets;

pub use channel::{Channel, SourceType, Via};
pub use intent::IntentName;
pub use order::{ByChanged, ByCreated};
pub use parts::{Color, Emoji, Party, Person, TeamInShort};

/// A JSON object with keys that are not known beforehand.
pub type Map = serde_json::Map<String, serde_json::Value>;
