//! What the library's flows are expected to do about a step of the script, read off its results. So a check
//! afterwards knows what to look for, and that it must be there once.

use serde::Serialize;
use serde_json::Value;

use super::{Done, Played};
use crate::system::{Request, Response};

/// Orders from this amount on are tagged; as the flow `order-tags` comes.
const HIGH_VALUE: f64 = 300.0;

/// Orders to other countries are tagged; as the flow `order-tags` comes.
const HOME_COUNTRY: &str = "US";

/// Answers up to this score are followed up; as the flow `low-score-follow-up` comes.
const LOW_SCORE: i64 = 2;

/// Something to be found in the helpdesk afterwards, once.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "effect", rename_all = "kebab-case")]
pub enum Effect {
    /// One ticket for this customer, about this order, with the tag `backorder`.
    BackorderTicket {
        /// Name of the order: `#1001`.
        order: String,
        /// Whose order.
        email: String,
    },
    /// The customer with this e-mail carries the shop's name and id.
    Profile {
        /// Whose profile.
        email: String,
        /// The name in the shop.
        name: String,
        /// The number in the shop.
        external_id: String,
        /// The city in the shop, which belongs into the customer's data.
        city: String,
    },
    /// Each of these tickets carries each of these tags.
    TicketsTagged {
        /// Name of the order that is the reason.
        order: String,
        /// Whose order.
        email: String,
        /// The customer's open tickets at that moment.
        tickets: Vec<i64>,
        /// `high-value`, `international`.
        tags: Vec<String>,
    },
    /// The ticket carries the tag `low-score` and one internal note about the answer.
    LowScore {
        /// The survey.
        survey: i64,
        /// Its ticket.
        ticket: i64,
        /// The answer.
        score: i64,
    },
}

/// What is expected to follow from a step; `ask` puts reads to the helpdesk.
pub(crate) fn effects(played: &Played, mut ask: impl FnMut(&Request) -> Option<Response>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for done in &played.done {
        let effect = match done.action["do"].as_str() {
            Some("order-backordered") => backorder_ticket(done),
            Some("customer-changed") => profile(done),
            Some("order-placed") => tickets_tagged(done, &mut ask),
            Some("survey-answered") => low_score(done),
            _ => None,
        };
        effects.extend(effect);
    }
    effects
}

fn backorder_ticket(done: &Done) -> Option<Effect> {
    let order = done.result.as_ref()?;
    Some(Effect::BackorderTicket { order: text(&order["order"])?, email: text(&order["email"])? })
}

fn profile(done: &Done) -> Option<Effect> {
    let customer = &done.result.as_ref()?["customer"];
    Some(Effect::Profile {
        email: text(&customer["email"])?,
        name: text(&customer["name"])?,
        external_id: customer["id"].as_i64()?.to_string(),
        city: text(&customer["city"])?,
    })
}

fn tickets_tagged(done: &Done, ask: &mut impl FnMut(&Request) -> Option<Response>) -> Option<Effect> {
    let order = done.result.as_ref()?;
    let email = text(&order["email"])?;
    let total: f64 = order["total"].as_str()?.parse().ok()?;
    let mut tags = Vec::new();
    if total >= HIGH_VALUE {
        tags.push("high-value".to_owned());
    }
    if order["country"] != HOME_COUNTRY {
        tags.push("international".to_owned());
    }
    let tickets = if tags.is_empty() { Vec::new() } else { open_tickets(&email, ask) };
    (!tickets.is_empty()).then_some(Effect::TicketsTagged {
        order: text(&order["order"])?,
        email,
        tickets,
        tags,
    })
}

fn low_score(done: &Done) -> Option<Effect> {
    let survey = done.result.as_ref()?;
    let score = survey["score"].as_i64().filter(|score| *score <= LOW_SCORE)?;
    Some(Effect::LowScore { survey: survey["survey"].as_i64()?, ticket: survey["ticket"].as_i64()?, score })
}

/// The open tickets of a customer, asked for as any client would.
fn open_tickets(email: &str, ask: &mut impl FnMut(&Request) -> Option<Response>) -> Vec<i64> {
    let mut list = |path: &str, query: &[(&str, &str)]| -> Vec<Value> {
        let request = Request {
            method: "GET".to_owned(),
            path: path.to_owned(),
            query: query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            ..Request::default()
        };
        let body: Value = ask(&request)
            .and_then(|response| serde_json::from_slice(&response.body).ok())
            .unwrap_or_default();
        body["data"].as_array().cloned().unwrap_or_default()
    };
    let customers = list("/api/customers", &[("email", email)]);
    let Some(customer) = customers.first().and_then(|customer| customer["id"].as_i64()) else {
        return Vec::new();
    };
    let customer = customer.to_string();
    let query = [("customer_id", customer.as_str()), ("limit", "100"), ("trashed", "false")];
    let tickets = list("/api/tickets", &query);
    tickets
        .iter()
        .filter(|ticket| ticket["status"] == "open")
        .filter_map(|ticket| ticket["id"].as_i64())
        .collect()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}
