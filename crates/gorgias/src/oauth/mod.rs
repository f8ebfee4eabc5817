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
//! use std::sync::Arc;
//! use gorgias::oauth::{Account, App, Callback, Nonce, Scopes, Session, State, TokenStore};
//! use gorgias::{Client, DateTime, operations};
//!
//! # fn redirect(_: url::Url) {}
//! # async fn example(
//! #     rng: &mut impl rand::CryptoRng, store: Arc<dyn TokenStore>, clock: fn() -> DateTime,
//! #     secret: gorgias::Secret, link: &str, query: &str,
//! # ) -> Result<(), Box<dyn std::error::Error>> {
//! let app = App::new("5f0c2ab4e1d3a9b87c6d5e4f", secret, "https://app.example/oauth/callback")?;
//!
//! // The merchant pressed Connect, and the browser came to the app's own address.
//! let account = Account::of_install_link(link)?;
//! let session = Session::new(app.for_account(account.clone())?, store, clock);
//! let needed = Scopes::needed_for(["tickets.list", "customers.get"].into_iter().filter_map(operations::find));
//! let (state, nonce) = (State::random(rng), Nonce::random(rng));
//! redirect(session.installation().authorize_url(&needed.scopes.offline(), &state, Some(&nonce)));
//!
//! // Account, state and nonce were kept. The browser is back, at the redirect address.
//! session.install(Callback::read(query).code(&state)?).await?;
//! let client = Client::builder(account.url().as_str()).credential(session).build()?;
//! # drop(client);
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
