//! What a sandbox can be asked to be, and how to get in once it runs.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::limit::RateLimit;

/// Tells the present moment; the one wall clock is made at the edge.
#[derive(Clone)]
pub struct SandboxClock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl SandboxClock {
    /// A clock that asks `now` each time.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for SandboxClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SandboxClock")
    }
}

/// What a sandbox is to be.
#[derive(Debug, Clone)]
pub struct SandboxOptions {
    /// Everything invented is drawn from this, the credentials included.
    pub seed: u64,
    /// Tickets that the helpdesk starts with; people and orders follow from it.
    pub tickets: u32,
    /// Where the helpdesk listens: this machine only. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// How many requests the helpdesk lets through for the API key; each OAuth2 app gets twice as many.
    pub rate_limit: RateLimit,
    /// Folder in which the state is kept, so that a killed sandbox comes back as it was, on the same ports.
    /// Without one the state ends with the process.
    pub state: Option<PathBuf>,
    /// The shop and the ERP, if they are wanted.
    pub commerce: Option<CommerceListen>,
    /// The clock of the world.
    pub clock: SandboxClock,
    /// How webhooks are sent.
    pub deliveries: DeliveryOptions,
    /// How the helpdesk's authorization server behaves.
    pub oauth: OauthOptions,
}

impl SandboxOptions {
    /// The helpdesk alone on a free port, 2,000 tickets, the limit of an API key, state in memory.
    pub fn new(seed: u64, clock: SandboxClock) -> Self {
        Self {
            seed,
            tickets: 2_000,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            rate_limit: RateLimit::API_KEY,
            state: None,
            commerce: None,
            clock,
            deliveries: DeliveryOptions::default(),
            oauth: OauthOptions::default(),
        }
    }
}

/// Where shop and ERP listen: this machine only.
#[derive(Debug, Clone, Copy)]
pub struct CommerceListen {
    /// Port 0 takes a free one.
    pub shop: SocketAddr,
    /// Port 0 takes a free one.
    pub erp: SocketAddr,
}

impl CommerceListen {
    /// Both on free ports.
    pub fn free_ports() -> Self {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self { shop: any, erp: any }
    }
}

/// How webhooks are sent. The documentation gives no figures; these are what developers report.
#[derive(Debug, Clone)]
pub struct DeliveryOptions {
    /// After this the receiver counts as silent.
    pub timeout: Duration,
    /// One more attempt after each of these pauses when there was no answer; any answer ends the delivery.
    pub pauses: Vec<Duration>,
}

impl Default for DeliveryOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(5),
            pauses: [200, 1_000, 3_000].map(Duration::from_millis).to_vec(),
        }
    }
}

/// How the authorization server behaves.
#[derive(Debug, Clone)]
pub struct OauthOptions {
    /// Where every app may have its users sent back to. An address of this machine (`http://127.0.0.1/...`,
    /// `http://[::1]/...`) stands for itself with any port.
    pub redirect_uris: Vec<String>,
    /// How long an access token is good; in whole seconds.
    pub access_token_lifetime: Duration,
    /// Whether each refresh gives a new refresh token, which ends the old one. Gorgias does not, as far as it
    /// was seen.
    pub rotates_refresh_tokens: bool,
    /// Whether answers say `expires_in: 0`, as Gorgias once did, whatever the token's lifetime.
    pub says_expires_in_zero: bool,
}

impl Default for OauthOptions {
    /// Access tokens for 24 hours, no rotation, users back to `/oauth/callback` of this machine.
    fn default() -> Self {
        Self {
            redirect_uris: ["http://127.0.0.1/oauth/callback", "https://app.example/oauth/callback"]
                .map(str::to_owned)
                .to_vec(),
            access_token_lifetime: Duration::from_secs(24 * 60 * 60),
            rotates_refresh_tokens: false,
            says_expires_in_zero: false,
        }
    }
}

/// Addresses and credentials of a running sandbox. The credentials are drawn from the seed and open nothing
/// but a pretended account on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Access {
    /// The Gorgias account.
    pub helpdesk: HelpdeskAccess,
    /// The storefront, if there is one.
    pub shop: Option<ShopAccess>,
    /// The ERP, if there is one.
    pub erp: Option<ErpAccess>,
}

/// How to get into the helpdesk: HTTP Basic, or OAuth2 as one of the apps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HelpdeskAccess {
    /// Without trailing slash; the API is under `/api`, the control of the sandbox under `/_sandbox`.
    pub url: String,
    /// User name.
    pub email: String,
    /// Password.
    pub api_key: String,
    /// The apps that are registered.
    pub apps: Vec<AppAccess>,
}

/// An OAuth2 app as its maker knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppAccess {
    /// 24 hexadecimal digits.
    pub client_id: String,
    /// For the token endpoint.
    pub client_secret: String,
    /// Where its users may be sent back to; see [`OauthOptions::redirect_uris`].
    pub redirect_uris: Vec<String>,
}

/// How to get into the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShopAccess {
    /// Without trailing slash.
    pub url: String,
    /// For the header `X-Shopify-Access-Token`.
    pub access_token: String,
    /// Signs the webhooks.
    pub webhook_secret: String,
}

/// How to get into the ERP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErpAccess {
    /// Without trailing slash.
    pub url: String,
    /// For the header `X-Odoo-Database`.
    pub database: String,
    /// For the header `Authorization: bearer`.
    pub api_key: String,
    /// The last part of the address that webhooks are to be sent to.
    pub webhook_secret: String,
}
