//! The Polus integration engine: commands, HTTP, configuration.

fn main() {}
