//! Listening on this machine, and on nothing else.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;

use super::error::StartError;
use super::name::SystemName;

/// Refuses addresses that other machines could reach.
pub(crate) fn check(system: SystemName, address: SocketAddr) -> Result<(), StartError> {
    if address.ip().is_loopback() { Ok(()) } else { Err(StartError::NotLoopback { system, address }) }
}

/// Listens for one system.
pub(crate) async fn listen(system: SystemName, address: SocketAddr) -> Result<TcpListener, StartError> {
    check(system, address)?;
    TcpListener::bind(address).await.map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => StartError::AddressInUse { system, address },
        _ => StartError::Listen { system, address, source },
    })
}
