//! The language that views filter by: calls joined by `&&` and `||`, as in
//! `eq(ticket.status, 'open') && gte(ticket.updated_datetime, '2026-01-02T03:04:05+00:00')`.
//!
//! The API knows which fields go with which operators and refuses others with "Unsupported argument"; that list is not
//! published, so it is not checked here.

use std::fmt;

use crate::datetime::DateTime;

/// Stands for the id of whoever looks at the view.
pub const CURRENT_USER: &str = "{{current_user.id}}";

/// A field of tickets that views filter by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of the reference")]
#[non_exhaustive]
pub enum Field<'a> {
    AssigneeTeam,
    AssigneeUser,
    Channel,
    ClosedDatetime,
    CreatedDatetime,
    CustomFields,
    Customer,
    CustomerCustomFields,
    Integration,
    Language,
    LastMessageDatetime,
    LastReceivedMessageDatetime,
    OpenedDatetime,
    Priority,
    SnoozeDatetime,
    Status,
    Store,
    Tags,
    TrashedDatetime,
    UpdatedDatetime,
    /// Another path, such as `ticket.via`.
    Other(&'a str),
}

impl Field<'_> {
    fn path(&self) -> &str {
        match self {
            Self::AssigneeTeam => "ticket.assignee_team.id",
            Self::AssigneeUser => "ticket.assignee_user.id",
            Self::Channel => "ticket.channel",
            Self::ClosedDatetime => "ticket.closed_datetime",
            Self::CreatedDatetime => "ticket.created_datetime",
            Self::CustomFields => "ticket.custom_fields",
            Self::Customer => "ticket.customer.id",
            Self::CustomerCustomFields => "ticket.customer.custom_fields",
            Self::Integration => "ticket.messages.integration_id",
            Self::Language => "ticket.language",
            Self::LastMessageDatetime => "ticket.last_message_datetime",
            Self::LastReceivedMessageDatetime => "ticket.last_received_message_datetime",
            Self::OpenedDatetime => "ticket.opened_datetime",
            Self::Priority => "ticket.priority",
            Self::SnoozeDatetime => "ticket.snooze_datetime",
            Self::Status => "ticket.status",
            Self::Store => "ticket.store_id",
            Self::Tags => "ticket.tags.name",
            Self::TrashedDatetime => "ticket.trashed_datetime",
            Self::UpdatedDatetime => "ticket.updated_datetime",
            Self::Other(path) => path,
        }
    }

    /// The field is this text or, for ids, this id or [`CURRENT_USER`].
    pub fn is(&self, value: impl fmt::Display) -> Filter {
        self.call("eq", Some(quoted(value)))
    }

    /// The field is anything but this.
    pub fn is_not(&self, value: impl fmt::Display) -> Filter {
        self.call("neq", Some(quoted(value)))
    }

    /// The field is one of these, or holds one of them.
    pub fn contains_any(&self, values: &[impl fmt::Display]) -> Filter {
        self.call("containsAny", Some(list(values)))
    }

    /// The field holds all of these.
    pub fn contains_all(&self, values: &[impl fmt::Display]) -> Filter {
        self.call("containsAll", Some(list(values)))
    }

    /// The field holds none of these.
    pub fn contains_none(&self, values: &[impl fmt::Display]) -> Filter {
        self.call("notContainsAny", Some(list(values)))
    }

    /// The field does not hold all of these.
    pub fn lacks_one_of(&self, values: &[impl fmt::Display]) -> Filter {
        self.call("notContainsAll", Some(list(values)))
    }

    /// The text has this in it.
    pub fn contains(&self, text: &str) -> Filter {
        self.call("contains", Some(quoted(text)))
    }

    /// The text does not have this in it.
    pub fn contains_not(&self, text: &str) -> Filter {
        self.call("notContains", Some(quoted(text)))
    }

    /// The text begins so.
    pub fn starts_with(&self, text: &str) -> Filter {
        self.call("startsWith", Some(quoted(text)))
    }

    /// The text ends so.
    pub fn ends_with(&self, text: &str) -> Filter {
        self.call("endsWith", Some(quoted(text)))
    }

    /// There is nothing in the field.
    pub fn is_empty(&self) -> Filter {
        self.call("isEmpty", None)
    }

    /// There is something in the field.
    pub fn is_not_empty(&self) -> Filter {
        self.call("isNotEmpty", None)
    }

    /// The time is after this moment.
    pub fn after(&self, moment: DateTime) -> Filter {
        self.call("gt", Some(quoted(moment)))
    }

    /// The time is at or after this moment.
    pub fn since(&self, moment: DateTime) -> Filter {
        self.call("gte", Some(quoted(moment)))
    }

    /// The time is before this moment.
    pub fn before(&self, moment: DateTime) -> Filter {
        self.call("lt", Some(quoted(moment)))
    }

    /// The time is at or before this moment.
    pub fn until(&self, moment: DateTime) -> Filter {
        self.call("lte", Some(quoted(moment)))
    }

    /// The time is no longer ago than this, such as `1d`. The reference does not explain the operator; read as its name
    /// says, it compares with the moment that is so long ago.
    pub fn within(&self, span: &str) -> Filter {
        self.call("gteTimedelta", Some(quoted(span)))
    }

    /// The time is this long ago or longer, such as `1d`; see [`Field::within`].
    pub fn older_than(&self, span: &str) -> Filter {
        self.call("lteTimedelta", Some(quoted(span)))
    }

    fn call(&self, operator: &str, argument: Option<String>) -> Filter {
        let argument = argument.map(|argument| format!(", {argument}")).unwrap_or_default();
        Filter { code: format!("{operator}({}{argument})", self.path()), joined: Joined::No }
    }
}

