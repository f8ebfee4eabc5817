//! Messages of tickets (reference page "The TicketMessage object"). Lists carry whole bodies and are ordered by creation
//! only: an edit moves nothing.

mod parts;
mod write;

use reqwest::Method;
use serde::{Deserialize, Serialize};

use super::{Map, Person};
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};

pub use super::order::ByCreated as Order;
pub use super::{Channel, IntentName, Party, SourceType, Via};
pub use parts::{
    Address, Attachment, CustomerIdentity, ExternalAction, Intent, NewAttachment, Reply, SendingError,
    Source, UsedMacro,
};
pub use write::{NewMessage, UpdateMessage};

/// A message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
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
    /// Its channel.
    pub channel: Option<Channel>,
    /// How it came into the helpdesk.
    pub via: Option<Via>,
    /// Addresses it was sent from and to.
    pub source: Option<Source>,
    /// Who wrote it: a user when `from_agent`, else a customer.
    pub sender: Option<Person>,
    /// Who it is for.
    pub receiver: Option<Person>,
    /// Written by the company.
    pub from_agent: Option<bool>,
    /// The integration that carried it.
    pub integration_id: Option<i64>,
    /// What it seems to want.
    pub intents: Option<Vec<Intent>>,
    /// The rule that sent it.
    pub rule_id: Option<i64>,
    /// Subject line.
    pub subject: Option<String>,
    /// Draft as text.
    pub body_text: Option<String>,
    /// Draft as HTML.
    pub body_html: Option<String>,
    /// Text without quotes and signature.
    pub stripped_text: Option<String>,
    /// HTML without quotes and signature.
    pub stripped_html: Option<String>,
    /// The signature.
    pub stripped_signature: Option<String>,
    /// Its files.
    pub attachments: Option<Vec<Attachment>>,
    /// Macros it was written with.
    pub macros: Option<Vec<UsedMacro>>,
    /// What was done outside with it.
    pub actions: Option<Vec<ExternalAction>>,
    /// Headers of the mail.
    pub headers: Option<Map>,
    /// Free values.
    pub meta: Option<Map>,
    /// The identity that the customer proved.
    pub auth_customer_identity: Option<CustomerIdentity>,
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
    /// Why sending failed last.
    pub last_sending_error: Option<SendingError>,
    /// Whether it can be sent again.
    pub is_retriable: Option<bool>,
    /// The answer to it, in social threads.
    pub replied_by: Option<Reply>,
    /// What it answers, in social threads.
    pub replied_to: Option<Reply>,
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

/// All messages of the account, with whole bodies. There is no filter by time, channel or sender. Scope `tickets:read`.
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
        self.with_id("ticket_id", id)
    }
}

/// All messages of a ticket at once, oldest first. The reference calls it deprecated and names [`list`] with
/// [`ticket_id`](Request::ticket_id) instead. Scope `tickets:read` ("List messages of a ticket").
pub fn list_of_ticket(ticket: i64) -> Request<Vec<Message>> {
    request::get_whole("list_ticket_messages", format!("/api/tickets/{ticket}/messages"))
}

/// One message. Scope `tickets:read`.
pub fn get(ticket: i64, id: i64) -> Request<Message> {
    request::get("get_ticket_message", format!("/api/tickets/{ticket}/messages/{id}"))
}

/// Adds a message to a ticket and answers it. A public one from an agent without a time of sending is sent to the
/// customer later: then either its `sent_datetime` is set, or its `failed_datetime` and `last_sending_error`. Scope
/// `tickets:write`.
pub fn create(ticket: i64, message: NewMessage) -> Request<Message> {
    message.into_draft().create("create_ticket_message", format!("/api/tickets/{ticket}/messages"))
}

/// Changes a message and answers it. Scope `tickets:write`.
pub fn update(ticket: i64, id: i64, message: UpdateMessage) -> Request<Message> {
    message.into_draft().update("update_ticket_message", format!("/api/tickets/{ticket}/messages/{id}"))
}

impl Request<Message> {
    /// Also sends again or drops a message that failed, or sends a new one whatever its actions outside do. Such a
    /// request is not repeated by itself. Of [`create`] and [`update`] only.
    pub fn action(self, action: Action) -> Self {
        let writes = *self.method() != Method::GET;
        self.require(writes, "action", "only a message that is written takes one")
            .with("action", action.text())
            .only_once()
    }
}

/// Deletes a message for good; its ticket stays. Scope `tickets:write`.
pub fn delete(ticket: i64, id: i64) -> Request<()> {
    request::delete("delete_ticket_message", format!("/api/tickets/{ticket}/messages/{id}"))
}
