//! Prints the page on flows, for `cargo xtask generate`.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

fn main() {
    print!("{}", polus_engine::flows::document());
}