/// What is in a view.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Filter {
    code: String,
    joined: Joined,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Joined {
    No,
    ByAnd,
    ByOr,
}

impl Filter {
    /// A filter as the API writes it.
    pub fn raw(code: &str) -> Self {
        Self { code: code.to_owned(), joined: Joined::ByOr }
    }

    /// Tickets that are in both.
    pub fn and(self, other: Self) -> Self {
        let code = format!("{} && {}", self.inside(Joined::ByAnd), other.inside(Joined::ByAnd));
        Self { code, joined: Joined::ByAnd }
    }

    /// Tickets that are in either.
    pub fn or(self, other: Self) -> Self {
        let code = format!("{} || {}", self.inside(Joined::ByOr), other.inside(Joined::ByOr));
        Self { code, joined: Joined::ByOr }
    }

    /// The code that is sent.
    pub fn as_str(&self) -> &str {
        &self.code
    }

    fn inside(self, join: Joined) -> String {
        if self.joined == Joined::No || self.joined == join { self.code } else { format!("({})", self.code) }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)
    }
}

/// A JavaScript string. Ids are sent as text too, as the product itself does.
fn quoted(value: impl fmt::Display) -> String {
    let mut code = "'".to_owned();
    for c in value.to_string().chars() {
        match c {
            '\'' | '\\' => code.extend(['\\', c]),
            '\n' => code.push_str("\\n"),
            '\r' => code.push_str("\\r"),
            '\u{2028}' | '\u{2029}' => code.push_str(&format!("\\u{:x}", u32::from(c))),
            _ => code.push(c),
        }
    }
    code.push('\'');
    code
}

fn list(values: &[impl fmt::Display]) -> String {
    let values: Vec<_> = values.iter().map(quoted).collect();
    format!("[{}]", values.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::Channel;
    use crate::resources::tickets::Status;

    #[test]
    fn filters_read_as_the_reference_shows_them() {
        let mine = Field::AssigneeUser.is(CURRENT_USER).and(Field::Status.is(Status::Open));
        insta::assert_snapshot!(mine, @"eq(ticket.assignee_user.id, '{{current_user.id}}') && eq(ticket.status, 'open')");
        let moment: DateTime = "2026-01-02T03:04:05Z".parse().unwrap();
        insta::assert_snapshot!(Field::UpdatedDatetime.since(moment), @"gte(ticket.updated_datetime, '2026-01-02T03:04:05+00:00')");
        insta::assert_snapshot!(Field::Channel.contains_any(&[Channel::Email, Channel::Chat]), @"containsAny(ticket.channel, ['email', 'chat'])");
        insta::assert_snapshot!(Field::CreatedDatetime.within("1d"), @"gteTimedelta(ticket.created_datetime, '1d')");
    }

    #[test]
    fn joins_of_another_kind_get_parentheses_and_texts_are_escaped() {
        let either = || Field::Status.is("open").or(Field::AssigneeTeam.is_empty());
        insta::assert_snapshot!(
            either().and(Field::Language.is("fr")).or(Filter::raw("x || y")),
            @"((eq(ticket.status, 'open') || isEmpty(ticket.assignee_team.id)) && eq(ticket.language, 'fr')) || x || y"
        );
        insta::assert_snapshot!(
            Field::Other("ticket.subject").contains("it's a \\ \n"),
            @r"contains(ticket.subject, 'it\'s a \\ \n')"
        );
    }
}
