//! What can go wrong in the engine, and what should happen then.

use std::path::PathBuf;
use std::time::Duration;

/// An error of the engine.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The local database.
    #[error(transparent)]
    Store(#[from] polus_store::StoreError),
    /// The helpdesk.
    #[error(transparent)]
    Gorgias(#[from] gorgias::Error),
    /// A storefront, an ERP or a CRM.
    #[error(transparent)]
    Connector(#[from] polus_connect::ConnectError),
    /// A manifest, a flow or the configuration.
    #[error(transparent)]
    Document(#[from] polus_connect::DocumentError),
    /// An expression or template of a flow.
    #[error("in flow `{flow}`, {place}: {reason}")]
    Expression {
        /// The flow.
        flow: String,
        /// Which of its expressions.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A step was given arguments it cannot take.
    #[error("step `{step}` cannot take its arguments: {reason}")]
    Arguments {
        /// The step's kind.
        step: String,
        /// Which argument and why.
        reason: String,
    },
    /// A file cannot be read.
    #[error("{} cannot be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// What should be a file is something else, such as a pipe, which could be waited for without end.
    #[error("{} is not a regular file", path.display())]
    NotAFile {
        /// What is there.
        path: PathBuf,
    },
    /// A client for the helpdesk cannot be made from what was given.
    #[error(transparent)]
    Client(#[from] gorgias::BuildError),
    /// Two helpdesks in one account, or an account that is not the one of this installation.
    #[error("{0}")]
    Refused(String),
    /// There is no such connection.
    #[error("there is no connection `{name}`; there are: {known}")]
    NoConnection {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A helpdesk is needed and none is connected.
    #[error("no helpdesk is connected")]
    NoHelpdesk,
    /// A run belongs to a flow that is no longer there.
    #[error("there is no flow `{0}` any more")]
    NoFlow(String),
    /// The stored credentials of a connection cannot be used.
    #[error("the credentials of connection `{name}` cannot be read: {reason}")]
    Credentials {
        /// The connection.
        name: String,
        /// Why.
        reason: String,
    },
    /// A task of ours ended in a panic.
    #[error("a task broke down: {0}")]
    Broken(String),
    /// The other side sent something that cannot be what it should be.
    #[error("{system} sent {what}")]
    Unexpected {
        /// Which system.
        system: String,
        /// What it sent, and what was expected.
        what: String,
    },
}

/// What should happen after an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Try again, at the earliest after this time.
    Transient(Option<Duration>),
    /// Trying again gives the same answer; a person must look.
    Permanent,
    /// A write may or may not have happened: look before trying again.
    OutcomeUnknown,
    /// A defect of ours.
    Ours,
}

impl EngineError {
    /// What should happen now.
    pub fn class(&self) -> Class {
        match self {
            EngineError::Store(error) => match error.class() {
                polus_store::Class::Transient => Class::Transient(None),
                polus_store::Class::Permanent => Class::Permanent,
                polus_store::Class::Ours => Class::Ours,
            },
            EngineError::Gorgias(error) => match error.class() {
                gorgias::ErrorClass::Transient { retry_after } => Class::Transient(retry_after),
                gorgias::ErrorClass::Permanent => Class::Permanent,
                gorgias::ErrorClass::Ours => Class::Ours,
                gorgias::ErrorClass::OutcomeUnknown => Class::OutcomeUnknown,
            },
            EngineError::Connector(error) => match error.class() {
                polus_connect::Class::Transient { retry_after } => Class::Transient(retry_after),
                polus_connect::Class::Permanent => Class::Permanent,
                polus_connect::Class::Ours => Class::Ours,
            },
            EngineError::Document(_)
            | EngineError::Unreadable { .. }
            | EngineError::NotAFile { .. }
            | EngineError::Client(_)
            | EngineError::Refused(_)
            | EngineError::Expression { .. }
            | EngineError::Arguments { .. }
            | EngineError::NoConnection { .. }
            | EngineError::NoHelpdesk
            | EngineError::NoFlow(_)
            | EngineError::Credentials { .. } => Class::Permanent,
            EngineError::Broken(_) => Class::Ours,
            EngineError::Unexpected { .. } => Class::Transient(None),
        }
    }

    /// What a person can do about it, where there is something to say.
    pub fn hint(&self) -> Option<String> {
        match self {
            EngineError::Store(error) => error.hint(),
            EngineError::Document(error) => error.hint().map(str::to_owned),
            EngineError::Connector(error) => error.hint(),
            EngineError::Client(error) => Some(error.hint()),
            EngineError::Gorgias(error) => Some(error.hint()),
            EngineError::Unreadable { source, .. } if source.kind() == std::io::ErrorKind::InvalidData => {
                Some("save it as UTF-8 text".into())
            }
            EngineError::Unreadable { .. } => Some("check the path and that this user may read it".into()),
            EngineError::NotAFile { .. } => {
                Some("put the flow there as a file, or remove what is there to use a ready-made flow".into())
            }
            EngineError::Arguments { .. } | EngineError::Expression { .. } => {
                Some("correct the flow, then replay the run".into())
            }
            EngineError::NoConnection { .. } => Some("`polus status` lists the connections".into()),
            EngineError::NoHelpdesk => Some("connect one with `polus connect gorgias`".into()),
            EngineError::NoFlow(_) => {
                Some("the run is kept and can be replayed when the flow is back".into())
            }
            EngineError::Credentials { .. } => Some("connect again to store the credentials anew".into()),
            EngineError::Broken(_) => {
                Some("please report this with the log; what is stored is intact".into())
            }
            EngineError::Refused(_) | EngineError::Unexpected { .. } => None,
        }
    }

    /// Whether the credentials are at fault: asking again is useless until somebody changes them.
    pub fn is_unauthorized(&self) -> bool {
        match self {
            EngineError::Gorgias(error) => matches!(error, gorgias::Error::Unauthorized { .. }),
            EngineError::Connector(error) => {
                matches!(error, polus_connect::ConnectError::Unauthorized { .. })
            }
            EngineError::Credentials { .. } => true,
            _ => false,
        }
    }

    /// Whether everything else that is asked of the same system now would fail too. A list that the system refuses
    /// for its own reasons, such as a missing right, does not keep other lists from being read.
    pub fn concerns_the_system(&self) -> bool {
        let refusal = matches!(self, EngineError::Gorgias(_) | EngineError::Connector(_))
            && matches!(self.class(), Class::Permanent | Class::Ours);
        !refusal || self.is_unauthorized()
    }

    /// The word stored with a failure.
    pub fn class_name(&self) -> &'static str {
        match self.class() {
            Class::Transient(_) => "transient",
            Class::Permanent => "permanent",
            Class::OutcomeUnknown => "outcome unknown",
            Class::Ours => "ours",
        }
    }
}
