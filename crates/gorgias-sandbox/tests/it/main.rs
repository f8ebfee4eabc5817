//! The systems of the sandbox, from outside.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod erp;
mod helpdesk;
mod server;
mod shop;
mod traffic;
