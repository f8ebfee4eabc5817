//! Messages to be written: one constructor a kind, since each kind has its own required fields
//! (reference page "Create a message").

use serde::Serialize;

use crate::datetime::DateTime;
use crate::resources::{Map, Party};

/// A name and an address of a carrier: an e-mail address, a number, a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Address {
    address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

impl Address {
    /// An address, with the name shown.
    pub fn new(address: &str, name: Option<&str>) -> Self {
        Self { address: address.to_owned(), name: name.map(str::to_owned) }
    }
}

/// A file at an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attachment {
    url: String,
    name: String,
    content_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
}

impl Attachment {
    /// A file at a public address, or as the upload answered it.
    pub fn new(url: &str, name: &str, content_type: &str) -> Self {
        Self { url: url.to_owned(), name: name.to_owned(), content_type: content_type.to_owned(), size: None }
    }

    /// Its size in bytes.
    pub fn size(mut self, bytes: u64) -> Self {
        self.size = Some(bytes);
        self
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Source {
    #[serde(rename = "type")]
    kind: &'static str,
    from: Address,
    to: Vec<Address>,
}

/// A message to be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewMessage {
    channel: String,
    via: &'static str,
    from_agent: bool,
    public: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender: Option<Party>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receiver: Option<Party>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Source>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_html: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Map>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_datetime: Option<DateTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_datetime: Option<DateTime>,
}

impl NewMessage {
    /// A note that only users see.
    pub fn internal_note(text: &str) -> Self {
        Self { public: false, ..Self::blank("internal-note", true, text) }
    }

    /// A message by a customer, taken over from elsewhere.
    pub fn incoming(sender: Party, text: &str) -> Self {
        Self { sender: Some(sender), ..Self::blank("api", false, text) }
    }

    /// An e-mail to a customer. `from` must be the address of an integration of the account.
    pub fn email(from: Address, to: Address, subject: &str, text: &str) -> Self {
        let sender = Party::email(&from.address, from.name.as_deref());
        let receiver = Party::email(&to.address, to.name.as_deref());
        Self {
            sender: Some(sender),
            receiver: Some(receiver),
            source: Some(Source { kind: "email", from, to: vec![to] }),
            subject: Some(subject.to_owned()),
            ..Self::blank("email", true, text)
        }
    }

    fn blank(channel: &str, from_agent: bool, text: &str) -> Self {
        Self {
            channel: channel.to_owned(),
            via: "api",
            from_agent,
            public: true,
            sender: None,
            receiver: None,
            source: None,
            subject: None,
            body_text: Some(text.to_owned()),
            body_html: None,
            external_id: None,
            attachments: Vec::new(),
            meta: None,
            created_datetime: None,
            sent_datetime: None,
        }
    }

    /// Who wrote it; of a note, the user it is from.
    pub fn sender(mut self, sender: Party) -> Self {
        self.sender = Some(sender);
        self
    }

    /// Subject line, at most 998 characters.
    pub fn subject(mut self, subject: &str) -> Self {
        self.subject = Some(subject.to_owned());
        self
    }

    /// The body as HTML, beside the text.
    pub fn html(mut self, html: &str) -> Self {
        self.body_html = Some(html.to_owned());
        self
    }

    /// The caller's own id, at most 255 characters: the identity to look for after an unknown outcome.
    pub fn external_id(mut self, id: &str) -> Self {
        self.external_id = Some(id.to_owned());
        self
    }

    /// Adds a file.
    pub fn attachment(mut self, file: Attachment) -> Self {
        self.attachments.push(file);
        self
    }

    /// Free values.
    pub fn meta(mut self, meta: Map) -> Self {
        self.meta = Some(meta);
        self
    }

    /// When it was written, for imports.
    pub fn created(mut self, at: DateTime) -> Self {
        self.created_datetime = Some(at);
        self
    }

    /// When it was sent: it is recorded only, and not sent again.
    pub fn already_sent(mut self, at: DateTime) -> Self {
        self.sent_datetime = Some(at);
        self
    }
}

/// Changes of a message. The API wants channel and direction each time; what else is not set stays.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UpdateMessage {
    channel: String,
    from_agent: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_html: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failed_datetime: Option<DateTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_datetime: Option<DateTime>,
}

impl UpdateMessage {
    /// Of a message with this channel and direction.
    pub fn new(channel: &str, from_agent: bool) -> Self {
        Self {
            channel: channel.to_owned(),
            from_agent,
            subject: None,
            body_text: None,
            body_html: None,
            external_id: None,
            failed_datetime: None,
            sent_datetime: None,
        }
    }

    /// Subject line.
    pub fn subject(mut self, subject: &str) -> Self {
        self.subject = Some(subject.to_owned());
        self
    }

    /// Body as text.
    pub fn text(mut self, text: &str) -> Self {
        self.body_text = Some(text.to_owned());
        self
    }

    /// Body as HTML.
    pub fn html(mut self, html: &str) -> Self {
        self.body_html = Some(html.to_owned());
        self
    }

    /// The caller's own id.
    pub fn external_id(mut self, id: &str) -> Self {
        self.external_id = Some(id.to_owned());
        self
    }

    /// When it failed at the carrier.
    pub fn failed(mut self, at: DateTime) -> Self {
        self.failed_datetime = Some(at);
        self
    }

    /// When the carrier sent it.
    pub fn sent(mut self, at: DateTime) -> Self {
        self.sent_datetime = Some(at);
        self
    }
}
