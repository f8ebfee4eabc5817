//! Messages to be written: one constructor a kind, since each kind has its own required fields
//! (reference page "Create a message").

use serde_json::{Value, json};

use super::{Address, ExternalAction, NewAttachment, Source};
use crate::datetime::DateTime;
use crate::resources::draft::{Draft, MEGABYTE};
use crate::resources::{Channel, Map, Party, SourceType, Via};

/// A message to be made.
///
/// A public one from an agent is sent to the customer, unless it is told that it [was sent](NewMessage::already_sent).
#[derive(Debug, Clone, PartialEq)]
pub struct NewMessage(Draft);

impl NewMessage {
    /// A message by a customer, taken over from elsewhere; on the channel `api` unless told. It has no receiver.
    pub fn incoming(sender: Party, text: &str) -> Self {
        Self::blank(Channel::Api, false, text).sender(sender)
    }

    /// A note that only users see, by the user that [`NewMessage::sender`] names. It has no receiver.
    pub fn internal_note(text: &str) -> Self {
        Self(Self::blank(Channel::InternalNote, true, text).0.set("public", false))
    }

    /// An e-mail to a customer. `from` must be the address of an e-mail integration of the account: with another one
    /// the message is made all the same and never sent.
    pub fn email(from: Address, to: Address, subject: &str, text: &str) -> Self {
        let receiver = Party::email(to.address.as_deref().unwrap_or_default(), to.name.as_deref());
        Self::reply(Channel::Email, SourceType::Email, from, to, text).subject(subject).receiver(receiver)
    }

    /// An answer in a chat. Its address is the conversation, which the ticket's `meta` or the customer's chat channel
    /// names; with a receiver the API would not deliver it.
    pub fn chat(conversation: &str, text: &str) -> Self {
        let to = Some(vec![Address::new(conversation, None)]);
        let source = Source { kind: Some(SourceType::Chat), to, ..Source::default() };
        Self::blank(Channel::Chat, true, text).source(&source)
    }

    /// A message to a customer through an integration that has the address `from`: a text message, a direct message,
    /// a comment ...
    pub fn reply(
        channel: impl Into<Channel>,
        kind: impl Into<SourceType>,
        from: Address,
        to: Address,
        text: &str,
    ) -> Self {
        let addressed = |address: &Address| address.address.as_ref().is_some_and(|text| !text.is_empty());
        let complete = addressed(&from) && addressed(&to);
        let (kind, from, to) = (Some(kind.into()), Some(from), Some(vec![to]));
        let message = Self::blank(channel.into(), true, text);
        let message = message.source(&Source { kind, from, to, ..Source::default() });
        Self(message.0.require(complete, "source", "both addresses are needed"))
    }

    fn blank(channel: Channel, from_agent: bool, text: &str) -> Self {
        let draft =
            Draft::default().set("channel", channel).set("via", Via::Api).set("from_agent", from_agent);
        Self(written(draft, "body_text", text))
    }

    /// Another channel, for messages that are taken over.
    pub fn channel(self, channel: impl Into<Channel>) -> Self {
        let channel = channel.into();
        let same_kind = self.is_note() == (channel == Channel::InternalNote);
        let reason = "notes stay notes, and nothing else becomes one";
        Self(self.0.require(same_kind, "channel", reason).set("channel", channel))
    }

    /// How it came into the helpdesk; `api` unless told.
    pub fn via(self, via: impl Into<Via>) -> Self {
        Self(self.0.set("via", via.into()))
    }

    /// Who wrote it: of an agent's message an existing user, whom the API wants to know for notes.
    pub fn sender(self, sender: Party) -> Self {
        Self(self.0.set_draft("sender", sender.into_draft()))
    }

    /// The customer whom an agent writes to. Notes, answers in chats and messages by customers have none.
    pub fn receiver(self, receiver: Party) -> Self {
        let chat = self.0.get("channel") == Some(&json!(Channel::Chat));
        let taken = self.is_from_agent() && !self.is_note() && !chat;
        let reason = "only a message of an agent that is no note and no chat has a receiver";
        Self(self.0.require(taken, "receiver", reason).set_draft("receiver", receiver.into_draft()))
    }

    /// Who gets a copy of an e-mail.
    pub fn cc(self, address: Address) -> Self {
        self.copy("cc", address)
    }

    /// Who gets a copy of an e-mail unseen by the others.
    pub fn bcc(self, address: Address) -> Self {
        self.copy("bcc", address)
    }

    /// All addresses, for messages that are taken over.
    pub fn source(self, source: &Source) -> Self {
        Self(self.0.set("source", source))
    }

    /// The integration that carries it.
    pub fn integration_id(self, id: i64) -> Self {
        Self(self.0.id("integration_id", id))
    }

    /// Subject line, at most 998 characters.
    pub fn subject(self, subject: &str) -> Self {
        Self(self.0.text("subject", subject, 998))
    }

    /// The body as HTML, beside the text, at most 1 MB.
    pub fn html(self, html: &str) -> Self {
        Self(written(self.0, "body_html", html))
    }

