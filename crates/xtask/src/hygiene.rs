//! Rules about files that no compiler checks, over everything git tracks:
//! nothing large, no source file with two jobs, no switched-off test or lint, no path of one person's machine,
//! no snapshot that no test looks at.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::failure::Failure;
use crate::shell;
use crate::workspace::Workspace;

const LARGEST_FILE_BYTES: usize = 1024 * 1024;
const LONGEST_SOURCE_LINES: usize = 800;
const LONG_SOURCE_LINES: usize = 500;
const SOURCE_EXTENSIONS: &[&str] = &["rs", "js", "css", "html", "jinja"];

/// Text that has no place in a tracked file. Written in two halves, so that this table is not its own finding.
const FORBIDDEN: &[Forbidden] = &[
    Forbidden {
        text: concat!("#[ign", "ore"),
        only: Some("rs"),
        why: "a test that does not run; repair or delete it",
    },
    Forbidden {
        text: concat!("#[all", "ow("),
        only: Some("rs"),
        why: "write #[expect(lint, reason = \"...\")]",
    },
    Forbidden {
        text: concat!("#![all", "ow("),
        only: Some("rs"),
        why: "write #![expect(lint, reason = \"...\")]",
    },
    Forbidden { text: concat!("/wo", "rk/"), only: None, why: "a path of one machine" },
    Forbidden { text: concat!("/tm", "p/w"), only: None, why: "a path of one machine" },
    Forbidden { text: concat!("/ro", "ot/"), only: None, why: "a path of one machine" },
    Forbidden { text: concat!("<<<<", "<<< "), only: None, why: "a merge that was not finished" },
];

struct Forbidden {
    text: &'static str,
    /// The file extension it is looked for in; everywhere if absent.
    only: Option<&'static str>,
    why: &'static str,
}

#[derive(Debug, PartialEq, Eq)]
enum Finding {
    /// Breaks a rule.
    Error(String),
    /// Comes near to it.
    Warning(String),
}

/// Looks at every tracked file; prints the warnings, fails with the errors.
pub fn check() -> Result<(), Failure> {
    let root = Workspace::load()?.root;
    let list = shell::capture(Command::new("git").args(["ls-files", "-z"]).current_dir(&root))?;
    let mut errors = Vec::new();
    for path in list.split_terminator('\0') {
        // A file that was deleted and not yet committed is still listed.
        let Ok(content) = fs::read(root.join(path)) else { continue };
        let mut found = findings(path, &content);
        found.extend(snapshot_finding(path, &content, |source| fs::read_to_string(root.join(source)).ok()));
        for finding in found {
            match finding {
                Finding::Error(text) => errors.push(text),
                Finding::Warning(text) => println!("warning: {text}"),
            }
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Unmet(errors.join("\n"))) }
}

/// What is wrong with one file, judged by its path and content alone.
fn findings(path: &str, content: &[u8]) -> Vec<Finding> {
    let mut found = Vec::new();
    if content.len() > LARGEST_FILE_BYTES {
        found.push(Finding::Error(format!("{path}: {} bytes; at most {LARGEST_FILE_BYTES}", content.len())));
    }
    let Ok(text) = std::str::from_utf8(content) else { return found };
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str());
    if extension.is_some_and(|extension| SOURCE_EXTENSIONS.contains(&extension)) {
        let lines = text.lines().count();
        if lines > LONGEST_SOURCE_LINES {
            let message =
                format!("{path}: {lines} lines; at most {LONGEST_SOURCE_LINES}, move the second job out");
            found.push(Finding::Error(message));
        } else if lines > LONG_SOURCE_LINES {
            found.push(Finding::Warning(format!("{path}: {lines} lines; look for the second job")));
        }
    }
    if path.ends_with(".snap.new") {
        found.push(Finding::Error(format!("{path}: a snapshot that nobody accepted")));
    }
    for (number, line) in text.lines().enumerate() {
        for rule in FORBIDDEN {
            if (rule.only.is_none() || rule.only == extension) && line.contains(rule.text) {
                found.push(Finding::Error(format!("{path}:{}: `{}`: {}", number + 1, rule.text, rule.why)));
            }
        }
    }
    found
}

