//! `cargo xtask generate`: files that are written by the code they describe.
//!
//! With `--check` nothing is written and a file that differs from what the code says is an error.

mod operations;

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::failure::Failure;
use crate::shell;
use crate::workspace::Workspace;

/// A file and who writes it.
struct Generator {
    file: &'static str,
    writer: Writer,
}

enum Writer {
    /// The cargo arguments of a program that prints the file on standard output.
    Program(&'static [&'static str]),
    /// A function of this crate, given the workspace's folder.
    Function(fn(&Path) -> Result<String, Failure>),
}

/// Every generated file. To add one: a line here.
const GENERATORS: &[Generator] = &[
    Generator {
        file: "docs/tables.md",
        writer: Writer::Program(&[
            "run",
            "--quiet",
            "--package",
            "polus-store",
            "--example",
            "document_tables",
        ]),
    },
    Generator {
        file: "docs/flows.md",
        writer: Writer::Program(&[
            "run",
            "--quiet",
            "--package",
            "polus-engine",
            "--example",
            "document_flows",
        ]),
    },
    Generator { file: "crates/gorgias/src/operations.md", writer: Writer::Function(operations::document) },
];

impl Generator {
    fn text(&self, root: &Path) -> Result<String, Failure> {
        match self.writer {
            Writer::Program(arguments) => shell::capture(shell::cargo().args(arguments)),
            Writer::Function(document) => document(root),
        }
    }
}

/// Writes the files, or with `--check` compares them.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    match arguments {
        [] => write(),
        [flag] if flag == "--check" => check(),
        _ => Err(Failure::Usage(format!(
            "cannot read `{}`; write `cargo xtask generate` or `cargo xtask generate --check`",
            arguments.join(" ")
        ))),
    }
}

/// Fails with the names of the files that differ from what the code says.
pub fn check() -> Result<(), Failure> {
    let root = Workspace::load()?.root;
    let mut stale = Vec::new();
    for generator in GENERATORS {
        let wanted = generator.text(&root)?;
        if read(&root.join(generator.file))?.as_deref() != Some(wanted.as_str()) {
            stale.push(generator.file);
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(Failure::Unmet(format!("out of date: {}. Run `cargo xtask generate`", stale.join(", "))))
}

fn write() -> Result<(), Failure> {
    let root = Workspace::load()?.root;
    for generator in GENERATORS {
        let wanted = generator.text(&root)?;
        let path = root.join(generator.file);
        if read(&path)?.as_deref() == Some(wanted.as_str()) {
            println!("unchanged {}", generator.file);
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Failure::io(format!("creating {}", folder.display())))?;
        }
        fs::write(&path, wanted).map_err(Failure::io(format!("writing {}", generator.file)))?;
        println!("written   {}", generator.file);
    }
    Ok(())
}

/// The file's text, or nothing if there is no such file yet.
fn read(path: &Path) -> Result<Option<String>, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(source) if source.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Failure::Io { doing: format!("reading {}", path.display()), source }),
    }
}
