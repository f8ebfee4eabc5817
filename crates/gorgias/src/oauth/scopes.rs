//! Sets of scopes: what is asked for, what was granted, the least that is needed.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use super::scope::Scope;
use crate::operations::Operation;

/// Scopes, each once, in a fixed order. The text form is separated by blanks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<Scope>);

/// What a list of operations needs. See [`Scopes::needed_for`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Needed {
    /// The least set.
    pub scopes: Scopes,
    /// Operations of which the reference does not say what they need. Try them with the scopes at hand.
    pub unknown: Vec<&'static str>,
}

impl Scopes {
    /// The least set of scopes for these operations (reference page "OAuth2 Scopes"). Writing does not include reading:
    /// an app that does both asks for both. Nothing about tokens is in it; see [`Scopes::offline`].
    ///
    /// ```
    /// use gorgias::oauth::Scopes;
    /// use gorgias::operations::find;
    ///
    /// let needed = Scopes::needed_for(["tickets.list", "tickets.create", "tags.list"].into_iter().filter_map(find));
    /// assert_eq!(needed.scopes.offline().to_string(), "offline tags:read tickets:read tickets:write");
    /// ```
    pub fn needed_for(operations: impl IntoIterator<Item = &'static Operation>) -> Needed {
        let mut needed = Needed::default();
        for operation in operations {
            match operation.scope {
                Some(scope) => drop(needed.scopes.0.insert(Scope::from(scope))),
                None if needed.unknown.contains(&operation.name) => {}
                None => needed.unknown.push(operation.name),
            }
        }
        needed
    }

    /// And this one.
    #[must_use]
    pub fn with(mut self, scope: Scope) -> Self {
        self.extend([scope]);
        self
    }

    /// And [`Scope::Offline`]: a refresh token, so that access outlives the first day.
    #[must_use]
    pub fn offline(self) -> Self {
        self.with(Scope::Offline)
    }

    /// And [`Scope::OpenId`], [`Scope::Email`], [`Scope::Profile`]: an `id_token` that says who consented.
    #[must_use]
    pub fn identity(self) -> Self {
        self.with(Scope::OpenId).with(Scope::Email).with(Scope::Profile)
    }

    /// Whether this scope is in the set.
    pub fn contains(&self, scope: &Scope) -> bool {
        self.0.contains(scope)
    }

    /// What of this set was not granted: ask for consent again with it. `write:all` grants everything but the scopes about
    /// tokens.
    #[must_use]
    pub fn missing(&self, granted: &Self) -> Self {
        let all = granted.contains(&Scope::WriteAll);
        let is_missing = |scope: &&Scope| !granted.contains(scope) && (scope.is_about_tokens() || !all);
        Self(self.0.iter().filter(is_missing).cloned().collect())
    }

    /// No scope at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The scopes in order.
    pub fn iter(&self) -> impl Iterator<Item = &Scope> {
        self.0.iter()
    }
}

impl Extend<Scope> for Scopes {
    fn extend<I: IntoIterator<Item = Scope>>(&mut self, scopes: I) {
        // A known scope that somebody wrote as `Other` is still the known one.
        self.0.extend(scopes.into_iter().map(|scope| match scope {
            Scope::Other(text) => Scope::from(text.as_str()),
            known => known,
        }));
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        let mut all = Self::default();
        all.extend(scopes);
        all
    }
}

impl From<&str> for Scopes {
    fn from(text: &str) -> Self {
        text.split_whitespace().map(Scope::from).collect()
    }
}

impl FromStr for Scopes {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, scope) in self.0.iter().enumerate() {
            let gap = if i == 0 { "" } else { " " };
            write!(f, "{gap}{scope}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations;

    #[test]
    fn text_is_read_in_any_order_and_written_in_one() {
        let scopes = Scopes::from("  tickets:read\toffline phone:dial openid tickets:read ");
        assert_eq!(scopes.to_string(), "openid offline tickets:read phone:dial");
        assert_eq!(scopes.to_string().parse::<Scopes>(), Ok(scopes.clone()));
        assert!(Scopes::from("").is_empty());
        assert_eq!(scopes.iter().count(), 4);
        assert!(Scopes::default().with(Scope::Other("tags:read".into())).contains(&Scope::TagsRead));
    }

    #[test]
    fn the_least_set_names_what_it_does_not_know() {
        let all =
            |names: &[&str]| Scopes::needed_for(names.iter().map(|name| operations::find(name).expect(name)));
        let needed = all(&["tickets.list", "tickets.create", "messages.create", "widgets.list"]);
        assert_eq!(needed.scopes.to_string(), "integrations:read tickets:read tickets:write");
        assert!(needed.unknown.is_empty());
        let unknown = operations::ALL.iter().find(|operation| operation.scope.is_none()).expect("one");
        let needed = all(&[unknown.name, unknown.name]);
        assert_eq!((needed.scopes.is_empty(), needed.unknown), (true, vec![unknown.name]));
    }

    #[test]
    fn every_scope_of_the_contract_has_a_name_here() {
        for operation in operations::ALL.iter() {
            let scope = operation.scope.map(Scope::from);
            assert!(!matches!(scope, Some(Scope::Other(_))), "{}: {scope:?}", operation.name);
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let wanted = Scopes::from("offline tickets:read tickets:write");
        assert_eq!(wanted.missing(&Scopes::from("tickets:write")).to_string(), "offline tickets:read");
        assert_eq!(wanted.missing(&Scopes::from("write:all")).to_string(), "offline");
        assert!(wanted.missing(&wanted).is_empty());
    }
}
