//! What people do who are not API clients: customers write, agents answer, somebody cleans up.
//!
//! An action that names nothing picks with an integer `pick`, so that a script needs no knowledge of the
//! account; the same `pick` on the same account picks the same.

use serde_json::{Map, Value, json};

use super::changes::{Change, CustomerDraft, CustomerKey, TicketDraft};
use super::model::{Customer, Html, Message, Party, Rare, Slug, Status, Survey, Ticket, shared};
use super::moment::Moment;
use super::state::State;
use crate::system::ActError;

type Done = Result<Value, ActError>;

/// An action's fields.
struct Action<'a>(&'a Value);

/// Does what `action` says.
pub(super) fn act(state: &mut State, now: Moment, action: &Value) -> Done {
    let action = Action(action);
    let doing = action.text("do").ok_or_else(|| error("the action has no `do`"))?;
    match doing {
        "customer-writes" => customer_writes(state, now, &action),
        "agent-replies" => agent_replies(state, now, &action),
        "agent-closes" => agent_closes(state, now, &action),
        "survey-answered" => survey_answered(state, now, &action),
        "customer-renamed" => customer_renamed(state, now, &action),
        "customers-merged" => customers_merged(state, now, &action),
        "tag-renamed" => tag_renamed(state, now, &action),
        "ticket-trashed" => ticket_trashed(state, now, &action),
        "ticket-deleted" => ticket_deleted(state, now, &action),
        "tickets-merged" => tickets_merged(state, now, &action),
        "message-edited" => message_edited(state, now, &action),
        other => Err(error(&format!("nobody here knows how to do {other:?}"))),
    }
}

/// A new ticket, or a message on the customer's open ticket `ticket`.
fn customer_writes(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
    let text = action.text("text").unwrap_or("Hello,\n\nis there any news about my order?").to_owned();
    let email = match action.text("email") {
        Some(email) => email.to_lowercase(),
        None => {
            let (_, row) = pick_customer(state, action)?;
            row.email.as_deref().unwrap_or_default().to_owned()
        }
    };
    let ticket = match action.number("ticket") {
        Some(id) => Some(state.tickets.get(id).map(|_| id).ok_or_else(|| error("there is no such ticket"))?),
        None => None,
    };
    let subject = action.text("subject").unwrap_or("A question about my order").to_owned();
    let mailbox = state.mailbox();
    state.change(now, None, |change| {
        let draft = CustomerDraft { email: Some(Some(email.as_str().into())), ..CustomerDraft::default() };
        let customer = change.customer(CustomerKey { id: None, draft });
        let name = change.state.customers.get(customer).and_then(|row| row.name.clone());
        let source = json!({
            "type": "email",
            "from": {"name": name, "address": email},
            "to": [{"name": null, "address": mailbox.as_ref().map(|(_, address)| address)}],
            "cc": [],
            "bcc": [],
        });
        let message = |ticket, subject: &str| Message {
            ticket,
            public: true,
            from_agent: false,
            channel: Slug::Borrowed("email"),
            via: Slug::Borrowed("email"),
            source: shared(&source),
            sender: Some(Party::Customer(customer)),
            receiver: None,
            integration: mailbox.as_ref().map(|(id, _)| *id),
            subject: Some(subject.into()),
            body_text: Some(text.into()),
            body_html: Html::OfText,
            created: now,
            sent: Some(now),
            failed: None,
            rare: None,
        };
        let (ticket, message) = match ticket {
            Some(ticket) => (ticket, change.create_message(message(ticket, &subject))),
            None => {
                let ticket = change.create_ticket(new_ticket(customer, &subject));
                (ticket, change.add_message(message(ticket, &subject)))
            }
        };
        Ok(json!({"ticket": ticket, "message": message, "customer": customer, "email": email}))
    })
}

fn new_ticket(customer: u64, subject: &str) -> TicketDraft {
    TicketDraft {
        external_id: None,
        language: Some(Slug::Borrowed("en")),
        status: Status::Open,
        priority: Slug::Borrowed("normal"),
        channel: Slug::Borrowed("email"),
        via: Slug::Borrowed("email"),
        from_agent: Some(false),
        customer: Some(customer),
        assignee_user: None,
        subject: Some(subject.into()),
        meta: None,
        spam: false,
        created: None,
    }
}

