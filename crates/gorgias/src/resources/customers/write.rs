//! Customers to be written (reference pages "Create a customer", "Update a customer").

use serde::Serialize;
use serde_json::Value;

use crate::resources::Map;
use crate::resources::draft::Draft;

/// A way to reach a customer, to be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewChannel {
    #[serde(rename = "type")]
    kind: String,
    address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    preferred: Option<bool>,
}

impl NewChannel {
    /// A channel of this kind: `email`, `phone`, `sms`, `chat`, `whatsapp` ...; an open list.
    pub fn new(kind: &str, address: &str) -> Self {
        Self { kind: kind.to_owned(), address: address.to_owned(), preferred: None }
    }

    /// An e-mail address.
    pub fn email(address: &str) -> Self {
        Self::new("email", address)
    }

    /// A phone number.
    pub fn phone(number: &str) -> Self {
        Self::new("phone", number)
    }

    /// Makes it the first choice of its kind.
    pub fn preferred(mut self) -> Self {
        self.preferred = Some(true);
        self
    }
}

/// A customer to be made. The API wants at least one channel, so it begins with one. The address of a channel that
/// belongs to another customer is refused.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCustomer(Draft);

impl NewCustomer {
    /// With an e-mail address, at most 320 characters, which becomes its primary one.
    pub fn email(address: &str) -> Self {
        Self(Draft::default().filled("email", address, 320)).channel(NewChannel::email(address))
    }

    /// Reached through this channel.
    pub fn reached_by(channel: NewChannel) -> Self {
        Self(Draft::default()).channel(channel)
    }

    /// One more channel.
    pub fn channel(self, channel: NewChannel) -> Self {
        Self(self.0.push("channels", channel))
    }

    /// Full name.
    pub fn name(self, name: &str) -> Self {
        Self(self.0.set("name", name))
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

    /// Free values. The reference calls them deprecated here; see [`super::update_data`].
    pub fn meta(self, meta: Map) -> Self {
        Self(self.0.set("meta", meta))
    }

    /// Values of custom fields, by field id.
    pub fn custom_fields(self, values: &[(i64, Value)]) -> Self {
        Self(self.0.set_values(values))
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }
}

/// Changes of a customer; what is not set stays, and `None` clears. The API refuses a change of nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateCustomer(Draft);

impl UpdateCustomer {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Full name.
    pub fn name<'a>(self, name: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.set("name", name.into()))
    }

    /// Primary e-mail address, at most 320 characters.
    pub fn email<'a>(self, email: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.text_or_none("email", email.into(), 320))
    }

    /// The caller's own id, at most 255 characters.
    pub fn external_id<'a>(self, id: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.text_or_none("external_id", id.into(), 255))
    }

    /// ISO 639-1.
    pub fn language<'a>(self, code: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.set("language", code.into()))
    }

    /// IANA name.
    pub fn timezone<'a>(self, name: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.set("timezone", name.into()))
    }

    /// A text for agents.
    pub fn note<'a>(self, text: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.set("note", text.into()))
    }

    /// Replaces all channels.
    pub fn channels(self, channels: &[NewChannel]) -> Self {
        Self(self.0.set("channels", channels))
    }

    /// Replaces the free values; the server keeps some of its own there, so read them before.
    pub fn meta(self, meta: impl Into<Option<Map>>) -> Self {
        Self(self.0.set("meta", meta.into()))
    }

    /// Values of custom fields, by field id.
    pub fn custom_fields(self, values: &[(i64, Value)]) -> Self {
        Self(self.0.set_values(values))
    }

    /// Whether nothing is set yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }
}
