//! From options to a world: a new one, or the one that a folder remembers.

use std::net::SocketAddr;
use std::path::Path;

use jiff::Timestamp;
use tokio::net::TcpListener;

use super::Systems;
use super::credentials;
use super::entry::Moment;
use super::error::StartError;
use super::journal::{FORMAT, Found, Header, Journal};
use super::listen::{check, listen};
use super::name::SystemName;
use super::oauth::Grants;
use super::options::{
    Access, AppAccess, CommerceListen, ErpAccess, HelpdeskAccess, OauthOptions, SandboxOptions, ShopAccess,
};
use super::world::World;
use crate::erp::{Erp, ErpOptions};
use crate::helpdesk::{Helpdesk, HelpdeskOptions};
use crate::shop::{Shop, ShopOptions};

/// The ERP's only database.
const DATABASE: &str = "teapots";

/// A world, and the doors to it, listening but not yet served.
pub(crate) struct Opened {
    pub world: World,
    pub access: Access,
    pub helpdesk: TcpListener,
    pub shop: Option<TcpListener>,
    pub erp: Option<TcpListener>,
}

/// Opens what `options` ask for.
pub(crate) async fn open(options: &SandboxOptions) -> Result<Opened, StartError> {
    check(SystemName::Helpdesk, options.listen)?;
    if let Some(CommerceListen { shop, erp }) = options.commerce {
        check(SystemName::Shop, shop)?;
        check(SystemName::Erp, erp)?;
    }
    let found = match &options.state {
        Some(folder) => {
            Some(Journal::open(folder).map_err(|error| StartError::journal(folder.clone(), error))?)
        }
        None => None,
    };
    let known = found.as_ref().and_then(|found| found.header.as_ref());
    if let (Some(folder), Some(header)) = (&options.state, known) {
        same_world(folder, header, options)?;
    }

    let helpdesk =
        listen(SystemName::Helpdesk, known.map_or(options.listen, |header| header.helpdesk)).await?;
    let commerce = options.commerce;
    let at = |asked: SocketAddr, known: Option<SocketAddr>| known.unwrap_or(asked);
    let shop = match commerce {
        Some(asked) => {
            Some(listen(SystemName::Shop, at(asked.shop, known.and_then(|header| header.shop))).await?)
        }
        None => None,
    };
    let erp = match commerce {
        Some(asked) => {
            Some(listen(SystemName::Erp, at(asked.erp, known.and_then(|header| header.erp))).await?)
        }
        None => None,
    };

    let header = match known {
        Some(header) => header.clone(),
        None => Header {
            format: FORMAT,
            seed: options.seed,
            tickets: options.tickets,
            start: Moment::from(options.clock.now()),
            helpdesk: address(SystemName::Helpdesk, options.listen, &helpdesk)?,
            shop: shop.as_ref().map(|shop| address(SystemName::Shop, options.listen, shop)).transpose()?,
            erp: erp.as_ref().map(|erp| address(SystemName::Erp, options.listen, erp)).transpose()?,
        },
    };
    let (systems, access) = build(&header, &options.oauth);
    let mut world =
        World::new(systems, Grants::new(header.seed), header.start.timestamp(), options.clock.clone());
    if let Some(Found { mut journal, header: known, lines }) = found {
        if known.is_none() {
            journal.begin(&header).map_err(|source| StartError::Folder {
                folder: journal.path().to_owned(),
                source: Box::new(source),
            })?;
        }
        world.replay(lines, journal);
    }
    Ok(Opened { world, access, helpdesk, shop, erp })
}

/// The systems that a header describes, at the moment at which they began.
fn build(header: &Header, oauth: &OauthOptions) -> (Systems, Access) {
    let Header { seed, tickets, .. } = *header;
    let now: Timestamp = header.start.timestamp();
    let url = |address: SocketAddr| format!("http://{address}");

    let base_url = url(header.helpdesk);
    let helpdesk = Helpdesk::new(HelpdeskOptions {
        tickets,
        base_url: base_url.clone(),
        ..HelpdeskOptions::new(seed, now)
    });
    let mut access = Access {
        helpdesk: HelpdeskAccess {
            url: base_url,
            email: helpdesk.api_email().to_owned(),
            api_key: credentials::helpdesk_api_key(seed),
            apps: apps(seed, oauth),
        },
        shop: None,
        erp: None,
    };
    let mut systems = Systems::from([(SystemName::Helpdesk, Box::new(helpdesk) as _)]);
    if let Some(address) = header.shop {
        let base_url = url(address);
        let webhook_secret = credentials::shop_webhook_secret(seed);
        let shop = Shop::new(ShopOptions {
            tickets,
            base_url: base_url.clone(),
            webhook_secret: webhook_secret.clone(),
            ..ShopOptions::new(seed, now)
        });
        systems.insert(SystemName::Shop, Box::new(shop));
        let access_token = credentials::shop_access_token(seed);
        access.shop = Some(ShopAccess { url: base_url, access_token, webhook_secret });
    }
    if let Some(address) = header.erp {
        let database = DATABASE.to_owned();
        let erp = Erp::new(ErpOptions { tickets, database: database.clone(), ..ErpOptions::new(seed, now) });
        systems.insert(SystemName::Erp, Box::new(erp));
        access.erp = Some(ErpAccess {
            url: url(address),
            database,
            api_key: credentials::erp_api_key(seed),
            webhook_secret: credentials::erp_webhook_secret(seed),
        });
    }
    (systems, access)
}

/// Two apps, so that what is meant for one can be tried with the other.
fn apps(seed: u64, oauth: &OauthOptions) -> Vec<AppAccess> {
    let app = |number: u32| AppAccess {
        client_id: credentials::app_id(seed, number),
        client_secret: credentials::app_secret(seed, number),
        redirect_uris: oauth.redirect_uris.clone(),
    };
    vec![app(1), app(2)]
}

/// A folder holds one world. Another seed, another size or another address would be another one.
fn same_world(folder: &Path, header: &Header, options: &SandboxOptions) -> Result<(), StartError> {
    let differs = |what, there: &dyn ToString, asked: &dyn ToString| StartError::OtherWorld {
        folder: folder.to_owned(),
        what,
        there: there.to_string(),
        asked: asked.to_string(),
    };
    if header.seed != options.seed {
        return Err(differs("seed", &header.seed, &options.seed));
    }
    if header.tickets != options.tickets {
        return Err(differs("tickets", &header.tickets, &options.tickets));
    }
    let commerce = |there: bool| if there { "with commerce" } else { "without commerce" };
    if header.shop.is_some() != options.commerce.is_some() {
        return Err(differs(
            "systems",
            &commerce(header.shop.is_some()),
            &commerce(options.commerce.is_some()),
        ));
    }
    let asked = [
        (Some(options.listen), Some(header.helpdesk)),
        (options.commerce.map(|commerce| commerce.shop), header.shop),
        (options.commerce.map(|commerce| commerce.erp), header.erp),
    ];
    for (asked, there) in asked {
        if let (Some(asked), Some(there)) = (asked, there)
            && (asked.ip() != there.ip() || ![0, there.port()].contains(&asked.port()))
        {
            return Err(differs("address", &there, &asked));
        }
    }
    Ok(())
}

fn address(system: SystemName, asked: SocketAddr, listener: &TcpListener) -> Result<SocketAddr, StartError> {
    listener.local_addr().map_err(|source| StartError::Listen { system, address: asked, source })
}
