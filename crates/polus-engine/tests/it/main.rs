//! The engine against the sandbox: real HTTP, real SQLite, a clock that the tests move, and no task that runs by
//! itself: every round is called by the test.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod app;
mod backfill;
mod catch_up;
mod connecting;
mod crash;
mod flows;
mod gate;
mod intake;
mod running;
mod setup;
mod sidebar;
