//! The account's address, and what a `Location` says relative to it.

use url::Url;

use super::BuildError;
use crate::http::is_loopback;

/// The root below which `/api/...` lives. `https://acme.gorgias.com`, the same with a slash, and the same with `/api` are
/// one address.
pub(crate) fn base(text: &str) -> Result<Url, BuildError> {
    let refused = |reason: &'static str| BuildError::Address { url: shown(text), reason };
    // The parser would pass over line ends and tabs, and so read another address than people do.
    if text.trim().contains(char::is_control) {
        return Err(refused("it contains a line end or another control character"));
    }
    let mut url = Url::parse(text.trim()).map_err(|error| BuildError::Address {
        url: shown(text),
        reason: match error {
            url::ParseError::RelativeUrlWithoutBase => "it has no https:// in front",
            url::ParseError::InvalidPort => "its port is not a number",
            _ => "it is not an address",
        },
    })?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err(refused("it is neither https nor http"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("it holds a user name or password"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refused("it has a query or fragment"));
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err(BuildError::PlainHttp { host: url.host_str().unwrap_or_default().to_owned() });
    }
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix("/api").unwrap_or(path).to_owned();
    url.set_path(&path);
    Ok(url)
}

/// The address of a path below the base. The path cannot change scheme, host or port.
pub(crate) fn join(base: &Url, path: &str, query: &[(std::borrow::Cow<'static, str>, String)]) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query.iter().map(|(name, value)| (name.as_ref(), value)));
    }
    url
}

/// What a redirect means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Moved {
    /// To the same kind of thing with another id on the same server: a merge.
    Merged(i64),
    /// Elsewhere; without its query, which may be a signature.
    Elsewhere(String),
}

/// Reads a `Location` that answers a request for `from`.
pub(super) fn moved(from: &Url, location: &str) -> Moved {
    let Ok(to) = from.join(location) else { return Moved::Elsewhere(without_credentials(location)) };
    let to = bare(to);
    let elsewhere = Moved::Elsewhere(to.to_string());
    if to.origin() != from.origin() {
        return elsewhere;
    }
    let segments = |url: &Url| -> Vec<String> {
        url.path().split('/').filter(|segment| !segment.is_empty()).map(str::to_owned).collect()
    };
    for (old, new) in segments(from).iter().zip(segments(&to).iter()) {
        if old == new {
            continue;
        }
        return match (old.parse::<i64>(), new.parse::<i64>()) {
            (Ok(_), Ok(into)) if into > 0 => Moved::Merged(into),
            _ => elsewhere,
        };
    }
    elsewhere
}

/// Whether it is the address of one thing or of something below it.
pub(super) fn has_id(url: &Url) -> bool {
    url.path().split('/').any(|segment| segment.parse::<i64>().is_ok())
}

/// The address without anything that could be a credential.
pub(crate) fn shown(text: &str) -> String {
    match Url::parse(text.trim()) {
        Ok(url) if url.has_host() => bare(url).to_string(),
        _ => without_credentials(text.trim()),
    }
}

/// The address without user name, password, query and fragment.
pub(crate) fn bare(mut url: Url) -> Url {
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
    url
}

/// The same for a text that is no address: what stands before an `@` or after a `?` may be meant for nobody.
fn without_credentials(text: &str) -> String {
    let end = text.find(['?', '#']).unwrap_or(text.len());
    let text = &text[..end];
    text.rsplit('@').next().unwrap_or_default().chars().take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_account_has_one_address() {
        for text in
            ["https://acme.gorgias.com", "https://acme.gorgias.com/", " https://acme.gorgias.com/api/ "]
        {
            assert_eq!(
                join(&base(text).unwrap(), "/api/tickets", &[]).as_str(),
                "https://acme.gorgias.com/api/tickets"
            );
        }
        let behind = base("http://127.0.0.1:80/proxy/api").unwrap();
        assert_eq!(
            join(&behind, "/api/tags", &[("a".into(), "b c".into())]).as_str(),
            "http://127.0.0.1/proxy/api/tags?a=b+c"
        );
    }

    #[test]
    fn a_path_cannot_leave_the_host() {
        let base = base("https://acme.gorgias.com").unwrap();
        for path in
            ["//evil.example/x", "/@evil.example", "/../../x", "/\\evil.example", "/https://evil.example"]
        {
            let url = join(&base, path, &[]);
            assert_eq!(
                (url.scheme(), url.host_str(), url.port()),
                ("https", Some("acme.gorgias.com"), None),
                "{path}"
            );
        }
    }

    #[test]
    fn a_refused_address_shows_no_credential() {
        for text in [
            "https://me:k-4711@acme.gorgias.com",
            "me@example.com:k-4711@acme.gorgias.com",
            "k-4711@acme.gorgias.com",
            "https://me:k-4711@acme.gorgias.com:99999",
            "ftp://acme.gorgias.com/?key=k-4711",
            "acme.gorgias.com?key=k-4711",
        ] {
            let refused = base(text).unwrap_err();
            assert!(!format!("{refused} {refused:?}").contains("k-4711"), "{text}: {refused:?}");
        }
        let from = Url::parse("https://acme.gorgias.com/api/tickets/5").unwrap();
        for location in ["https://me:k-4711@x.example/a?key=k-4711", "https://[/?key=k-4711"] {
            assert!(!format!("{:?}", moved(&from, location)).contains("k-4711"), "{location}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_path_leaves_the_host(path in ".{0,40}", tail in "[/\\\\@:?#.%a-z0-9]{0,40}") {
            let base = base("https://acme.gorgias.com").unwrap();
            let url = join(&base, &format!("/{path}{tail}"), &[]);
            proptest::prop_assert_eq!(url.origin(), base.origin());
            proptest::prop_assert_eq!((url.username(), url.password()), ("", None));
        }
    }

    #[test]
    fn a_merge_names_the_survivor_and_nothing_else_is_a_merge() {
        let from = Url::parse("https://acme.gorgias.com/api/customers/5/data").unwrap();
        assert_eq!(moved(&from, "/api/customers/12/data"), Moved::Merged(12));
        assert_eq!(moved(&from, "https://acme.gorgias.com/api/customers/12/"), Moved::Merged(12));
        for location in [
            "https://evil.example/api/customers/12",
            "http://acme.gorgias.com/api/customers/12",
            "/api/customers/5/data/",
            "/login",
            "/api/users/12/data",
        ] {
            assert!(matches!(moved(&from, location), Moved::Elsewhere(_)), "{location}");
        }
        assert_eq!(
            moved(&from, "https://x.example/f?signature=s"),
            Moved::Elsewhere("https://x.example/f".into())
        );
    }
}
