//! The three kinds of message of a seeded conversation.

use serde::Serialize;

use super::super::model::{Html, Message, Party, SharedJson, Slug};
use super::super::moment::Moment;

/// Who talks to whom about what.
pub(super) struct Scene {
    pub ticket: u64,
    pub customer: u64,
    pub name: String,
    pub addresses: Addresses,
    pub agent: u64,
    /// The e-mail integration.
    pub mailbox: u64,
    pub subject: String,
    pub order: String,
}

/// What all mails between a customer and the mailbox carry, either way.
#[derive(Clone)]
pub(super) struct Addresses {
    from_customer: Option<SharedJson>,
    to_customer: Option<SharedJson>,
}

impl Addresses {
    pub(super) fn between(name: &str, email: &str, mailbox: &str) -> Self {
        let customer = Address { name, address: email };
        let mailbox = Address { name: "Support inbox", address: mailbox };
        Self { from_customer: source(customer, mailbox), to_customer: source(mailbox, customer) }
    }
}

fn source(from: Address<'_>, to: Address<'_>) -> Option<SharedJson> {
    let source = Source { kind: "email", from, to: [to], cc: [], bcc: [] };
    serde_json::value::to_raw_value(&source).ok().map(SharedJson::from)
}

#[derive(Serialize)]
struct Source<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    from: Address<'a>,
    to: [Address<'a>; 1],
    cc: [(); 0],
    bcc: [(); 0],
}

#[derive(Serialize, Clone, Copy)]
struct Address<'a> {
    name: &'a str,
    address: &'a str,
}

impl Scene {
    /// A text of the topic with the names filled in.
    pub(super) fn fill(&self, text: &str) -> String {
        let first_name = self.name.split(' ').next().unwrap_or_default();
        text.replace("{order}", &self.order).replace("{name}", first_name)
    }

    pub(super) fn customer_writes(&self, text: &str, at: Moment) -> Message {
        Message {
            sender: Some(Party::Customer(self.customer)),
            from_agent: false,
            via: Slug::Borrowed("email"),
            source: self.addresses.from_customer.clone(),
            subject: Some(self.subject.clone().into()),
            ..self.message(text, at)
        }
    }

    pub(super) fn agent_replies(&self, text: &str, at: Moment) -> Message {
        Message {
            receiver: Some(Party::Customer(self.customer)),
            source: self.addresses.to_customer.clone(),
            subject: Some(format!("Re: {}", self.subject).into()),
            sent: Some(at.plus_micros(3_200_000)),
            ..self.message(text, at)
        }
    }

    pub(super) fn agent_notes(&self, text: &str, at: Moment) -> Message {
        Message {
            public: false,
            channel: Slug::Borrowed("internal-note"),
            integration: None,
            ..self.message(text, at)
        }
    }

    /// By the agent, through the mailbox.
    fn message(&self, text: &str, at: Moment) -> Message {
        Message {
            ticket: self.ticket,
            public: true,
            from_agent: true,
            channel: Slug::Borrowed("email"),
            via: Slug::Borrowed("helpdesk"),
            source: None,
            sender: Some(Party::User(self.agent)),
            receiver: None,
            integration: Some(self.mailbox),
            subject: None,
            body_text: Some(self.fill(text).into()),
            body_html: Html::OfText,
            created: at,
            sent: Some(at),
            failed: None,
            rare: None,
        }
    }
}

/// The user who wrote a message.
pub(super) fn writer(message: &Message) -> Option<u64> {
    match message.sender {
        Some(Party::User(user)) => Some(user),
        _ => None,
    }
}
