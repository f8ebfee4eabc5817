//! `cargo xtask arrows`: which crate of the workspace may depend on which.
//!
//! The table is the rule: an arrow that is not in it is an error, and so is a crate that it does not know.
//! To allow a new arrow, add it here with the reason, and to the drawing in ARCHITECTURE.md.

use crate::failure::Failure;
use crate::workspace::{Dependency, Workspace};

/// What one crate may depend on inside the workspace.
struct Arrows {
    from: &'static str,
    /// For the product, and for build scripts.
    normal: &'static [&'static str],
    /// For tests in addition.
    dev: &'static [&'static str],
    why: &'static str,
}

const ARROWS: &[Arrows] = &[
    Arrows {
        from: "polus",
        normal: &["polus-engine", "polus-store", "polus-connect", "gorgias", "gorgias-sandbox"],
        dev: &["gorgias-sandbox"],
        why: "the binary puts the parts together, and carries the sandbox for `demo` and `sandbox`",
    },
    Arrows {
        from: "polus-engine",
        normal: &["gorgias", "polus-connect", "polus-store"],
        dev: &["gorgias-sandbox"],
        why: "the engine decides; it knows neither the HTTP server nor, outside its tests, the sandbox",
    },
    Arrows {
        from: "polus-connect",
        normal: &[],
        dev: &["gorgias-sandbox"],
        why: "a manifest is understood without the store and without the helpdesk",
    },
    Arrows {
        from: "polus-store",
        normal: &[],
        dev: &[],
        why: "the store keeps what it is given and does not know where it came from",
    },
    Arrows {
        from: "gorgias",
        normal: &[],
        dev: &["gorgias-sandbox"],
        why: "the client is of use to any Rust program, without the rest",
    },
    Arrows {
        from: "gorgias-sandbox",
        normal: &[],
        dev: &[],
        why: "the sandbox shares no types with the client: a misread field must not be wrong on both sides and green",
    },
    Arrows { from: "xtask", normal: &[], dev: &[], why: "tasks run when the product does not build" },
];

/// Fails with one line for each arrow that the table does not allow.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    if let Some(surplus) = arguments.first() {
        return Err(Failure::Usage(format!("`{surplus}` is not an argument of arrows; it takes none")));
    }
    check()
}

/// The same without arguments, for `check`.
pub fn check() -> Result<(), Failure> {
    let found = violations(&Workspace::load()?);
    if found.is_empty() { Ok(()) } else { Err(Failure::Unmet(found.join("\n"))) }
}

/// Every arrow of the workspace that the table does not allow, and every crate it does not know.
fn violations(workspace: &Workspace) -> Vec<String> {
    let mut found = Vec::new();
    for package in &workspace.packages {
        let Some(arrows) = ARROWS.iter().find(|arrows| arrows.from == package.name) else {
            found.push(format!("crate `{}` is not in the table in crates/xtask/src/arrows.rs", package.name));
            continue;
        };
        for dependency in &package.dependencies {
            let inside = workspace.packages.iter().any(|other| other.name == dependency.name);
            if inside && !arrows.allow(dependency) {
                let kind = dependency.kind.as_deref().unwrap_or("normal");
                found.push(format!(
                    "`{}` must not depend on `{}` ({kind} dependency): {}",
                    package.name, dependency.name, arrows.why
                ));
            }
        }
    }
    found
}

impl Arrows {
    fn allow(&self, dependency: &Dependency) -> bool {
        let name = dependency.name.as_str();
        self.normal.contains(&name) || (dependency.kind.as_deref() == Some("dev") && self.dev.contains(&name))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn workspace(packages: serde_json::Value) -> Workspace {
        let value = json!({"packages": packages, "workspace_root": "/w", "target_directory": "/w/target"});
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn allowed_arrows_and_outside_crates_pass() {
        let workspace = workspace(json!([
            {"name": "polus-engine", "dependencies": [
                {"name": "polus-store", "kind": null},
                {"name": "gorgias-sandbox", "kind": "dev"},
                {"name": "tokio", "kind": null},
            ]},
            {"name": "polus-store", "dependencies": [{"name": "rusqlite", "kind": null}]},
            {"name": "gorgias-sandbox", "dependencies": []},
        ]));
        assert_eq!(violations(&workspace), Vec::<String>::new());
    }

    #[test]
    fn a_forbidden_arrow_is_reported_with_the_reason() {
        let workspace = workspace(json!([
            {"name": "gorgias-sandbox", "dependencies": [{"name": "gorgias", "kind": null}]},
            {"name": "gorgias", "dependencies": []},
        ]));
        assert_eq!(
            violations(&workspace),
            [
                "`gorgias-sandbox` must not depend on `gorgias` (normal dependency): the sandbox shares no types with \
                 the client: a misread field must not be wrong on both sides and green"
            ]
        );
    }

    #[test]
    fn what_tests_may_use_the_product_may_not() {
        let workspace = workspace(json!([
            {"name": "polus-engine", "dependencies": [
                {"name": "gorgias-sandbox", "kind": "dev"},
                {"name": "gorgias-sandbox", "kind": null},
                {"name": "gorgias-sandbox", "kind": "build"},
            ]},
            {"name": "gorgias-sandbox", "dependencies": []},
        ]));
        let found = violations(&workspace);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("(normal dependency)"), "{found:?}");
        assert!(found[1].contains("(build dependency)"), "{found:?}");
    }

    #[test]
    fn a_crate_without_a_row_is_reported() {
        let workspace = workspace(json!([{"name": "polus-new", "dependencies": []}]));
        assert_eq!(
            violations(&workspace),
            ["crate `polus-new` is not in the table in crates/xtask/src/arrows.rs"]
        );
    }
}
