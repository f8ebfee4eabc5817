//! Messages of tickets (reference page "The TicketMessage object"). Lists carry whole bodies and are ordered by creation
//! only: an edit moves nothing.

mod write;

use serde::{Deserialize, Serialize};

use super::{Map, Person};
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};

pub use super::Party;
pub use super::order::ByCreated as Order;
pub use write::{Address, Attachment, NewMessage, UpdateMessage};

/// A message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Its id.
    pub id: i64,
    /// Its address below the account.
    pub uri: Option<String>,
    /// Id at the carrier, such as the mail's Message-ID.
    pub message_id: Option<String>,
    /// The ticket it is in.
    pub ticket_id: Option<i64>,
    /// The caller's own id.
    pub external_id: Option<String>,
    /// False for internal notes.
    pub public: Option<bool>,
    /// `email`, `chat`, `internal-note` ...; an open list.
    pub channel: Option<String>,
    /// `helpdesk`, `api`, `rule` ...; an open list.
    pub via: Option<String>,
    /// Addresses it was sent from and to.
    pub source: Option<Map>,
    /// Who wrote it: a user when `from_agent`, else a customer.
    pub sender: Option<Person>,
    /// Who it is for.
    pub receiver: Option<Person>,
    /// Written by the company.
    pub from_agent: Option<bool>,
    /// The integration that carried it.
    pub integration_id: Option<i64>,
    /// What it seems to want.
    pub intents: Option<Vec<Map>>,
    /// The rule that sent it.
    pub rule_id: Option<i64>,
    /// Subject line.
    pub subject: Option<String>,
    /// Body as text.
    pub body_text: Option<String>,
    /// Body as HTML.
    pub body_html: Option<String>,
    /// Text without quotes and signature.
    pub stripped_text: Option<String>,
    /// HTML without quotes and signature.
    pub stripped_html: Option<String>,
    /// The signature.
    pub stripped_signature: Option<String>,
    /// `{url, name, size, content_type, public}` each.
    pub attachments: Option<Vec<Map>>,
    /// Macros it was written with.
    pub macros: Option<Vec<Map>>,
    /// What was done outside with it.
    pub actions: Option<Vec<Map>>,
    /// Headers of the mail.
    pub headers: Option<Map>,
    /// Free values.
    pub meta: Option<Map>,
    /// The identity that the customer proved.
    pub auth_customer_identity: Option<Map>,
    /// When it was created.
    pub created_datetime: Option<DateTime>,
    /// When it was sent; nothing while it waits or when it failed.
    pub sent_datetime: Option<DateTime>,
    /// When sending failed.
    pub failed_datetime: Option<DateTime>,
    /// When the receiver opened it.
    pub opened_datetime: Option<DateTime>,
    /// When it was deleted.
    pub deleted_datetime: Option<DateTime>,
    /// When the server was done with it.
    pub processed_datetime: Option<DateTime>,
    /// `{error}`.
    pub last_sending_error: Option<Map>,
    /// Whether it can be sent again.
    pub is_retriable: Option<bool>,
    /// The answer to it, in social threads.
    pub replied_by: Option<Map>,
    /// What it answers, in social threads.
    pub replied_to: Option<Map>,
    /// Part of an import.
    pub imported: Option<bool>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// What to do about a message whose action outside failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Send it all the same.
    Force,
    /// Do the action again.
    Retry,
    /// Drop the message.
    Cancel,
}

impl Action {
    fn text(self) -> &'static str {
        match self {
            Self::Force => "force",
            Self::Retry => "retry",
            Self::Cancel => "cancel",
        }
    }
}

/// All messages of the account.
pub fn list() -> Request<Page<Message>> {
    request::get("list_messages", "/api/messages")
}

impl Request<Page<Message>> {
    /// Sets the order.
    pub fn order_by(self, order: Order) -> Self {
        self.with("order_by", order.text())
    }

    /// Messages of one ticket.
    pub fn ticket_id(self, id: i64) -> Self {
        self.with("ticket_id", id)
    }
}

/// One message.
pub fn get(ticket: i64, id: i64) -> Request<Message> {
    request::get("get_ticket_message", format!("/api/tickets/{ticket}/messages/{id}"))
}

/// Adds a message to a ticket. A public one from an agent without a time of sending is sent to the customer, later.
pub fn create(ticket: i64, message: NewMessage) -> Request<Message> {
    request::create("create_ticket_message", format!("/api/tickets/{ticket}/messages"), &message)
}

/// Changes a message.
pub fn update(ticket: i64, id: i64, message: UpdateMessage) -> Request<Message> {
    request::update("update_ticket_message", format!("/api/tickets/{ticket}/messages/{id}"), &message)
}

impl Request<Message> {
    /// Also sends again or drops a message that failed; such a request is not repeated by itself.
    pub fn action(self, action: Action) -> Self {
        self.with("action", action.text()).only_once()
    }
}

/// Deletes a message for good.
pub fn delete(ticket: i64, id: i64) -> Request<()> {
    request::delete("delete_ticket_message", format!("/api/tickets/{ticket}/messages/{id}"))
}
