//! From the errors of the libraries to exit code and hint: which is which is decided here and nowhere else.

use gorgias::ErrorClass;
use gorgias_sandbox::StartError;
use polus_connect::{ConnectError, DocumentError};
use polus_engine::EngineError;
use polus_store::StoreError;
use polus_store::sealed::SealError;

use crate::failure::{Exit, Failure};

impl From<DocumentError> for Failure {
    fn from(error: DocumentError) -> Failure {
        hinted(Failure::from_error(Exit::Configuration, &error), error.hint())
    }
}

impl From<SealError> for Failure {
    fn from(error: SealError) -> Failure {
        // Its `Display` ends with what the system said.
        Failure::new(Exit::Configuration, error.to_string()).hint(error.hint())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        let exit = match &error {
            StoreError::Query { .. } | StoreError::QueryTooLarge | StoreError::NotFound { .. } => Exit::Usage,
            StoreError::Conflict { .. } | StoreError::Internal { .. } => Exit::Internal,
            StoreError::Locked { .. }
            | StoreError::Busy { .. }
            | StoreError::Newer { .. }
            | StoreError::NotOurs { .. }
            | StoreError::Corrupt { .. }
            | StoreError::DiskFull { .. }
            | StoreError::Io { .. }
            | StoreError::Closed
            | StoreError::ReadOnly { .. } => Exit::Database,
        };
        hinted(Failure::from_error(exit, &error), error.hint().as_deref())
    }
}

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Failure {
        if let ConnectError::Document(document) = error {
            return document.into();
        }
        let exit = match &error {
            ConnectError::NoSystem { .. } | ConnectError::NoStream { .. } | ConnectError::Settings { .. } => {
                Exit::Usage
            }
            ConnectError::Document(_) | ConnectError::Expression { .. } => Exit::Configuration,
            ConnectError::Unauthorized { .. } => Exit::Credentials,
            ConnectError::Unreachable { .. }
            | ConnectError::Refused { .. }
            | ConnectError::Throttled { .. }
            | ConnectError::Server { .. }
            | ConnectError::Undecodable { .. } => Exit::Unreachable,
            ConnectError::Internal { .. } => Exit::Internal,
        };
        hinted(Failure::from_error(exit, &error), error.hint().as_deref())
    }
}

impl From<gorgias::Error> for Failure {
    fn from(error: gorgias::Error) -> Failure {
        EngineError::Gorgias(error).into()
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Failure {
        let exit = match error {
            EngineError::Store(error) => return error.into(),
            EngineError::Connector(error) => return error.into(),
            EngineError::Document(error) => return error.into(),
            EngineError::Gorgias(ref error) => of_gorgias(error),
            EngineError::Client(_)
            | EngineError::Refused(_)
            | EngineError::NoConnection { .. }
            | EngineError::NoHelpdesk => Exit::Usage,
            EngineError::Unreadable { .. }
            | EngineError::NotAFile { .. }
            | EngineError::Expression { .. }
            | EngineError::Arguments { .. }
            | EngineError::NoFlow(_)
            | EngineError::Credentials { .. } => Exit::Configuration,
            EngineError::Broken(_) => Exit::Internal,
            EngineError::Unexpected { .. } => Exit::Unreachable,
        };
        hinted(Failure::from_error(exit, &error), error.hint().as_deref())
    }
}

fn of_gorgias(error: &gorgias::Error) -> Exit {
    match (error, error.class()) {
        (gorgias::Error::Unauthorized { .. } | gorgias::Error::Forbidden { .. }, _) => Exit::Credentials,
        (_, ErrorClass::Ours) => Exit::Internal,
        (_, ErrorClass::Transient { .. } | ErrorClass::Permanent | ErrorClass::OutcomeUnknown) => {
            Exit::Unreachable
        }
    }
}

fn hinted(failure: Failure, hint: Option<&str>) -> Failure {
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Failure {
        let exit = match &error {
            StartError::NotLoopback { .. } | StartError::AddressInUse { .. } | StartError::Listen { .. } => {
                Exit::Listen
            }
            StartError::OtherWorld { .. } | StartError::FolderInUse { .. } | StartError::Folder { .. } => {
                Exit::Configuration
            }
            StartError::Deliveries { .. } => Exit::Internal,
        };
        Failure::from_error(exit, &error).hint(error.hint())
    }
}
