//! The client against servers on loopback that behave and misbehave, and against `contract/`.

#![expect(clippy::duplicate_mod, reason = "each example has the module that all of them share")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail the test")]

mod contract;
mod errors;
mod examples;
mod files;
mod hostile;
mod jobs;
mod layers;
mod mock;
mod oauth;
mod objects;
mod pace;
mod pages;
mod retries;
mod round_trip;
mod sandbox;
mod secrets;
mod statistics;
