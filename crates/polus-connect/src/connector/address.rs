//! Where a connection may lead: over TLS, or to this machine; the address itself carries nothing secret.

use url::{Host, Url};

use super::error::ConnectError;

/// The address of a connection, if credentials may be sent there.
pub(super) fn base(system: &str, address: &str) -> Result<Url, ConnectError> {
    let hint = "write it like https://shop.example.com";
    if address.is_empty() {
        return Err(ConnectError::settings(system, "the address is missing".to_owned(), hint));
    }
    let url = Url::parse(address).map_err(|error| {
        ConnectError::settings(system, format!("`{}` is not an address: {error}", shown(address)), hint)
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        let hint = "give the credentials separately; an address is shown in logs and pages";
        return Err(ConnectError::settings(system, "the address contains credentials".to_owned(), hint));
    }
    if url.host().is_none() || !["http", "https"].contains(&url.scheme()) {
        return Err(ConnectError::settings(
            system,
            format!("`{}` is not an address of the web", shown(address)),
            hint,
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        let what = format!("`{}` has something after a `?` or `#`", shown(address));
        return Err(ConnectError::settings(system, what, hint));
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        let hint = "write https://; plain http is for this machine only, as anyone on the way could read the credentials";
        return Err(ConnectError::settings(system, format!("`{}` is not encrypted", shown(address)), hint));
    }
    Ok(url)
}

/// What may be shown of an address: what stands before an `@` or after a `?` may be a credential.
fn shown(address: &str) -> &str {
    let end = address.find(['?', '#']).unwrap_or(address.len());
    address[..end].rsplit('@').next().unwrap_or_default()
}

/// Where plain http and no proxy are right: the credentials do not leave the machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine() {
        for good in
            ["https://shop.example.com", "http://127.0.0.1:8080", "http://[::1]:1", "http://localhost/odoo"]
        {
            assert!(base("shop", good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "http://shop.example.com",
            "http://10.0.0.1",
            "ftp://a",
            "shop.example.com",
            "https://u:k-4711@a.example",
            "u:k-4711@a.example",
            "https://u:k-4711@a.example:99999",
            "https://a.example/?token=k-4711",
            "http://a.example/#k-4711",
        ] {
            let refused = base("shop", bad).unwrap_err();
            assert!(!format!("{refused:?}").contains("k-4711"), "{refused:?}");
        }
    }
}
