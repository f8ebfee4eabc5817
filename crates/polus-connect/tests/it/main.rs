//! The manifests that come with Polus, against systems that behave like the real ones, over real HTTP.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod erp;
mod front;
mod hostile;
mod shop;
