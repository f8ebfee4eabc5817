//! Whether a filter and a search hold for a row.

use super::super::model::{Customer, FieldValue, Status, Ticket, View, tree};
use super::super::moment::Moment;
use super::super::state::State;
use super::operator::{Operand, Operator};
use super::path::{Path, Time};
use super::{Expression, Filter, Viewer};

/// A row that a filter is held against.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Subject<'a> {
    Ticket(&'a Ticket),
    /// A customer has what a ticket knows of its customer, and nothing else.
    Customer(u64, &'a Customer),
}

impl State {
    /// Tells of rows whether they are in `view`: they pass its filter and have every word of its search.
    pub(crate) fn in_view(&self, view: &View, viewer: Viewer) -> impl Fn(Subject<'_>) -> bool {
        // What cannot be read was never written: filters are checked when they are.
        let filter = Filter::read(&view.filters).unwrap_or_else(|_| Filter::nothing());
        let search = view.search.as_deref().unwrap_or_default().to_lowercase();
        let words: Vec<String> = search.split_whitespace().map(str::to_owned).collect();
        move |subject| self.holds(&filter.0, viewer, subject) && self.found(&words, subject)
    }

    fn holds(&self, expression: &Expression, viewer: Viewer, subject: Subject<'_>) -> bool {
        match expression {
            Expression::All(parts) => parts.iter().all(|part| self.holds(part, viewer, subject)),
            Expression::Any(parts) => parts.iter().any(|part| self.holds(part, viewer, subject)),
            Expression::Test { operator, path: Path::Time(time), operand } => {
                let Subject::Ticket(ticket) = subject else { return false };
                in_time(*operator, time_of(ticket, *time), operand, viewer.now)
            }
            Expression::Test { operator, path, operand } => {
                let Operand::Texts(wanted) = operand else {
                    return compare(*operator, &self.texts(*path, subject), &[]);
                };
                let wanted: Vec<Option<String>> = wanted
                    .iter()
                    .map(|text| text.as_deref().map(|text| self.personal(text, viewer.user)))
                    .collect();
                compare(*operator, &self.texts(*path, subject), &wanted)
            }
        }
    }

    /// What is at a path; nothing is no text.
    fn texts(&self, path: Path, subject: Subject<'_>) -> Vec<String> {
        let (customer, ticket) = match subject {
            Subject::Ticket(ticket) => (ticket.customer, Some(ticket)),
            Subject::Customer(id, _) => (Some(id), None),
        };
        let id = |id: Option<u64>| id.map(|id| id.to_string()).into_iter().collect();
        let row = customer.and_then(|id| self.customers.get(id));
        match (path, ticket) {
            (Path::Customer, _) => id(customer),
            (Path::CustomerFields(field), _) => {
                row.map(|row| values(&row.custom_fields, field)).unwrap_or_default()
            }
            (Path::Language, None) => {
                row.and_then(|row| row.language.as_deref()).map(str::to_owned).into_iter().collect()
            }
            (_, None) | (Path::Store | Path::Time(_), _) => Vec::new(),
            (Path::AssigneeTeam, Some(ticket)) => id(ticket.assignee_team),
            (Path::AssigneeUser, Some(ticket)) => id(ticket.assignee_user),
            (Path::Integration, Some(ticket)) => {
                let messages = ticket.messages.iter().filter_map(|id| self.messages.get(*id)?.integration);
                messages.map(|id| id.to_string()).collect()
            }
            (Path::Channel, Some(ticket)) => vec![ticket.channel.to_string()],
            (Path::Language, Some(ticket)) => {
                ticket.language.iter().map(|language| language.to_string()).collect()
            }
            (Path::Status, Some(ticket)) => {
                vec![if ticket.status == Status::Open { "open" } else { "closed" }.to_owned()]
            }
            (Path::Priority, Some(ticket)) => vec![ticket.priority.to_string()],
            (Path::Fields(field), Some(ticket)) => values(&ticket.custom_fields, field),
            (Path::Tags, Some(ticket)) => {
                let tags = ticket.tags.iter().filter_map(|id| self.tags.get(*id));
                tags.map(|tag| tag.name.to_string()).collect()
            }
            (Path::Subject, Some(ticket)) => {
                ticket.subject.iter().map(|subject| subject.to_string()).collect()
            }
            (Path::Spam, Some(ticket)) => vec![ticket.spam.to_string()],
        }
    }

    /// Whether every word occurs in the subject, a message, or the name or e-mail of the customer.
    fn found(&self, words: &[String], subject: Subject<'_>) -> bool {
        if words.is_empty() {
            return true;
        }
        let (row, ticket) = match subject {
            Subject::Ticket(ticket) => (ticket.customer.and_then(|id| self.customers.get(id)), Some(ticket)),
            Subject::Customer(_, row) => (Some(row), None),
        };
        let mut all = String::new();
        let mut add = |text: Option<&str>| {
            all.push_str(text.unwrap_or_default());
            all.push('\n');
        };
        add(row.and_then(|row| row.name.as_deref()));
        add(row.and_then(|row| row.email.as_deref()));
        if let Some(ticket) = ticket {
            add(ticket.subject.as_deref());
            for message in ticket.messages.iter().filter_map(|id| self.messages.get(*id)) {
                add(message.body_text.as_deref());
            }
        }
        let all = all.to_lowercase();
        words.iter().all(|word| all.contains(word))
    }
}

fn values(values: &[FieldValue], field: Option<u64>) -> Vec<String> {
    let wanted = values.iter().filter(|value| field.is_none_or(|field| value.field == field));
    wanted
        .map(|value| match tree(Some(&*value.value)) {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        })
        .collect()
}

fn time_of(ticket: &Ticket, time: Time) -> Option<Moment> {
    match time {
        Time::Created => Some(ticket.created),
        Time::Updated => Some(ticket.updated),
        Time::LastMessage => ticket.last_message,
        Time::LastReceived => ticket.last_received,
        Time::Opened => ticket.opened,
        Time::Closed => ticket.closed,
        Time::Snooze => ticket.snooze,
        Time::Trashed => ticket.trashed,
    }
}

/// A time that is not set is neither before nor after another.
fn in_time(operator: Operator, is: Option<Moment>, operand: &Operand, now: Moment) -> bool {
    let other = match operand {
        Operand::Moment(moment) => *moment,
        Operand::Ago(micros) => now.plus_micros(-micros),
        Operand::Nothing | Operand::Texts(_) => now,
    };
    match operator {
        Operator::IsEmpty => is.is_none(),
        Operator::IsNotEmpty => is.is_some(),
        Operator::Gt => is.is_some_and(|is| is > other),
        Operator::Gte | Operator::GteTimedelta => is.is_some_and(|is| is >= other),
        Operator::Lt => is.is_some_and(|is| is < other),
        Operator::Lte | Operator::LteTimedelta => is.is_some_and(|is| is <= other),
        _ => false,
    }
}

fn compare(operator: Operator, are: &[String], wanted: &[Option<String>]) -> bool {
    let has = |one: &Option<String>| match one {
        Some(one) => are.contains(one),
        None => are.is_empty(),
    };
    let text = |fits: fn(&str, &str) -> bool| {
        let wanted = wanted.iter().flatten().map(|one| one.to_lowercase());
        wanted.into_iter().any(|one| are.iter().any(|is| fits(&is.to_lowercase(), &one)))
    };
    match operator {
        Operator::IsEmpty => are.is_empty(),
        Operator::IsNotEmpty => !are.is_empty(),
        Operator::Equal | Operator::ContainsAny => wanted.iter().any(has),
        Operator::Unequal | Operator::NotContainsAny => !wanted.iter().any(has),
        Operator::ContainsAll => wanted.iter().all(has),
        Operator::NotContainsAll => !wanted.iter().all(has),
        Operator::Contains => text(|is, one| is.contains(one)),
        Operator::NotContains => !text(|is, one| is.contains(one)),
        Operator::StartsWith => text(|is, one| is.starts_with(one)),
        Operator::EndsWith => text(|is, one| is.ends_with(one)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_compared_as_sets() {
        let are = ["a".to_owned(), "b".to_owned()];
        let some = |texts: &[&str]| texts.iter().map(|text| Some((*text).to_owned())).collect::<Vec<_>>();
        for (operator, wanted, holds) in [
            (Operator::ContainsAny, some(&["b", "c"]), true),
            (Operator::ContainsAll, some(&["b", "c"]), false),
            (Operator::ContainsAll, some(&["b", "a"]), true),
            (Operator::NotContainsAny, some(&["c"]), true),
            (Operator::NotContainsAll, some(&["b", "c"]), true),
            (Operator::NotContainsAll, some(&["b", "a"]), false),
            (Operator::Equal, some(&["a"]), true),
            (Operator::Unequal, some(&["a"]), false),
            (Operator::Equal, vec![None], false),
            (Operator::Unequal, vec![None], true),
        ] {
            assert_eq!(compare(operator, &are, &wanted), holds, "{operator:?} {wanted:?}");
        }
    }

    #[test]
    fn texts_are_compared_without_case() {
        let are = ["Where is Order #12?".to_owned()];
        let is = |operator, text: &str| compare(operator, &are, &[Some(text.to_owned())]);
        assert!(is(Operator::Contains, "order") && is(Operator::StartsWith, "where"));
        assert!(is(Operator::EndsWith, "#12?") && !is(Operator::NotContains, "ORDER"));
    }

    #[test]
    fn a_time_that_is_not_set_is_neither_before_nor_after() {
        let now = Moment::parse("2026-03-02T10:00:00Z").unwrap();
        let hour = Operand::Ago(3_600_000_000);
        assert!(in_time(Operator::GteTimedelta, Some(now), &hour, now));
        assert!(!in_time(Operator::LteTimedelta, Some(now), &hour, now));
        assert!(in_time(Operator::LteTimedelta, Some(now.plus_seconds(-7_200)), &hour, now));
        for operator in [Operator::Gt, Operator::Gte, Operator::Lt, Operator::Lte] {
            assert!(!in_time(operator, None, &Operand::Moment(now), now));
        }
        assert!(in_time(Operator::IsEmpty, None, &Operand::Nothing, now));
    }
}