fn agent_replies(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
    let ticket = pick_ticket(state, action, |row| row.status == Status::Open && row.customer.is_some())?;
    let agent = pick_agent(state, action)?;
    let (customer, subject) =
        state.tickets.get(ticket).map(|row| (row.customer, row.subject.clone())).unwrap_or_default();
    let email = customer.and_then(|id| state.customers.get(id)).and_then(|row| row.email.clone());
    let (integration, address) = state.mailbox().unzip();
    let source = json!({
        "type": "email",
        "from": {"name": "Support inbox", "address": address},
        "to": [{"name": null, "address": email}],
        "cc": [],
        "bcc": [],
    });
    let text = action.text("text").unwrap_or("Thank you for your patience, we are looking into it.");
    state.change(now, Some(agent), |change| {
        let message = change.create_message(Message {
            ticket,
            public: true,
            from_agent: true,
            channel: Slug::Borrowed("email"),
            via: Slug::Borrowed("helpdesk"),
            source: shared(&source),
            sender: Some(Party::User(agent)),
            receiver: customer.map(Party::Customer),
            integration,
            subject: subject.map(|subject| format!("Re: {subject}").into()),
            body_text: Some(text.into()),
            body_html: Html::OfText,
            created: now,
            sent: None,
            failed: None,
            rare: None,
        });
        if let Some(row) = change.state.tickets.get_mut(ticket) {
            row.opened = row.opened.or(Some(now));
            row.is_unread = false;
        }
        Ok(json!({"ticket": ticket, "message": message, "user": agent}))
    })
}

fn agent_closes(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
    let ticket = pick_ticket(state, action, |row| row.status == Status::Open)?;
    let agent = pick_agent(state, action)?;
    state.change(now, Some(agent), |change| change.set_status(ticket, Status::Closed));
    Ok(json!({"ticket": ticket, "user": agent}))
}

/// A survey that waits for its answer; when there is none, one is sent first.
fn survey_answered(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
    let score = action.number("score").unwrap_or(5).clamp(1, 5);
    let text = action.text("text").map(Into::into);
    let waiting = state.surveys.pick(action.pick(), |_, row| row.sent.is_some() && row.score.is_none());
    let unasked = match waiting {
        Some(_) => None,
        None => Some(pick_ticket(state, action, |row| row.survey.is_none() && row.customer.is_some())?),
    };
    state.change(now, None, |change| {
        let survey =
            waiting.or_else(|| send_survey(change, unasked?)).ok_or_else(|| error("nobody to ask"))?;
        change.edit_survey(survey, |row, now| {
            row.score = Some(score);
            row.scored = Some(now);
            row.body_text = text;
        });
        let row = change.state.surveys.get(survey);
        let (ticket, customer) = row.map(|row| (row.ticket, row.customer)).unwrap_or_default();
        Ok(json!({"survey": survey, "ticket": ticket, "customer": customer, "score": score}))
    })
}

fn send_survey(change: &mut Change<'_>, ticket: u64) -> Option<u64> {
    let customer = change.state.tickets.get(ticket)?.customer?;
    let now = change.now;
    Some(change.create_survey(Survey {
        ticket,
        customer,
        score: None,
        body_text: None,
        created: now,
        scored: None,
        sent: Some(now),
        should_send: Some(now),
        meta: None,
    }))
}

fn customer_renamed(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
    let (customer, _) = pick_customer(state, action)?;
    let name = action.text("name").unwrap_or("Ines van der Marlow").to_owned();
    let agent = pick_agent(state, action)?;
    let draft = CustomerDraft { name: Some(Some(name.as_str().into())), ..CustomerDraft::default() };
    state.change(now, Some(agent), |change| change.update_customer(customer, draft));
    Ok(json!({"customer": customer, "name": name}))
}

fn customers_merged(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
    let (source, _) = pick_customer(state, action)?;
    let others = |id: u64, _: &Customer| id != source;
    let target = state
        .customers
        .pick(action.pick().wrapping_add(1), others)
        .ok_or_else(|| error("nobody to merge with"))?;
    let agent = pick_agent(state, action)?;
    state.change(now, Some(agent), |change| change.merge_customers(source, target, CustomerDraft::default()));
    Ok(json!({"source": source, "target": target}))
}

