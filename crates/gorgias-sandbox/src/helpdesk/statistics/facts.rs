//! What happened, one fact at a time.

use super::super::model::{Message, Party, Status, Survey, Ticket, tree};
use super::super::moment::Moment;
use super::super::state::State;

/// Something that counts.
#[derive(Debug, Clone)]
pub(super) struct Fact<'a> {
    pub id: u64,
    pub ticket: &'a Ticket,
    /// The moment that the period is about.
    pub at: Moment,
    pub created: Moment,
    pub sent: Option<Moment>,
    pub agent: Option<u64>,
    pub channel: &'a str,
    pub integration: Option<u64>,
    /// Seconds or messages, whatever the scope measures.
    pub value: Option<i64>,
    pub score: Option<u64>,
    pub tag: Option<u64>,
    /// Of a custom field.
    pub text: Option<String>,
}

impl<'a> Fact<'a> {
    fn of(state: &'a State, id: u64, ticket: &'a Ticket, at: Moment) -> Self {
        Self {
            id,
            ticket,
            at,
            created: ticket.created,
            sent: None,
            agent: ticket.assignee_user,
            channel: &ticket.channel,
            integration: messages(state, ticket).find_map(|message| message.integration),
            value: None,
            score: None,
            tag: None,
            text: None,
        }
    }

    fn of_message(self, message: &'a Message) -> Self {
        let at = when(message);
        let agent = match message.sender {
            Some(Party::User(user)) => Some(user),
            _ => self.agent,
        };
        let integration = message.integration.or(self.integration);
        Self { at, sent: Some(at), agent, channel: &message.channel, integration, ..self }
    }

    fn of_survey(self, survey: &Survey) -> Self {
        Self { at: survey.created, created: survey.created, sent: survey.sent, score: survey.score, ..self }
    }

    fn worth(self, value: i64) -> Self {
        Self { value: Some(value), ..self }
    }
}

/// The facts of a scope; `None` for scopes of which the account knows nothing. `field` is the custom field that
/// `ticket-fields` is about.
pub(super) fn facts<'a>(state: &'a State, scope: &str, field: Option<u64>) -> Option<Vec<Fact<'a>>> {
    let each = |of: &dyn Fn(Fact<'a>) -> Vec<Fact<'a>>| {
        let counts = |ticket: &Ticket| ticket.trashed.is_none() && !ticket.spam;
        let tickets = state.tickets.iter().filter(|(_, ticket)| counts(ticket));
        Some(tickets.flat_map(|(id, ticket)| of(Fact::of(state, id, ticket, ticket.created))).collect())
    };
    let maybe = |of: &dyn Fn(Fact<'a>) -> Option<Fact<'a>>| each(&|fact| of(fact).into_iter().collect());
    match scope {
        "tickets-created" => maybe(&Some),
        // As they are now: how they were is not kept.
        "tickets-open" | "workload-tickets" => {
            maybe(&|fact| (fact.ticket.status == Status::Open).then_some(fact))
        }
        "tickets-closed" => maybe(&closed),
        "one-touch-tickets" => {
            maybe(&|fact| closed(fact).filter(|fact| replies(state, fact.ticket).count() == 1))
        }
        "zero-touch-tickets" => {
            maybe(&|fact| closed(fact).filter(|fact| replies(state, fact.ticket).next().is_none()))
        }
        "tickets-replied" | "messages-sent" => {
            each(&|fact| replies(state, fact.ticket).map(|reply| fact.clone().of_message(reply)).collect())
        }
        "messages-received" => each(&|fact| {
            let received = messages(state, fact.ticket).filter(|message| !message.from_agent);
            received.map(|message| fact.clone().of_message(message)).collect()
        }),
        "satisfaction-surveys" => {
            maybe(&|fact| fact.ticket.survey.and_then(|id| Some(fact.of_survey(state.surveys.get(id)?))))
        }
        "first-response-time" => maybe(&|fact| first_response(state, fact, None)),
        "human-first-response-time" => maybe(&|fact| first_response(state, fact, Some(state.bot))),
        "response-time" => each(&|fact| responses(state, &fact)),
        "resolution-time" => maybe(&|fact| {
            let fact = closed(fact)?;
            let seconds = seconds(fact.created, fact.at);
            Some(fact.worth(seconds))
        }),
        "messages-per-ticket" => maybe(&|fact| {
            let count = i64::try_from(fact.ticket.messages.len()).ok()?;
            Some(fact.worth(count))
        }),
        // When a tag was put on is not kept: the ticket's beginning stands for it.
        "tags" => each(&|fact| {
            fact.ticket.tags.iter().map(|tag| Fact { tag: Some(*tag), ..fact.clone() }).collect()
        }),
        "ticket-fields" => maybe(&|fact| {
            let value = fact.ticket.custom_fields.iter().find(|value| Some(value.field) == field)?;
            let text = match tree(Some(&*value.value)) {
                serde_json::Value::String(text) => text,
                other => other.to_string(),
            };
            Some(Fact { at: fact.ticket.updated, text: Some(text), ..fact })
        }),
        _ => None,
    }
}

fn closed(fact: Fact<'_>) -> Option<Fact<'_>> {
    let at = fact.ticket.closed.filter(|_| fact.ticket.status == Status::Closed)?;
    Some(Fact { at, ..fact })
}

/// From the beginning of a ticket that a customer began to the first reply, `except` by one user.
fn first_response<'a>(state: &'a State, fact: Fact<'a>, except: Option<u64>) -> Option<Fact<'a>> {
    if messages(state, fact.ticket).next()?.from_agent {
        return None;
    }
    let by_another = |reply: &&Message| except.is_none_or(|user| reply.sender != Some(Party::User(user)));
    let first = replies(state, fact.ticket).find(by_another)?;
    let fact = fact.of_message(first);
    let seconds = seconds(fact.created, fact.at);
    Some(fact.worth(seconds))
}

/// From the first message of a customer that nobody has replied to yet to the reply, each time.
fn responses<'a>(state: &'a State, fact: &Fact<'a>) -> Vec<Fact<'a>> {
    let mut waiting: Option<Moment> = None;
    let mut found = Vec::new();
    for message in messages(state, fact.ticket).filter(|message| message.public) {
        if !message.from_agent {
            waiting = waiting.or(Some(when(message)));
        } else if let Some(since) = waiting.take() {
            let fact = fact.clone().of_message(message);
            let seconds = seconds(since, fact.at);
            found.push(fact.worth(seconds));
        }
    }
    found
}

/// Oldest first.
fn messages<'a>(state: &'a State, ticket: &'a Ticket) -> impl Iterator<Item = &'a Message> {
    ticket.messages.iter().filter_map(|id| state.messages.get(*id))
}

/// What agents said to customers; internal notes are none of it.
fn replies<'a>(state: &'a State, ticket: &'a Ticket) -> impl Iterator<Item = &'a Message> {
    messages(state, ticket).filter(|message| message.from_agent && message.public)
}

fn when(message: &Message) -> Moment {
    message.sent.unwrap_or(message.created)
}

fn seconds(from: Moment, to: Moment) -> i64 {
    to.since(from).max(0) / 1_000_000
}
