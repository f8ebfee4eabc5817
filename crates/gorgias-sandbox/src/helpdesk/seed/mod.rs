//! An account as it is after some months of use, made from a seed.
//!
//! The same options give the same account to the byte. Customers are the people of the sandbox, so the shop
//! and the ERP know them under the same addresses, and some tickets name their orders there.

mod calls;
mod customers;
mod jobs;
mod macros;
mod rules;
mod setup;
mod staff;
mod talk;
mod tickets;
mod words;

use std::collections::HashMap;

use super::HelpdeskOptions;
use super::model::{Context, Event, FieldValue, Object, kept};
use super::moment::Moment;
use super::state::State;
use crate::dice::Dice;
use crate::people::population;
use staff::Staff;
use talk::Addresses;

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
    let population = population(options.tickets);
    let staff = staff::hire(&mut state, opened);
    let mut seeding = Seeding {
        seed: options.seed,
        shop: population.shop,
        now,
        dice,
        staff,
        first_customer: state.customers.next_id(),
        addresses: HashMap::new(),
        feed: Vec::new(),
        state,
    };
    seeding.customers(population.helpdesk, start);
    seeding.tickets(options.tickets, population.helpdesk, start);
    seeding.macros(start);
    seeding.rules(start);
    seeding.calls(opened);
    seeding.jobs();
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
    /// Of customers who have written.
    addresses: HashMap<u64, Addresses>,
    /// Events that are still to be put in order of time.
    feed: Vec<Event>,
    state: State,
}

impl Seeding {
    fn value(&mut self, field: u64, value: serde_json::Value) -> FieldValue {
        let id = self.state.next_value();
        FieldValue { id, field, value: kept(&value).unwrap_or_default() }
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
