//! Connect to an account, and see who one is and how much may be asked.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use gorgias::resources::{account, users};
use gorgias::{Client, Error};

mod common;

#[tokio::main]
async fn main() -> common::Done {
    run(&common::account()?.build()?).await?;
    Ok(())
}

pub(crate) async fn run(client: &Client) -> Result<String, Error> {
    let account = client.send(account::get()).await?;
    let me = client.send(users::me()).await?;
    println!("{} as {:?}", account.domain, me.email);

    // Every answer tells how much of the account's allowance is used; all clones of a client share what they know.
    let budget = client.budget().snapshot();
    println!(
        "{:.0} of {} requests used, {} a second come back",
        budget.used, budget.size, budget.drain_per_second
    );
    Ok(account.domain)
}
