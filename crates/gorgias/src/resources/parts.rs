//! Pieces that several nouns share.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Map;
use super::customers::NewChannel;
use super::draft::Draft;
use crate::request::{self, Request};

/// A customer or user in short, as tickets and messages show them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Person {
    /// Its id.
    pub id: i64,
    /// E-mail address.
    pub email: Option<String>,
    /// Full name.
    pub name: Option<String>,
    /// First name, split from the name by the server.
    pub firstname: Option<String>,
    /// Last name, split from the name by the server.
    pub lastname: Option<String>,
    /// Free values.
    pub meta: Option<Map>,
    /// A text about a user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bio: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// Who a new ticket or message is from or to: by id, by e-mail address or by another address.
///
/// A customer who does not exist is made. Of somebody who does, what is set here beside the id or address is changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Party(Draft);

impl Party {
    /// Somebody by e-mail address, at most 320 characters.
    pub fn email(email: &str, name: Option<&str>) -> Self {
        let draft = Draft::default().filled("email", email, 320);
        Self(name.into_iter().fold(draft, |draft, name| draft.set("name", name)))
    }

    /// Somebody who exists. As the sender of an agent's message, 0 is the caller.
    pub fn id(id: i64) -> Self {
        Self(Draft::default().set("id", id).require(id >= 0, "id", request::no_id(id)))
    }

    /// Somebody by a phone number or another address.
    pub fn reached_by(channel: NewChannel) -> Self {
        Self(Draft::default()).channel(channel)
    }

    /// Full name.
    pub fn name(self, name: &str) -> Self {
        Self(self.0.set("name", name))
    }

    /// One more way to reach it.
    pub fn channel(self, channel: NewChannel) -> Self {
        Self(self.0.push("channels", channel))
    }

    /// The caller's own id, at most 255 characters.
    pub fn external_id(self, id: &str) -> Self {
        Self(self.0.text("external_id", id, 255))
    }

    /// ISO 639-1.
    pub fn language(self, code: &str) -> Self {
        Self(self.0.set("language", code))
    }

    /// IANA name.
    pub fn timezone(self, name: &str) -> Self {
        Self(self.0.set("timezone", name))
    }

    /// A text for agents.
    pub fn note(self, text: &str) -> Self {
        Self(self.0.set("note", text))
    }

    /// Free values.
    pub fn meta(self, meta: Map) -> Self {
        Self(self.0.set("meta", meta))
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }

    /// What a ticket takes of its customer: id, e-mail address and name; `None` when neither of the first two is known.
    pub(super) fn of_ticket(&self) -> Option<Draft> {
        let known = |name: &'static str| self.0.get(name).map(|value| (name, value));
        known("id").or_else(|| known("email"))?;
        let fields = ["id", "email", "name"].into_iter().filter_map(known);
        Some(fields.fold(Draft::default(), |draft, (name, value)| draft.set(name, value)))
    }
}

/// How a tag looks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Color {
    /// A hexadecimal colour, such as `#C0392B`.
    pub color: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// How a team or a view looks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Emoji {
    /// The emoji as text, or an object of `id`, `name`, `skin`, `colons`, `native`, `unified` and `emoticons`
    /// ("The Team object").
    pub emoji: Option<Value>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

impl Emoji {
    /// An emoji as text.
    pub fn new(emoji: &str) -> Self {
        Self { emoji: Some(emoji.into()), more: Map::new() }
    }

    /// The emoji as text, in whichever form it came.
    pub fn text(&self) -> Option<&str> {
        let emoji = self.emoji.as_ref()?;
        emoji.as_str().or_else(|| emoji.get("native")?.as_str())
    }
}

/// A team in short, as tickets and views show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TeamInShort {
    /// Its id.
    pub id: i64,
    /// What people see.
    pub name: Option<String>,
    /// How it looks.
    pub decoration: Option<Emoji>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// Refuses a name in a path that is not words of letters and digits, joined by hyphens: it would lead elsewhere.
pub(crate) fn require_name<R>(request: Request<R>, field: &'static str, name: &str) -> Request<R> {
    let fits =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    request.require(fits, field, format!("`{name}` is no name: letters, digits, `-` and `_` only"))
}
