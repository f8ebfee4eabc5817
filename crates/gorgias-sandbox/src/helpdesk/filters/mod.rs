//! The language that views filter with: calls such as `eq(ticket.status, 'open')`, joined by `&&` and `||`.
//!
//! A filter is read from its text, checked (which operator may be asked of which path), and then held against
//! tickets and customers. Facts from "The View object" and from what callers have been refused; what neither
//! says (the paths of dates and tags, how the words of a search are found) is a choice made here.

mod holds;
mod operator;
mod path;
mod syntax;

use super::moment::Moment;
use super::state::State;
pub(crate) use holds::Subject;
use operator::{Operand, Operator};
use path::Path;
use syntax::Syntax;

/// A filter that can be held against rows.
#[derive(Debug)]
pub(crate) struct Filter(Expression);

#[derive(Debug)]
enum Expression {
    All(Vec<Self>),
    Any(Vec<Self>),
    Test { operator: Operator, path: Path, operand: Operand },
}

/// Who looks, and when: what templates and distances in time are filled in from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Viewer {
    pub user: u64,
    pub now: Moment,
}

impl Filter {
    /// Everything.
    pub(crate) fn all() -> Self {
        Self(Expression::All(Vec::new()))
    }

    pub(crate) fn nothing() -> Self {
        Self(Expression::Any(Vec::new()))
    }

    /// Reads a filter as it was written; blank text is everything. The error says what is wrong.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        Self::read_as(text, false)
    }

    /// The same, with every path one that callers may use with its operator.
    pub(crate) fn read_strictly(text: &str) -> Result<Self, String> {
        Self::read_as(text, true)
    }

    fn read_as(text: &str, strictly: bool) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Ok(Self::all());
        }
        understood(syntax::parse(text)?, strictly).map(Self)
    }

    /// Whether the tag of that name is asked about.
    pub(crate) fn mentions_tag(&self, name: &str) -> bool {
        self.0.mentions(&Path::Tags, name)
    }

    /// Whether that integration is asked about.
    pub(crate) fn mentions_integration(&self, id: u64) -> bool {
        self.0.mentions(&Path::Integration, &id.to_string())
    }
}

impl Expression {
    fn mentions(&self, wanted: &Path, value: &str) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.mentions(wanted, value)),
            Self::Test { path, operand, .. } => path == wanted && operand.names(value),
        }
    }
}

fn understood(syntax: Syntax, strictly: bool) -> Result<Expression, String> {
    let all = |parts: Vec<Syntax>| {
        parts.into_iter().map(|part| understood(part, strictly)).collect::<Result<Vec<_>, _>>()
    };
    Ok(match syntax {
        Syntax::All(parts) => Expression::All(all(parts)?),
        Syntax::Any(parts) => Expression::Any(all(parts)?),
        Syntax::Call { name, path, arguments } => {
            let operator = Operator::named(&name).ok_or_else(|| format!("Unsupported operator: {name}."))?;
            let allowed = operator.paths();
            let path = match Path::read(&path) {
                Some(known) if !strictly || allowed.contains(&known.name()) => known,
                _ => return Err(format!("Unsupported argument: {path}. Supported: {}.", allowed.join(", "))),
            };
            Expression::Test { operand: operator.operand(arguments)?, operator, path }
        }
    })
}

impl State {
    /// `text` with `{{current_user.id}}` and its like filled in.
    pub(crate) fn personal(&self, text: &str, user: u64) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((name, behind)) = after.split_once("}}") else { break };
            out.push_str(before);
            match self.of_user(name.trim(), user) {
                Some(value) => out.push_str(&value),
                None => out.extend(["{{", name, "}}"]),
            }
            rest = behind;
        }
        out.push_str(rest);
        out
    }

    fn of_user(&self, name: &str, user: u64) -> Option<String> {
        let row = self.users.get(user)?;
        match name {
            "current_user.id" => Some(user.to_string()),
            "current_user.email" => Some(row.email.to_string()),
            "current_user.name" => Some(row.name.to_string()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_supported_is_told_with_what_is() {
        let said = Filter::read_strictly("eq(ticket.subject, 'x')").unwrap_err();
        assert!(said.starts_with("Unsupported argument: ticket.subject. Supported: "), "{said}");
        assert!(said.contains("assignee_team.id") && said.contains("customer.custom_fields"), "{said}");
        assert_eq!(Filter::read("frob(ticket.status, 'x')").unwrap_err(), "Unsupported operator: frob.");
        for text in
            ["eq(ticket.id, 1)", "gte(ticket.status, 'x')", "eq(ticket.spam, true)", "eq(status, 'open')"]
        {
            assert!(Filter::read_strictly(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_documented_forms_are_understood() {
        for text in [
            "",
            "eq(ticket.assignee_user.id, '{{current_user.id}}') && eq(ticket.status, \"open\")",
            "gte(ticket.updated_datetime, '2026-03-01T00:00:00Z')",
            "containsAny(ticket.channel, ['email', 'chat']) || isNotEmpty(ticket.tags.name)",
            "(neq(ticket.priority, 'low') || eq(ticket.custom_fields[812].value, 'Air::Express')) && isEmpty(ticket.closed_datetime)",
            "lteTimedelta(ticket.created_datetime, '1d') && eq(ticket.customer.custom_fields, 'gold')",
            "startsWith(ticket.subject, 'Re:') && notContainsAll(ticket.tags.name, ['a', 'b'])",
        ] {
            assert!(Filter::read_strictly(text).is_ok(), "{text}: {:?}", Filter::read_strictly(text));
        }
    }

    #[test]
    fn tags_and_integrations_are_found_in_it() {
        let filter =
            Filter::read("eq(ticket.status, 'open') && containsAny(ticket.tags.name, ['VIP'])").unwrap();
        assert!(filter.mentions_tag("VIP") && !filter.mentions_tag("vip") && !filter.mentions_tag("open"));
        let filter = Filter::read("eq(ticket.messages.integration_id, 7)").unwrap();
        assert!(filter.mentions_integration(7) && !filter.mentions_integration(8));
    }
}
