//! Find people, teams and tags by a few letters, as a search box would.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use gorgias::resources::search::{self, Hit, Kind};
use gorgias::{Class, Client, Error};

mod common;

#[tokio::main]
async fn main() -> common::Done {
    run(&common::account()?.build()?, "an").await?;
    Ok(())
}

pub(crate) async fn run(client: &Client, letters: &str) -> Result<Vec<Hit>, Error> {
    let mut all = Vec::new();
    for kind in [Kind::Customer, Kind::Agent, Kind::Team, Kind::Tag] {
        // Somebody is typing: this goes before everything else that shares the allowance.
        let request = search::find(kind, letters).size(5).in_class(Class::Interactive);
        let hits = client.send(request).await?;
        println!("{kind:?}: {:?}", hits.iter().filter_map(|hit| hit.name.as_deref()).collect::<Vec<_>>());
        all.extend(hits);
    }
    Ok(all)
}