/// A snapshot file names the test file it belongs to; the file must exist and contain the snapshot's name.
fn snapshot_finding(path: &str, content: &[u8], read: impl Fn(&str) -> Option<String>) -> Option<Finding> {
    let name = snapshot_name(path)?;
    let text = String::from_utf8_lossy(content);
    let source = text.lines().find_map(|line| line.strip_prefix("source: "))?.trim_matches('"');
    match read(source) {
        None => Some(Finding::Error(format!("{path}: its test file {source} is gone; delete it"))),
        Some(test) if !test.contains(name) => {
            Some(Finding::Error(format!("{path}: `{name}` is not in {source}; delete it")))
        }
        Some(_) => None,
    }
}

/// The test's or snapshot's name in `crate__module__name-2.snap`, without the counter.
fn snapshot_name(path: &str) -> Option<&str> {
    let stem = Path::new(path).file_name()?.to_str()?.strip_suffix(".snap")?;
    let name = stem.rsplit("__").next()?;
    let name = name.split('@').next()?;
    Some(name.trim_end_matches(|digit: char| digit.is_ascii_digit()).strip_suffix('-').unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(path: &str, content: &str) -> Vec<String> {
        let text = |finding| match finding {
            Finding::Error(text) => Some(text),
            Finding::Warning(_) => None,
        };
        findings(path, content.as_bytes()).into_iter().filter_map(text).collect()
    }

    #[test]
    fn every_forbidden_text_is_found_with_its_line() {
        for rule in FORBIDDEN {
            let content = format!("first\nbefore {} after\n", rule.text);
            assert_eq!(errors("a.rs", &content), [format!("a.rs:2: `{}`: {}", rule.text, rule.why)]);
        }
    }

    #[test]
    fn rust_rules_do_not_apply_to_prose() {
        let content = concat!("write #[exp", "ect], never #[all", "ow(dead_code)]");
        assert_eq!(errors("CONTRIBUTING.md", content), Vec::<String>::new());
        assert_eq!(errors("a.rs", content).len(), 1);
    }

    #[test]
    fn long_sources_warn_and_longer_ones_fail() {
        assert_eq!(findings("a.rs", "x\n".repeat(500).as_bytes()), []);
        assert!(matches!(findings("a.rs", "x\n".repeat(501).as_bytes())[..], [Finding::Warning(_)]));
        assert!(matches!(findings("a.rs", "x\n".repeat(801).as_bytes())[..], [Finding::Error(_)]));
        assert_eq!(findings("data.tsv", "x\n".repeat(801).as_bytes()), []);
    }

    #[test]
    fn large_files_fail_even_when_they_are_not_text() {
        let bytes = vec![0xff; LARGEST_FILE_BYTES + 1];
        assert_eq!(
            findings("picture.png", &bytes),
            [Finding::Error("picture.png: 1048577 bytes; at most 1048576".to_owned())]
        );
        assert_eq!(findings("picture.png", &bytes[1..]), []);
    }

    #[test]
    fn snapshot_names_lose_crate_module_and_counter() {
        assert_eq!(snapshot_name("tests/snapshots/it__cli__wrong_key.snap"), Some("wrong_key"));
        assert_eq!(snapshot_name("it__cli__wrong_key-12.snap"), Some("wrong_key"));
        assert_eq!(snapshot_name("it__cli__errors@plain_http.snap"), Some("errors"));
        assert_eq!(snapshot_name("it__cli__page2.snap"), Some("page2"));
        assert_eq!(snapshot_name("README.md"), None);
    }

    #[test]
    fn a_snapshot_without_its_test_is_reported() {
        let content = b"---\nsource: tests/it/cli.rs\nexpression: x\n---\nhello\n";
        let check = |path, test: Option<&str>| match snapshot_finding(path, content, |source| {
            assert_eq!(source, "tests/it/cli.rs");
            test.map(str::to_owned)
        }) {
            Some(Finding::Error(text)) => text,
            other => format!("{other:?}"),
        };
        let path = "it__cli__wrong_key.snap";
        assert_eq!(check(path, Some("fn wrong_key() {}")), "None");
        assert_eq!(
            check(path, Some("fn right_key() {}")),
            "it__cli__wrong_key.snap: `wrong_key` is not in tests/it/cli.rs; delete it"
        );
        assert_eq!(
            check(path, None),
            "it__cli__wrong_key.snap: its test file tests/it/cli.rs is gone; delete it"
        );
    }
}
