//! A typed client for the Gorgias REST API.
//!
//! - **Requests are values.** The functions in [`resources`] build them without a socket; [`Client::send`] sends them.
//! - **One budget.** All clones of a client share an account's request allowance ([`Budget`]): it learns from the
//!   answers, sends nothing that would be refused as far as it knows, and serves [`Class`]es in order of urgency.
//! - **Safe retries.** Each request knows whether it may be sent twice ([`Safety`]). A create whose outcome is unknown
//!   is not repeated; it ends in [`Error::OutcomeUnknown`], and its `external_id` is what to look for.
//! - **Whole lists.** [`Client::pages`] follows cursors; rows can be kept as the bytes that came ([`Request::raw`]).
//! - **Errors that say what to do**: [`Error::class`].
//! - **Nothing is lost in reading**: unknown fields and unknown values of enumerations are kept.
//!
//! ```no_run
//! use futures_util::TryStreamExt;
//! use gorgias::resources::tickets::{self, NewTicket, Order, Party};
//! use gorgias::{Class, Client, Error, Secret};
//!
//! # async fn example(api_key: String) -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder("https://acme.gorgias.com")
//!     .api_key("ana@acme.example", Secret::new(api_key))
//!     .seed(std::process::id().into())
//!     .build()?;
//!
//! // Everything that changed lately, newest first, without getting in the way of urgent work.
//! let sync = client.in_class(Class::Sync);
//! let mut pages = std::pin::pin!(sync.pages(tickets::list().order_by(Order::UpdatedDesc).limit(100)));
//! while let Some(page) = pages.try_next().await? {
//!     for ticket in page.data {
//!         println!("{} {:?} {:?}", ticket.id, ticket.status, ticket.subject);
//!     }
//! }
//!
//! // A ticket that is made once, whatever happens on the way.
//! let identity = "erp/order-1042/backordered";
//! let ticket = NewTicket::incoming(Party::email("ines@example.com", None), "Order 1042", "One item is late.")
//!     .external_id(identity);
//! match client.send(tickets::create(ticket)).await {
//!     Ok(ticket) => println!("made {}", ticket.id),
//!     Err(Error::OutcomeUnknown { .. }) => {
//!         let found = client.send(tickets::list().external_id(identity).limit(1)).await?;
//!         println!("{}", if found.data.is_empty() { "not made" } else { "made" });
//!     }
//!     Err(error) => return Err(error.into()),
//! }
//! println!("{:?}", client.budget().snapshot());
//! # Ok(())
//! # }
//! ```
//!
//! What the helpdesk sends by itself is read by [`webhook`]. Facts about the API come from its reference; they are
//! written down as data in the repository's `contract/`, and the tests compare this crate with it.
//!
//! Not here: OAuth2, uploads, statistics, search, views, macros, rules, jobs; [`Client::raw`] reaches them.
#![forbid(unsafe_code)]

mod answer;
mod budget;
mod client;
mod datetime;
mod error;
mod fields;
mod http;
pub mod layers;
pub mod oauth;
pub mod operations;
mod page;
mod request;
pub mod resources;
mod secret;
pub mod webhook;

pub use answer::Answer;
pub use budget::{Budget, BudgetSnapshot, Class};
pub use client::{BuildError, Client, ClientBuilder, Made};
pub use datetime::{DateTime, ParseDateTimeError};
pub use error::{At, Cause, Doubt, Error, ErrorClass, Kept};
pub use fields::FieldErrors;
pub use page::Page;
pub use request::{FilePart, Invalid, Request, Safety};
pub use secret::Secret;
