//! What the demo keeps, so that a second start is the same demo: a folder like any other, and its ports.
//!
//! The ports are chosen below the range that systems use for outgoing calls, so that no call of anybody sits on one of
//! them when the demo comes back.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use rand::RngExt as _;
use serde::{Deserialize, Serialize};

use crate::cli::Demo;
use crate::commands::init;
use crate::config;
use crate::failure::{Exit, Failure};
use crate::installation::random;
use crate::ready;

const FILE: &str = "demo.json";
const SEED: u64 = 7;
const TICKETS: u32 = 2_000;
const PORTS: std::ops::Range<u16> = 15_000..32_000;

/// The demo's own notes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Notes {
    /// What everything invented is drawn from.
    pub seed: u64,
    /// Tickets that the helpdesk starts with.
    pub tickets: u32,
    /// Where the dashboard, webhooks and sidebar answer.
    pub listen: SocketAddr,
    /// Where the helpdesk answers.
    pub helpdesk: SocketAddr,
    /// Where the shop answers.
    pub shop: SocketAddr,
    /// Where the ERP answers.
    pub erp: SocketAddr,
}

/// Which folder. What people do while somebody looks on is not in the script, so each has a folder of its own.
pub fn path(arguments: &Demo) -> PathBuf {
    let default = if arguments.once { "polus-demo/once" } else { "polus-demo" };
    arguments.folder.clone().unwrap_or_else(|| PathBuf::from(default))
}

/// Opens the folder, or makes it.
pub fn open(folder: &Path, arguments: &Demo) -> Result<Notes, Failure> {
    let path = folder.join(FILE);
    let mut notes = match fs::read(&path) {
        Ok(text) => known(&path, &text, arguments)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => new(arguments)?,
        Err(error) => return Err(unusable(&path).because(&error)),
    };
    if let Some(listen) = arguments.listen {
        config::own_address(listen)?;
        notes.listen = listen;
    }
    init::fill(folder, &configuration(&notes))?;
    // Written last: a folder with notes is complete.
    ready::write(&path, &notes)?;
    Ok(notes)
}

/// Where the sandbox keeps its state.
pub fn state(folder: &Path) -> PathBuf {
    folder.join("sandbox")
}

fn known(path: &Path, text: &[u8], arguments: &Demo) -> Result<Notes, Failure> {
    let notes: Notes = serde_json::from_slice(text).map_err(|error| unusable(path).because(&error))?;
    let other = |what: &str, there: u64, asked: u64| {
        Failure::new(
            Exit::Usage,
            format!(
                "{} holds a demo with {what} {there}, not {asked}",
                path.parent().unwrap_or(path).display()
            ),
        )
        .hint(format!("leave --{what} away to go on with it, or start a new one with --folder"))
    };
    match (arguments.seed, arguments.tickets) {
        (Some(seed), _) if seed != notes.seed => Err(other("seed", notes.seed, seed)),
        (_, Some(tickets)) if tickets != notes.tickets => {
            Err(other("tickets", notes.tickets.into(), tickets.into()))
        }
        _ => Ok(notes),
    }
}

fn unusable(path: &Path) -> Failure {
    Failure::new(Exit::Configuration, format!("{} cannot be read", path.display()))
        .hint("start a new demo with --folder, or remove this folder")
}

fn new(arguments: &Demo) -> Result<Notes, Failure> {
    let [listen, helpdesk, shop, erp] = free_ports()?;
    Ok(Notes {
        seed: arguments.seed.unwrap_or(SEED),
        tickets: arguments.tickets.unwrap_or(TICKETS),
        listen,
        helpdesk,
        shop,
        erp,
    })
}

/// Addresses of this machine that nothing listens on.
fn free_ports() -> Result<[SocketAddr; 4], Failure> {
    let mut rng = random()?;
    let mut held = Vec::new();
    for _ in 0..1_000 {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, rng.random_range(PORTS)));
        // Held until all four are found, so that they differ.
        if let Ok(listener) = TcpListener::bind(address) {
            held.push((address, listener));
        }
        if let [(a, _), (b, _), (c, _), (d, _)] = held.as_slice() {
            return Ok([*a, *b, *c, *d]);
        }
    }
    Err(Failure::new(Exit::Listen, "no free port was found on 127.0.0.1"))
}

/// Every flow of the library, and a pace that lets a person see things happen.
fn configuration(notes: &Notes) -> String {
    let flows: String = polus_engine::flows::LIBRARY
        .iter()
        .map(|(file, _)| format!("  {}:\n", file.trim_end_matches(".yaml")))
        .collect();
    let listen = notes.listen;
    format!(
        "# The configuration of the demo. `polus init` writes one that explains itself.\naccount: demo\n\
         listen: {listen}\npublic_url: http://{listen}\nflows:\n{flows}sync:\n  feed: 3s\n  lists: 3s\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, FILE};

    #[test]
    fn the_configuration_switches_every_flow_on() {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 15_000));
        let notes =
            Notes { seed: 1, tickets: 2, listen: address, helpdesk: address, shop: address, erp: address };
        let config = Config::parse(FILE, &configuration(&notes)).unwrap();
        assert_eq!(config.flows.len(), polus_engine::flows::LIBRARY.len());
    }
}
