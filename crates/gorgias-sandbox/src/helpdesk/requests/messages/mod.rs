//! Messages, account-wide and of one ticket.

mod draft;

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::model::{Html, Message, Party, shared};
use super::answer::{Answer, Refusal, gone, ok};
use super::body::{
    Fields, boolean, id as an_id, kept_object, list as list_of, long_text, moment, open, set, text,
};
use super::parts::{check_customer, person, source};
use super::{BY_CREATED, Call, Whole, page};
use draft::attachments;
pub(super) use draft::{Draft, Ready, customer_of, draft};

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging("messages", BY_CREATED);
    let ticket = query.id("ticket_id");
    query.end()?;
    let state = &*call.state;
    let page = match ticket {
        None => paging.over(state.messages_by_created.entries(), |_| true)?,
        Some(ticket) => {
            let ids = state.tickets.get(ticket).into_iter().flat_map(|row| row.messages.iter().copied());
            let rows: BTreeSet<_> =
                ids.filter_map(|id| state.messages.get(id).map(|row| (row.created, id))).collect();
            paging.over(&rows, |_| true)?
        }
    };
    page::list(call.request, &page, |id| state.messages.get(id).map(|row| state.message_view(id, row, false)))
}

pub(super) fn list_of_ticket(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.unmerged_ticket()?;
    let state = &call.state;
    let ticket = state.tickets.get(id).ok_or(Refusal::NotFound)?;
    let view = |id: &u64| state.messages.get(*id).map(|row| state.message_view(*id, row, false));
    ok(&Whole { data: ticket.messages.iter().filter_map(view).collect() })
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = of_path(call)?;
    let message = call.state.messages.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.message_view(id, message, false))
}

/// The message of the path, which belongs to the ticket of the path.
fn of_path(call: &Call<'_>) -> Result<u64, Refusal> {
    let ticket = call.unmerged_ticket()?;
    let id = call.ids[1];
    let belongs = call.state.messages.get(id).is_some_and(|message| message.ticket == ticket);
    if belongs { Ok(id) } else { Err(Refusal::NotFound) }
}

const ACTIONS: &[&str] = &["force", "retry", "cancel"];

pub(super) fn create(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to create message";
    let mut query = call.query();
    // It is about external actions of a message, and there is nothing here that could perform any.
    let _ = query.one_of("action", ACTIONS);
    query.end()?;
    let ticket = call.unmerged_ticket()?;
    let customer = call.state.tickets.get(ticket).ok_or(Refusal::NotFound)?.customer;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let draft = Draft::take(&mut fields, call.now);
    fields.end(PURPOSE)?;
    let ready = draft.check(call, customer.is_some()).map_err(|error| match error {
        Value::Object(data) => Refusal::Invalid(PURPOSE, data),
        _ => Refusal::Bad(PURPOSE),
    })?;
    let id = call.change(|change| {
        let message = ready.resolve(change, customer);
        if customer.is_none() {
            let named = customer_of(&message);
            change.set_customer(ticket, named);
        }
        change.create_message(Message { ticket, ..message })
    });
    let message = call.state.messages.get(id).ok_or(Refusal::Broken)?;
    call.statuses.created(&call.state.message_view(id, message, true))
}

pub(super) fn update(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to update message";
    let mut query = call.query();
    let action = query.one_of("action", ACTIONS);
    query.end()?;
    let id = of_path(call)?;
    let state = &*call.state;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let channel = fields.required("channel", open);
    let from_agent = fields.required("from_agent", boolean);
    let via = fields.optional("via", open);
    let public = fields.optional("public", boolean);
    let subject = fields.nullable("subject", text(998));
    let body_text = fields.nullable("body_text", long_text);
    let body_html = fields.nullable("body_html", long_text);
    let source = fields.nullable("source", source);
    let attachments = fields.nullable("attachments", attachments).map(Option::flatten);
    let external_id = fields.nullable("external_id", text(255));
    let message_id = fields.nullable("message_id", text(998));
    let headers = fields.nullable("headers", kept_object).map(Option::flatten);
    let meta = fields.nullable("meta", kept_object).map(Option::flatten);
    let integration = fields.nullable("integration_id", an_id);
    let sent = fields.nullable("sent_datetime", moment);
    let failed = fields.nullable("failed_datetime", moment);
    let _ = fields.maybe("mention_ids", list_of(0..=100, an_id));
    let customer = |value| {
        let key = person(value)?;
        check_customer(state, &key).map(|()| key)
    };
    // A user stays the sender; customers may be put right.
    let sender = if from_agent {
        fields.nullable("sender", person).and(None)
    } else {
        fields.optional("sender", customer)
    };
    let receiver = fields.nullable("receiver", customer);
    fields.end(PURPOSE)?;

    call.change(|change| {
        let sender = sender.map(|key| Party::Customer(change.customer(key)));
        let receiver = receiver.map(|key| key.map(|key| Party::Customer(change.customer(key))));
        change.edit_message(id, |row| {
            row.channel = channel;
            row.from_agent = from_agent;
            set(&mut row.via, via);
            set(&mut row.public, public);
            set(&mut row.subject, subject);
            set(&mut row.source, source.map(|source| source.as_ref().and_then(shared)));
            set(&mut row.integration, integration);
            set(&mut row.sent, sent);
            set(&mut row.failed, failed);
            set(&mut row.sender, sender.map(Some));
            set(&mut row.receiver, receiver);
            match body_html {
                Some(Some(html)) => row.body_html = Html::Given(html),
                Some(None) => row.body_html = Html::Nothing,
                None if body_text.is_some() => row.body_html = Html::OfText,
                None => {}
            }
            set(&mut row.body_text, body_text);
            let rare = row.rare_mut();
            set(&mut rare.attachments, attachments);
            set(&mut rare.external_id, external_id);
            set(&mut rare.message_id, message_id);
            set(&mut rare.headers, headers);
            set(&mut rare.meta, meta);
            row.rare = row.rare.take().and_then(|rare| rare.filled());
        });
        if matches!(action, Some("retry" | "force")) {
            change.resend(id);
        }
    });
    let message = call.state.messages.get(id).ok_or(Refusal::Broken)?;
    let answer = call.statuses.accepted(&call.state.message_view(id, message, false));
    if action == Some("cancel") {
        call.change(|change| change.delete_message(id));
    }
    answer
}

pub(super) fn delete(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = of_path(call)?;
    call.change(|change| change.delete_message(id));
    gone()
}
