//! What the browser brings to the redirect address: a code or a refusal, with the `state` that was sent along.

use std::collections::BTreeMap;
use std::fmt;

use url::form_urlencoded;

use super::random::State;
use super::refusal::Refusal;
use crate::answer;
use crate::secret::Secret;

/// An authorization code: opaque, good once, for a short time. Prints as a mask.
pub struct Code(Secret);

/// The query of the redirect address, read but not yet believed.
#[derive(Debug)]
pub struct Callback {
    state: Option<Secret>,
    outcome: Result<Code, CallbackError>,
}

/// A callback without a code to use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallbackError {
    /// It does not belong to the authorization that this browser began; it may be forged.
    #[error("the callback does not belong to the installation that was begun here")]
    State,
    /// The account's server or the person before it said no.
    #[error("the installation was refused: {refusal}{}", after_colon(.description))]
    Refused {
        /// Why.
        refusal: Refusal,
        /// The server's words; may be empty. They came through a browser: escape them.
        description: String,
    },
    /// Neither a code nor a refusal.
    #[error("the callback holds no code")]
    NoCode,
    /// A parameter came more than once, which no honest server does.
    #[error("the callback holds `{0}` more than once")]
    Repeated(&'static str),
}

impl CallbackError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::State => "begin the installation again in the same browser",
            Self::Refused { refusal: Refusal::AccessDenied, .. } => {
                "an administrator has to agree on the consent page; begin the installation again"
            }
            Self::Refused { refusal: Refusal::InvalidScope, .. } => {
                "check which scopes the app is registered for in the developer portal"
            }
            Self::Refused { refusal, .. } if refusal.passes() => "try again later",
            Self::Refused { .. } => "check the app's registration in the developer portal",
            Self::NoCode | Self::Repeated(_) => {
                "begin the installation again from the app's page in the helpdesk"
            }
        }
    }
}

impl Callback {
    /// Reads the query of the redirect address (RFC 6749, section 4.1.2), with or without what stands before its `?`.
    pub fn read(query: &str) -> Self {
        let query = query.split_once('?').map_or(query, |(_, query)| query);
        let mut found: BTreeMap<&'static str, String> = BTreeMap::new();
        let mut repeated = None;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let known =
                ["state", "code", "error", "error_description"].into_iter().find(|known| *known == name);
            if let Some(name) = known.filter(|name| found.insert(name, value.into_owned()).is_some()) {
                repeated = Some(name);
            }
        }
        let mut take = |name| found.remove(name).filter(|value| !value.is_empty());
        let (code, error) = (take("code"), take("error"));
        let description = take("error_description").unwrap_or_default();
        let outcome = match (repeated, error, code) {
            (Some(name), ..) => Err(CallbackError::Repeated(name)),
            (_, Some(error), _) => Err(CallbackError::Refused {
                refusal: Refusal::from(answer::start_of(error.as_bytes()).as_str()),
                description: answer::start_of(description.as_bytes()),
            }),
            (.., Some(code)) => Ok(Code(Secret::new(code))),
            _ => Err(CallbackError::NoCode),
        };
        Self { state: take("state").map(Secret::new), outcome }
    }

    /// The `state` that came: a key to look up what was begun, and no proof of anything.
    pub fn state(&self) -> Option<&str> {
        self.state.as_ref().map(Secret::expose)
    }

    /// The code, when the callback belongs to the authorization with this state.
    ///
    /// # Errors
    /// When the state is another one, the installation was refused, or there is no code.
    pub fn code(self, begun: &State) -> Result<Code, CallbackError> {
        if !self.state.is_some_and(|came| begun.is(came.expose())) {
            return Err(CallbackError::State);
        }
        self.outcome
    }
}

impl Code {
    /// A code that reached the program in another way than through [`Callback`]: its `state` must have been compared.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Secret::new(text))
    }

    pub(super) fn secret(&self) -> &Secret {
        &self.0
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(***)")
    }
}

fn after_colon(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(": {text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(query: &str) -> Result<String, CallbackError> {
        let code = Callback::read(query).code(&State::kept("s-1"))?;
        Ok(code.secret().expose().to_owned())
    }

    #[test]
    fn a_code_is_given_to_who_began() {
        assert_eq!(code("code=c%2F1&state=s-1"), Ok("c/1".to_owned()));
        assert_eq!(code("https://app.example/cb?state=s-1&code=c&extra=1&extra=2"), Ok("c".to_owned()));
        assert_eq!(Callback::read("code=c&state=s-2").state(), Some("s-2"));
    }

    #[test]
    fn everything_else_is_told_apart() {
        for forged in ["code=c&state=s-2", "code=c", "code=c&state=", "", "error=access_denied&state=s"] {
            assert_eq!(code(forged), Err(CallbackError::State), "{forged}");
        }
        assert_eq!(code("state=s-1"), Err(CallbackError::NoCode));
        assert_eq!(code("state=s-1&code="), Err(CallbackError::NoCode));
        assert_eq!(code("state=s-1&code=a&code=b"), Err(CallbackError::Repeated("code")));
        let refused = code("state=s-1&error=access_denied&error_description=not%0Atoday&code=c").unwrap_err();
        insta::assert_snapshot!(format!("{refused}; {}", refused.hint()), @"the installation was refused: access_denied: not today; an administrator has to agree on the consent page; begin the installation again");
    }

    #[test]
    fn a_flood_in_the_description_is_cut() {
        let Err(CallbackError::Refused { description, .. }) =
            code(&format!("state=s-1&error=x&error_description={}", "y".repeat(9_000)))
        else {
            panic!("refused")
        };
        assert!(description.len() <= 200);
    }

    proptest::proptest! {
        #[test]
        fn no_query_brings_it_down_or_shows_its_code(query in "\\PC{0,80}", code in "[a-z0-9]{12,48}") {
            drop(Callback::read(&query));
            let callback = Callback::read(&format!("code={code}&state={code}&{query}"));
            let shown = format!("{callback:?}");
            proptest::prop_assert!(!shown.contains(&code), "{}", shown);
        }
    }
}
