//! What it means that something changes: events in the feed, webhooks, times, and what follows of itself.
//!
//! Requests and the actions of people both end here, so a ticket closed by an agent and one closed through
//! the API leave the same traces.

mod customers;
mod fields;
mod jobs;
mod macros;
mod messages;
mod others;
mod rules;
mod setup;
mod tickets;

pub(crate) use customers::{Address, CustomerDraft, CustomerKey};
pub(crate) use tickets::TicketDraft;

use serde_json::Value;

use super::model::{Context, Event, Object, kept};
use super::moment::Moment;
use super::state::State;
use super::webhooks::{News, Trigger};

/// Everything that happens for one cause. Its events share a context.
pub(crate) struct Change<'a> {
    pub state: &'a mut State,
    pub now: Moment,
    /// Who does it; nobody when a customer or the system does.
    pub user: Option<u64>,
    context: Context,
    /// Tickets that are different now.
    touched: Vec<u64>,
    news: Vec<News>,
}

impl State {
    /// Runs `act` as one cause, then tells everybody who listens.
    pub(crate) fn change<T>(
        &mut self,
        now: Moment,
        user: Option<u64>,
        act: impl FnOnce(&mut Change<'_>) -> T,
    ) -> T {
        let context = Context(self.dice.wide());
        let mut change = Change { state: self, now, user, context, touched: Vec::new(), news: Vec::new() };
        let result = act(&mut change);
        change.tell();
        result
    }

    /// Lets everything happen that is due at or before `now`.
    pub(crate) fn pass_time(&mut self, now: Moment) {
        while let Some(due) = self.due.first().copied().filter(|(at, _)| *at <= now) {
            self.due.remove(&due);
            self.change(due.0, None, |change| change.come_due(due.1));
        }
    }
}

impl Change<'_> {
    /// Writes an event into the feed.
    fn note(&mut self, kind: &'static str, object: Object, object_id: u64, data: Option<Value>) -> u64 {
        self.state.insert_event(Event {
            kind,
            object,
            object_id,
            user: self.user,
            data: data.as_ref().and_then(kept),
            context: self.context,
            created: self.now,
        })
    }

    /// Writes an event of a ticket.
    fn note_ticket(&mut self, kind: &'static str, ticket: u64, data: Option<Value>) -> u64 {
        self.note(kind, Object::Ticket, ticket, data)
    }

    /// Marks a ticket as changed now.
    pub(crate) fn touch(&mut self, ticket: u64) {
        self.state.set_ticket_updated(ticket, self.now);
        if !self.touched.contains(&ticket) {
            self.touched.push(ticket);
        }
    }

    fn tell_later(&mut self, trigger: Trigger, ticket: u64, message: Option<u64>, event: u64) {
        self.news.push(News { trigger, ticket, message, event });
    }

    fn tell(mut self) {
        for ticket in std::mem::take(&mut self.touched) {
            if self.state.tickets.get(ticket).is_some() {
                let event = self.note_ticket("ticket-updated", ticket, None);
                self.tell_later(Trigger::TicketUpdated, ticket, None, event);
            }
        }
        self.state.owe_webhooks(&self.news, self.user);
    }
}
