//! The ERP of the sandbox: a small Odoo 19 in memory that speaks the "External JSON-2 API".
//!
//! Guarantees: domains, fields and orders are evaluated for real and strictly; stamps have microseconds inside and
//! seconds on the wire; what is empty is `false`; the same options and the same calls give byte-identical answers.
//! Does not: write through the API, know other users' rights, or authenticate (the server in front does).

mod act;
mod books;
mod call;
mod database;
mod domain;
mod fault;
mod rows;
mod schema;
mod seed;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::system::{ActError, Delivery, DeliveryOutcome, Request, Response, System};
use database::Database;
use fault::Fault;
use schema::Model;

/// What an ERP starts with.
#[derive(Debug, Clone)]
pub struct ErpOptions {
    /// Everything invented is drawn from this; the shop's seed gives the shop's orders.
    pub seed: u64,
    /// Tickets of the helpdesk beside it; partners and orders follow from it.
    pub tickets: u32,
    /// The moment at which it starts to live.
    pub now: Timestamp,
    /// Name of its database.
    pub database: String,
}

impl ErpOptions {
    /// The ERP beside a helpdesk of 2,000 tickets.
    pub fn new(seed: u64, now: Timestamp) -> Self {
        Self { seed, tickets: 2_000, now, database: "teapots".to_owned() }
    }
}

/// One ERP.
#[derive(Debug)]
pub struct Erp {
    name: String,
    database: Database,
    /// Where automation rules post to, one rule a model and address.
    urls: Vec<String>,
    due: Vec<Delivery>,
    delivery_ids: u64,
}

impl Erp {
    /// An ERP with the partners and orders that `options` ask for.
    pub fn new(options: ErpOptions) -> Self {
        let mut database = Database::default();
        seed::fill(&mut database, options.seed, options.tickets, options.now);
        Self { name: options.database, database, urls: Vec::new(), due: Vec::new(), delivery_ids: 0 }
    }

    fn answer(&self, request: &Request) -> Result<Value, Fault> {
        let wanted =
            request.headers.iter().find(|(name, _)| name == "x-odoo-database").map(|(_, value)| value);
        if wanted.is_some_and(|wanted| *wanted != self.name) {
            return Err(Fault::not_found("Not Found"));
        }
        if request.path == "/web/version" {
            return Ok(json!({ "version_info": [19, 0, 0, "final", 0, ""], "version": "19.0" }));
        }
        if request.method != "POST" {
            return Err(Fault::not_allowed());
        }
        call::call(&self.database, &request.path, &request.body)
    }

    /// Posts word of a record to everybody, once: "Send Webhook Notification" signs and repeats nothing.
    fn announce(&mut self, model: Model, id: u64) {
        let (first_rule, rule_name) = match model {
            Model::Partner => (100, "Contact changed"),
            _ => (200, "Order changed"),
        };
        for (index, url) in (1u64..).zip(&self.urls) {
            self.delivery_ids += 1;
            let body = json!({ "_model": model.name(), "_id": id, "_action": format!("{rule_name}(#{})", first_rule + index) });
            self.due.push(Delivery {
                id: self.delivery_ids,
                topic: model.name().to_owned(),
                subscription: index,
                url: url.clone(),
                method: "POST".to_owned(),
                headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
                body: body.to_string().into(),
                context: Value::Null,
            });
        }
    }
}

impl System for Erp {
    fn handle(&mut self, _now: Timestamp, request: &Request) -> Response {
        let (status, body) = match self.answer(request) {
            Ok(answer) => (200, answer),
            Err(fault) => (fault.status, fault.to_value()),
        };
        let headers = vec![("Content-Type".to_owned(), "application/json; charset=utf-8".to_owned())];
        Response { status, headers, body: body.to_string().into() }
    }

    fn act(&mut self, now: Timestamp, action: &Value) -> Result<Value, ActError> {
        if action["do"] == "subscribe" {
            let url = action["url"].as_str().ok_or_else(|| ActError("subscribe needs `url`".to_owned()))?;
            let known = self.urls.iter().position(|known| known == url);
            let index = known.unwrap_or_else(|| {
                self.urls.push(url.to_owned());
                self.urls.len() - 1
            });
            return Ok(json!({ "subscription": index + 1 }));
        }
        let done = act::act(&mut self.database, now, action)?;
        for (model, id) in done.written {
            self.announce(model, id);
        }
        Ok(done.answer)
    }

    fn tick(&mut self, _now: Timestamp) {}

    fn deliveries(&mut self) -> Vec<Delivery> {
        std::mem::take(&mut self.due)
    }

    fn delivered(&mut self, _now: Timestamp, _delivery: &Delivery, _outcome: &DeliveryOutcome) {}

    fn rows(&self, collection: &str) -> Option<Vec<Value>> {
        rows::rows(&self.database, collection)
    }
}
