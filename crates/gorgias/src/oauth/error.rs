//! What can go wrong with tokens, told apart by where it went wrong.
//!
//! Guarantees: no `Debug` or `Display` holds a secret, a code or a token; `Display` never repeats its source. A failed
//! renewal is told to everybody who waited for it, so these errors can be cloned.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::refusal::Refusal;
use crate::client::BuildError;
use crate::error::{Doubt, ErrorClass};

/// A cause that several waiters share.
pub type SharedCause = Arc<dyn std::error::Error + Send + Sync>;

/// An app or account that cannot be used as given. Nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// Not the name of an account.
    #[error("`{text}` is not an account: {reason}")]
    Account {
        /// What was given, without credentials.
        text: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A part of the app's registration.
    #[error("the {part} {reason}")]
    App {
        /// Which part.
        part: &'static str,
        /// What is wrong, without showing it.
        reason: &'static str,
    },
    /// The account's address cannot be used, or TLS not be set up.
    #[error(transparent)]
    Client(#[from] BuildError),
}

impl SetupError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Account { .. } => {
                "name the account by its subdomain, the first word of its address".to_owned()
            }
            Self::App { .. } => "copy it again from the app's page in the developer portal".to_owned(),
            Self::Client(error) => error.hint(),
        }
    }
}

/// What was being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenCall {
    /// A code for the first tokens.
    Exchange,
    /// A refresh token for a new access token.
    Refresh,
    /// The end of a refresh token.
    Revoke,
    /// Reading stored tokens.
    Load,
    /// Storing tokens.
    Save,
}

impl fmt::Display for TokenCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Exchange => "exchanging the code",
            Self::Refresh => "renewing the access token",
            Self::Revoke => "revoking the refresh token",
            Self::Load => "reading the stored tokens",
            Self::Save => "storing the tokens",
        })
    }
}

/// Tokens that could not be had.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OAuthError {
    /// The account's host.
    pub host: String,
    /// What was being done.
    pub call: TokenCall,
    /// How it failed.
    pub failure: Failure,
}

/// How a token call failed.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// No connection, so nothing reached the server.
    #[error("no connection; nothing was sent")]
    NotSent(#[source] SharedCause),
    /// No complete answer in time; the call may be repeated.
    #[error("no complete answer within {} s", .after.as_secs_f32())]
    TimedOut {
        /// The limit that passed.
        after: Duration,
    },
    /// The connection broke, or the process's runtime ended; the call may be repeated.
    #[error("it broke before the answer was complete")]
    Interrupted(#[source] SharedCause),
    /// The code may or may not be used up, so it is not sent again.
    #[error("{doubt}, so the code may be used up")]
    OutcomeUnknown {
        /// Why it is unknown.
        doubt: Doubt,
    },
    /// The server said no.
    #[error("refused ({status}): {refusal}{}", in_brackets(.description))]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The reason.
        refusal: Refusal,
        /// The server's words; often empty.
        description: String,
    },
    /// 429.
    #[error("throttled (429)")]
    Throttled {
        /// The wait the server asked for.
        retry_after: Option<Duration>,
    },
    /// 5xx.
    #[error("the server failed ({status})")]
    Server {
        /// The HTTP status.
        status: u16,
        /// The wait the server asked for.
        retry_after: Option<Duration>,
    },
    /// A web page instead of JSON.
    #[error("the answer is a web page ({status}, \"{title}\"), not JSON")]
    NotJson {
        /// The HTTP status.
        status: u16,
        /// The page's title, else its first words.
        title: String,
    },
    /// A redirect; not followed, so that secrets stay with the account.
    #[error("redirected to {location}, which is not followed")]
    Redirected {
        /// Where to, without its query.
        location: String,
    },
    /// A success without usable tokens. Its body is not shown, because it may hold some.
    #[error("the answer holds no tokens: {reason}")]
    Undecodable {
        /// What is wrong with it.
        reason: String,
    },
    /// An answer above the size limit.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// The store holds no tokens of this account.
    #[error("the app is not installed in this account: there are no tokens")]
    NotInstalled,
    /// The access token has ended, and nothing can renew it.
    #[error("there is no refresh token")]
    NoRefreshToken,
    /// The store failed.
    #[error("the token store failed")]
    Store(#[source] SharedCause),
}

impl OAuthError {
    /// What to do next.
    pub fn class(&self) -> ErrorClass {
        let later = |retry_after| ErrorClass::Transient { retry_after };
        match &self.failure {
            Failure::NotSent(_) | Failure::TimedOut { .. } | Failure::Interrupted(_) | Failure::Store(_) => {
                later(None)
            }
            Failure::Throttled { retry_after } | Failure::Server { retry_after, .. } => later(*retry_after),
            Failure::Refused { refusal, .. } if refusal.passes() => later(None),
            Failure::OutcomeUnknown { .. } => ErrorClass::OutcomeUnknown,
            Failure::Undecodable { .. } | Failure::TooLarge { .. } => ErrorClass::Ours,
            Failure::Refused { refusal: Refusal::InvalidRequest | Refusal::UnsupportedGrantType, .. } => {
                ErrorClass::Ours
            }
            Failure::Refused { .. }
            | Failure::NotJson { .. }
            | Failure::Redirected { .. }
            | Failure::NotInstalled
            | Failure::NoRefreshToken => ErrorClass::Permanent,
        }
    }

    /// Only an administrator's new consent helps: the app has to be installed again.
    pub fn needs_consent(&self) -> bool {
        match &self.failure {
            Failure::NotInstalled | Failure::NoRefreshToken | Failure::OutcomeUnknown { .. } => true,
            Failure::Refused { refusal, .. } => *refusal == Refusal::InvalidGrant,
            _ => false,
        }
    }

    /// What to do about it, for a person.
    pub fn hint(&self) -> &'static str {
        match &self.failure {
            Failure::NotSent(_) => "check the address, DNS, firewall and certificates",
            Failure::TimedOut { .. }
            | Failure::Interrupted(_)
            | Failure::Throttled { .. }
            | Failure::Server { .. } => "try again later",
            Failure::OutcomeUnknown { .. } => "begin the installation again",
            Failure::NotJson { .. } | Failure::Redirected { .. } => "check the account's subdomain",
            Failure::Undecodable { .. } | Failure::TooLarge { .. } => {
                "check that nothing between here and the account changes answers"
            }
            Failure::NotInstalled => "install the app in this account",
            Failure::NoRefreshToken => "install the app again, and ask for the scope `offline`",
            Failure::Store(_) => "check the token store",
            Failure::Refused { refusal, .. } => match refusal {
                Refusal::InvalidGrant if self.call == TokenCall::Exchange => {
                    "begin the installation again; the redirect address must be the registered one, letter by letter"
                }
                Refusal::InvalidGrant => "the app was removed or its access revoked: install it again",
                Refusal::InvalidClient => {
                    "check the client id (24 hexadecimal characters) and the client secret in the developer portal"
                }
                Refusal::InvalidScope => {
                    "check which scopes the app is registered for in the developer portal"
                }
                refusal if refusal.passes() => "try again later",
                _ => "check the app's registration in the developer portal",
            },
        }
    }
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.host, self.call, self.failure)
    }
}

