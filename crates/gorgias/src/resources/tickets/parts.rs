//! What tickets show of other things: tags, the ways they came through, how they can be answered.

use serde::{Deserialize, Serialize};

use crate::datetime::DateTime;
use crate::resources::integrations::IntegrationType;
use crate::resources::open::open;
use crate::resources::{Color, Map};

/// A tag as a ticket shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TicketTag {
    /// The tag's id.
    pub id: Option<i64>,
    /// The tag's name.
    pub name: String,
    /// How it looks.
    pub decoration: Option<Color>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// Open or closed. A snoozed ticket is one with a `snooze_datetime`, a trashed one has a `trashed_datetime`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Status {
    /// Somebody has to do something.
    Open,
    /// Done.
    Closed,
    /// A status not named here.
    #[serde(untagged)]
    Other(String),
}

/// How urgent.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Priority {
    /// Before all others.
    Critical,
    /// Before normal ones.
    High,
    /// The default.
    Normal,
    /// After the others.
    Low,
    /// A priority not named here.
    #[serde(untagged)]
    Other(String),
}

open!(Status, Priority);

/// An integration that a ticket came through or can be answered through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Through {
    /// Its id; where it can be answered through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// Its name.
    pub name: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// Its kind; where it came through.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<IntegrationType>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// Whether a ticket can be answered through a channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReplyOption {
    /// Whether it can.
    pub answerable: Option<bool>,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The integrations that can carry the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integrations: Option<Vec<Through>>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// The product's summary of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Summary {
    /// The text.
    pub content: Option<String>,
    /// When it was made.
    pub created_datetime: Option<DateTime>,
    /// When it was changed.
    pub updated_datetime: Option<DateTime>,
    /// Who or what asked for it.
    pub triggered_by: Option<serde_json::Value>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}
