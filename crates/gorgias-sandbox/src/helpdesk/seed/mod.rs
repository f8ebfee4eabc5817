//! An account as it is after some months of use, made from a seed.
//!
//! The same options give the same account to the byte. Customers are the people of the sandbox, so the shop and the
//! ERP know them under the same addresses, and some tickets name their orders there.

mod staff;
mod talk;
mod words;

use super::HelpdeskOptions;
use super::dice::Dice;
use super::model::{
    Channel, Context, Customer, Event, FieldValue, Message, Object, Slug, Status, Survey, Ticket, kept,
};
use super::moment::Moment;
use super::state::{Due, State};
use crate::people::{order_name, person, population};
use serde_json::json;
use staff::Staff;
use talk::Scene;
use words::{NOTES, THANKS, TOPICS, Topic};

const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// How far back the feed of events goes.
const FEED: i64 = 14 * DAY;

/// The account that `options` ask for.
pub(super) fn account(options: &HelpdeskOptions) -> State {
    let now = Moment::of(options.now);
    let start = now.plus_micros(-i64::from(options.days.max(1)).saturating_mul(DAY));
    let opened = start.plus_micros(-60 * DAY);
    let dice = Dice::new(options.seed);
    let size = usize::try_from(options.tickets).unwrap_or_default();
    let mut state =
        State::new(options.domain.clone(), options.base_url.clone(), opened, Dice::new(!options.seed), size);
    let staff = staff::hire(&mut state, opened);
    let mut seeding = Seeding {
        seed: options.seed,
        shop: population(options.tickets).shop,
        now,
        dice,
        staff,
        first_customer: state.customers.next_id(),
        feed: Vec::new(),
        state,
    };
    seeding.customers(population(options.tickets).helpdesk, start);
    seeding.tickets(options.tickets, start);
    seeding.events();
    seeding.state
}

struct Seeding {
    seed: u64,
    /// How many customers the shop knows.
    shop: u32,
    now: Moment,
    dice: Dice,
    staff: Staff,
    first_customer: u64,
    /// Events that are still to be put in order of time.
    feed: Vec<Event>,
    state: State,
}

impl Seeding {
    fn customers(&mut self, count: u32, start: Moment) {
        for index in 0..count {
            let person = person(self.seed, index);
            let created = start.plus_micros(-30 * DAY + i64::from(index) * (30 * DAY / i64::from(count)));
            let language: &'static str = match person.country_code {
                "DE" => "de",
                "FR" => "fr",
                _ => "en",
            };
            let mut channels = vec![self.channel("email", &person.email, created)];
            if self.dice.chance(40) {
                channels.push(self.channel("phone", &person.phone, created));
            }
            let tier = self.dice.pick(&["gold", "silver"]);
            let custom_fields = if self.dice.chance(20) {
                vec![self.value(self.staff.tier, json!(tier))]
            } else {
                Vec::new()
            };
            self.state.insert_customer(Customer {
                external_id: None,
                email: Some(person.email.into()),
                name: Some(format!("{} {}", person.first_name, person.last_name).into()),
                language: Some(Slug::Borrowed(language)),
                timezone: None,
                created,
                updated: created,
                meta: kept(&json!({"name_set_via": "email"})),
                data: None,
                data_version: None,
                note: self.dice.chance(5).then(|| "Prefers to be called in the afternoon.".into()),
                custom_fields,
                channels,
                integrations: Default::default(),
                tickets: Vec::new(),
            });
        }
    }

    fn channel(&mut self, kind: &'static str, address: &str, at: Moment) -> Channel {
        let id = self.state.next_channel();
        Channel {
            id,
            kind: Slug::Borrowed(kind),
            address: address.into(),
            preferred: true,
            created: at,
            updated: at,
        }
    }

    fn value(&mut self, field: u64, value: serde_json::Value) -> FieldValue {
        let id = self.state.next_value();
        FieldValue { id, field, value: kept(&value).unwrap_or_default() }
    }

    fn tickets(&mut self, count: u32, start: Moment) {
        let customers = population(count).helpdesk;
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
        let text = |text: Option<&Box<str>>| text.map(ToString::to_string).unwrap_or_default();
        // The shop has two orders of each of its customers; whoever is not one quotes a number that does not exist.
        let order =
            order_name(if who < self.shop { who + self.shop * (who % 2) } else { 2 * self.shop + who });
        let mut scene = Scene {
            ticket: 0,
            customer,
            name: text(row.and_then(|row| row.name.as_ref())),
            email: text(row.and_then(|row| row.email.as_ref())),
            agent: self.dice.pick(&self.staff.agents),
            mailbox: self.staff.mailbox.clone(),
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
        let (ticket, at, user) = (message.ticket, message.created, talk::writer(&message));
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
        if self.dice.chance(30) {
            let value = self.value(self.staff.reason, json!(topic.reason));
            if let Some(row) = self.state.tickets.get_mut(ticket) {
                row.custom_fields.push(value);
            }
        }
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
        self.state.set_ticket_updated(ticket, updated);
        self.state.set_customer_updated(customer, updated);
        if is_closed && !trashed && self.dice.chance(30) {
            self.survey(ticket, customer, closed);
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

    fn happened(
        &mut self,
        kind: &'static str,
        object: Object,
        object_id: u64,
        user: Option<u64>,
        at: Moment,
        context: Context,
    ) {
        if self.now.since(at) < FEED {
            self.feed.push(Event { kind, object, object_id, user, data: None, context, created: at });
        }
    }

    fn events(&mut self) {
        let mut feed = std::mem::take(&mut self.feed);
        feed.sort_by_key(|event| event.created);
        for event in feed {
            self.state.insert_event(event);
        }
    }
}
