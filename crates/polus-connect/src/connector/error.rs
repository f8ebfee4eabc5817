//! What can go wrong between Polus and a system, and what should happen then.

use std::time::Duration;

use crate::document::DocumentError;

/// Why something could not be had from a system. Credentials are masked in every message.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// There is no manifest of this name.
    #[error("there is no connector for `{system}`")]
    NoSystem {
        /// The name asked for.
        system: String,
        /// Which ones there are.
        hint: String,
    },
    /// The manifest has no such stream.
    #[error("{system} has no stream `{stream}`")]
    NoStream {
        /// The system.
        system: String,
        /// The name asked for.
        stream: String,
        /// Which ones there are.
        hint: String,
    },
    /// The manifest is wrong.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The connection's settings do not fit the manifest.
    #[error("{system}: {what}")]
    Settings {
        /// The system.
        system: String,
        /// What is wrong.
        what: String,
        /// What to do.
        hint: String,
    },
    /// No answer: connection refused, name unknown, time-out, broken off.
    #[error("{system} could not be reached: {reason}")]
    Unreachable {
        /// The system.
        system: String,
        /// What the network said.
        reason: String,
    },
    /// The credentials are not accepted, or not for this.
    #[error("{system} does not accept the credentials ({status}): {message}")]
    Unauthorized {
        /// The system.
        system: String,
        /// HTTP status.
        status: u16,
        /// The system's own words.
        message: String,
    },
    /// The system will not do this, however often it is asked.
    #[error("{system} refused the request ({status}): {message}")]
    Refused {
        /// The system.
        system: String,
        /// HTTP status.
        status: u16,
        /// The system's own words.
        message: String,
    },
    /// Too many requests.
    #[error("{system} asks to slow down and come back in {} s", wait.as_secs().max(1))]
    Throttled {
        /// The system.
        system: String,
        /// When to come back.
        wait: Duration,
    },
    /// The system has a problem of its own.
    #[error("{system} has a problem ({status}): {message}")]
    Server {
        /// The system.
        system: String,
        /// HTTP status.
        status: u16,
        /// The system's own words.
        message: String,
    },
    /// The answer is not what the manifest expects.
    #[error("the answer of {system} cannot be used: {reason}")]
    Undecodable {
        /// The system.
        system: String,
        /// What was expected and what came.
        reason: String,
    },
    /// An expression of the manifest failed on an answer.
    #[error("the manifest of {system} fails at `{place}`: {reason}")]
    Expression {
        /// The system.
        system: String,
        /// Which field of the manifest.
        place: String,
        /// What the expression said.
        reason: String,
    },
    /// Something that cannot happen did.
    #[error("an HTTP client for {system} could not be made: {reason}")]
    Internal {
        /// The system.
        system: String,
        /// What was said.
        reason: String,
    },
}

/// What should happen after an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The same later may succeed.
    Transient {
        /// Not before this has passed, when the system said so.
        retry_after: Option<Duration>,
    },
    /// The same will fail again until somebody changes something.
    Permanent,
    /// A fault in Polus.
    Ours,
}

impl ConnectError {
    pub(super) fn settings(system: &str, what: String, hint: &str) -> ConnectError {
        ConnectError::Settings { system: system.to_owned(), what, hint: hint.to_owned() }
    }

    /// What should happen now.
    pub fn class(&self) -> Class {
        match self {
            ConnectError::Throttled { wait, .. } => Class::Transient { retry_after: Some(*wait) },
            // A page of a proxy or of maintenance comes as an answer that makes no sense.
            ConnectError::Unreachable { .. }
            | ConnectError::Server { .. }
            | ConnectError::Undecodable { .. } => Class::Transient { retry_after: None },
            ConnectError::NoSystem { .. }
            | ConnectError::NoStream { .. }
            | ConnectError::Document(_)
            | ConnectError::Settings { .. }
            | ConnectError::Unauthorized { .. }
            | ConnectError::Refused { .. }
            | ConnectError::Expression { .. } => Class::Permanent,
            ConnectError::Internal { .. } => Class::Ours,
        }
    }

    /// What a person can do about it, where there is something to say.
    pub fn hint(&self) -> Option<String> {
        match self {
            ConnectError::NoSystem { hint, .. }
            | ConnectError::NoStream { hint, .. }
            | ConnectError::Settings { hint, .. } => Some(hint.clone()),
            ConnectError::Document(error) => error.hint().map(str::to_owned),
            ConnectError::Unauthorized { .. } => {
                Some("check the credentials and their rights, then connect again".to_owned())
            }
            ConnectError::Unreachable { .. } => {
                Some("check the address and that the system is up".to_owned())
            }
            ConnectError::Expression { place, .. } => Some(format!("correct `{place}` in the manifest")),
            _ => None,
        }
    }
}
