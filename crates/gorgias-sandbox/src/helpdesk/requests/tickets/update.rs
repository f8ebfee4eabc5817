//! A ticket is updated field by field; tags and custom fields are replaced as a whole.

use super::super::super::changes::Change;
use super::super::super::model::Object;
use super::super::super::show::Extent;
use super::super::Call;
use super::super::answer::{Answer, Refusal};
use super::super::body::{Fields, boolean, kept_object, list, moment, open, set, text};
use super::super::parts::{check_customer, field_value, person, tag, team_ref, user_ref};
use super::{priority, status};

const PURPOSE: &str = "Failed to update ticket";

pub(in super::super) fn update(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.unmerged_ticket()?;
    let state = &*call.state;
    state.tickets.get(id).ok_or(Refusal::NotFound)?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let silent = fields.is_empty();

    let status = fields.optional("status", status);
    let priority = fields.optional("priority", priority);
    let subject = fields.nullable("subject", text(998));
    let channel = fields.optional("channel", open);
    let via = fields.optional("via", open);
    let assignee = fields.nullable("assignee_user", user_ref(state)).map(Option::flatten);
    let team = fields.nullable("assignee_team", team_ref(state)).map(Option::flatten);
    let customer = fields.nullable("customer", |value| {
        let key = person(value)?;
        check_customer(state, &key).map(|()| key)
    });
    let tags = fields.nullable("tags", list(0..=250, tag)).map(Option::unwrap_or_default);
    let values = fields.nullable("custom_fields", list(0..=250, field_value(state, "Ticket")));
    let spam = fields.optional("spam", boolean);
    let from_agent = fields.nullable("from_agent", boolean);
    let is_unread = fields.optional("is_unread", boolean);
    let language = fields.nullable("language", open);
    let external_id = fields.nullable("external_id", text(255));
    let meta = fields.nullable("meta", kept_object).map(Option::flatten);
    let snooze = fields.nullable("snooze_datetime", moment);
    let trashed = fields.nullable("trashed_datetime", moment);
    let closed = fields.nullable("closed_datetime", moment);
    let opened = fields.nullable("opened_datetime", moment);
    let last_message = fields.nullable("last_message_datetime", moment);
    let last_received = fields.nullable("last_received_message_datetime", moment);
    let updated = fields.optional("updated_datetime", moment);
    fields.end(PURPOSE)?;

    let act = |change: &mut Change<'_>| {
        if let Some(row) = change.state.tickets.get_mut(id) {
            set(&mut row.priority, priority);
            set(&mut row.channel, channel);
            set(&mut row.via, via);
            set(&mut row.from_agent, from_agent);
            set(&mut row.is_unread, is_unread);
            set(&mut row.language, language);
            set(&mut row.meta, meta);
            set(&mut row.opened, opened);
            set(&mut row.last_message, last_message);
            set(&mut row.last_received, last_received);
        }
        if let Some(external_id) = external_id {
            change.state.set_ticket_external_id(id, external_id);
        }
        if let Some(subject) = subject {
            change.set_subject(id, subject);
        }
        if let Some(key) = customer {
            let customer = key.map(|key| change.customer(key));
            change.set_customer(id, customer);
        }
        if let Some(assignee) = assignee {
            change.assign(id, assignee);
        }
        if let Some(team) = team {
            change.assign_team(id, team);
        }
        if let Some(tags) = tags {
            change.put_tags(id, &tags);
        }
        if let Some(values) = values {
            change.replace_fields(Object::Ticket, id, values.unwrap_or_default());
        }
        if let Some(spam) = spam {
            change.set_spam(id, spam);
        }
        if let Some(snooze) = snooze {
            change.snooze(id, snooze);
        }
        if let Some(trashed) = trashed {
            change.set_trashed(id, trashed);
        }
        if let Some(status) = status {
            change.set_status(id, status);
        }
        change.touch(id);
        if let Some(row) = change.state.tickets.get_mut(id) {
            set(&mut row.closed, closed);
        }
        if let Some(updated) = updated {
            change.state.set_ticket_updated(id, updated);
        }
    };
    if !silent {
        call.change(act);
    }
    let row = call.state.tickets.get(id).ok_or(Refusal::Broken)?;
    call.statuses.accepted(&call.state.ticket_detail(id, row, Extent::Full, false))
}
