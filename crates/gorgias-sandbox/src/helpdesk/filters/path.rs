//! What a filter can ask about.

/// One place in a ticket or customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Path {
    AssigneeTeam,
    AssigneeUser,
    Customer,
    Integration,
    Channel,
    Language,
    Status,
    Priority,
    /// Of the shop; there is none here, so it is always empty.
    Store,
    /// Values of custom fields: of one, or of all.
    Fields(Option<u64>),
    CustomerFields(Option<u64>),
    Tags,
    Subject,
    Spam,
    Time(Time),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    Created,
    Updated,
    LastMessage,
    LastReceived,
    Opened,
    Closed,
    Snooze,
    Trashed,
}

const NAMES: &[(&str, Path)] = &[
    ("ticket.assignee_team.id", Path::AssigneeTeam),
    ("ticket.assignee_user.id", Path::AssigneeUser),
    ("ticket.customer.id", Path::Customer),
    ("ticket.messages.integration_id", Path::Integration),
    ("ticket.channel", Path::Channel),
    ("ticket.language", Path::Language),
    ("ticket.status", Path::Status),
    ("ticket.priority", Path::Priority),
    ("ticket.store_id", Path::Store),
    (FIELDS, Path::Fields(None)),
    (CUSTOMER_FIELDS, Path::CustomerFields(None)),
    ("ticket.tags.name", Path::Tags),
    ("ticket.subject", Path::Subject),
    ("ticket.spam", Path::Spam),
    ("ticket.created_datetime", Path::Time(Time::Created)),
    ("ticket.updated_datetime", Path::Time(Time::Updated)),
    ("ticket.last_message_datetime", Path::Time(Time::LastMessage)),
    ("ticket.last_received_message_datetime", Path::Time(Time::LastReceived)),
    ("ticket.opened_datetime", Path::Time(Time::Opened)),
    ("ticket.closed_datetime", Path::Time(Time::Closed)),
    ("ticket.snooze_datetime", Path::Time(Time::Snooze)),
    ("ticket.trashed_datetime", Path::Time(Time::Trashed)),
];

const FIELDS: &str = "ticket.custom_fields";
const CUSTOMER_FIELDS: &str = "ticket.customer.custom_fields";

/// What equality can be asked of: the list that callers were shown.
pub(super) const EQUALITY: &[&str] = &[
    "ticket.assignee_team.id",
    "ticket.assignee_user.id",
    "ticket.customer.id",
    "ticket.messages.integration_id",
    "ticket.channel",
    "ticket.language",
    "ticket.status",
    "ticket.priority",
    "ticket.store_id",
    FIELDS,
    CUSTOMER_FIELDS,
];

pub(super) const TIMES: &[&str] = &[
    "ticket.created_datetime",
    "ticket.updated_datetime",
    "ticket.last_message_datetime",
    "ticket.last_received_message_datetime",
    "ticket.opened_datetime",
    "ticket.closed_datetime",
    "ticket.snooze_datetime",
    "ticket.trashed_datetime",
];

pub(super) const TAGS: &[&str] = &["ticket.tags.name"];

pub(super) const TEXTS: &[&str] = &["ticket.subject", "ticket.tags.name", FIELDS, CUSTOMER_FIELDS];

impl Path {
    /// `ticket.custom_fields[12].value` names one field, the rest are plain names.
    pub(super) fn read(text: &str) -> Option<Self> {
        if let Some((name, rest)) = text.split_once('[') {
            let id = rest.strip_suffix(".value").unwrap_or(rest).strip_suffix(']')?.parse().ok()?;
            return match name {
                FIELDS => Some(Self::Fields(Some(id))),
                CUSTOMER_FIELDS => Some(Self::CustomerFields(Some(id))),
                _ => None,
            };
        }
        NAMES.iter().find(|(name, _)| *name == text).map(|(_, path)| *path)
    }

    /// The name without the id of a field.
    pub(super) fn name(self) -> &'static str {
        let bare = match self {
            Self::Fields(_) => Self::Fields(None),
            Self::CustomerFields(_) => Self::CustomerFields(None),
            other => other,
        };
        NAMES.iter().find(|(_, path)| *path == bare).map_or("", |(name, _)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_path_has_a_name() {
        for list in [EQUALITY, TIMES, TAGS, TEXTS] {
            for name in list {
                assert_eq!(Path::read(name).map(Path::name), Some(*name));
            }
        }
    }

    #[test]
    fn one_custom_field_is_named_by_its_id() {
        assert_eq!(Path::read("ticket.custom_fields[12].value"), Some(Path::Fields(Some(12))));
        assert_eq!(Path::read("ticket.customer.custom_fields[3]"), Some(Path::CustomerFields(Some(3))));
        for text in [
            "ticket.custom_fields[",
            "ticket.custom_fields[x]",
            "ticket.tags[1]",
            "ticket.custom_fields[1].id",
        ] {
            assert_eq!(Path::read(text), None, "{text}");
        }
    }
}
