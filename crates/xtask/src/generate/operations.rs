//! The list of operations in the client's documentation. Its links make rustdoc fail for a function that is not there.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::failure::Failure;

/// Markdown for `crates/gorgias/src/operations.md`, from `contract/operations.tsv`.
pub fn document(root: &Path) -> Result<String, Failure> {
    let file = root.join("contract/operations.tsv");
    let table = fs::read_to_string(&file).map_err(Failure::io(format!("reading {}", file.display())))?;
    let mut lines = table.lines();
    let columns: Vec<_> = lines.next().unwrap_or_default().split('\t').collect();
    let mut text = String::from("| function | request | scope |\n|---|---|---|\n");
    for line in lines {
        let cells: Vec<_> = line.split('\t').collect();
        let cell = |name: &str| {
            let at = columns.iter().position(|column| *column == name);
            at.and_then(|at| cells.get(at)).copied().unwrap_or("-")
        };
        let function = cell("name").replace('.', "::");
        let scope = match cell("scope") {
            "-" => "not documented".to_owned(),
            scope => format!("`{scope}`"),
        };
        let _ = writeln!(
            text,
            "| [`{function}`](crate::resources::{function}) | `{} {}` | {scope} |",
            cell("method"),
            cell("path")
        );
    }
    Ok(text)
}
