//! How the examples reach an account: by three variables of the environment.
//!
//! `polus sandbox` starts an account to try them on and prints what to put there. Then
//! `cargo run --package gorgias --example connect`.

use std::error::Error;

use gorgias::{Client, ClientBuilder};

/// What an example's `main` answers.
pub type Done = Result<(), Box<dyn Error>>;

/// The account that the environment names.
pub fn account() -> Result<ClientBuilder, Box<dyn Error>> {
    let variable = |name: &str| {
        std::env::var(name).map_err(|_| format!("set {name}; `polus sandbox` prints a value to try with"))
    };
    let key = variable("GORGIAS_API_KEY")?;
    let account = Client::builder(&variable("GORGIAS_URL")?).api_key(&variable("GORGIAS_EMAIL")?, key.into());
    Ok(account.seed(std::process::id().into()))
}
