//! Customers and agents talk: tickets, messages, closings, answers to surveys.

use serde_json::json;

use super::super::changes::{Change, CustomerDraft, CustomerKey, TicketDraft};
use super::super::model::{Html, Message, Party, Slug, Status, Survey, shared};
use super::super::moment::Moment;
use super::super::state::State;
use super::{Action, Done, error, pick_agent, pick_customer, pick_ticket};

/// A new ticket, or a message on the customer's open ticket `ticket`.
pub(super) fn customer_writes(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
    let text = action.text("text").unwrap_or("Hello,\n\nis there any news about my order?").to_owned();
    let email = match action.text("email") {
        Some(email) if email.contains('@') => email.to_lowercase(),
        Some(_) => return Err(error("that is no e-mail address")),
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
        assignee_team: None,
        subject: Some(subject.into()),
        meta: None,
        spam: false,
        created: None,
    }
}

pub(super) fn agent_replies(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
    let ticket = pick_ticket(state, action, |row| row.status == Status::Open && row.customer.is_some())?;
    let agent = pick_agent(state, action)?;
    let text = action.text("text").unwrap_or("Thank you for your patience, we are looking into it.");
    let message =
        state.change(now, Some(agent), |change| change.reply(ticket, agent, Some(text.to_owned()), None));
    Ok(json!({"ticket": ticket, "message": message, "user": agent}))
}

pub(super) fn agent_closes(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
    let ticket = pick_ticket(state, action, |row| row.status == Status::Open)?;
    let agent = pick_agent(state, action)?;
    state.change(now, Some(agent), |change| change.set_status(ticket, Status::Closed));
    Ok(json!({"ticket": ticket, "user": agent}))
}

/// A survey that waits for its answer; when there is none, one is sent first.
pub(super) fn survey_answered(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
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
