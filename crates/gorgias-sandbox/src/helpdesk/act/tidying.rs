//! Agents tidy up: rename, merge, edit, put away, delete.

use serde_json::json;

use super::super::changes::CustomerDraft;
use super::super::model::{Customer, Html, Ticket};
use super::super::moment::Moment;
use super::super::state::State;
use super::{Action, Done, error, pick_agent, pick_customer, pick_ticket};

pub(super) fn customer_renamed(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
    let (customer, _) = pick_customer(state, action)?;
    let name = action.text("name").unwrap_or("Ines van der Marlow").to_owned();
    let agent = pick_agent(state, action)?;
    let draft = CustomerDraft { name: Some(Some(name.as_str().into())), ..CustomerDraft::default() };
    state.change(now, Some(agent), |change| change.update_customer(customer, draft));
    Ok(json!({"customer": customer, "name": name}))
}

pub(super) fn customers_merged(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
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

pub(super) fn tag_renamed(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
    let tag = state.tags.pick(action.pick(), |_, _| true).ok_or_else(|| error("there is no tag"))?;
    let name = action.text("name").map_or_else(|| format!("renamed-{}", action.pick()), str::to_owned);
    if state.tag_named(&name).is_some_and(|other| other != tag) {
        return Err(error("there is a tag of that name already"));
    }
    let agent = pick_agent(state, action)?;
    state.change(now, Some(agent), |change| change.rename_tag(tag, name.as_str().into()));
    Ok(json!({"tag": tag, "name": name}))
}

pub(super) fn ticket_trashed(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
    let ticket = pick_ticket(state, action, |row| row.trashed.is_none())?;
    let agent = pick_agent(state, action)?;
    state.change(now, Some(agent), |change| change.set_trashed(ticket, Some(now)));
    Ok(json!({"ticket": ticket}))
}

pub(super) fn ticket_deleted(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
    let ticket = pick_ticket(state, action, |_| true)?;
    let agent = pick_agent(state, action)?;
    state.change(now, Some(agent), |change| change.delete_ticket(ticket));
    Ok(json!({"ticket": ticket}))
}

pub(super) fn tickets_merged(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
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

pub(super) fn message_edited(state: &mut State, now: Moment, action: &Action<'_>) -> Done {
    let message =
        state.messages.pick(action.pick(), |_, _| true).ok_or_else(|| error("there is no message"))?;
    let text = action.text("text").unwrap_or("Edited: please see the note of today.").to_owned();
    let agent = pick_agent(state, action)?;
    state.change(now, Some(agent), |change| {
        change.edit_message(message, |row| {
            row.body_text = Some(text.into());
            row.body_html = Html::OfText;
            if let Some(rare) = row.rare.as_mut() {
                (rare.stripped_text, rare.stripped_html) = (None, None);
            }
        });
    });
    let ticket = state.messages.get(message).map(|row| row.ticket);
    Ok(json!({"message": message, "ticket": ticket}))
}
