//! Connector manifests: how Polus speaks to storefronts and ERPs, and what their records mean.

pub mod canonical;
pub mod document;
pub mod expr;
pub mod secret;

pub use canonical::{Entity, Identity};
pub use document::DocumentError;
pub use secret::Secret;
