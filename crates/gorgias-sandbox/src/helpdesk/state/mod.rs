//! Everything the account knows, and the indexes that answers are made from.
//!
//! Only this folder changes rows together with their indexes; what a change means (events, webhooks, times)
//! is in `changes`.

mod customers;
mod others;
mod tickets;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::files::Files;
use super::model::{
    Customer, Event, Field, Integration, Job, Macro, Message, Rule, Setting, Slug, Survey, Tag, Team, Ticket,
    User, View, VoiceCall, VoiceCallEvent, VoiceCallRecording, Widget,
};
use super::moment::Moment;
use super::outbox::Outbox;
use super::table::{Order, Table};
use crate::dice::Dice;

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
    pub files: Files,

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
    pub teams: Table<Team>,
    pub views: Table<View>,
    pub macros: Table<Macro>,
    pub rules: Table<Rule>,
    pub jobs: Table<Job>,
    pub calls: Table<VoiceCall>,
    pub call_events: Table<VoiceCallEvent>,
    pub recordings: Table<VoiceCallRecording>,

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
    /// A job goes on.
    Job(u64),
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
            files: Files::new(dice.clone()),
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
            teams: Table::starting_at(first(20)),
            views: Table::starting_at(first(21)),
            macros: Table::starting_at(first(30)),
            rules: Table::starting_at(first(31)),
            jobs: Table::starting_at(first(32)),
            calls: Table::starting_at(first(33)),
            call_events: Table::starting_at(first(34)),
            recordings: Table::starting_at(first(35)),
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
}

/// What `id` has become through merges; chains end, since only living rows are merged into.
pub(crate) fn survivor(merged: &BTreeMap<u64, u64>, mut id: u64) -> u64 {
    while let Some(next) = merged.get(&id) {
        id = *next;
    }
    id
}
