//! Development tasks: `test`, `bench`, `generate --check`. Never shipped.

fn main() {}
