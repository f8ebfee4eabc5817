//! Messages are written, leave the house or do not, are edited and go.

use serde_json::json;

use super::super::model::{Html, Message, Object, Party, Slug, Status, shared, tree};
use super::super::state::Due;
use super::super::webhooks::Trigger;
use super::Change;

/// How long an agent's message is under way until it counts as sent.
const SENDING_SECONDS: i64 = 3;
const NO_MAILBOX: &str = "No integration was found to send this email.";

impl Change<'_> {
    /// A message in a conversation that goes on: a customer's reopens it, an agent's takes it over.
    pub(crate) fn create_message(&mut self, message: Message) -> u64 {
        let (ticket, imported) = (message.ticket, message.imported());
        let agent = match message.sender {
            Some(Party::User(user)) if message.public && message.from_agent && user != self.state.bot => {
                Some(user)
            }
            _ => None,
        };
        let from_agent = message.from_agent;
        let id = self.add_message(message);
        let Some(row) = self.state.tickets.get(ticket).filter(|_| !imported) else { return id };
        let (reopens, taken) = (!from_agent && row.status == Status::Closed, row.assignee_user.is_none());
        if reopens {
            self.set_status(ticket, Status::Open);
        }
        if agent.is_some() && taken {
            self.assign(ticket, agent);
        }
        id
    }

    /// A message, new or as part of a new ticket. What an agent wrote and nobody has sent yet is sent soon.
    pub(crate) fn add_message(&mut self, message: Message) -> u64 {
        let ticket = message.ticket;
        let (at, public, from_agent) = (message.created, message.public, message.from_agent);
        let to_send =
            from_agent && public && message.sent.is_none() && message.failed.is_none() && !message.imported();
        for used in message.macros() {
            self.count_macro(used, ticket);
        }
        let id = self.state.insert_message(message);
        let event = self.note("ticket-message-created", Object::TicketMessage, id, None);
        self.tell_later(Trigger::MessageCreated, ticket, Some(id), event);
        if to_send {
            self.state.due.insert((self.now.plus_seconds(SENDING_SECONDS), Due::Send(id)));
        }
        if let Some(row) = self.state.tickets.get_mut(ticket) {
            if public {
                row.last_message = row.last_message.max(Some(at));
            }
            if !from_agent {
                row.last_received = row.last_received.max(Some(at));
                row.is_unread = true;
            }
        }
        self.touch(ticket);
        id
    }

    /// An agent answers the customer of a ticket by mail.
    pub(crate) fn reply(
        &mut self,
        ticket: u64,
        agent: u64,
        text: Option<String>,
        html: Option<String>,
    ) -> u64 {
        let now = self.now;
        let row = self.state.tickets.get(ticket);
        let (customer, subject) = row.map(|row| (row.customer, row.subject.clone())).unwrap_or_default();
        let email = customer.and_then(|id| self.state.customers.get(id)).and_then(|row| row.email.clone());
        let (integration, address) = self.state.mailbox().unzip();
        let source = json!({
            "type": "email",
            "from": {"name": "Support inbox", "address": address},
            "to": [{"name": null, "address": email}],
            "cc": [],
            "bcc": [],
        });
        let message = self.create_message(Message {
            ticket,
            public: true,
            from_agent: true,
            channel: Slug::Borrowed("email"),
            via: Slug::Borrowed("helpdesk"),
            source: shared(&source),
            sender: Some(Party::User(agent)),
            receiver: customer.map(Party::Customer),
            integration,
            subject: subject.map(|subject| format!("Re: {subject}").into()),
            body_text: text.map(Into::into),
            body_html: html.map_or(Html::OfText, |html| Html::Given(html.into())),
            created: now,
            sent: None,
            failed: None,
            rare: None,
        });
        if let Some(row) = self.state.tickets.get_mut(ticket) {
            row.opened = row.opened.or(Some(now));
            row.is_unread = false;
        }
        message
    }

    /// The message leaves, when there is somewhere to leave from.
    pub(super) fn send(&mut self, id: u64) {
        let now = self.now;
        let Some(message) = self.state.messages.get(id).filter(|row| row.sent.is_none()) else { return };
        let (ticket, source) = (message.ticket, tree(message.source.as_deref()));
        let from = source["from"]["address"].as_str();
        let mailbox = self.state.integrations.iter().find(|(_, row)| {
            row.kind == "email" && row.deactivated.is_none() && row.address().as_deref() == from
        });
        let mailbox = mailbox.map(|(id, _)| id);
        let fails = message.channel == "email" && mailbox.is_none();
        let Some(message) = self.state.messages.get_mut(id) else { return };
        if fails {
            message.failed = Some(now);
            message.rare_mut().error = Some(NO_MAILBOX.into());
            let event = self.note("ticket-message-failed", Object::TicketMessage, id, None);
            self.tell_later(Trigger::MessageFailed, ticket, Some(id), event);
        } else {
            message.sent = Some(now);
            if message.channel == "email" {
                message.integration = message.integration.or(mailbox);
            }
        }
        self.touch(ticket);
    }

    /// Tries a message that failed once more.
    pub(crate) fn resend(&mut self, id: u64) {
        if let Some(message) = self.state.messages.get_mut(id).filter(|row| row.failed.is_some()) {
            message.failed = None;
            message.rare_mut().error = None;
            self.state.due.insert((self.now.plus_seconds(SENDING_SECONDS), Due::Send(id)));
        }
    }

    /// Changes a message in place.
    pub(crate) fn edit_message(&mut self, id: u64, edit: impl FnOnce(&mut Message)) {
        let Some(message) = self.state.messages.get_mut(id) else { return };
        edit(message);
        let ticket = message.ticket;
        self.note("ticket-message-updated", Object::TicketMessage, id, None);
        self.touch(ticket);
    }

    pub(crate) fn delete_message(&mut self, id: u64) {
        if let Some(message) = self.state.remove_message(id) {
            self.note("ticket-message-deleted", Object::TicketMessage, id, None);
            self.touch(message.ticket);
        }
    }

    pub(super) fn come_due(&mut self, due: Due) {
        match due {
            Due::Send(message) => self.send(message),
            Due::Unsnooze(ticket) => self.unsnooze(ticket),
            Due::Survey(survey) => self.send_survey(survey),
            Due::Job(job) => self.go_on(job),
        }
    }
}
