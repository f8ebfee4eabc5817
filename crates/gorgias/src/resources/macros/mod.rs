//! Prepared answers and actions that agents apply to tickets (reference page "The Macro object").
//!
//! Does not apply macros: a job does that ([`super::jobs::NewJob::apply_macro`]).

mod action;
mod archive;
mod write;

use serde::{Deserialize, Serialize};

use super::Map;
use super::open::open;
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};

pub use super::IntentName;
pub use action::{Action, ActionType, Does};
pub use archive::{ArchiveError, ArchiveStatus, Archived, archive, unarchive};
pub use write::{NewMacro, UpdateMacro};

/// A macro.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Macro {
    /// Its id.
    pub id: i64,
    /// The caller's own id.
    pub external_id: Option<String>,
    /// What people see.
    pub name: Option<String>,
    /// What customers want when it fits.
    pub intent: Option<IntentName>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// How often it was applied.
    pub usage: Option<i64>,
    /// What it does, in this order.
    pub actions: Option<Vec<Action>>,
    /// When it was created.
    pub created_datetime: Option<DateTime>,
    /// When it was changed; nothing until the first change.
    pub updated_datetime: Option<DateTime>,
    /// When it was archived.
    pub archived_datetime: Option<DateTime>,
    /// Its address below the account.
    pub uri: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

open!(ActionType, ArchiveStatus);

/// Orders of the list. By relevance it takes a ticket: [`Request::most_relevant_to`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Order {
    /// By name.
    NameAsc,
    /// By name, backwards.
    NameDesc,
    /// Oldest first.
    CreatedAsc,
    /// Newest first.
    CreatedDesc,
    /// Longest unchanged first.
    UpdatedAsc,
    /// Last changed first.
    UpdatedDesc,
    /// Least used first.
    UsageAsc,
    /// Most used first; the default.
    UsageDesc,
    /// By language.
    LanguageAsc,
    /// By language, backwards.
    LanguageDesc,
}

impl Order {
    /// Every order there is.
    pub const ALL: &'static [Self] = &[
        Self::NameAsc,
        Self::NameDesc,
        Self::CreatedAsc,
        Self::CreatedDesc,
        Self::UpdatedAsc,
        Self::UpdatedDesc,
        Self::UsageAsc,
        Self::UsageDesc,
        Self::LanguageAsc,
        Self::LanguageDesc,
    ];

    fn text(self) -> &'static str {
        match self {
            Self::NameAsc => "name:asc",
            Self::NameDesc => "name:desc",
            Self::CreatedAsc => "created_datetime:asc",
            Self::CreatedDesc => "created_datetime:desc",
            Self::UpdatedAsc => "updated_datetime:asc",
            Self::UpdatedDesc => "updated_datetime:desc",
            Self::UsageAsc => "usage:asc",
            Self::UsageDesc => "usage:desc",
            Self::LanguageAsc => "language:asc",
            Self::LanguageDesc => "language:desc",
        }
    }
}

/// The macros that are not archived, page by page (reference page "List macros"; scope `macros:read`).
pub fn list() -> Request<Page<Macro>> {
    request::get("list_macros", "/api/macros")
}

impl Request<Page<Macro>> {
    /// Sets the order.
    pub fn order_by(self, order: Order) -> Self {
        self.with("order_by", order.text())
    }

    /// Those that fit this ticket best first.
    pub fn most_relevant_to(self, ticket_id: i64) -> Self {
        self.with("order_by", "relevance:desc").ticket_id(ticket_id)
    }

    /// As [`Request::most_relevant_to`], judged by one message of the ticket.
    pub fn most_relevant_to_message(self, ticket_id: i64, message_id: i64) -> Self {
        self.most_relevant_to(ticket_id).with_id("message_id", message_id)
    }

    /// Ranks for this ticket.
    pub fn ticket_id(self, id: i64) -> Self {
        self.with_id("ticket_id", id)
    }

    /// How many predicted macros come first; none unless told.
    pub fn number_predictions(self, number: u32) -> Self {
        self.with("number_predictions", number)
    }

    /// Macros with this in their text.
    pub fn search(self, text: &str) -> Self {
        self.with("search", text)
    }

    /// Macros that add this tag; asked for more, all of them.
    pub fn tag(self, name: &str) -> Self {
        self.with_more("tags", name)
    }

    /// Macros in this language (ISO 639-1); asked for more, in any of them.
    pub fn language(self, code: &str) -> Self {
        self.with_more("languages", code)
    }

    /// The archived ones, or the others.
    pub fn archived(self, archived: bool) -> Self {
        self.with("archived", archived)
    }
}

/// One macro (reference page "Retrieve a macro"; scope `macros:read`).
pub fn get(id: i64) -> Request<Macro> {
    request::get("get_macro", format!("/api/macros/{id}"))
}

/// Makes a macro and answers it (reference page "Create a macro"; scope `macros:write`). A field that a macro does not
/// have is refused; an action that the server does not know is not.
pub fn create(new: NewMacro) -> Request<Macro> {
    new.into_draft().create("create_macro", "/api/macros")
}

/// Changes a macro and answers it (reference page "Update a macro"; scope `macros:write`).
pub fn update(id: i64, changes: UpdateMacro) -> Request<Macro> {
    changes.into_draft().update("update_macro", format!("/api/macros/{id}"))
}

/// Deletes a macro (reference page "Delete a macro"; scope `macros:write`); refused with 409 while a rule uses it.
pub fn delete(id: i64) -> Request<()> {
    request::delete("delete_macro", format!("/api/macros/{id}"))
}
