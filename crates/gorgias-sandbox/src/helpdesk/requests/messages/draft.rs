//! A message to be: its fields, and the rules of who may write to whom.
//!
//! The rules are those of the changelog's "stricter message validation".

use serde_json::{Value, json};

use super::super::super::changes::{Change, CustomerKey};
use super::super::super::model::{Html, Json, Message, Party, Rare, Slug, kept, shared, tree};
use super::super::super::moment::Moment;
use super::super::Call;
use super::super::body::{
    Fields, Read, boolean, id, kept_object, kept_objects, list, long_text, moment, object, open, text, wrong,
};
use super::super::parts::{check_customer, person, source};

/// A message as its body describes it.
pub(in super::super) struct Draft {
    message: Message,
    sender: Option<CustomerKey>,
    receiver: Option<CustomerKey>,
}

/// A message that keeps the rules.
pub(in super::super) struct Ready {
    message: Message,
    sender: Sender,
    receiver: Option<CustomerKey>,
}

enum Sender {
    User(u64),
    Customer(Box<CustomerKey>),
    /// Whoever the ticket belongs to.
    OfTicket,
}

/// Reads a message of a create.
pub(in super::super) fn draft(now: Moment) -> impl Fn(Value) -> Read<Draft> {
    move |value| {
        let mut fields = Fields::of(value)?;
        let draft = Draft::take(&mut fields, now);
        fields.done()?;
        Ok(draft)
    }
}

impl Draft {
    pub(in super::super) fn take(fields: &mut Fields, now: Moment) -> Self {
        let channel = fields.required("channel", open);
        let note = channel == "internal-note";
        let body_text = fields.maybe("body_text", long_text);
        let body_html = match (fields.maybe("body_html", long_text), &body_text) {
            (Some(html), _) => Html::Given(html),
            (None, Some(_)) => Html::OfText,
            (None, None) => Html::Nothing,
        };
        let rare = Rare {
            external_id: fields.maybe("external_id", text(255)),
            message_id: fields.maybe("message_id", text(998)),
            stripped_text: fields.maybe("stripped_text", long_text),
            stripped_html: fields.maybe("stripped_html", long_text),
            stripped_signature: fields.maybe("stripped_signature", long_text),
            attachments: fields.maybe("attachments", attachments).flatten(),
            macros: fields.maybe("macros", kept_objects).flatten(),
            actions: fields.maybe("actions", kept_objects).flatten(),
            headers: fields.maybe("headers", kept_object).flatten(),
            meta: fields.maybe("meta", kept_object).flatten(),
            opened: fields.maybe("opened_datetime", moment),
            deleted: fields.maybe("deleted_datetime", moment),
            error: fields.maybe("last_sending_error", sending_error),
            imported: fields.maybe("imported", boolean).unwrap_or_default(),
        };
        // Mentions are kept nowhere that answers show.
        let _ = fields.maybe("mention_ids", list(0..=100, id));
        let created = fields.maybe("created_datetime", moment);
        let message = Message {
            ticket: 0,
            public: fields.optional("public", boolean).unwrap_or(true) && !note,
            from_agent: fields.required("from_agent", boolean),
            via: fields.maybe("via", open).unwrap_or(Slug::Borrowed("api")),
            source: fields.maybe("source", source).as_ref().and_then(shared),
            sender: None,
            receiver: None,
            integration: fields.maybe("integration_id", id),
            subject: fields.maybe("subject", text(998)),
            body_text,
            body_html,
            created: created.unwrap_or(now),
            sent: fields.maybe("sent_datetime", moment),
            failed: fields.maybe("failed_datetime", moment),
            rare: rare.filled(),
            channel,
        };
        let (sender, receiver) = (fields.maybe("sender", person), fields.maybe("receiver", person));
        Self { message, sender, receiver }
    }

