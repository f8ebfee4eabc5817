//! What messages are made of: addresses, files, intents, actions outside.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::datetime::DateTime;
use crate::resources::files::File;
use crate::resources::{IntentName, Map, Person, SourceType};

/// A name and an address of a carrier: an e-mail address, a number, a conversation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Address {
    /// The address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The name shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

impl Address {
    /// An address, with the name shown.
    pub fn new(address: &str, name: Option<&str>) -> Self {
        let (address, name) = (Some(address.to_owned()), name.map(str::to_owned));
        Self { address, name, more: Map::new() }
    }
}

/// Addresses that a message was sent from and to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The kind of addresses.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<SourceType>,
    /// Where from; of an agent's message the address of an integration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Address>,
    /// Where to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Vec<Address>>,
    /// Who gets a copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cc: Option<Vec<Address>>,
    /// Who gets a copy unseen by the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bcc: Option<Vec<Address>>,
    /// `include_thread` and others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra: Option<Map>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// A file of a message that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Attachment {
    /// Where it is; an address in the account's own storage needs the credential.
    pub url: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Bytes.
    pub size: Option<i64>,
    /// Such as `image/png`.
    pub content_type: Option<String>,
    /// Whether the customer gets it.
    pub public: Option<bool>,
    /// Free values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra: Option<Map>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// A file of a message to be written: at a public address, or uploaded before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewAttachment {
    url: String,
    name: String,
    content_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extra: Option<Map>,
}

impl NewAttachment {
    /// A file at a public address; of an uploaded one see [`NewAttachment::uploaded`].
    pub fn new(url: &str, name: &str, content_type: &str) -> Self {
        Self {
            url: url.to_owned(),
            name: name.to_owned(),
            content_type: content_type.to_owned(),
            size: None,
            public: None,
            extra: None,
        }
    }

    /// A file as [`files::upload`](crate::resources::files::upload) answered it.
    pub fn uploaded(file: &File) -> Self {
        let size = file.size.and_then(|bytes| u64::try_from(bytes).ok());
        Self { size, ..Self::new(&file.url, &file.name, &file.content_type) }
    }

    /// Its size in bytes.
    pub fn size(mut self, bytes: u64) -> Self {
        self.size = Some(bytes);
        self
    }

    /// Whether the customer gets it; the customer does unless told.
    pub fn public(mut self, public: bool) -> Self {
        self.public = Some(public);
        self
    }

    /// Free values.
    pub fn extra(mut self, extra: Map) -> Self {
        self.extra = Some(extra);
        self
    }
}

/// What a message seems to want.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Intent {
    /// What.
    pub name: Option<IntentName>,
    /// Whether a user said that it does not.
    pub rejected: Option<bool>,
    /// Whether a user said that it does.
    pub is_user_feedback: Option<bool>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// A macro that a message was written with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UsedMacro {
    /// The macro's id.
    pub id: i64,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// Something done outside with a message, such as a refund in the shop.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ExternalAction {
    /// What is done, such as `shopifyCancelLastOrder`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// By whom.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// What people see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How far it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// With what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Value>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// Why a message could not be sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SendingError {
    /// In the words of the server or the carrier.
    pub error: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// The other message of a pair, in social threads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reply {
    /// The integration that carried it.
    pub integration_id: Option<i64>,
    /// Its id at the carrier.
    pub message_id: Option<Value>,
    /// When it was created.
    pub created_datetime: Option<DateTime>,
    /// Draft as text.
    pub body_text: Option<String>,
    /// Its addresses.
    pub source: Option<Source>,
    /// The customer, when it is the customer's.
    pub customer: Option<Person>,
    /// The user, when it is the company's.
    pub user: Option<Person>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// The identity that a customer proved to a service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CustomerIdentity {
    /// The service: `id` and `name`.
    pub service: Option<Map>,
    /// The customer's name there.
    pub identifier: Option<Value>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}