    /// The caller's own id, at most 255 characters: the identity to look for after an unknown outcome.
    pub fn external_id(self, id: &str) -> Self {
        Self(self.0.text("external_id", id, 255))
    }

    /// Its id at the carrier, such as the mail's Message-ID.
    pub fn message_id(self, id: &str) -> Self {
        Self(self.0.set("message_id", id))
    }

    /// Headers of the mail.
    pub fn headers(self, headers: Map) -> Self {
        Self(self.0.set("headers", headers))
    }

    /// Adds a file.
    pub fn attachment(self, file: NewAttachment) -> Self {
        Self(self.0.push("attachments", file))
    }

    /// Macros it was written with; they are noted, not run.
    pub fn macros(self, ids: &[i64]) -> Self {
        let macros: Value = ids.iter().map(|id| json!({ "id": id })).collect();
        Self(self.0.set("macros", macros))
    }

    /// Adds something to be done outside when it is sent.
    pub fn external_action(self, action: ExternalAction) -> Self {
        Self(self.0.push("actions", action))
    }

    /// Users whom a note mentions, by id.
    pub fn mentions(self, users: &[i64]) -> Self {
        let note = self.is_note();
        Self(self.0.require(note, "mention_ids", "only a note mentions users").set("mention_ids", users))
    }

    /// Free values. The server has a meaning for `current_page`, `relevant_content_indexes`, `is_quick_reply`,
    /// `campaigns`, `campaigns_id` and `self_service_flow`.
    pub fn meta(self, meta: Map) -> Self {
        Self(self.0.set("meta", meta))
    }

    /// Text without quotes and signature; worked out by the server unless told.
    pub fn stripped_text(self, text: &str) -> Self {
        Self(self.0.set("stripped_text", text))
    }

    /// HTML without quotes and signature; worked out by the server unless told.
    pub fn stripped_html(self, html: &str) -> Self {
        Self(self.0.set("stripped_html", html))
    }

    /// The signature; worked out by the server unless told.
    pub fn signature(self, text: &str) -> Self {
        Self(self.0.set("stripped_signature", text))
    }

    /// When it was written, for imports.
    pub fn created(self, at: DateTime) -> Self {
        Self(self.0.set("created_datetime", at))
    }

    /// When it was sent: it is recorded only, and not sent again.
    pub fn already_sent(self, at: DateTime) -> Self {
        Self(self.0.set("sent_datetime", at))
    }

    /// When sending failed, and why, for imports.
    pub fn already_failed(self, at: DateTime, error: &str) -> Self {
        Self(self.0.set("failed_datetime", at).set("last_sending_error", json!({ "error": error })))
    }

    /// When the receiver opened it, for imports.
    pub fn already_opened(self, at: DateTime) -> Self {
        Self(self.0.set("opened_datetime", at))
    }

    /// When it was deleted, for imports.
    pub fn already_deleted(self, at: DateTime) -> Self {
        Self(self.0.set("deleted_datetime", at))
    }

    /// Marks it as part of an import of history.
    pub fn imported(self) -> Self {
        Self(self.0.set("imported", true))
    }

    pub(in crate::resources) fn into_draft(self) -> Draft {
        self.0
    }

    fn is_note(&self) -> bool {
        self.0.get("channel") == Some(&json!(Channel::InternalNote))
    }

    fn is_from_agent(&self) -> bool {
        self.0.get("from_agent") == Some(&Value::Bool(true))
    }

    fn copy(mut self, list: &'static str, address: Address) -> Self {
        let Some(Value::Object(source)) = self.0.get_mut("source") else {
            return Self(self.0.require(false, list, "only a message with addresses has copies"));
        };
        let copies = source.entry(list).or_insert_with(|| json!([]));
        if let Value::Array(copies) = copies {
            copies.push(json!(address));
        }
        self
    }
}

/// Changes of a message; what is not set stays, and `None` clears. The API wants channel and direction each time.
#[derive(Debug, Clone, PartialEq)]
pub struct UpdateMessage(Draft);

impl UpdateMessage {
    /// Of a message with this channel and direction.
    pub fn new(channel: impl Into<Channel>, from_agent: bool) -> Self {
        Self(Draft::default().set("channel", channel.into()).set("from_agent", from_agent))
    }

    /// How it came into the helpdesk.
    pub fn via(self, via: impl Into<Via>) -> Self {
        Self(self.0.set("via", via.into()))
    }

    /// Whether the customer sees it.
    pub fn public(self, public: bool) -> Self {
        Self(self.0.set("public", public))
    }

    /// Who wrote it.
    pub fn sender(self, sender: Party) -> Self {
        Self(self.0.set_draft("sender", sender.into_draft()))
    }

    /// Who it is for.
    pub fn receiver(self, receiver: Option<Party>) -> Self {
        Self(match receiver {
            Some(receiver) => self.0.set_draft("receiver", receiver.into_draft()),
            None => self.0.set("receiver", ()),
        })
    }

