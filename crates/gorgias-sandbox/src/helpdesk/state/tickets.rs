//! Tickets and messages together with their indexes.

use super::super::model::{Message, Ticket};
use super::super::moment::Moment;
use super::State;

impl State {
    pub(crate) fn insert_ticket(&mut self, ticket: Ticket) -> u64 {
        let id = self.tickets.next_id();
        self.tickets_by_created.insert(ticket.created, id);
        self.tickets_by_updated.insert(ticket.updated, id);
        if let Some(customer) = ticket.customer.and_then(|customer| self.customers.get_mut(customer)) {
            customer.tickets.push(id);
        }
        for tag in &ticket.tags {
            self.count_tag(*tag, 1);
        }
        if let Some(external_id) = &ticket.external_id {
            self.tickets_by_external.entry(external_id.clone()).or_default().insert(id);
        }
        self.tickets.push(ticket)
    }

    /// Takes a ticket out with its messages and its survey.
    pub(crate) fn remove_ticket(&mut self, id: u64) -> Option<Ticket> {
        self.set_ticket_customer(id, None);
        self.set_ticket_tags(id, Vec::new());
        self.set_ticket_external_id(id, None);
        let ticket = self.tickets.remove(id)?;
        self.tickets_by_created.remove(ticket.created, id);
        self.tickets_by_updated.remove(ticket.updated, id);
        for message in &ticket.messages {
            if let Some(row) = self.messages.remove(*message) {
                self.messages_by_created.remove(row.created, *message);
            }
        }
        if let Some(survey) = ticket.survey
            && let Some(row) = self.surveys.remove(survey)
        {
            self.surveys_by_created.remove(row.created, survey);
        }
        Some(ticket)
    }

    pub(crate) fn set_ticket_updated(&mut self, id: u64, updated: Moment) {
        if let Some(ticket) = self.tickets.get_mut(id) {
            self.tickets_by_updated.remove(ticket.updated, id);
            self.tickets_by_updated.insert(updated, id);
            ticket.updated = updated;
        }
    }

    pub(crate) fn set_ticket_customer(&mut self, id: u64, customer: Option<u64>) {
        let Some(ticket) = self.tickets.get_mut(id) else { return };
        let before = std::mem::replace(&mut ticket.customer, customer);
        if let Some(before) = before.and_then(|before| self.customers.get_mut(before)) {
            before.tickets.retain(|ticket| *ticket != id);
        }
        if let Some(customer) = customer.and_then(|customer| self.customers.get_mut(customer)) {
            let place = customer.tickets.partition_point(|ticket| *ticket < id);
            customer.tickets.insert(place, id);
        }
    }

    pub(crate) fn set_ticket_tags(&mut self, id: u64, tags: Vec<u64>) {
        let Some(ticket) = self.tickets.get_mut(id) else { return };
        let before = std::mem::replace(&mut ticket.tags, tags.clone());
        for tag in tags {
            self.count_tag(tag, 1);
        }
        for tag in before {
            self.count_tag(tag, -1);
        }
    }

    pub(crate) fn set_ticket_external_id(&mut self, id: u64, external_id: Option<Box<str>>) {
        let Some(ticket) = self.tickets.get_mut(id) else { return };
        let before = std::mem::replace(&mut ticket.external_id, external_id.clone());
        if let Some(ids) = before.as_ref().and_then(|before| self.tickets_by_external.get_mut(before)) {
            ids.remove(&id);
        }
        if let Some(external_id) = external_id {
            self.tickets_by_external.entry(external_id).or_default().insert(id);
        }
    }

    pub(crate) fn tickets_of_external_id(&self, external_id: &str) -> impl Iterator<Item = u64> {
        self.tickets_by_external.get(external_id).into_iter().flatten().copied()
    }

    pub(crate) fn insert_message(&mut self, message: Message) -> u64 {
        let id = self.messages.next_id();
        self.messages_by_created.insert(message.created, id);
        self.file_message(id, message.ticket, message.created);
        self.messages.push(message)
    }

    /// Puts an id among the messages of a ticket, oldest first.
    fn file_message(&mut self, id: u64, ticket: u64, at: Moment) {
        let messages = &self.messages;
        let earlier = |other: &u64| messages.get(*other).is_none_or(|other| other.created <= at);
        if let Some(ticket) = self.tickets.get_mut(ticket) {
            ticket.messages.insert(ticket.messages.partition_point(earlier), id);
        }
    }

    pub(crate) fn remove_message(&mut self, id: u64) -> Option<Message> {
        let message = self.messages.remove(id)?;
        self.messages_by_created.remove(message.created, id);
        if let Some(ticket) = self.tickets.get_mut(message.ticket) {
            ticket.messages.retain(|other| *other != id);
        }
        Some(message)
    }

    /// Puts a message into another ticket, in order of time.
    pub(crate) fn move_message(&mut self, id: u64, target: u64) {
        let Some(message) = self.messages.get_mut(id) else { return };
        let (source, at) = (std::mem::replace(&mut message.ticket, target), message.created);
        if let Some(ticket) = self.tickets.get_mut(source) {
            ticket.messages.retain(|other| *other != id);
        }
        self.file_message(id, target, at);
    }
}
