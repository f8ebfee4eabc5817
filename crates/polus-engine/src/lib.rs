//! What Polus does: it keeps the local copy in step with every connected system, links records that
//! belong together, and runs flows on what changes.
//!
//! The engine decides; it serves no HTTP and writes no SQL. Three ways lead through it, and all of them
//! end in the store's `apply`:
//!
//! 1. [`sync`]: a stream is walked once to its end (backfill) and then kept fresh by short walks, woken
//!    by a timer or by a hint;
//! 2. [`intake`]: a webhook, already durable in the inbox, becomes a hint: this record is stale;
//! 3. [`flows`]: a change that a flow waits for has become a run in the same transaction; a worker
//!    leases it, journals each step before it writes anything outside, and ends it.

pub mod clock;
pub mod sync;