impl std::error::Error for OAuthError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.failure.source()
    }
}

fn in_brackets(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" ({text})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(call: TokenCall, refusal: &str) -> OAuthError {
        let failure =
            Failure::Refused { status: 400, refusal: Refusal::from(refusal), description: String::new() };
        OAuthError { host: "acme.gorgias.com".into(), call, failure }
    }

    #[test]
    fn messages_say_what_where_and_what_to_do() {
        let unknown = Failure::OutcomeUnknown { doubt: Doubt::TimedOut };
        let host = "acme.gorgias.com".to_owned();
        let messages = [
            refused(TokenCall::Refresh, "invalid_grant"),
            refused(TokenCall::Exchange, "invalid_grant"),
            refused(TokenCall::Revoke, "invalid_client"),
            refused(TokenCall::Refresh, "computer_says_no"),
            OAuthError { host: host.clone(), call: TokenCall::Exchange, failure: unknown },
            OAuthError { host, call: TokenCall::Load, failure: Failure::NotInstalled },
        ]
        .map(|error| format!("{error}; {} [{:?}]", error.hint(), error.class()))
        .join("\n");
        insta::assert_snapshot!(messages, @"
        acme.gorgias.com: renewing the access token: refused (400): invalid_grant; the app was removed or its access revoked: install it again [Permanent]
        acme.gorgias.com: exchanging the code: refused (400): invalid_grant; begin the installation again; the redirect address must be the registered one, letter by letter [Permanent]
        acme.gorgias.com: revoking the refresh token: refused (400): invalid_client; check the client id (24 hexadecimal characters) and the client secret in the developer portal [Permanent]
        acme.gorgias.com: renewing the access token: refused (400): computer_says_no; check the app's registration in the developer portal [Permanent]
        acme.gorgias.com: exchanging the code: no answer came in time, so the code may be used up; begin the installation again [OutcomeUnknown]
        acme.gorgias.com: reading the stored tokens: the app is not installed in this account: there are no tokens; install the app in this account [Permanent]
        ");
    }

    #[test]
    fn only_new_consent_helps_a_dead_grant() {
        assert!(refused(TokenCall::Refresh, "invalid_grant").needs_consent());
        for other in ["invalid_client", "temporarily_unavailable", "invalid_scope"] {
            assert!(!refused(TokenCall::Refresh, other).needs_consent(), "{other}");
        }
        let passing = refused(TokenCall::Refresh, "temporarily_unavailable").class();
        assert_eq!(passing, ErrorClass::Transient { retry_after: None });
    }
}