    /// Whether the rules are kept; `customer_known` when there is a customer to stand in for a missing
    /// sender.
    pub(in super::super) fn check(self, call: &Call<'_>, customer_known: bool) -> Read<Ready> {
        let state = &*call.state;
        let note = self.message.channel == "internal-note";
        let mut wrongs = Fields::default();
        if note && !self.message.from_agent {
            wrongs.error("from_agent", "An internal note must be from an agent.");
        }
        match &self.receiver {
            Some(_) if note => wrongs.error("receiver", "An internal note has no receiver."),
            Some(_) if !self.message.from_agent => {
                wrongs.error("receiver", "A message of a customer has no receiver.")
            }
            Some(receiver) => {
                if let Err(error) = check_customer(state, receiver) {
                    wrongs.put("receiver", error);
                }
            }
            None => {}
        }
        if self.message.from_agent && !note && self.message.channel == "email" && !self.has_from() {
            wrongs.error_in("source", "from", "From field is missing or empty");
        }
        if let Some(id) = self.message.integration
            && state.integrations.get(id).is_none()
        {
            wrongs.error("integration_id", "Integration not found.");
        }
        let sender = if self.message.from_agent {
            agent(call, self.sender).map(Sender::User)
        } else {
            match self.sender {
                Some(key) => check_customer(state, &key).map(|()| Sender::Customer(Box::new(key))),
                None if customer_known => Ok(Sender::OfTicket),
                None => wrong("Missing data for required field."),
            }
        };
        match sender {
            Err(error) => {
                wrongs.put("sender", error);
                Err(wrongs.done().err().unwrap_or_default())
            }
            Ok(sender) => {
                wrongs.done()?;
                Ok(Ready { message: self.message, sender, receiver: self.receiver })
            }
        }
    }

    fn has_from(&self) -> bool {
        let source = tree(self.message.source.as_deref());
        source["from"]["address"].as_str().is_some_and(|address| !address.trim().is_empty())
    }
}

/// The user who writes; the bot when none is named.
fn agent(call: &Call<'_>, sender: Option<CustomerKey>) -> Read<u64> {
    let state = &*call.state;
    let Some(key) = sender else { return Ok(state.bot) };
    let found = match key.id {
        Some(0) => Some(call.user()),
        Some(id) => Some(id).filter(|id| state.users.get(*id).is_some()),
        None => key.draft.email.as_ref().and_then(|email| state.user_of_email(email.as_deref()?)),
    };
    found.map_or_else(|| wrong("The sender of a message from an agent must be an existing user."), Ok)
}

impl Ready {
    /// Whether the message names a customer that a new ticket can belong to.
    pub(in super::super) fn names_customer(&self) -> bool {
        matches!(self.sender, Sender::Customer(_)) || self.receiver.is_some()
    }

    pub(in super::super) fn channel(&self) -> &Slug {
        &self.message.channel
    }

    pub(in super::super) fn is_from_agent(&self) -> bool {
        self.message.from_agent
    }

    /// Finds or makes the people; what is left is a row.
    pub(in super::super) fn resolve(self, change: &mut Change<'_>, of_ticket: Option<u64>) -> Message {
        let sender = match self.sender {
            Sender::User(user) => Some(Party::User(user)),
            Sender::Customer(key) => Some(Party::Customer(change.customer(*key))),
            Sender::OfTicket => of_ticket.map(Party::Customer),
        };
        let receiver = match self.receiver {
            Some(key) => Some(Party::Customer(change.customer(key))),
            // An agent who names nobody writes to whom the ticket belongs.
            None => of_ticket.filter(|_| self.message.from_agent && self.message.public).map(Party::Customer),
        };
        Message { sender, receiver, ..self.message }
    }
}

/// The customer of a message, whichever side it is on.
pub(in super::super) fn customer_of(message: &Message) -> Option<u64> {
    [message.sender, message.receiver].into_iter().flatten().find_map(|party| match party {
        Party::Customer(id) => Some(id),
        Party::User(_) => None,
    })
}

/// Kept as they came, with what they must have; an empty list is nothing.
pub(super) fn attachments(value: Value) -> Read<Option<Json>> {
    let attachment = |value: Value| {
        let mut fields = Fields::of(value)?;
        let url = fields.required("url", text(4_096));
        let name = fields.required("name", text(1_024));
        let content_type = fields.required("content_type", text(256));
        let size = fields.maybe("size", id);
        let public = fields.maybe("public", boolean).unwrap_or(true);
        let extra = fields.maybe("extra", object);
        fields.done()?;
        let mut shown =
            json!({"url": url, "name": name, "size": size, "content_type": content_type, "public": public});
        if let Some(extra) = extra {
            shown["extra"] = Value::Object(extra);
        }
        Ok(shown)
    };
    let attachments = list(0..=100, attachment)(value)?;
    Ok(if attachments.is_empty() { None } else { kept(&Value::Array(attachments)) })
}

fn sending_error(value: Value) -> Read<Box<str>> {
    let mut fields = Fields::of(value)?;
    let error = fields.required("error", text(4_096));
    fields.done()?;
    Ok(error)
}
