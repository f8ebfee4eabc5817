//! A ticket is created with its messages, and with the customer when there is none of that address.

use serde_json::{Map, Value};

use super::super::super::changes::{Change, CustomerKey, TicketDraft};
use super::super::super::model::{Message, Object, Slug, Status};
use super::super::super::moment::Moment;
use super::super::super::show::Extent;
use super::super::Call;
use super::super::answer::{Answer, Refusal};
use super::super::body::{Fields, boolean, id, kept_object, list, moment, open, text};
use super::super::messages::{Draft, Ready, customer_of, draft};
use super::super::parts::{check_customer, field_value, person, tag, team_ref, user_ref};
use super::{priority, status};

const PURPOSE: &str = "Failed to create ticket";

/// What an import may say about the times of a ticket.
struct Times {
    opened: Option<Moment>,
    closed: Option<Moment>,
    trashed: Option<Moment>,
    snooze: Option<Moment>,
    updated: Option<Moment>,
    last_message: Option<Moment>,
    last_received: Option<Moment>,
}

pub(in super::super) fn create(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let state = &*call.state;
    let messages: Vec<Draft> = fields.required("messages", list(1..=500, draft(call.now)));
    let customer = fields.maybe("customer", |value| {
        let key = person(value)?;
        check_customer(state, &key).map(|()| key)
    });
    let tags = fields.maybe("tags", list(0..=250, tag)).unwrap_or_default();
    let values =
        fields.maybe("custom_fields", list(0..=250, field_value(state, "Ticket"))).unwrap_or_default();
    let assignee = fields.maybe("assignee_user", user_ref(state)).flatten();
    let assignee_team = fields.maybe("assignee_team", team_ref(state)).flatten();
    let ticket = TicketDraft {
        external_id: fields.maybe("external_id", text(255)),
        language: fields.maybe("language", open),
        status: fields.maybe("status", status).unwrap_or(Status::Open),
        priority: fields.maybe("priority", priority).unwrap_or(Slug::Borrowed("normal")),
        channel: fields.maybe("channel", open).unwrap_or_default(),
        via: fields.maybe("via", open).unwrap_or(Slug::Borrowed("api")),
        from_agent: fields.maybe("from_agent", boolean),
        customer: None,
        assignee_user: assignee,
        assignee_team,
        subject: fields.maybe("subject", text(998)),
        meta: fields.maybe("meta", kept_object).flatten(),
        spam: fields.maybe("spam", boolean).unwrap_or_default(),
        created: fields.maybe("created_datetime", moment),
    };
    let times = Times {
        opened: fields.maybe("opened_datetime", moment),
        closed: fields.maybe("closed_datetime", moment),
        trashed: fields.maybe("trashed_datetime", moment),
        snooze: fields.maybe("snooze_datetime", moment),
        updated: fields.maybe("updated_datetime", moment),
        last_message: fields.maybe("last_message_datetime", moment),
        last_received: fields.maybe("last_received_message_datetime", moment),
    };
    let _ = (fields.maybe("imported", boolean), fields.maybe("split_from", id));
    let messages = check_messages(&mut fields, call, messages, customer.is_some());
    fields.end(PURPOSE)?;

    let ticket = call.change(|change| {
        let id = write(change, ticket, customer, messages);
        if !tags.is_empty() {
            change.put_tags(id, &tags);
        }
        for (field, value) in values {
            change.set_field(Object::Ticket, id, field, value);
        }
        set_times(change, id, &times);
        id
    });
    let row = call.state.tickets.get(ticket).ok_or(Refusal::Broken)?;
    call.statuses.created(&call.state.ticket_detail(ticket, row, Extent::Created, false))
}

/// The rules of every message, told by its place in the list.
fn check_messages(
    fields: &mut Fields,
    call: &Call<'_>,
    drafts: Vec<Draft>,
    mut customer_known: bool,
) -> Vec<Ready> {
    let mut errors = Map::new();
    let mut messages = Vec::with_capacity(drafts.len());
    for (place, draft) in drafts.into_iter().enumerate() {
        match draft.check(call, customer_known) {
            Ok(ready) => {
                customer_known |= ready.names_customer();
                messages.push(ready);
            }
            Err(error) => {
                errors.insert(place.to_string(), error);
            }
        }
    }
    if !errors.is_empty() {
        fields.put("messages", Value::Object(errors));
    }
    messages
}

/// Without a customer of its own, a ticket belongs to the first that a message names.
fn write(
    change: &mut Change<'_>,
    ticket: TicketDraft,
    customer: Option<CustomerKey>,
    messages: Vec<Ready>,
) -> u64 {
    let first = messages.first().map(|ready| (ready.channel().clone(), ready.is_from_agent()));
    let (channel, from_agent) = first.unwrap_or((Slug::Borrowed("api"), false));
    let mut customer = customer.map(|key| change.customer(key));
    let mut rows: Vec<Message> = Vec::with_capacity(messages.len());
    for ready in messages {
        let message = ready.resolve(change, customer);
        customer = customer.or_else(|| customer_of(&message));
        rows.push(message);
    }
    let id = change.create_ticket(TicketDraft {
        customer,
        channel: if ticket.channel.is_empty() { channel } else { ticket.channel },
        from_agent: ticket.from_agent.or(Some(from_agent)),
        ..ticket
    });
    for message in rows {
        change.add_message(Message { ticket: id, ..message });
    }
    id
}

fn set_times(change: &mut Change<'_>, id: u64, times: &Times) {
    if times.trashed.is_some() {
        change.set_trashed(id, times.trashed);
    }
    if times.snooze.is_some() {
        change.snooze(id, times.snooze);
    }
    if let Some(row) = change.state.tickets.get_mut(id) {
        row.opened = times.opened;
        row.closed = times.closed.or(row.closed);
        row.last_message = times.last_message.or(row.last_message);
        row.last_received = times.last_received.or(row.last_received);
    }
    if let Some(updated) = times.updated {
        change.state.set_ticket_updated(id, updated);
    }
}
