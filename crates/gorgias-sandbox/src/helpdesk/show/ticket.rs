//! A ticket as a row of the list and in full.

use serde::Serialize;
use serde_json::{Value, json};

use super::super::model::{Json, Party, Slug, Status, Ticket};
use super::super::moment::Moment;
use super::super::state::State;
use super::customer::{CustomerInTicket, Extent};
use super::message::{MessageView, excerpt};
use super::setup::TeamInTicket;
use super::small::SurveyView;
use super::{Person, Uri};

/// What list and detail have in common.
#[derive(Serialize)]
struct Core<'a> {
    id: u64,
    uri: Uri,
    external_id: Option<&'a str>,
    language: Option<&'a Slug>,
    status: Status,
    priority: &'a Slug,
    channel: &'a Slug,
    via: &'a Slug,
    from_agent: Option<bool>,
    assignee_user: Option<Assignee<'a>>,
    assignee_team: Option<TeamInTicket<'a>>,
    subject: Option<&'a str>,
    meta: Option<&'a Json>,
    tags: Vec<TagInTicket<'a>>,
    is_unread: bool,
    spam: bool,
    created_datetime: Moment,
    opened_datetime: Option<Moment>,
    last_received_message_datetime: Option<Moment>,
    last_message_datetime: Option<Moment>,
    updated_datetime: Moment,
    closed_datetime: Option<Moment>,
    snooze_datetime: Option<Moment>,
    trashed_datetime: Option<Moment>,
}

#[derive(Serialize)]
pub(crate) struct TicketRow<'a> {
    #[serde(flatten)]
    core: Core<'a>,
    customer: Option<Person<'a>>,
    excerpt: Option<String>,
    integrations: Vec<Through<'a>>,
    messages_count: usize,
    last_sent_message_not_delivered: bool,
}

#[derive(Serialize)]
pub(crate) struct TicketDetail<'a> {
    #[serde(flatten)]
    core: Core<'a>,
    customer: Option<CustomerInTicket<'a>>,
    requester: Option<CustomerInTicket<'a>>,
    assignee_user_id: Option<u64>,
    assignee_team_id: Option<u64>,
    messages: Vec<MessageView<'a>>,
    events: [(); 0],
    satisfaction_survey: Option<SurveyView<'a>>,
    reply_options: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_fields: Option<Value>,
}

#[derive(Serialize)]
struct Assignee<'a> {
    #[serde(flatten)]
    person: Person<'a>,
    bio: (),
}

#[derive(Serialize)]
struct TagInTicket<'a> {
    id: u64,
    /// Among the items of a view only.
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<Uri>,
    name: &'a str,
    decoration: Option<&'a Json>,
}

/// An integration that a ticket came through.
#[derive(Serialize)]
struct Through<'a> {
    name: &'a str,
    address: Option<String>,
    #[serde(rename = "type")]
    kind: &'a Slug,
}

impl State {
    pub(crate) fn ticket_row<'a>(&'a self, id: u64, ticket: &'a Ticket) -> TicketRow<'a> {
        let messages = || ticket.messages.iter().filter_map(|id| self.messages.get(*id));
        let mut through: Vec<u64> = Vec::new();
        for integration in messages().filter_map(|message| message.integration) {
            if !through.contains(&integration) {
                through.push(integration);
            }
        }
        TicketRow {
            core: self.core(id, ticket),
            customer: ticket.customer.and_then(|customer| self.person(Party::Customer(customer))),
            excerpt: messages().next_back().and_then(|last| last.body_text.as_deref()).map(excerpt),
            integrations: through.into_iter().filter_map(|id| self.through(id)).collect(),
            messages_count: ticket.messages.len(),
            last_sent_message_not_delivered: messages()
                .rfind(|message| message.from_agent && message.public)
                .is_some_and(|message| message.failed.is_some()),
        }
    }

    /// A ticket among the items of a view.
    pub(crate) fn item_row<'a>(&'a self, id: u64, ticket: &'a Ticket) -> TicketRow<'a> {
        let mut row = self.ticket_row(id, ticket);
        for tag in &mut row.core.tags {
            tag.uri = Some(Uri("tags", tag.id));
        }
        row
    }

    pub(crate) fn ticket_detail<'a>(
        &'a self,
        id: u64,
        ticket: &'a Ticket,
        extent: Extent,
        custom_fields: bool,
    ) -> TicketDetail<'a> {
        let customer = || ticket.customer.and_then(|customer| self.customer_in_ticket(customer, extent));
        let message = |id: &u64| {
            let message = self.messages.get(*id)?;
            Some(self.message_view(*id, message, extent == Extent::Created))
        };
        TicketDetail {
            core: self.core(id, ticket),
            customer: customer(),
            requester: customer(),
            assignee_user_id: ticket.assignee_user,
            assignee_team_id: ticket.assignee_team,
            messages: ticket.messages.iter().filter_map(message).collect(),
            events: [],
            satisfaction_survey: ticket.survey.and_then(|survey| self.survey_in_ticket(survey)),
            reply_options: self.reply_options(ticket),
            custom_fields: custom_fields.then(|| self.field_map(&ticket.custom_fields)),
        }
    }

    fn core<'a>(&'a self, id: u64, ticket: &'a Ticket) -> Core<'a> {
        let assignee = ticket.assignee_user.and_then(|user| self.person(Party::User(user)));
        let tag = |id: &u64| {
            let tag = self.tags.get(*id)?;
            Some(TagInTicket { id: *id, uri: None, name: &tag.name, decoration: tag.decoration.as_ref() })
        };
        Core {
            id,
            uri: Uri("tickets", id),
            external_id: ticket.external_id.as_deref(),
            language: ticket.language.as_ref(),
            status: ticket.status,
            priority: &ticket.priority,
            channel: &ticket.channel,
            via: &ticket.via,
            from_agent: ticket.from_agent,
            assignee_user: assignee.map(|person| Assignee { person, bio: () }),
            assignee_team: ticket.assignee_team.and_then(|team| self.team_short(team)),
            subject: ticket.subject.as_deref(),
            meta: ticket.meta.as_ref(),
            tags: ticket.tags.iter().filter_map(tag).collect(),
            is_unread: ticket.is_unread,
            spam: ticket.spam,
            created_datetime: ticket.created,
            opened_datetime: ticket.opened,
            last_received_message_datetime: ticket.last_received,
            last_message_datetime: ticket.last_message,
            updated_datetime: ticket.updated,
            closed_datetime: ticket.closed,
            snooze_datetime: ticket.snooze,
            trashed_datetime: ticket.trashed,
        }
    }

    fn through(&self, integration: u64) -> Option<Through<'_>> {
        let row = self.integrations.get(integration)?;
        Some(Through { name: &row.name, address: row.address(), kind: &row.kind })
    }

    /// By which channels an agent could answer.
    fn reply_options(&self, ticket: &Ticket) -> Value {
        let email = ticket
            .customer
            .and_then(|id| self.customers.get(id))
            .and_then(|customer| customer.email.as_deref());
        let mailboxes: Vec<Value> = self
            .integrations
            .iter()
            .filter(|(_, integration)| integration.kind == "email" && integration.deactivated.is_none())
            .map(|(id, integration)| json!({"id": id, "name": integration.name, "address": integration.address()}))
            .collect();
        let by_email = match email {
            Some(_) if !mailboxes.is_empty() => json!({"answerable": true, "integrations": mailboxes}),
            Some(_) => json!({"answerable": false, "reason": "No email integration is active."}),
            None => json!({"answerable": false, "reason": "The customer has no email address."}),
        };
        json!({"email": by_email, "internal-note": {"answerable": true}})
    }
}
