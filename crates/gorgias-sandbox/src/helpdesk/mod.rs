//! The helpdesk of the sandbox: one Gorgias account in memory.
//!
//! It is a state machine without input or output: [`Helpdesk`] answers requests, lets customers and agents
//! act, lets time pass, and hands out the webhooks it owes. The same options and the same calls give
//! byte-identical answers. It is strict: what the documentation does not name is refused with the answer
//! Gorgias gives.
//!
//! It does not authenticate, limit rates or break on purpose; the server in front of it does.

mod act;
mod changes;
mod files;
mod filters;
mod model;
mod moment;
mod outbox;
mod requests;
mod seed;
mod show;
mod state;
mod statistics;
mod table;
mod webhooks;

use jiff::Timestamp;
use serde_json::Value;

use self::moment::Moment;
use self::state::State;
use crate::system::{ActError, Delivery, DeliveryOutcome, Request, Response, System};

/// What an account starts with.
#[derive(Debug, Clone)]
pub struct HelpdeskOptions {
    /// Everything invented is drawn from this.
    pub seed: u64,
    /// Tickets at the start; messages, customers and the rest follow from it.
    pub tickets: u32,
    /// Days before `now` over which the tickets are spread.
    pub days: u32,
    /// Subdomain of the account: `teapots` for `teapots.gorgias.com`.
    pub domain: String,
    /// Where the account is reached, without trailing slash; absolute addresses in answers begin with it.
    pub base_url: String,
    /// The moment at which the account starts to live.
    pub now: Timestamp,
    /// Which success statuses to use.
    pub statuses: Statuses,
}

/// Documentation and recordings disagree about the status of creates and updates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Statuses {
    /// 201, 202 and 204 as the reference says.
    #[default]
    Documented,
    /// 200 for everything that is documented as 201 or 202.
    Observed,
}

impl HelpdeskOptions {
    /// 2,000 tickets over 180 days of the account `teapots`.
    pub fn new(seed: u64, now: Timestamp) -> Self {
        Self {
            seed,
            tickets: 2_000,
            days: 180,
            domain: "teapots".to_owned(),
            base_url: "http://127.0.0.1".to_owned(),
            now,
            statuses: Statuses::Documented,
        }
    }
}

/// One Gorgias account.
#[derive(Debug)]
pub struct Helpdesk {
    statuses: Statuses,
    state: State,
}

impl Helpdesk {
    /// An account with the tickets that `options` ask for, and what belongs to them: customers, surveys, events, and a
    /// staff with its tags, teams, custom fields and views.
    pub fn new(options: HelpdeskOptions) -> Self {
        Self { statuses: options.statuses, state: seed::account(&options) }
    }

    /// The e-mail of the admin who owns the API key; every request is made in that user's name.
    pub fn api_email(&self) -> &str {
        self.state.users.get(self.state.api_user).map_or("", |user| &user.email)
    }
}

impl System for Helpdesk {
    fn handle(&mut self, now: Timestamp, request: &Request) -> Response {
        let now = Moment::of(now);
        self.state.pass_time(now);
        requests::handle(&mut self.state, now, self.statuses, request)
    }

    fn act(&mut self, now: Timestamp, action: &Value) -> Result<Value, ActError> {
        let now = Moment::of(now);
        self.state.pass_time(now);
        act::act(&mut self.state, now, action)
    }

    fn tick(&mut self, now: Timestamp) {
        self.state.pass_time(Moment::of(now));
    }

    fn deliveries(&mut self) -> Vec<Delivery> {
        self.state.outbox.take()
    }

    fn delivered(&mut self, now: Timestamp, delivery: &Delivery, outcome: &DeliveryOutcome) {
        self.state.hear(Moment::of(now), delivery, outcome);
    }

    fn rows(&self, collection: &str) -> Option<Vec<Value>> {
        self.state.rows(collection)
    }
}
