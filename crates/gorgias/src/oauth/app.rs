//! An app as the developer portal knows it, and its installation in one account.

use std::fmt;
use std::time::Duration;

use url::Url;

use super::account::Account;
use super::error::SetupError;
use super::random::{Nonce, State};
use super::scopes::Scopes;
use crate::client::BuildError;
use crate::http;
use crate::secret::Secret;

/// How an app proves itself to the token endpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Authentication {
    /// HTTP Basic with client id and secret, as documented.
    #[default]
    Basic,
    /// `client_id` and `client_secret` in the form. Not documented, but accepted.
    Form,
}

/// An app: its id, its secret, and where the browser comes back to.
#[derive(Debug, Clone)]
#[must_use]
pub struct App {
    pub(super) client_id: String,
    pub(super) client_secret: Secret,
    pub(super) redirect_uri: String,
    pub(super) authentication: Authentication,
    pub(super) timeout: Duration,
}

/// An app in one account: the consent page's address, and the token calls. Cheap to clone.
#[derive(Clone)]
pub struct Installation {
    pub(super) app: App,
    pub(super) account: Account,
    pub(super) http: reqwest::Client,
}

impl App {
    /// The app of this id (24 hexadecimal characters as far as known; others are let through). `redirect_uri` is sent as it
    /// is written here, because it must equal the registered one.
    ///
    /// # Errors
    /// When a part cannot be sent: empty, with blanks or control characters, an id with a colon, or a redirect address that
    /// is neither https nor on this machine.
    pub fn new(client_id: &str, client_secret: Secret, redirect_uri: &str) -> Result<Self, SetupError> {
        check("client id", client_id)?;
        check("client secret", client_secret.expose())?;
        check("redirect address", redirect_uri)?;
        let refused = |part, reason| Err(SetupError::App { part, reason });
        if client_id.contains(':') {
            return refused("client id", "contains a colon");
        }
        let Ok(redirect) = Url::parse(redirect_uri) else {
            return refused("redirect address", "is not an address");
        };
        if redirect.fragment().is_some() {
            return refused("redirect address", "has a fragment");
        }
        if redirect.scheme() != "https" && !(redirect.scheme() == "http" && http::is_loopback(&redirect)) {
            return refused("redirect address", "is not https");
        }
        Ok(Self {
            client_id: client_id.to_owned(),
            client_secret,
            redirect_uri: redirect_uri.to_owned(),
            authentication: Authentication::default(),
            timeout: Duration::from_secs(30),
        })
    }

    /// How it proves itself; [`Authentication::Basic`] unless told.
    pub fn authentication(mut self, authentication: Authentication) -> Self {
        self.authentication = authentication;
        self
    }

    /// How long a token call may take until its answer is complete; 30 s unless told.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The app in this account. Nothing is sent.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn for_account(&self, account: Account) -> Result<Installation, SetupError> {
        let http = http::builder(account.url()).timeout(self.timeout).build();
        let http = http.map_err(|error| BuildError::Start(error.into()))?;
        Ok(Installation { app: self.clone(), account, http })
    }
}

impl Installation {
    /// Whose account it is.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Where to send the browser for consent (reference page "3. Set up OAuth2"). A nonce is of use with
    /// [`super::Scope::OpenId`] only.
    pub fn authorize_url(&self, scopes: &Scopes, state: &State, nonce: Option<&Nonce>) -> Url {
        let mut url = self.account.join("/oauth/authorize");
        let mut query = url.query_pairs_mut();
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.app.client_id)
            .append_pair("scope", &scopes.to_string())
            .append_pair("redirect_uri", &self.app.redirect_uri)
            .append_pair("state", state.expose());
        if let Some(nonce) = nonce {
            query.append_pair("nonce", nonce.expose());
        }
        drop(query);
        url
    }
}

impl fmt::Debug for Installation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Installation")
            .field("account", &self.account.host())
            .field("client_id", &self.app.client_id)
            .finish_non_exhaustive()
    }
}

fn check(part: &'static str, text: &str) -> Result<(), SetupError> {
    let reason = if text.is_empty() {
        "is empty"
    } else if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        "contains a blank, a line end or another control character"
    } else {
        return Ok(());
    };
    Err(SetupError::App { part, reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "5f0c2ab4e1d3a9b87c6d5e4f";

    fn app() -> App {
        App::new(ID, "k-4711".into(), "https://app.example/callback?x=1").unwrap()
    }

    #[test]
    fn the_consent_page_gets_what_the_reference_names() {
        let installation = app().for_account(Account::named("acme").unwrap()).unwrap();
        let scopes = Scopes::from("tickets:read offline openid");
        let url = installation.authorize_url(&scopes, &State::kept("s&1"), Some(&Nonce::kept("n-1")));
        insta::assert_snapshot!(url, @"https://acme.gorgias.com/oauth/authorize?response_type=code&client_id=5f0c2ab4e1d3a9b87c6d5e4f&scope=openid+offline+tickets%3Aread&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback%3Fx%3D1&state=s%261&nonce=n-1");
        let url = installation.authorize_url(&scopes, &State::kept("s"), None);
        assert!(!url.as_str().contains("nonce"));
    }

    #[test]
    fn what_cannot_work_is_refused_without_showing_it() {
        let good = "https://app.example/callback";
        let refusals = [
            App::new("", "k-4711".into(), good),
            App::new("a:b", "k-4711".into(), good),
            App::new(ID, "k-4711\n".into(), good),
            App::new(ID, "k-4711".into(), "app.example/callback"),
            App::new(ID, "k-4711".into(), "http://app.example/callback"),
            App::new(ID, "k-4711".into(), "https://app.example/callback#x"),
        ]
        .map(|app| app.map(|_| ()).unwrap_err())
        .map(|error| format!("{error}; {}", error.hint()))
        .join("\n");
        insta::assert_snapshot!(refusals, @"
        the client id is empty; copy it again from the app's page in the developer portal
        the client id contains a colon; copy it again from the app's page in the developer portal
        the client secret contains a blank, a line end or another control character; copy it again from the app's page in the developer portal
        the redirect address is not an address; copy it again from the app's page in the developer portal
        the redirect address is not https; copy it again from the app's page in the developer portal
        the redirect address has a fragment; copy it again from the app's page in the developer portal
        ");
        assert!(!refusals.contains("k-4711"));
        assert!(App::new("an-app", "k".into(), "http://localhost:8080/callback").is_ok());
    }

    #[test]
    fn secrets_do_not_show() {
        let installation = app().for_account(Account::named("acme").unwrap()).unwrap();
        assert!(!format!("{:?} {installation:?}", app()).contains("k-4711"));
    }
}
