//! Everything the account knows, and the indexes that answers are made from.
//!
//! Only this file changes rows together with their indexes; what a change means (events, webhooks, times) is in
//! `changes`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::dice::Dice;
use super::model::{
    Channel, Customer, Event, Field, Integration, Message, Setting, Slug, Survey, Tag, Ticket, User, Widget,
};
use super::moment::Moment;
use super::outbox::Outbox;
use super::table::{Order, Table};

/// Above 2^31, so that clients with 32-bit ids are found out, and apart, so that mixed-up ids are too.
const FIRST: u64 = 2_200_000_001;
const APART: u64 = 100_000_000;

#[derive(Debug)]
pub(crate) struct State {
    pub base_url: String,
    pub domain: String,
    pub created: Moment,
    /// Who the API key belongs to.
    pub api_user: u64,
    /// Who stands in where nobody is named.
    pub bot: u64,
    pub dice: Dice,

    pub tickets: Table<Ticket>,
    pub messages: Table<Message>,
    pub customers: Table<Customer>,
    pub tags: Table<Tag>,
    pub users: Table<User>,
    pub events: Table<Event>,
    pub surveys: Table<Survey>,
    pub integrations: Table<Integration>,
    pub widgets: Table<Widget>,
    pub fields: Table<Field>,
    pub settings: Table<Setting>,

    pub tickets_by_created: Order,
    pub tickets_by_updated: Order,
    pub messages_by_created: Order,
    pub customers_by_created: Order,
    pub customers_by_updated: Order,
    pub events_by_created: Order,
    pub surveys_by_created: Order,
    tickets_by_external: BTreeMap<Box<str>, BTreeSet<u64>>,
    /// Every address of every customer, by kind and address.
    by_address: HashMap<(Slug, Box<str>), u64>,
    tags_by_name: BTreeMap<Box<str>, u64>,

    /// Which ticket or customer lives on in which.
    pub merged_tickets: BTreeMap<u64, u64>,
    pub merged_customers: BTreeMap<u64, u64>,

    pub due: BTreeSet<(Moment, Due)>,
    pub outbox: Outbox,
    next_channel: u64,
    next_value: u64,
}

/// What happens by itself when its time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    /// A message of an agent leaves the house.
    Send(u64),
    /// A snoozed ticket comes back.
    Unsnooze(u64),
    /// A survey is sent.
    Survey(u64),
}

impl State {
    pub(crate) fn new(domain: String, base_url: String, created: Moment, dice: Dice, tickets: usize) -> Self {
        let first = |nth: u64| FIRST + nth * APART;
        Self {
            base_url,
            domain,
            created,
            api_user: 0,
            bot: 0,
            dice,
            users: Table::starting_at(first(0)),
            tags: Table::starting_at(first(1)),
            fields: Table::starting_at(first(2)),
            integrations: Table::starting_at(first(3)),
            widgets: Table::starting_at(first(4)),
            settings: Table::starting_at(first(5)),
            customers: Table::with_capacity(first(6), tickets / 2),
            tickets: Table::with_capacity(first(7), tickets),
            messages: Table::with_capacity(first(8), tickets * 4),
            surveys: Table::starting_at(first(9)),
            events: Table::starting_at(first(100)),
            next_channel: first(10),
            next_value: first(11),
            tickets_by_created: Order::default(),
            tickets_by_updated: Order::default(),
            messages_by_created: Order::default(),
            customers_by_created: Order::default(),
            customers_by_updated: Order::default(),
            events_by_created: Order::default(),
            surveys_by_created: Order::default(),
            tickets_by_external: BTreeMap::new(),
            by_address: HashMap::new(),
            tags_by_name: BTreeMap::new(),
            merged_tickets: BTreeMap::new(),
            merged_customers: BTreeMap::new(),
            due: BTreeSet::new(),
            outbox: Outbox::default(),
        }
    }

    pub(crate) fn next_channel(&mut self) -> u64 {
        self.next_channel += 1;
        self.next_channel
    }

    pub(crate) fn next_value(&mut self) -> u64 {
        self.next_value += 1;
        self.next_value
    }

    /// The customer that `id` has become through merges.
    pub(crate) fn customer_now(&self, id: u64) -> u64 {
        survivor(&self.merged_customers, id)
    }

    // Tickets

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

    // Messages

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

    // Customers

