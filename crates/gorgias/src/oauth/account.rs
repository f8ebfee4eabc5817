//! Where an account's OAuth server is. It decides where secrets go, so it is checked before anything else.

use std::fmt;

use url::{Url, form_urlencoded};

use super::error::SetupError;
use crate::client::address;

/// The address of one account, such as `https://acme.gorgias.com`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Account(Url);

impl Account {
    /// The account of this subdomain of `gorgias.com`: letters, digits and hyphens. Fit for a name that a browser brought:
    /// nothing in it can lead to another host.
    ///
    /// # Errors
    /// When it is not a subdomain.
    pub fn named(subdomain: &str) -> Result<Self, SetupError> {
        let refused = |reason| SetupError::Account { text: address::shown(subdomain), reason };
        let inner = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if subdomain.is_empty() || subdomain.len() > 63 {
            return Err(refused("it has no characters or more than 63"));
        }
        if !subdomain.chars().all(inner) || subdomain.starts_with('-') || subdomain.ends_with('-') {
            return Err(refused("a subdomain has letters and digits, and hyphens between them"));
        }
        let url = Url::parse(&format!("https://{}.gorgias.com/", subdomain.to_ascii_lowercase()));
        url.map(Self).map_err(|_| refused("it is not a host name"))
    }

    /// The account at this address: https, or plain http on this machine. For addresses from the configuration only; take
    /// [`Account::named`] for what came from a browser.
    ///
    /// # Errors
    /// When secrets must not be sent there.
    pub fn at(url: &str) -> Result<Self, SetupError> {
        Ok(Self(address::base(url)?))
    }

    /// The account that an app is being installed in, from the address or query with which the browser came to the App URL
    /// (reference page "1. Register on Developer Portal"): `account={gorgias_account}`, filled in.
    ///
    /// # Errors
    /// When there is no `account` in it, more than one, or one that is not a subdomain.
    pub fn of_install_link(link: &str) -> Result<Self, SetupError> {
        let query = link.split_once('?').map_or(link, |(_, query)| query);
        let query = query.split_once('#').map_or(query, |(query, _)| query);
        let mut named = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "account");
        match (named.next(), named.next()) {
            (Some((_, subdomain)), None) => Self::named(&subdomain),
            (first, _) => {
                let reason = if first.is_none() { "it names no account" } else { "it names two accounts" };
                Err(SetupError::Account { text: "the install link".to_owned(), reason })
            }
        }
    }

    /// Its address.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// Its host, such as `acme.gorgias.com`.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// An address below it.
    pub(super) fn join(&self, path: &str) -> Url {
        address::join(&self.0, path, &[])
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subdomain_is_a_host_of_gorgias_com() {
        assert_eq!(Account::named("acme").unwrap().to_string(), "https://acme.gorgias.com");
        assert_eq!(Account::named("Acme-2").unwrap().host(), "acme-2.gorgias.com");
        let token = Account::named("acme").unwrap().join("/oauth/token");
        assert_eq!(token.as_str(), "https://acme.gorgias.com/oauth/token");
    }

    #[test]
    fn no_browser_steers_to_another_host() {
        for name in [
            "",
            "evil.example/",
            "evil.example#",
            "evil.example?",
            "evil.example\\",
            "a.b",
            "acme@evil.example",
            "-acme",
            "acme-",
            "{gorgias_account}",
            "acme:8080",
            "ac me",
            "acme\n",
            "äcme",
            "acme%2eevil",
            &"a".repeat(64),
        ] {
            assert!(Account::named(name).is_err(), "{name}");
            let query: String =
                form_urlencoded::Serializer::new(String::new()).append_pair("account", name).finish();
            assert!(Account::of_install_link(&query).is_err(), "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_accepted_is_one_label_below_gorgias_com(name in "\\PC{0,20}|[a-z0-9.@/:?#%\\\\-]{0,20}") {
            if let Ok(account) = Account::named(&name) {
                let label = account.host().strip_suffix(".gorgias.com").unwrap().to_owned();
                proptest::prop_assert!(!label.contains('.'));
                proptest::prop_assert_eq!(label, name.to_ascii_lowercase());
                proptest::prop_assert_eq!(account.url().scheme(), "https");
            }
        }
    }

    #[test]
    fn an_install_link_names_one_account() {
        let at = |link: &str| Account::of_install_link(link).map(|account| account.host().to_owned()).ok();
        let acme = Some("acme.gorgias.com".to_owned());
        assert_eq!(at("https://app.example/install?account=acme"), acme);
        assert_eq!(at("/install?lang=en&account=acme#top"), acme);
        assert_eq!(at("account=acme"), acme);
        assert_eq!(at("account=acme&account=evil"), None);
        assert_eq!(at("shop=acme"), None);
    }

    #[test]
    fn an_address_is_the_one_that_a_client_takes() {
        for good in
            ["https://acme.gorgias.com", "https://acme.gorgias.com/api/", " https://acme.gorgias.com/ "]
        {
            assert_eq!(Account::at(good).unwrap(), Account::named("acme").unwrap(), "{good}");
        }
        let behind = Account::at("http://127.0.0.1:9/p/api").unwrap();
        assert_eq!(behind.join("/oauth/token").as_str(), "http://127.0.0.1:9/p/oauth/token");
        let plain = Account::at("http://acme.gorgias.com").unwrap_err();
        insta::assert_snapshot!(format!("{plain}; {}", plain.hint()), @"the address of acme.gorgias.com is plain http, which would show secrets to everyone on the way; write https:// in front; plain http is for a server on this machine only");
    }
}
