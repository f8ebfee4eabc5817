//! What Polus does: it keeps the local copy in step with every connected system, links records that
//! belong together, and runs flows on what changes.
//!
//! The engine decides; it serves no HTTP and writes no SQL. [`Engine`] is what a program holds. Three ways lead
//! through it, and all of them end in the store's `apply`:
//!
//! 1. `sync`: a stream is walked once to its end (backfill) and then kept fresh by short walks, woken
//!    by a timer or by a hint;
//! 2. `intake`: a webhook, already durable in the inbox, becomes a mark: this record is out of date;
//! 3. [`flows`]: a change that a flow waits for has become a run in the same transaction; a worker
//!    leases it, journals each step before it writes anything outside, and ends it.
//!
//! Beside them `setup` makes the helpdesk call us, `sidebar` answers it, and [`status`] tells people.

mod clock;
mod engine;
mod error;
pub mod flows;
mod intake;
mod setup;
mod sidebar;
pub mod status;
mod sync;
mod systems;

pub use clock::Clock;
pub use engine::{Connected, Engine, EngineOptions, NewSystem, Pace, StreamSummary, SyncSummary};
pub use error::{Class, EngineError};
pub use flows::FlowSet;
pub use intake::{Refused, SECRET_HEADER, Verified};
pub use setup::Installed;
pub use sidebar::SidebarQuery;
pub use status::Status;
pub use sync::{Due, Notice, Observer};
pub use systems::GORGIAS;