fn tag_renamed(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
    let tag = state.tags.pick(action.pick(), |_, _| true).ok_or_else(|| error("there is no tag"))?;
    let name = action.text("name").map_or_else(|| format!("renamed-{}", action.pick()), str::to_owned);
    if state.tag_named(&name).is_some_and(|other| other != tag) {
        return Err(error("there is a tag of that name already"));
    }
    let agent = pick_agent(state, action)?;
    state.change(now, Some(agent), |change| change.rename_tag(tag, name.as_str().into()));
    Ok(json!({"tag": tag, "name": name}))
}

fn ticket_trashed(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
    let ticket = pick_ticket(state, action, |row| row.trashed.is_none())?;
    let agent = pick_agent(state, action)?;
    state.change(now, Some(agent), |change| change.set_trashed(ticket, Some(now)));
    Ok(json!({"ticket": ticket}))
}

fn ticket_deleted(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
    let ticket = pick_ticket(state, action, |_| true)?;
    let agent = pick_agent(state, action)?;
    state.change(now, Some(agent), |change| change.delete_ticket(ticket));
    Ok(json!({"ticket": ticket}))
}

fn tickets_merged(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
    let source = pick_ticket(state, action, |_| true)?;
    let others = |id: u64, _: &Ticket| id != source;
    let target = state
        .tickets
        .pick(action.pick().wrapping_add(1), others)
        .ok_or_else(|| error("no ticket to merge with"))?;
    let agent = pick_agent(state, action)?;
    state.change(now, Some(agent), |change| change.merge_tickets(source, target));
    Ok(json!({"source": source, "target": target}))
}

fn message_edited(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
    let message =
        state.messages.pick(action.pick(), |_, _| true).ok_or_else(|| error("there is no message"))?;
    let text = action.text("text").unwrap_or("Edited: please see the note of today.").to_owned();
    let agent = pick_agent(state, action)?;
    state.change(now, Some(agent), |change| {
        change.edit_message(message, |row| {
            row.body_text = Some(text.into());
            row.body_html = Html::OfText;
            row.rare
                .as_mut()
                .map(|rare: &mut Box<Rare>| (rare.stripped_text.take(), rare.stripped_html.take()));
        });
    });
    let ticket = state.messages.get(message).map(|row| row.ticket);
    Ok(json!({"message": message, "ticket": ticket}))
}

fn pick_customer<'s>(state: &'s State, action: &Action<'_>) -> Result<(u64, &'s Customer), ActError> {
    let picked = state.customers.pick(action.pick(), |_, row| row.email.is_some());
    picked
        .and_then(|id| Some((id, state.customers.get(id)?)))
        .ok_or_else(|| error("there is no such customer"))
}

/// The ticket that `ticket` names, or one that fits.
fn pick_ticket(state: &State, action: &Action<'_>, fits: impl Fn(&Ticket) -> bool) -> Result<u64, ActError> {
    let found = match action.number("ticket") {
        Some(id) => state.tickets.get(id).map(|_| id),
        None => state.tickets.pick(action.pick(), |_, row| fits(row)),
    };
    found.ok_or_else(|| error("there is no such ticket"))
}

fn pick_agent(state: &State, action: &Action<'_>) -> Result<u64, ActError> {
    let agent = state.users.pick(action.pick(), |id, row| row.role != "bot" && id != state.api_user);
    agent.ok_or_else(|| error("there is no agent"))
}

impl State {
    /// Id and address of the first e-mail integration.
    fn mailbox(&self) -> Option<(u64, String)> {
        self.integrations.iter().find_map(|(id, row)| Some((id, row.address()?)))
    }
}

impl Action<'_> {
    fn fields(&self) -> Option<&Map<String, Value>> {
        self.0.as_object()
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.fields()?.get(key)?.as_str()
    }

    fn number(&self, key: &str) -> Option<u64> {
        self.fields()?.get(key)?.as_u64()
    }

    fn pick(&self) -> u64 {
        self.number("pick").unwrap_or_default()
    }
}

fn error(text: &str) -> ActError {
    ActError(text.to_owned())
}
