//! Connector manifests: how Polus speaks to storefronts and ERPs, and what their records mean.
//!
//! - [`document`]: YAML with places, for manifests, flows and the configuration;
//! - [`expr`]: the one language of conditions, mappings and messages;
//! - [`canonical`]: what a customer and an order are, whatever system they come from;
//! - [`manifest`]: a system as data, `connectors/<system>.yaml`;
//! - [`connector`]: a live connection that follows a manifest.
//!
//! Nothing here knows Gorgias or keeps state; nothing here writes to a system.

pub mod canonical;
pub mod connector;
pub mod document;
pub mod expr;
pub mod manifest;
pub mod secret;

pub use canonical::{Entity, Identity};
pub use connector::{
    Class, ConnectError, ConnectionSettings, Connector, Hint, HttpOptions, ReadPage, ReadRequest,
    SourceRecord, StreamInfo, WebhookRefused,
};
pub use document::DocumentError;
pub use manifest::{Kind, Manifest};
pub use secret::Secret;
