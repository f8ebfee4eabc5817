//! What a filter can ask, and with which arguments.

use super::super::moment::Moment;
use super::path::{EQUALITY, TAGS, TEXTS, TIMES};
use super::syntax::Literal;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Unequal,
    Gt,
    Gte,
    Lt,
    Lte,
    GteTimedelta,
    LteTimedelta,
    IsEmpty,
    IsNotEmpty,
    ContainsAny,
    ContainsAll,
    NotContainsAny,
    NotContainsAll,
    Contains,
    NotContains,
    StartsWith,
    EndsWith,
}

use Operator::{
    Contains, ContainsAll, ContainsAny, EndsWith, Equal, Gt, Gte, GteTimedelta, IsEmpty, IsNotEmpty, Lt, Lte,
    LteTimedelta, NotContains, NotContainsAll, NotContainsAny, StartsWith, Unequal,
};

const NAMES: &[(&str, Operator)] = &[
    ("eq", Equal),
    ("neq", Unequal),
    ("gt", Gt),
    ("gte", Gte),
    ("lt", Lt),
    ("lte", Lte),
    ("gteTimedelta", GteTimedelta),
    ("lteTimedelta", LteTimedelta),
    ("isEmpty", IsEmpty),
    ("isNotEmpty", IsNotEmpty),
    ("containsAny", ContainsAny),
    ("containsAll", ContainsAll),
    ("notContainsAny", NotContainsAny),
    ("notContainsAll", NotContainsAll),
    ("contains", Contains),
    ("notContains", NotContains),
    ("startsWith", StartsWith),
    ("endsWith", EndsWith),
];

/// What a path is compared with.
#[derive(Debug, PartialEq)]
pub(super) enum Operand {
    Nothing,
    /// `None` is `null`.
    Texts(Vec<Option<String>>),
    Moment(Moment),
    /// Microseconds before now.
    Ago(i64),
}

impl Operand {
    pub(super) fn names(&self, value: &str) -> bool {
        matches!(self, Self::Texts(texts) if texts.iter().any(|text| text.as_deref() == Some(value)))
    }
}

impl Operator {
    pub(super) fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, operator)| *operator)
    }

    /// The paths that callers may use it with.
    pub(super) fn paths(self) -> Vec<&'static str> {
        let lists: &[&[&str]] = match self {
            Equal | Unequal => &[EQUALITY],
            Gt | Gte | Lt | Lte | GteTimedelta | LteTimedelta => &[TIMES],
            IsEmpty | IsNotEmpty => &[EQUALITY, TAGS, TIMES],
            ContainsAny | ContainsAll | NotContainsAny | NotContainsAll => &[EQUALITY, TAGS],
            Contains | NotContains | StartsWith | EndsWith => &[TEXTS],
        };
        lists.concat()
    }

    /// Its arguments after the path, in the form that it needs.
    pub(super) fn operand(self, arguments: Vec<Literal>) -> Result<Operand, String> {
        let count = if matches!(self, IsEmpty | IsNotEmpty) { 0 } else { 1 };
        if arguments.len() != count {
            return Err(format!("{} takes {count} arguments after the path.", self.name()));
        }
        let Some(argument) = arguments.into_iter().next() else { return Ok(Operand::Nothing) };
        match (self, argument) {
            (Gt | Gte | Lt | Lte, Literal::Text(text)) => Moment::parse(&text)
                .map(Operand::Moment)
                .ok_or_else(|| format!("Not a valid datetime: {text}.")),
            (GteTimedelta | LteTimedelta, Literal::Text(text)) => distance(&text)
                .map(Operand::Ago)
                .ok_or_else(|| format!("Not a valid time difference: {text}.")),
            (ContainsAny | ContainsAll | NotContainsAny | NotContainsAll, Literal::List(items)) => {
                let texts = items.into_iter().map(|item| self.text(item)).collect::<Result<_, _>>()?;
                Ok(Operand::Texts(texts))
            }
            (Equal | Unequal | Contains | NotContains | StartsWith | EndsWith, single) => {
                Ok(Operand::Texts(vec![self.text(single)?]))
            }
            _ => Err(self.misused()),
        }
    }

    fn text(self, literal: Literal) -> Result<Option<String>, String> {
        match literal {
            Literal::Text(text) => Ok(Some(text)),
            Literal::Null => Ok(None),
            Literal::List(_) => Err(self.misused()),
        }
    }

    fn misused(self) -> String {
        format!("{} does not take an argument of that type.", self.name())
    }

    fn name(self) -> &'static str {
        NAMES.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name)
    }
}

/// `90m`, `12h`, `1d`, `2w` in microseconds.
fn distance(text: &str) -> Option<i64> {
    const SECOND: i64 = 1_000_000;
    let unit = text.chars().next_back()?;
    let count: i64 = text.strip_suffix(unit)?.trim().parse::<u32>().ok()?.into();
    let seconds = match unit {
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 7 * 86_400,
        _ => return None,
    };
    Some(count * seconds * SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_have_a_unit() {
        assert_eq!(distance("1d"), Some(86_400_000_000));
        assert_eq!(distance("90m"), Some(5_400_000_000));
        for text in ["", "d", "1", "1y", "-1d", "1é", "99999999999d"] {
            assert_eq!(distance(text), None, "{text}");
        }
    }

    #[test]
    fn arguments_are_what_the_operator_needs() {
        let text = |text: &str| Literal::Text(text.to_owned());
        assert_eq!(Equal.operand(vec![Literal::Null]), Ok(Operand::Texts(vec![None])));
        assert!(Gte.operand(vec![text("yesterday")]).is_err());
        assert!(Gte.operand(vec![Literal::Null]).is_err());
        assert!(IsEmpty.operand(vec![text("x")]).is_err());
        assert!(Equal.operand(Vec::new()).is_err());
        assert!(Equal.operand(vec![Literal::List(Vec::new())]).is_err());
        assert!(ContainsAny.operand(vec![text("x")]).is_err());
    }
}
