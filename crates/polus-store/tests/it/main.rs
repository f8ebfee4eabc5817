//! The store as its users see it, on a real database in a folder of its own.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod apply;
mod convergence;
mod durability;
mod failures;
mod inbox;
mod leases;
mod links;
mod opening;
mod reading;
mod runs;
mod streams;
mod support;
mod tables;
