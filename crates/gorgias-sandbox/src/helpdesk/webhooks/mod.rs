//! HTTP integrations: who is told of what, and what becomes of the answers.
//!
//! Facts from "The Integration object" and the help centre's pages on HTTP integrations.

mod template;

use serde_json::{Value, json};
use url::form_urlencoded;

use super::model::{Http, Integration, kept};
use super::moment::Moment;
use super::show::Extent;
use super::state::State;
use crate::system::{Delivery, DeliveryOutcome};
use template::Templates;

/// Failures in a row after which an integration is switched off.
const PATIENCE: u32 = 100;

/// What an HTTP integration can wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trigger {
    TicketCreated,
    TicketUpdated,
    MessageCreated,
    SelfUnsnoozed,
    MessageFailed,
    AssignmentUpdated,
    StatusUpdated,
}

/// Names of all triggers; nothing here hands a ticket over.
pub(crate) const TRIGGERS: &[&str] = &[
    "ticket-created",
    "ticket-updated",
    "ticket-message-created",
    "ticket-self-unsnoozed",
    "ticket-message-failed",
    "ticket-assignment-updated",
    "ticket-status-updated",
    "ticket-handed-over",
];

impl Trigger {
    fn name(self) -> &'static str {
        match self {
            Self::TicketCreated => "ticket-created",
            Self::TicketUpdated => "ticket-updated",
            Self::MessageCreated => "ticket-message-created",
            Self::SelfUnsnoozed => "ticket-self-unsnoozed",
            Self::MessageFailed => "ticket-message-failed",
            Self::AssignmentUpdated => "ticket-assignment-updated",
            Self::StatusUpdated => "ticket-status-updated",
        }
    }
}

/// Something that integrations may wait for has happened.
#[derive(Debug)]
pub(crate) struct News {
    pub trigger: Trigger,
    pub ticket: u64,
    pub message: Option<u64>,
    pub event: u64,
}

impl Integration {
    /// How it wants to be called when that happens.
    fn waiting_for(&self, trigger: Trigger) -> Option<&Http> {
        let http = self.http.as_ref().filter(|_| self.deactivated.is_none())?;
        (http.triggers.get(trigger.name()) == Some(&Value::Bool(true))).then_some(http)
    }
}

impl State {
    /// Renders the calls that the news cause, as things are now.
    pub(crate) fn owe_webhooks(&mut self, news: &[News], user: Option<u64>) {
        let mut owed = Vec::new();
        for item in news {
            let mut templates = None;
            for (id, row) in self.integrations.iter() {
                let Some(http) = row.waiting_for(item.trigger) else { continue };
                let templates = templates.get_or_insert_with(|| Templates::new(self.context(item, user)));
                let customer = self.tickets.get(item.ticket).and_then(|ticket| ticket.customer);
                owed.push(Delivery {
                    context: json!({"integration": id, "customer": customer}),
                    topic: item.trigger.name().to_owned(),
                    subscription: id,
                    ..call(http, templates)
                });
            }
        }
        for delivery in owed {
            self.outbox.owe(delivery);
        }
    }

    /// Everything that templates may name.
    fn context(&self, news: &News, user: Option<u64>) -> Value {
        let ticket = self.ticket_context(news.ticket);
        let message = news.message.and_then(|id| Some(self.message_view(id, self.messages.get(id)?, false)));
        let event = self.events.get(news.event).map(|row| self.event_view(news.event, row));
        let user = user.and_then(|id| Some(self.user_view(id, self.users.get(id)?)));
        json!({"ticket": ticket, "message": json(message), "user": json(user), "event": json(event)})
    }

    /// `text` of a macro with its variables filled in, for a ticket that `agent` works on. What does not
    /// resolve leaves nothing.
    pub(crate) fn filled(&self, ticket: u64, agent: u64, text: &str) -> String {
        let user = self.users.get(agent).map(|row| self.user_view(agent, row));
        Templates::new(json!({"ticket": self.ticket_context(ticket), "current_user": json(user)})).text(text)
    }

    /// A ticket as templates see it.
    fn ticket_context(&self, id: u64) -> Value {
        let ticket = self.tickets.get(id);
        let mut shown = json(ticket.map(|row| self.ticket_detail(id, row, Extent::Full, false)));
        if let Some(ticket) = shown.as_object_mut() {
            let messages = ticket.get("messages").and_then(Value::as_array);
            let first = messages.and_then(|all| all.first()).cloned().unwrap_or_default();
            let last = messages.and_then(|all| all.last()).cloned().unwrap_or_default();
            ticket.insert("first_message".to_owned(), first);
            ticket.insert("last_message".to_owned(), last);
            ticket.insert("account".to_owned(), json!({"domain": self.domain}));
        }
        shown
    }

    /// Keeps the answer of an integration with its ticket's customer, and count of its failures.
    pub(crate) fn hear(&mut self, now: Moment, delivery: &Delivery, outcome: &DeliveryOutcome) {
        let id = delivery.subscription;
        let Some(row) = self.integrations.get_mut(id) else { return };
        if !outcome.status.is_some_and(|status| (200..300).contains(&status)) {
            row.failures += 1;
            if row.failures >= PATIENCE && row.deactivated.is_none() {
                self.change(now, None, |change| {
                    change.edit_integration(id, |row| row.deactivated = Some(now))
                });
            }
            return;
        }
        row.failures = 0;
        let customer =
            delivery.context.get("customer").and_then(Value::as_u64).map(|id| self.customer_now(id));
        if let (Some(customer), Some(Value::Object(answer))) = (customer, &outcome.json)
            && let Some(row) = self.customers.get_mut(customer)
        {
            let mut answer = answer.clone();
            answer.insert("__integration_type__".to_owned(), json!("http"));
            row.integrations.extend(kept(&Value::Object(answer)).map(|answer| (id, answer)));
        }
    }
}

fn json(view: Option<impl serde::Serialize>) -> Value {
    serde_json::to_value(view).unwrap_or_default()
}

/// The request that an integration makes, without who and why.
fn call(http: &Http, templates: &Templates) -> Delivery {
    templates.begin();
    let form = templates.form(&http.form);
    let mut url = templates.text(&http.url);
    let mut headers = vec![("content-type".to_owned(), http.request_content_type.clone())];
    for (name, value) in http.headers.as_object().into_iter().flatten() {
        let value = value.as_str().map_or_else(|| value.to_string(), |value| templates.text(value));
        headers.push((name.to_lowercase(), value));
    }
    let bodiless = matches!(http.method.as_str(), "GET" | "HEAD" | "DELETE");
    let body = match &form {
        Value::Null => String::new(),
        Value::Object(_) if bodiless => {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&encoded(&form));
            String::new()
        }
        _ if bodiless => String::new(),
        Value::String(text) => text.clone(),
        _ if http.request_content_type == "application/x-www-form-urlencoded" => encoded(&form),
        form => form.to_string(),
    };
    Delivery {
        id: 0,
        topic: String::new(),
        subscription: 0,
        url,
        method: http.method.clone(),
        headers,
        body: body.into(),
        context: Value::Null,
    }
}

/// The fields of a form as pairs; what is nested stays JSON.
fn encoded(form: &Value) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form.as_object().into_iter().flatten() {
        match value {
            Value::String(text) => pairs.append_pair(name, text),
            other => pairs.append_pair(name, &other.to_string()),
        };
    }
    pairs.finish()
}