    /// Replaces the addresses.
    pub fn source<'a>(self, source: impl Into<Option<&'a Source>>) -> Self {
        Self(self.0.set("source", source.into()))
    }

    /// The integration that carries it.
    pub fn integration_id(self, id: impl Into<Option<i64>>) -> Self {
        Self(self.0.set("integration_id", id.into()))
    }

    /// Subject line, at most 998 characters.
    pub fn subject<'a>(self, subject: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.text_or_none("subject", subject.into(), 998))
    }

    /// Draft as text, at most 1 MB.
    pub fn text(self, text: &str) -> Self {
        Self(written(self.0, "body_text", text))
    }

    /// Draft as HTML, at most 1 MB.
    pub fn html(self, html: &str) -> Self {
        Self(written(self.0, "body_html", html))
    }

    /// The caller's own id, at most 255 characters.
    pub fn external_id<'a>(self, id: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.text_or_none("external_id", id.into(), 255))
    }

    /// Its id at the carrier.
    pub fn message_id<'a>(self, id: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.set("message_id", id.into()))
    }

    /// Replaces the files.
    pub fn attachments(self, files: &[NewAttachment]) -> Self {
        Self(self.0.set("attachments", files))
    }

    /// Replaces the headers of the mail.
    pub fn headers(self, headers: impl Into<Option<Map>>) -> Self {
        Self(self.0.set("headers", headers.into()))
    }

    /// Replaces the free values.
    pub fn meta(self, meta: impl Into<Option<Map>>) -> Self {
        Self(self.0.set("meta", meta.into()))
    }

    /// When the carrier sent it.
    pub fn sent(self, at: impl Into<Option<DateTime>>) -> Self {
        Self(self.0.set("sent_datetime", at.into()))
    }

    /// When it failed at the carrier.
    pub fn failed(self, at: impl Into<Option<DateTime>>) -> Self {
        Self(self.0.set("failed_datetime", at.into()))
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }
}

fn written(draft: Draft, name: &'static str, text: &str) -> Draft {
    draft.require(text.len() <= MEGABYTE, name, "is above 1 MB").set(name, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Request;

    fn wire(message: NewMessage) -> Value {
        let request: Request<Value> = message.into_draft().create("create_ticket_message", "/api/x");
        assert_eq!(request.invalid(), None);
        request.body().cloned().unwrap()
    }

    fn refused(message: NewMessage) -> &'static str {
        let request: Request<Value> = message.into_draft().create("create_ticket_message", "/api/x");
        request.invalid().map_or("", |invalid| invalid.field)
    }

    fn email() -> NewMessage {
        let (from, to) =
            (Address::new("help@teapots.example", Some("Teapots")), Address::new("ines@example.com", None));
        NewMessage::email(from, to, "Re: lid", "It is on its way.")
    }

    #[test]
    fn each_form_is_what_the_reference_shows() {
        assert_eq!(
            wire(email().sender(Party::id(12)).cc(Address::new("cc@example.com", None))),
            json!({
                "channel": "email", "via": "api", "from_agent": true, "subject": "Re: lid",
                "body_text": "It is on its way.", "sender": {"id": 12}, "receiver": {"email": "ines@example.com"},
                "source": {
                    "type": "email", "from": {"address": "help@teapots.example", "name": "Teapots"},
                    "to": [{"address": "ines@example.com"}], "cc": [{"address": "cc@example.com"}]
                }
            })
        );
        assert_eq!(
            wire(NewMessage::chat("c-81", "Hello")),
            json!({
                "channel": "chat", "via": "api", "from_agent": true, "body_text": "Hello",
                "source": {"type": "chat", "to": [{"address": "c-81"}]}
            })
        );
        assert_eq!(
            wire(
                NewMessage::internal_note("Look")
                    .sender(Party::email("omar@teapots.example", None))
                    .mentions(&[7])
            ),
            json!({
                "channel": "internal-note", "via": "api", "from_agent": true, "public": false, "body_text": "Look",
                "sender": {"email": "omar@teapots.example"}, "mention_ids": [7]
            })
        );
        assert_eq!(
            wire(NewMessage::incoming(Party::id(5), "Where is it?").channel("acme-app")),
            json!({
                "channel": "acme-app", "via": "api", "from_agent": false, "body_text": "Where is it?",
                "sender": {"id": 5}
            })
        );
    }

    #[test]
    fn what_the_api_refuses_is_found_before_sending() {
        let somebody = || Party::email("ines@example.com", None);
        assert_eq!(refused(NewMessage::internal_note("x").receiver(somebody())), "receiver");
        assert_eq!(refused(NewMessage::chat("c-81", "x").receiver(somebody())), "receiver");
        assert_eq!(refused(NewMessage::incoming(somebody(), "x").receiver(somebody())), "receiver");
        assert_eq!(refused(NewMessage::incoming(somebody(), "x").bcc(Address::new("a", None))), "bcc");
        assert_eq!(refused(email().mentions(&[1])), "mention_ids");
        assert_eq!(refused(email().channel(Channel::InternalNote)), "channel");
        assert_eq!(refused(email().subject(&"x".repeat(999))), "subject");
        assert_eq!(
            refused(NewMessage::email(Address::new("", None), Address::new("a@b.example", None), "s", "t")),
            "source"
        );
        assert_eq!(refused(NewMessage::internal_note(&"x".repeat(MEGABYTE + 1))), "body_text");
    }
}
