//! Gorgias as a local process, with a small shop and a small ERP beside it.

pub mod erp;
pub mod helpdesk;
mod people;
pub mod server;
pub mod shop;
pub mod system;
pub mod traffic;

pub use server::{
    Access, CommerceListen, Control, Counts, DeliveryOptions, ErpAccess, HelpdeskAccess, LedgerLine, RateLimit, Sandbox,
    SandboxClock, SandboxOptions, ShopAccess, StartError, SystemName,
};
