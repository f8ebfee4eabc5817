//! The shop of the sandbox: a small storefront in memory that speaks the Shopify Admin GraphQL API.
//!
//! Guarantees: queries are parsed and run over a schema, strictly; they cost points and are throttled when the
//! points are used up; webhooks are signed and repeated as Shopify does; the same options and the same calls give
//! byte-identical answers. Does not: mutations, bulk operations, introspection; authenticate (the server in front
//! does), or lag behind in its search index.

mod act;
mod bucket;
mod execute;
mod graphql;
pub(crate) mod history;
mod list;
mod model;
pub(crate) mod money;
mod rows;
mod schema;
mod search;
mod seed;
mod webhook;

use jiff::Timestamp;
use serde_json::{Value, json};

pub(crate) use act::nth;

use crate::system::{ActError, Delivery, DeliveryOutcome, Request, Response, System};
use bucket::Bucket;
use model::{Customer, Order, Table};
use webhook::Webhooks;

/// Versions that live; an older one is answered as the oldest of them.
const OLDEST_VERSION: &str = "2026-01";
const NEWEST_VERSION: &str = "2026-10";
const FIRST_CUSTOMER: u64 = 7_361_004_000_001;
const FIRST_ORDER: u64 = 5_512_008_000_001;

/// What a shop starts with.
#[derive(Debug, Clone)]
pub struct ShopOptions {
    /// Everything invented is drawn from this.
    pub seed: u64,
    /// Tickets of the helpdesk beside it; customers and orders follow from it.
    pub tickets: u32,
    /// The moment at which the shop starts to live.
    pub now: Timestamp,
    /// Where it is reached, without trailing slash.
    pub base_url: String,
    /// Its own host name: `teapots.myshopify.com`.
    pub domain: String,
    /// The app's client secret, which signs webhooks.
    pub webhook_secret: String,
    /// Points a second that queries may cost; twenty times as many may be saved up ("API limits").
    pub points_per_second: u32,
}

impl ShopOptions {
    /// The shop beside a helpdesk of 2,000 tickets, on a plan with 200 points a second.
    pub fn new(seed: u64, now: Timestamp) -> Self {
        Self {
            seed,
            tickets: 2_000,
            now,
            base_url: "http://127.0.0.1".to_owned(),
            domain: "teapots.myshopify.com".to_owned(),
            webhook_secret: "shpss_sandbox".to_owned(),
            points_per_second: 200,
        }
    }
}

/// One shop.
#[derive(Debug)]
pub struct Shop {
    seed: u64,
    state: State,
    bucket: Bucket,
    webhooks: Webhooks,
}

/// What the shop knows.
#[derive(Debug)]
struct State {
    base_url: String,
    domain: String,
    customers: Table<Customer>,
    orders: Table<Order>,
}

impl State {
    fn shop(&self) -> Value {
        json!({
            "id": "gid://shopify/Shop/70001",
            "name": "Teapots & Friends",
            "email": "hello@teapots.example",
            "myshopifyDomain": self.domain,
            "url": self.base_url,
            "currencyCode": money::CURRENCY,
            "ianaTimezone": "Etc/UTC",
        })
    }

    fn show_order(&self, order: &Order) -> Value {
        schema::order(order, self.customers.get(order.customer))
    }
}

impl Shop {
    /// A shop with the customers and orders that `options` ask for.
    pub fn new(options: ShopOptions) -> Self {
        let mut state = State {
            base_url: options.base_url,
            domain: options.domain.clone(),
            customers: Table::starting_at(FIRST_CUSTOMER),
            orders: Table::starting_at(FIRST_ORDER),
        };
        seed::fill(&mut state, options.seed, options.tickets, options.now);
        Self {
            seed: options.seed,
            state,
            bucket: Bucket::new(options.points_per_second, options.now),
            webhooks: Webhooks::new(options.webhook_secret, options.domain),
        }
    }
}

impl System for Shop {
    fn handle(&mut self, now: Timestamp, request: &Request) -> Response {
        let version = request
            .path
            .strip_prefix("/admin/api/")
            .and_then(|rest| rest.strip_suffix("/graphql.json"))
            .and_then(answering_version);
        let Some(version) = version else { return refusal(404, &json!("Not Found")) };
        if request.method != "POST" {
            return refusal(406, &json!("Not Acceptable"));
        }
        let answer = match serde_json::from_slice(&request.body) {
            Ok(query) => execute::answer(&self.state, &mut self.bucket, now, &query),
            Err(_) => return refusal(400, &json!({ "query": "Required parameter missing or invalid" })),
        };
        let mut response = respond(200, &answer);
        response.headers.push(("X-Shopify-API-Version".to_owned(), version));
        response
    }

    fn act(&mut self, now: Timestamp, action: &Value) -> Result<Value, ActError> {
        if action["do"] == "subscribe" {
            let url = action["url"].as_str().ok_or_else(|| ActError("subscribe needs `url`".to_owned()))?;
            return Ok(json!({ "subscription": self.webhooks.subscribe(url) }));
        }
        let done = act::act(&mut self.state, self.seed, now, action)?;
        for (topic, subject) in done.events {
            self.webhooks.announce(&self.state, now, topic, subject);
        }
        Ok(done.answer)
    }

    fn tick(&mut self, now: Timestamp) {
        self.webhooks.tick(now);
    }

    fn deliveries(&mut self) -> Vec<Delivery> {
        self.webhooks.take_due()
    }

    fn delivered(&mut self, now: Timestamp, delivery: &Delivery, outcome: &DeliveryOutcome) {
        self.webhooks.delivered(now, delivery, outcome);
    }

    fn rows(&self, collection: &str) -> Option<Vec<Value>> {
        rows::rows(&self.state, collection)
    }
}

/// The version that answers when one is asked for: a dead one falls forward to the oldest living one.
fn answering_version(asked: &str) -> Option<String> {
    if asked == "unstable" {
        return Some(asked.to_owned());
    }
    let (year, month) = asked.split_once('-')?;
    let year = Some(year).filter(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))?;
    ["01", "04", "07", "10"].contains(&month).then_some(())?;
    (year >= "2019" && asked <= NEWEST_VERSION).then(|| asked.max(OLDEST_VERSION).to_owned())
}

fn refusal(status: u16, errors: &Value) -> Response {
    respond(status, &json!({ "errors": errors }))
}

fn respond(status: u16, body: &Value) -> Response {
    let headers = vec![("Content-Type".to_owned(), "application/json; charset=utf-8".to_owned())];
    Response { status, headers, body: body.to_string().into() }
}
