//! Authentication as an app: OAuth2 with an authorization code (reference page "OAuth2 authentication for creating apps
//! with Gorgias").
//!
//! - [`App`]: what the developer portal knows of an app. [`Account`]: where one merchant's OAuth server is.
//! - [`Installation`]: the app in one account: the consent page's address, and the three token calls.
//! - [`Callback`]: what the browser brings back. [`Scopes`]: what an app may do, and the least it needs.
//! - [`Session`]: a valid access token at any time: renewed before it ends and when the API refuses it, once for all who
//!   wait, and stored in a [`TokenStore`] before it is used.
//!
//! Guarantees: a secret goes only to its account's own host, over TLS (loopback excepted), follows no redirect, and shows in
//! no `Debug`, `Display` or log. A code is exchanged once; a token call that may be repeated says so ([`OAuthError::class`]).
//!
//! Does not: serve the redirect address, keep `state` for the browser, or verify the signatures of tokens; they come
//! straight from the account's server over TLS. PKCE is not sent, because the API does not know it.
//!
//! ```
//! use gorgias::oauth::{Account, App, Callback, Nonce, Scope, Scopes, State};
//! use gorgias::{DateTime, Secret};
//! # fn show(_: &url::Url) {}
//! # async fn example(rng: &mut impl rand::CryptoRng, link: &str, query: &str, now: DateTime) -> Result<(), Box<dyn std::error::Error>> {
//! let app = App::new("5f0c2ab4e1d3a9b87c6d5e4f", Secret::new("..."), "https://app.example/oauth/callback")?;
//!
//! // The merchant pressed Connect, and the browser came to the app's own address.
//! let installation = app.for_account(Account::of_install_link(link)?)?;
//! let scopes: Scopes = [Scope::TicketsRead, Scope::CustomersRead].into_iter().collect();
//! let (state, nonce) = (State::random(rng), Nonce::random(rng));
//! show(&installation.authorize_url(&scopes.offline(), &state, Some(&nonce))); // answer with a redirect to it
//!
//! // Keep account and state until the browser is back at the redirect address.
//! let code = Callback::read(query).code(&state)?;
//! let tokens = installation.exchange(&code, now).await?;
//! # let _ = tokens;
//! # Ok(())
//! # }
//! ```

mod account;
mod app;
mod call;
mod callback;
mod error;
mod random;
mod refusal;
mod renewal;
mod scope;
mod scopes;
mod session;
mod store;
mod tokens;

pub use account::Account;
pub use app::{App, Authentication, Installation};
pub use callback::{Callback, CallbackError, Code};
pub use error::{Failure, OAuthError, SetupError, SharedCause, TokenCall};
pub use random::{Nonce, State};
pub use refusal::Refusal;
pub use scope::Scope;
pub use scopes::{Needed, Scopes};
pub use session::Session;
pub use store::{MemoryStore, TokenStore};
pub use tokens::{ReadTokensError, Tokens};
