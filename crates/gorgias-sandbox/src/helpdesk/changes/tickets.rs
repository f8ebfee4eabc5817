//! Tickets come, change, are put away and go.

use serde_json::json;

use super::super::model::{Json, Object, Slug, Status, Tag, Ticket};
use super::super::moment::Moment;
use super::super::state::Due;
use super::super::webhooks::Trigger;
use super::Change;

/// A ticket to be, without its messages.
#[derive(Debug)]
pub(crate) struct TicketDraft {
    pub external_id: Option<Box<str>>,
    pub language: Option<Slug>,
    pub status: Status,
    pub priority: Slug,
    pub channel: Slug,
    pub via: Slug,
    pub from_agent: Option<bool>,
    pub customer: Option<u64>,
    pub assignee_user: Option<u64>,
    pub assignee_team: Option<u64>,
    pub subject: Option<Box<str>>,
    pub meta: Option<Json>,
    pub spam: bool,
    pub created: Option<Moment>,
}

impl Change<'_> {
    pub(crate) fn create_ticket(&mut self, draft: TicketDraft) -> u64 {
        let id = self.state.insert_ticket(Ticket {
            external_id: draft.external_id,
            language: draft.language,
            status: draft.status,
            priority: draft.priority,
            channel: draft.channel,
            via: draft.via,
            from_agent: draft.from_agent,
            customer: draft.customer,
            assignee_user: draft.assignee_user,
            assignee_team: draft.assignee_team,
            subject: draft.subject,
            meta: draft.meta,
            tags: Vec::new(),
            messages: Vec::new(),
            is_unread: true,
            spam: draft.spam,
            custom_fields: Vec::new(),
            survey: None,
            created: draft.created.unwrap_or(self.now),
            updated: self.now,
            opened: None,
            last_received: None,
            last_message: None,
            closed: (draft.status == Status::Closed).then_some(self.now),
            snooze: None,
            trashed: None,
        });
        let event = self.note_ticket("ticket-created", id, None);
        self.tell_later(Trigger::TicketCreated, id, None, event);
        self.touch(id);
        id
    }

    pub(crate) fn set_status(&mut self, id: u64, status: Status) {
        let now = self.now;
        let Some(ticket) = self.state.tickets.get_mut(id) else { return };
        if ticket.status != status {
            ticket.status = status;
            ticket.closed = (status == Status::Closed).then_some(now);
            let kind = if status == Status::Closed { "ticket-closed" } else { "ticket-reopened" };
            let event = self.note_ticket(kind, id, None);
            self.tell_later(Trigger::StatusUpdated, id, None, event);
        }
        self.touch(id);
    }

    pub(crate) fn assign(&mut self, id: u64, user: Option<u64>) {
        let Some(ticket) = self.state.tickets.get_mut(id) else { return };
        if ticket.assignee_user != user {
            ticket.assignee_user = user;
            let event = match user {
                Some(user) => {
                    self.note_ticket("ticket-assigned", id, Some(json!({"assignee_user_id": user})))
                }
                None => self.note_ticket("ticket-unassigned", id, None),
            };
            self.tell_later(Trigger::AssignmentUpdated, id, None, event);
        }
        self.touch(id);
    }

    pub(crate) fn assign_team(&mut self, id: u64, team: Option<u64>) {
        let Some(ticket) = self.state.tickets.get_mut(id) else { return };
        if ticket.assignee_team != team {
            ticket.assignee_team = team;
            let event = match team {
                Some(team) => {
                    self.note_ticket("ticket-team-assigned", id, Some(json!({"assignee_team_id": team})))
                }
                None => self.note_ticket("ticket-team-unassigned", id, None),
            };
            self.tell_later(Trigger::AssignmentUpdated, id, None, event);
        }
        self.touch(id);
    }

    pub(crate) fn set_subject(&mut self, id: u64, subject: Option<Box<str>>) {
        let Some(ticket) = self.state.tickets.get_mut(id) else { return };
        if ticket.subject != subject {
            let data = json!({"old_subject": ticket.subject, "new_subject": subject});
            ticket.subject = subject;
            self.note_ticket("ticket-subject-updated", id, Some(data));
        }
        self.touch(id);
    }

    pub(crate) fn set_customer(&mut self, id: u64, customer: Option<u64>) {
        if self.state.tickets.get(id).is_some_and(|ticket| ticket.customer != customer) {
            self.state.set_ticket_customer(id, customer);
            self.note_ticket("ticket-customer-updated", id, None);
        }
        self.touch(id);
    }

    pub(crate) fn set_spam(&mut self, id: u64, spam: bool) {
        let Some(ticket) = self.state.tickets.get_mut(id) else { return };
        if std::mem::replace(&mut ticket.spam, spam) != spam {
            let kind = if spam { "ticket-marked-spam" } else { "ticket-unmarked-spam" };
            self.note_ticket(kind, id, None);
        }
        self.touch(id);
    }

    pub(crate) fn set_trashed(&mut self, id: u64, at: Option<Moment>) {
        let Some(ticket) = self.state.tickets.get_mut(id) else { return };
        if std::mem::replace(&mut ticket.trashed, at).is_some() != at.is_some() {
            let kind = if at.is_some() { "ticket-trashed" } else { "ticket-untrashed" };
            self.note_ticket(kind, id, None);
        }
        self.touch(id);
    }

    /// The status stays what it is; when the time has come, the ticket is open.
    pub(crate) fn snooze(&mut self, id: u64, until: Option<Moment>) {
        let Some(ticket) = self.state.tickets.get_mut(id) else { return };
        if let Some(before) = std::mem::replace(&mut ticket.snooze, until) {
            self.state.due.remove(&(before, Due::Unsnooze(id)));
        }
        if let Some(until) = until {
            // A moment that has passed means at once: nothing may happen in the past, where no reader looks again.
            self.state.due.insert((until.max(self.now), Due::Unsnooze(id)));
            self.note_ticket("ticket-snoozed", id, None);
        }
        self.touch(id);
    }

    pub(super) fn unsnooze(&mut self, id: u64) {
        let Some(ticket) = self.state.tickets.get_mut(id) else { return };
        ticket.snooze = None;
        let event = self.note_ticket("ticket-self-unsnoozed", id, None);
        self.tell_later(Trigger::SelfUnsnoozed, id, None, event);
        self.set_status(id, Status::Open);
    }

    /// Replaces the tags of a ticket.
    pub(crate) fn set_tags(&mut self, id: u64, tags: Vec<u64>) {
        let Some(ticket) = self.state.tickets.get(id) else { return };
        let added: Vec<u64> = tags.iter().filter(|tag| !ticket.tags.contains(tag)).copied().collect();
        let removed: Vec<u64> = ticket.tags.iter().filter(|tag| !tags.contains(tag)).copied().collect();
        self.state.set_ticket_tags(id, tags);
        if !added.is_empty() {
            self.note_ticket("ticket-tags-added", id, Some(json!({"tags_added": added})));
        }
        if !removed.is_empty() {
            self.note_ticket("ticket-tags-removed", id, Some(json!({"tags_removed": removed})));
        }
        self.touch(id);
    }

    /// Replaces the tags of a ticket by those of these names, made when there are none.
    pub(crate) fn put_tags(&mut self, id: u64, tags: &[(Box<str>, Option<Json>)]) {
        let mut ids: Vec<u64> = Vec::with_capacity(tags.len());
        for (name, decoration) in tags {
            let tag = self.tag(name, decoration.clone());
            if !ids.contains(&tag) {
                ids.push(tag);
            }
        }
        self.set_tags(id, ids);
    }

    /// The tag of that name, made when there is none.
    pub(crate) fn tag(&mut self, name: &str, decoration: Option<Json>) -> u64 {
        if let Some(id) = self.state.tag_named(name) {
            return id;
        }
        self.create_tag(Tag { name: name.into(), description: None, decoration, usage: 0, created: self.now })
    }

    pub(crate) fn delete_ticket(&mut self, id: u64) {
        if let Some(ticket) = self.state.remove_ticket(id) {
            if let Some(until) = ticket.snooze {
                self.state.due.remove(&(until, Due::Unsnooze(id)));
            }
            self.note_ticket("ticket-deleted", id, None);
        }
    }

    /// The messages of `source` go to `target`; the id of `source` leads there from now on.
    pub(crate) fn merge_tickets(&mut self, source: u64, target: u64) {
        let Some(moving) = self.state.tickets.get(source).map(|ticket| ticket.messages.clone()) else {
            return;
        };
        for message in moving {
            self.state.move_message(message, target);
        }
        let tags = [source, target]
            .map(|id| self.state.tickets.get(id).map(|row| row.tags.clone()).unwrap_or_default());
        let [theirs, mut tags] = tags;
        tags.extend(theirs.into_iter().filter(|tag| !tags.contains(tag)).collect::<Vec<_>>());
        self.state.remove_ticket(source);
        self.state.merged_tickets.insert(source, target);
        self.note("ticket-merged", Object::Ticket, source, Some(json!({"target_ticket_id": target})));
        if let Some(ticket) = self.state.tickets.get_mut(target) {
            let last =
                ticket.messages.last().and_then(|id| self.state.messages.get(*id)).map(|row| row.created);
            ticket.last_message = ticket.last_message.max(last);
        }
        self.set_tags(target, tags);
    }
}
