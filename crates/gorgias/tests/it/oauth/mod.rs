//! OAuth2 as an app, against a token endpoint that behaves ([`server`]), servers that do not, and the sandbox.

mod calls;
mod sandbox;
mod secrets;
mod server;
mod session;
mod shared_store;

use std::net::SocketAddr;

use gorgias::oauth::{Account, App, Installation, Tokens};
use gorgias::{DateTime, Secret};

const CLIENT_ID: &str = "5f0c2ab4e1d3a9b87c6d5e4f";
const CLIENT_SECRET: &str = "app-secret-4711";
const REDIRECT: &str = "https://app.example/callback";

fn app() -> App {
    App::new(CLIENT_ID, CLIENT_SECRET.into(), REDIRECT).unwrap()
}

fn account(address: SocketAddr) -> Account {
    Account::at(&format!("http://{address}")).unwrap()
}

fn installed(address: SocketAddr) -> Installation {
    app().for_account(account(address)).unwrap()
}

fn at(text: &str) -> DateTime {
    text.parse().unwrap()
}

/// Tokens issued at 08:00 for an hour.
fn tokens(access: &str, refresh: Option<&str>) -> Tokens {
    Tokens {
        access: access.into(),
        refresh: refresh.map(Secret::from),
        issued_at: at("2026-11-23T08:00:00"),
        expires_at: Some(at("2026-11-23T09:00:00")),
        scopes: None,
        id_token: None,
    }
}
