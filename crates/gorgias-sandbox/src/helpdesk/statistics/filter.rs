//! Which facts are wanted.

use super::super::model::{Status, tree};
use super::super::moment::Moment;
use super::super::state::State;
use super::facts::Fact;

/// What is compared how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    OneOf,
    NotOneOf,
    AllOf,
    /// There is a value at all.
    Set,
    /// Text within the value, in any case.
    Contains,
}

/// One condition; all must hold. Numbers are compared as they are written.
#[derive(Debug, Clone)]
pub(crate) enum Filter {
    Member(&'static str, Operator, Vec<String>),
    Tags(Operator, Vec<String>),
    CustomField(u64, Operator, Vec<String>),
    /// When the ticket was created: from the first moment to before the second.
    Created(Option<Moment>, Option<Moment>),
}

impl Filter {
    pub(super) fn holds(&self, state: &State, fact: &Fact<'_>) -> bool {
        match self {
            Self::Member(member, operator, values) => operator.holds(&member_of(state, fact, member), values),
            Self::Tags(operator, values) => operator.holds(&texts(fact.ticket.tags.iter().copied()), values),
            Self::CustomField(field, operator, values) => {
                let of_field = fact.ticket.custom_fields.iter().filter(|value| value.field == *field);
                let written = of_field.map(|value| match tree(Some(&*value.value)) {
                    serde_json::Value::String(text) => text,
                    other => other.to_string(),
                });
                operator.holds(&written.collect::<Vec<_>>(), values)
            }
            Self::Created(from, until) => {
                let created = fact.ticket.created;
                from.is_none_or(|from| created >= from) && until.is_none_or(|until| created < until)
            }
        }
    }
}

impl Operator {
    fn holds(self, have: &[String], wanted: &[String]) -> bool {
        let within = |value: &String| wanted.contains(value);
        match self {
            Self::OneOf => have.iter().any(within),
            Self::NotOneOf => !have.iter().any(within),
            Self::AllOf => wanted.iter().all(|value| have.contains(value)),
            Self::Set => !have.is_empty(),
            Self::Contains => {
                let holds =
                    |value: &String, part: &String| value.to_lowercase().contains(&part.to_lowercase());
                have.iter().any(|value| wanted.iter().any(|part| holds(value, part)))
            }
        }
    }
}

/// The values a fact has for a member; none for members that the account knows nothing of.
fn member_of(state: &State, fact: &Fact<'_>, member: &str) -> Vec<String> {
    match member {
        "agentId" => texts(fact.agent),
        "teamId" => texts(fact.ticket.assignee_team),
        "agentIdFromTeamId" => {
            let teams = state
                .teams
                .iter()
                .filter(|(_, team)| fact.agent.is_some_and(|agent| team.members.contains(&agent)));
            texts(teams.map(|(id, _)| id))
        }
        "channel" => vec![fact.channel.to_owned()],
        "integrationId" => texts(fact.integration),
        "score" => texts(fact.ticket.survey.and_then(|id| state.surveys.get(id)?.score)),
        "status" if fact.ticket.status == Status::Open => vec!["open".to_owned()],
        "status" => vec!["closed".to_owned()],
        "customFieldValueString" => fact.text.clone().into_iter().collect(),
        _ => Vec::new(),
    }
}

fn texts(ids: impl IntoIterator<Item = u64>) -> Vec<String> {
    ids.into_iter().map(|id| id.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_compare_sets_of_values() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let (none, two) = (texts(&[]), texts(&["email", "Chat"]));
        for (operator, wanted, of_two, of_none) in [
            (Operator::OneOf, &["email", "sms"][..], true, false),
            (Operator::NotOneOf, &["email", "sms"], false, true),
            (Operator::AllOf, &["email", "sms"], false, false),
            (Operator::AllOf, &["email"], true, false),
            (Operator::Set, &[], true, false),
            (Operator::Contains, &["HA"], true, false),
        ] {
            let wanted = texts(wanted);
            let held = (operator.holds(&two, &wanted), operator.holds(&none, &wanted));
            assert_eq!(held, (of_two, of_none), "{operator:?} {wanted:?}");
        }
    }
}
