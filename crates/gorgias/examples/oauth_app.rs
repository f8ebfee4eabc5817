//! An app for many merchants: ask for consent, exchange the code, and send with a token that renews itself.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]
#![expect(clippy::disallowed_methods, reason = "its `main` is the edge at which time and randomness come in")]

use std::error::Error;
use std::sync::Arc;

use gorgias::oauth::{Account, App, Callback, Installation, MemoryStore, Nonce, Scopes, Session, State};
use gorgias::resources::users;
use gorgias::{Client, DateTime, Secret, operations};
use rand::CryptoRng;
use url::Url;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let variable = |name: &str| std::env::var(name).map_err(|_| format!("set {name}"));
    let secret = Secret::new(variable("APP_CLIENT_SECRET")?);
    let app = App::new(&variable("APP_CLIENT_ID")?, secret, &variable("APP_REDIRECT_URI")?)?;
    let installation = app.for_account(Account::at(&variable("GORGIAS_URL")?)?)?;

    let (address, state) = consent(&installation, &mut rand::rng());
    println!("open {address}\nand paste the query of the page that you are sent to:");
    let mut query = String::new();
    std::io::stdin().read_line(&mut query)?;
    run(installation, &state, query.trim(), || jiff::Timestamp::now().into()).await?;
    Ok(())
}

/// Where to send the admin's browser. Keep the state until it is back.
pub(crate) fn consent(installation: &Installation, rng: &mut impl CryptoRng) -> (Url, State) {
    // The least that these requests need, computed.
    let used = ["users.get", "tickets.list", "tickets.create"];
    let needed = Scopes::needed_for(used.iter().filter_map(|name| operations::find(name)));
    let (state, nonce) = (State::random(rng), Nonce::random(rng));
    // `offline` brings a token to renew with.
    (installation.authorize_url(&needed.scopes.offline(), &state, Some(&nonce)), state)
}

/// What the browser brought back becomes a client of that merchant's account.
pub(crate) async fn run(
    installation: Installation,
    state: &State,
    query: &str,
    clock: impl Fn() -> DateTime + Send + Sync + 'static,
) -> Result<Client, Box<dyn Error>> {
    let account = installation.account().to_string();
    // A store of one's own would keep tokens sealed, in a database; `TokenStore` has two functions.
    let session = Session::new(installation, Arc::new(MemoryStore::new()), clock);
    session.install(Callback::read(query).code(state)?).await?;

    // Renewed before it ends and when it is refused, once for all who wait.
    let client = Client::builder(&account).credential(session).build()?;
    let me = client.send(users::me()).await?;
    println!("installed by {:?}", me.email);
    Ok(client)
}
