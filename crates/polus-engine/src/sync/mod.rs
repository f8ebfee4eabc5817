//! Staying in step: one state machine a stream, driven by pages.

pub mod walk;
