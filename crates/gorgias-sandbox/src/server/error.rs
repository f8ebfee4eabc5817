//! Why a sandbox does not start.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use super::journal::OpenError;
use super::name::SystemName;

/// Why a sandbox does not start. Nothing has been changed when it is returned.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Other machines could reach it.
    #[error("the {system} may listen on this machine only, not on {address}")]
    NotLoopback {
        /// Which of the systems.
        system: SystemName,
        /// Where it was to listen.
        address: SocketAddr,
    },
    /// Something else listens there.
    #[error("the address {address} of the {system} is in use")]
    AddressInUse {
        /// Which of the systems.
        system: SystemName,
        /// Where it was to listen.
        address: SocketAddr,
    },
    /// Listening failed for another reason.
    #[error("the {system} cannot listen on {address}")]
    Listen {
        /// Which of the systems.
        system: SystemName,
        /// Where it was to listen.
        address: SocketAddr,
        /// What the operating system said.
        source: io::Error,
    },
    /// The folder holds a sandbox that is not the one asked for.
    #[error("{} holds a sandbox with {what} {there}, not {asked}", folder.display())]
    OtherWorld {
        /// The folder of the state.
        folder: PathBuf,
        /// What differs: `seed`, `tickets` ...
        what: &'static str,
        /// What the folder holds.
        there: String,
        /// What was asked for.
        asked: String,
    },
    /// The folder is in use by another process.
    #[error("another sandbox is running on {}", folder.display())]
    FolderInUse {
        /// The folder of the state.
        folder: PathBuf,
    },
    /// The state cannot be read or written.
    #[error("the state in {} cannot be used", folder.display())]
    Folder {
        /// The folder of the state.
        folder: PathBuf,
        /// What is wrong.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The client that sends webhooks cannot be made.
    #[error("webhooks cannot be sent")]
    Deliveries {
        /// What is wrong.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl StartError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NotLoopback { .. } => {
                "The sandbox knows no log-in worth the name. Choose an address like 127.0.0.1:8787."
                    .to_owned()
            }
            Self::AddressInUse { .. } => {
                "Stop what listens there, or choose another port; port 0 takes a free one.".to_owned()
            }
            Self::Listen { .. } => "Choose an address and port of this machine.".to_owned(),
            Self::OtherWorld { what, there, .. } => {
                format!("Ask for {what} {there}, or choose an empty folder for a new sandbox.")
            }
            Self::FolderInUse { .. } => "Stop the other one, or choose another folder.".to_owned(),
            Self::Folder { .. } => {
                "Make the folder readable and writable, or choose an empty one for a new sandbox.".to_owned()
            }
            Self::Deliveries { .. } => "Report this as a fault of the sandbox.".to_owned(),
        }
    }

    pub(crate) fn journal(folder: PathBuf, error: OpenError) -> Self {
        match error {
            OpenError::InUse => Self::FolderInUse { folder },
            error => Self::Folder { folder, source: Box::new(error) },
        }
    }
}
