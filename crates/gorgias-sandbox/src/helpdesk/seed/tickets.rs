//! The tickets, what was said in them, and how they ended.

use serde_json::json;

use super::super::model::{Context, Message, Object, Slug, Status, Survey, Ticket};
use super::super::moment::Moment;
use super::super::state::Due;
use super::setup;
use super::talk::{Addresses, Scene, writer};
use super::words::{NOTES, THANKS, TOPICS, Topic};
use super::{DAY, HOUR, MINUTE, Seeding};
use crate::people::order_name;

impl Seeding {
    pub(super) fn tickets(&mut self, count: u32, customers: u32, start: Moment) {
        let step = (self.now.since(start) - 2 * HOUR) / i64::from(count.max(1));
        for index in 0..count {
            let at = start.plus_micros(i64::from(index) * step + self.dice.span(step.max(1)));
            let who = u32::try_from(self.dice.below(u64::from(customers))).unwrap_or_default();
            let topic = &TOPICS[usize::try_from(self.dice.below(TOPICS.len() as u64)).unwrap_or_default()];
            self.ticket(topic, who, at);
        }
    }

    fn ticket(&mut self, topic: &Topic, who: u32, at: Moment) {
        let mut scene = self.scene(topic, who);
        let tags = self.tags(topic);
        let team = self.staff.teams.for_tag(topic.tag);
        // Two of three have been given to a team.
        let team = team.filter(|_| !self.state.tickets.next_id().is_multiple_of(3));
        scene.ticket = self.state.insert_ticket(Ticket {
            external_id: None,
            language: Some(Slug::Borrowed("en")),
            status: Status::Open,
            priority: Slug::Borrowed(
                self.dice.pick(&["normal", "normal", "normal", "normal", "high", "low", "critical"]),
            ),
            channel: Slug::Borrowed("email"),
            via: Slug::Borrowed("email"),
            from_agent: Some(false),
            customer: Some(scene.customer),
            assignee_user: None,
            assignee_team: team,
            subject: Some(scene.subject.clone().into()),
            meta: None,
            tags,
            messages: Vec::new(),
            is_unread: false,
            spam: self.dice.chance(1),
            custom_fields: Vec::new(),
            survey: None,
            created: at,
            updated: at,
            opened: None,
            last_received: None,
            last_message: None,
            closed: None,
            snooze: None,
            trashed: None,
        });
        let context = Context(self.dice.wide());
        self.happened("ticket-created", Object::Ticket, scene.ticket, None, at, context);
        let last = self.talk(topic, &scene, at, context);
        self.settle(topic, &scene, last);
    }

    fn scene(&mut self, topic: &Topic, who: u32) -> Scene {
        let customer = self.first_customer + u64::from(who);
        let row = self.state.customers.get(customer);
        let name = row.and_then(|row| row.name.as_deref()).unwrap_or_default().to_owned();
        let email = row.and_then(|row| row.email.as_deref()).unwrap_or_default();
        let (mailbox, address) = &self.staff.mailbox;
        let addresses = self.addresses.entry(customer);
        let addresses = addresses.or_insert_with(|| Addresses::between(&name, email, address)).clone();
        // The shop has two orders of each of its customers; whoever is not one quotes a number that does not exist.
        let order =
            order_name(if who < self.shop { who + self.shop * (who % 2) } else { 2 * self.shop + who });
        let mut scene = Scene {
            ticket: 0,
            customer,
            name,
            addresses,
            agent: self.dice.pick(&self.staff.agents),
            mailbox: *mailbox,
            subject: String::new(),
            order,
        };
        scene.subject = scene.fill(topic.subject);
        scene
    }

    /// Lets them talk; answers the time of the last message.
    fn talk(&mut self, topic: &Topic, scene: &Scene, mut at: Moment, mut context: Context) -> Moment {
        let count = self.dice.pick(&[1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 8]);
        self.message(scene.customer_writes(topic.opening, at), context);
        for nth in 1..count {
            let next = at.plus_micros(10 * MINUTE + self.dice.span(30 * HOUR));
            if next >= self.now {
                break;
            }
            at = next;
            context = Context(self.dice.wide());
            let message = if self.dice.chance(15) {
                scene.agent_notes(self.dice.pick(NOTES), at)
            } else if nth % 2 == 1 {
                scene.agent_replies(topic.reply, at)
            } else {
                scene.customer_writes(topic.followup, at)
            };
            self.message(message, context);
        }
        at
    }

