//! Gorgias as a local process, with a small shop and a small ERP beside it.
//!
//! [`server`] puts the systems behind HTTP on this machine: [`Sandbox::start`] gives addresses and credentials,
//! and [`Control`] lets people act in them. Each system ([`helpdesk`], [`shop`], [`erp`]) is a state machine
//! without input or output ([`system`]); [`traffic`] is what people do in them.
//!
//! ```no_run
//! use gorgias_sandbox::{Sandbox, SandboxClock, SandboxOptions, SystemName};
//! # async fn example(now: fn() -> jiff::Timestamp) -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start(SandboxOptions::new(7, SandboxClock::new(now))).await?;
//! println!("{}/api/tickets, {}", sandbox.access().helpdesk.url, sandbox.access().helpdesk.email);
//! let action = serde_json::json!({"do": "customer-writes", "pick": 3});
//! sandbox.control().act(SystemName::Helpdesk, action).await?;
//! # Ok(())
//! # }
//! ```

mod contract;
mod dice;
pub mod erp;
pub mod helpdesk;
mod hex;
mod people;
pub mod server;
pub mod shop;
pub mod system;
pub mod traffic;

pub use server::{
    Access, AppAccess, CommerceListen, Control, Counts, DeliveryOptions, ErpAccess, HelpdeskAccess,
    LedgerLine, OauthOptions, RateLimit, Sandbox, SandboxClock, SandboxOptions, ShopAccess, StartError,
    SystemName,
};
