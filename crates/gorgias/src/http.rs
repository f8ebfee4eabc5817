//! The HTTP client below everything that is sent: TLS, time-outs, no redirects, no proxy for this machine.

use std::time::Duration;

use url::{Host, Url};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A client for this host, without a limit but the one on connecting.
pub(crate) fn builder(base: &Url) -> reqwest::ClientBuilder {
    // Whoever comes first installs it; every crate of Polus uses the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut http = reqwest::Client::builder()
        .user_agent(concat!("polus/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        // Shorter than the keep-alive of the usual servers, so that a write rarely meets a connection just closed.
        .pool_idle_timeout(Duration::from_secs(20))
        .https_only(base.scheme() == "https");
    if is_loopback(base) {
        // A proxy must not see what is meant for this machine.
        http = http.no_proxy();
    }
    if base.scheme() == "http" {
        // Without TLS there is nothing to trust, and a machine without CA certificates will do.
        http = http.tls_certs_only([]);
    }
    http
}

/// Where plain http and no proxy are right: the credential does not leave the machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
