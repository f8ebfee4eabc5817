//! Prints the documentation of the tables, for `cargo xtask generate`.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

fn main() {
    print!("{}", polus_store::document_tables());
}
