//! What makes an HTTP integration call. There is nothing for customers, tags, users, surveys or deletions: the events
//! tell those ([`crate::resources::events`]).

use serde::{Deserialize, Serialize};

use crate::resources::open::open;

/// What makes an HTTP integration call; the list may grow. One change can set off several: a new ticket is a new message,
/// too.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Trigger {
    /// A new ticket.
    TicketCreated,
    /// Any change of a ticket.
    TicketUpdated,
    /// A new message, whoever wrote it; internal notes too.
    TicketMessageCreated,
    /// A snooze ran out.
    TicketSelfUnsnoozed,
    /// A message could not be sent.
    TicketMessageFailed,
    /// Another user or team.
    TicketAssignmentUpdated,
    /// Opened or closed.
    TicketStatusUpdated,
    /// Handed over to a person.
    TicketHandedOver,
    /// One not named here.
    #[serde(untagged)]
    Other(String),
}

open!(Trigger);

impl Trigger {
    /// Every trigger that is named here.
    pub const ALL: &'static [Self] = &[
        Self::TicketCreated,
        Self::TicketUpdated,
        Self::TicketMessageCreated,
        Self::TicketSelfUnsnoozed,
        Self::TicketMessageFailed,
        Self::TicketAssignmentUpdated,
        Self::TicketStatusUpdated,
        Self::TicketHandedOver,
    ];

    /// The key in `triggers`.
    pub fn key(&self) -> &str {
        match self {
            Self::TicketCreated => "ticket-created",
            Self::TicketUpdated => "ticket-updated",
            Self::TicketMessageCreated => "ticket-message-created",
            Self::TicketSelfUnsnoozed => "ticket-self-unsnoozed",
            Self::TicketMessageFailed => "ticket-message-failed",
            Self::TicketAssignmentUpdated => "ticket-assignment-updated",
            Self::TicketStatusUpdated => "ticket-status-updated",
            Self::TicketHandedOver => "ticket-handed-over",
            Self::Other(key) => key,
        }
    }

    /// The trigger of a key; keys in snake case, which older documentation shows, are read too.
    pub fn of_key(key: &str) -> Self {
        match Self::from(key.replace('_', "-").as_str()) {
            Self::Other(_) => Self::Other(key.to_owned()),
            known => known,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_and_read_alike() {
        for trigger in Trigger::ALL {
            assert_eq!(serde_json::to_value(trigger).unwrap(), trigger.key());
            assert_eq!(Trigger::of_key(trigger.key()), *trigger);
        }
        assert_eq!(Trigger::of_key("ticket_created"), Trigger::TicketCreated);
        assert_eq!(Trigger::of_key("moon-rose"), Trigger::Other("moon-rose".into()));
    }
}