    fn message(&mut self, message: Message, context: Context) {
        let (ticket, at, user) = (message.ticket, message.created, writer(&message));
        let (public, from_agent) = (message.public, message.from_agent);
        let id = self.state.insert_message(message);
        self.happened("ticket-message-created", Object::TicketMessage, id, user, at, context);
        if let Some(row) = self.state.tickets.get_mut(ticket) {
            if public {
                row.last_message = Some(at);
            }
            if from_agent {
                row.opened = row.opened.or(Some(at));
                row.assignee_user = user;
            } else {
                row.last_received = Some(at);
            }
        }
        self.state.set_ticket_updated(ticket, at);
    }

    /// Closes most tickets and asks some customers how it was.
    fn settle(&mut self, topic: &Topic, scene: &Scene, last: Moment) {
        let Scene { ticket, customer, agent, .. } = *scene;
        let reasoned = self.dice.chance(30);
        let closed = last.plus_micros(HOUR + self.dice.span(20 * HOUR));
        let answered = self.state.tickets.get(ticket).is_some_and(|row| row.assignee_user.is_some());
        let mut updated = last;
        let is_closed = answered && closed < self.now && self.dice.chance(85);
        let trashed = is_closed && self.dice.chance(1);
        if is_closed {
            updated = closed;
            let context = Context(self.dice.wide());
            self.happened("ticket-closed", Object::Ticket, ticket, Some(agent), closed, context);
            self.happened("ticket-updated", Object::Ticket, ticket, Some(agent), closed, context);
        }
        if let Some(row) = self.state.tickets.get_mut(ticket) {
            row.is_unread = row.opened.is_none();
            if is_closed {
                row.status = Status::Closed;
                row.closed = Some(closed);
                row.trashed = trashed.then_some(closed);
            }
        }
        if reasoned {
            self.fill_in(topic, ticket, is_closed);
        }
        self.state.set_ticket_updated(ticket, updated);
        self.state.set_customer_updated(customer, updated);
        if is_closed && !trashed && self.dice.chance(30) {
            self.survey(ticket, customer, closed);
        }
    }

    /// What agents, and on some tickets a machine, put into the custom fields.
    fn fill_in(&mut self, topic: &Topic, ticket: u64, is_closed: bool) {
        let (reason, resolution, intent) =
            (self.staff.fields.reason, self.staff.fields.resolution, self.staff.fields.intent);
        let mut values = vec![self.value(reason, json!(topic.reason))];
        if is_closed {
            values.push(self.value(resolution, json!(setup::resolution(topic.reason))));
        }
        if ticket.is_multiple_of(2) {
            values.push(self.value(intent, json!(setup::intent(topic.reason))));
        }
        if let Some(row) = self.state.tickets.get_mut(ticket) {
            row.custom_fields = values;
        }
    }

    fn survey(&mut self, ticket: u64, customer: u64, closed: Moment) {
        let should_send = closed.plus_micros(2 * HOUR);
        let sent = Some(should_send.plus_micros(self.dice.span(MINUTE))).filter(|sent| *sent < self.now);
        let scored =
            sent.filter(|_| self.dice.chance(55)).map(|sent| sent.plus_micros(self.dice.span(3 * DAY)));
        let scored = scored.filter(|scored| *scored < self.now);
        let score = scored.map(|_| self.dice.pick(&[5, 5, 5, 5, 4, 4, 4, 3, 2, 1]));
        let body_text = score.filter(|_| self.dice.chance(40)).map(|_| self.dice.pick(THANKS).into());
        let id = self.state.insert_survey(Survey {
            ticket,
            customer,
            score,
            body_text,
            created: closed,
            scored,
            sent,
            should_send: Some(should_send),
            meta: None,
        });
        if sent.is_none() {
            self.state.due.insert((should_send.max(self.now), Due::Survey(id)));
        }
        for (kind, at) in [("satisfaction-survey-sent", sent), ("satisfaction-survey-responded", scored)] {
            if let Some(at) = at {
                let context = Context(self.dice.wide());
                self.happened(kind, Object::SatisfactionSurvey, id, None, at, context);
            }
        }
    }

    fn tags(&mut self, topic: &Topic) -> Vec<u64> {
        let mut tags: Vec<u64> = self.state.tag_named(topic.tag).into_iter().collect();
        if self.dice.chance(25) {
            let other = self.dice.pick(&self.staff.tags);
            if !tags.contains(&other) {
                tags.push(other);
            }
        }
        tags
    }
}
