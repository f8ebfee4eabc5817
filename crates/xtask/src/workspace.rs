//! What cargo says about this workspace: its crates, their declared dependencies, its folders.

use std::path::PathBuf;

use serde::Deserialize;

use crate::failure::Failure;
use crate::shell;

/// The part of `cargo metadata` that the tasks read.
#[derive(Debug, Deserialize)]
pub struct Workspace {
    pub packages: Vec<Package>,
    #[serde(rename = "workspace_root")]
    pub root: PathBuf,
    #[serde(rename = "target_directory")]
    pub target: PathBuf,
}

/// A crate of the workspace.
#[derive(Debug, Deserialize)]
pub struct Package {
    pub name: String,
    pub dependencies: Vec<Dependency>,
}

/// A dependency as the crate's manifest declares it.
#[derive(Debug, Deserialize)]
pub struct Dependency {
    pub name: String,
    /// Absent for a normal dependency, else `dev` or `build`.
    pub kind: Option<String>,
}

impl Workspace {
    /// Asks cargo; reads manifests alone, so it needs no network and no lock file.
    pub fn load() -> Result<Self, Failure> {
        let json = shell::capture(shell::cargo().args(["metadata", "--format-version", "1", "--no-deps"]))?;
        serde_json::from_str(&json).map_err(Failure::json("cargo metadata"))
    }
}
