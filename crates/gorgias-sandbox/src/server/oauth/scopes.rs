//! The scopes of the page "OAuth2 Scopes", and which operation needs which: read from the contract, so that
//! there is one list.

use std::sync::LazyLock;

use crate::contract;

/// Every scope an app can ask for.
const SCOPES: &[&str] = &[
    "openid",
    "email",
    "profile",
    "offline",
    "account:read",
    "account:write",
    "users:read",
    "users:write",
    "customers:read",
    "customers:write",
    "tickets:read",
    "tickets:write",
    "custom_fields:read",
    "custom_fields:write",
    "events:read",
    "events:write",
    "integrations:read",
    "integrations:write",
    "jobs:read",
    "jobs:write",
    "macros:read",
    "macros:write",
    "rules:read",
    "rules:write",
    "satisfaction_survey:read",
    "satisfaction_survey:write",
    "statistics:read",
    "tags:read",
    "tags:write",
    "apps:read",
    "apps:write",
    EVERYTHING,
];

/// Deprecated, and still what old apps ask for.
const EVERYTHING: &str = "write:all";

/// The scopes of a space-separated text, each once; `None` when there are none or one is unknown.
pub(crate) fn read(text: &str) -> Option<String> {
    let mut found: Vec<&str> = Vec::new();
    for scope in text.split_ascii_whitespace() {
        if !SCOPES.contains(&scope) {
            return None;
        }
        if !found.contains(&scope) {
            found.push(scope);
        }
    }
    (!found.is_empty()).then(|| found.join(" "))
}

/// Whether `scope` is one of `granted`.
pub(crate) fn has(granted: &str, scope: &str) -> bool {
    granted.split(' ').any(|one| one == scope)
}

/// Whether a refresh token goes with it.
pub(crate) fn allows_offline(granted: &str) -> bool {
    has(granted, "offline")
}

/// Whether all of `asked` are among `granted`.
pub(crate) fn within(asked: &str, granted: &str) -> bool {
    asked.split(' ').all(|scope| has(granted, scope))
}

/// The scope that a request needs and `granted` lacks. Operations for which no scope is documented need none.
pub(crate) fn missing(granted: &str, method: &str, path: &str) -> Option<&'static str> {
    let needed = needed(method, path)?;
    let enough = has(granted, needed) || has(granted, EVERYTHING);
    (!enough).then_some(needed)
}

struct Operation {
    method: &'static str,
    path: &'static str,
    scope: &'static str,
}

static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    let rows = contract::rows(contract::OPERATIONS, ["method", "path", "scope"]).into_iter();
    let mut operations: Vec<Operation> = rows
        .map(|[method, path, scope]| Operation { method, path: path.trim_start_matches('/'), scope })
        .collect();
    // A literal segment before a name, where both would fit.
    operations.sort_by_key(|operation| operation.path.matches('{').count());
    operations
});

/// The scope of the operation that a request calls.
fn needed(method: &str, path: &str) -> Option<&'static str> {
    let method = if method == "HEAD" { "GET" } else { method };
    let path = path.trim_start_matches('/').trim_end_matches('/');
    let called = OPERATIONS.iter().find(|operation| operation.method == method && fits(operation.path, path));
    called.map(|operation| operation.scope).filter(|scope| *scope != "-")
}

fn fits(pattern: &str, path: &str) -> bool {
    let (mut expected, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (expected.next(), given.next()) {
            (None, None) => return true,
            (Some(expected), Some(given)) if expected == given || expected.starts_with('{') => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_needs_the_scope_of_the_contract() {
        assert_eq!(OPERATIONS.len(), 114);
        for Operation { method, path, scope } in OPERATIONS.iter() {
            let path = format!("/{}/", path.replace(['{', '}'], ""));
            assert_eq!(needed(method, &path).unwrap_or("-"), *scope, "{method} {path}");
            assert!(*scope == "-" || SCOPES.contains(scope), "{scope}");
        }
        assert_eq!(needed("HEAD", "/api/tickets/1"), Some("tickets:read"));
        assert_eq!(needed("PUT", "/api/macros/unarchive"), Some("write:all"));
        assert_eq!((needed("PATCH", "/api/tickets"), needed("GET", "/api/nothing")), (None, None));
    }

    #[test]
    fn writing_does_not_include_reading_and_everything_includes_both() {
        let missing = |granted| missing(granted, "GET", "/api/tickets");
        assert_eq!(missing("tickets:write offline"), Some("tickets:read"));
        assert_eq!((missing("openid tickets:read"), missing("write:all")), (None, None));
        assert_eq!(super::missing("offline", "GET", "/api/phone/voice-calls"), None);
    }

    #[test]
    fn scopes_are_read_once_each_and_unknown_ones_refused() {
        assert_eq!(read("offline  tickets:read offline").as_deref(), Some("offline tickets:read"));
        assert_eq!((read(""), read("tickets.read"), read("offline tickets:all")), (None, None, None));
        assert!(within("offline", "openid offline") && !within("offline email", "openid offline"));
    }
}
