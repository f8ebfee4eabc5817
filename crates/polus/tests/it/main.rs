//! Tests of the program as its users meet it: a process with arguments, files, addresses and an exit code.

mod bad_input;
mod commands;
mod demo;
mod disk_full;
mod help;
mod http;
mod support;
mod up;