    pub(crate) fn insert_customer(&mut self, customer: Customer) -> u64 {
        let id = self.customers.next_id();
        self.customers_by_created.insert(customer.created, id);
        self.customers_by_updated.insert(customer.updated, id);
        for channel in &customer.channels {
            self.by_address.insert((channel.kind.clone(), channel.address.clone()), id);
        }
        self.customers.push(customer)
    }

    /// Takes a customer out; the tickets stay, with nobody's name on them.
    pub(crate) fn remove_customer(&mut self, id: u64) -> Option<Customer> {
        let customer = self.customers.remove(id)?;
        for channel in &customer.channels {
            self.by_address.remove(&(channel.kind.clone(), channel.address.clone()));
        }
        self.customers_by_created.remove(customer.created, id);
        self.customers_by_updated.remove(customer.updated, id);
        for ticket in &customer.tickets {
            if let Some(ticket) = self.tickets.get_mut(*ticket) {
                ticket.customer = None;
            }
        }
        Some(customer)
    }

    pub(crate) fn set_customer_updated(&mut self, id: u64, updated: Moment) {
        if let Some(customer) = self.customers.get_mut(id) {
            self.customers_by_updated.remove(customer.updated, id);
            self.customers_by_updated.insert(updated, id);
            customer.updated = updated;
        }
    }

    /// Replaces the addresses of a customer.
    pub(crate) fn set_channels(&mut self, id: u64, channels: Vec<Channel>) {
        let Some(customer) = self.customers.get_mut(id) else { return };
        for channel in &customer.channels {
            self.by_address.remove(&(channel.kind.clone(), channel.address.clone()));
        }
        for channel in &channels {
            self.by_address.insert((channel.kind.clone(), channel.address.clone()), id);
        }
        customer.channels = channels;
    }

    /// Whose address that is.
    pub(crate) fn customer_at(&self, kind: &str, address: &str) -> Option<u64> {
        self.by_address.get(&(Slug::Owned(kind.to_owned()), Box::from(address))).copied()
    }

    // Tags

    pub(crate) fn insert_tag(&mut self, tag: Tag) -> u64 {
        self.tags_by_name.insert(tag.name.clone(), self.tags.next_id());
        self.tags.push(tag)
    }

    pub(crate) fn remove_tag(&mut self, id: u64) -> Option<Tag> {
        let tag = self.tags.remove(id)?;
        self.tags_by_name.remove(&tag.name);
        Some(tag)
    }

    pub(crate) fn rename_tag(&mut self, id: u64, name: Box<str>) {
        if let Some(tag) = self.tags.get_mut(id) {
            self.tags_by_name.remove(&tag.name);
            self.tags_by_name.insert(name.clone(), id);
            tag.name = name;
        }
    }

    pub(crate) fn tag_named(&self, name: &str) -> Option<u64> {
        self.tags_by_name.get(name).copied()
    }

    fn count_tag(&mut self, tag: u64, by: i64) {
        if let Some(tag) = self.tags.get_mut(tag) {
            tag.usage = tag.usage.saturating_add_signed(by);
        }
    }

    // Surveys and events

    pub(crate) fn insert_survey(&mut self, survey: Survey) -> u64 {
        let id = self.surveys.next_id();
        self.surveys_by_created.insert(survey.created, id);
        if let Some(ticket) = self.tickets.get_mut(survey.ticket) {
            ticket.survey = Some(id);
        }
        self.surveys.push(survey)
    }

    pub(crate) fn set_survey_created(&mut self, id: u64, created: Moment) {
        if let Some(survey) = self.surveys.get_mut(id) {
            self.surveys_by_created.remove(survey.created, id);
            self.surveys_by_created.insert(created, id);
            survey.created = created;
        }
    }

    pub(crate) fn insert_event(&mut self, event: Event) -> u64 {
        self.events_by_created.insert(event.created, self.events.next_id());
        self.events.push(event)
    }

    pub(crate) fn user_of_email(&self, email: &str) -> Option<u64> {
        self.users.iter().find(|(_, user)| user.email.eq_ignore_ascii_case(email)).map(|(id, _)| id)
    }
}

/// What `id` has become through merges; chains end, since only living rows are merged into.
pub(crate) fn survivor(merged: &BTreeMap<u64, u64>, mut id: u64) -> u64 {
    while let Some(next) = merged.get(&id) {
        id = *next;
    }
    id
}
