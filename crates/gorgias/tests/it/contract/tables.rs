//! The tables of `contract/`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub type Row = BTreeMap<String, String>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contract")
}

/// The objects that have a table.
pub fn objects() -> BTreeSet<String> {
    let files = std::fs::read_dir(folder().join("objects")).unwrap();
    files.map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

/// The rows of a table by their column names.
pub fn rows(table: &str) -> Vec<Row> {
    let path = folder().join(table).with_extension("tsv");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let mut lines = text.lines();
    let columns: Vec<_> = lines.next().unwrap().split('\t').map(str::to_owned).collect();
    lines.map(|line| columns.iter().cloned().zip(line.split('\t').map(str::to_owned)).collect()).collect()
}

/// The row of an operation.
pub fn operation(id: &str) -> Row {
    let found = rows("operations").into_iter().find(|row| row["operation_id"] == id);
    found.unwrap_or_else(|| panic!("{id} is not in the table of operations"))
}

/// A column that is a list of words; `-` is none.
pub fn words(column: &str) -> impl Iterator<Item = &str> {
    column.split(' ').filter(|word| *word != "-")
}

/// A query parameter as the table writes it.
pub struct Parameter<'a> {
    pub name: &'a str,
    pub repeated: bool,
    pub required: bool,
}

impl<'a> Parameter<'a> {
    /// `ticket_ids[]` is repeated without brackets, `created_datetime[gt]` keeps them, `source_id!` is required,
    /// `trashed=true` names the default.
    pub fn read(written: &'a str) -> Self {
        let written = written.split('=').next().unwrap_or(written);
        let name = written.trim_end_matches('!');
        let one = name.strip_suffix("[]");
        Self { name: one.unwrap_or(name), repeated: one.is_some(), required: written.ends_with('!') }
    }
}
