//! Tests of the program as its users meet it: a process with arguments, files, addresses and an exit code.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what a test leans on fails by panicking; clippy exempts only functions marked as tests"
)]

mod api;
mod bad_input;
mod commands;
mod demo;
mod disk_full;
mod help;
mod http;
mod support;
mod up;
