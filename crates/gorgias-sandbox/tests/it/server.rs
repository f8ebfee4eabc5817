//! The running sandbox: doors, limits, webhooks, restarts, the hand on it.

mod control;
mod deliveries;
mod doors;
mod files;
mod kill;
mod limit;
mod oauth;
mod receiver;
mod restart;
pub mod support;
